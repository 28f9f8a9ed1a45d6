#include <gtest/gtest.h>

#include <string>

#include "app/report/report.h"
#include "tests/app/made_result.h"

namespace hyb::app::test {
namespace {

TEST(ReportText, ShowsFrameNotesAsTreeAndFix) {
  MadeResult made;
  const FileId file = made.add("train.py",
                               "@tf.function\n"
                               "def step(x):\n"
                               "\tprint('é', x)\n");
  const Loc where = made.at(file, "print('é', x)");
  Diagnostic& finding = made.find(kPrintRule, where, {"print", "step"});
  finding.notes.push_back({made.at(file, "@tf.function"), "'step' is traced.", 1});
  finding.notes.push_back({made.at(file, "step"), "Called here.", 2});
  finding.notes.push_back({made.at(file, "x"), "An argument.", 0});
  finding.fixes.push_back({"Replace 'print' with 'tf.print'",
                           "",
                           {{made.at(file, "print"), "tf.print"}},
                           Applicability::Safe,
                           ""});
  EXPECT_EQ(report_text(made.result, {}),
            "train.py:3:2: warning HYB013 'print' runs only while 'step' is traced. "
            "[side-effect-print] [*]\n"
            "   |\n"
            " 3 |     print('é', x)\n"
            "   |     ^^^^^^^^^^^^^\n"
            "   |\n"
            "   ├─ train.py:1:1: 'step' is traced.\n"
            "   │  └─ train.py:2:5: Called here.\n"
            "   ├─ train.py:2:10: An argument.\n"
            "   └─ help [*]: Replace 'print' with 'tf.print'.\n"
            "\n"
            "1 finding (1 warning) in 1 of 1 file.\n"
            "[*] 1 fixable with --fix; --diff shows the changes.\n"
            "`hybridize rules NAME` explains a check.\n");
}

TEST(ReportText, CaretsAreBelowWideCharacters) {
  MadeResult made;
  const FileId file = made.add("a.py", "s = '步 😀'; print(s)\n");
  made.find(kPrintRule, made.at(file, "print(s)"), {"print", "f"});
  const std::string text = report_text(made.result, {});
  // Two wide characters before the mark: 13 code points, 15 columns of the terminal.
  EXPECT_NE(text.find("a.py:1:12: "), std::string::npos) << text;
  EXPECT_NE(text.find("   |              ^^^^^^^^\n"), std::string::npos) << text;
}

TEST(ReportText, SourceCannotSteerTheTerminal) {
  MadeResult made;
  const FileId file = made.add("e\x1b[2Jvil.py", "x = '\x1b[31m\xff\xe2\x80\xae'; print(x)\n");
  Diagnostic& finding = made.find(kPrintRule, made.at(file, "print(x)"), {"\x1b]0;title\x07", "f"});
  finding.message.text += " 'a\nb'";  // a check may quote more than one line
  const std::string text = report_text(made.result, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_NE(text.find("e\\x1b[2Jvil.py"), std::string::npos);
  EXPECT_NE(text.find("'\\x1b[31m\\xff\\u202e'"), std::string::npos);
  EXPECT_NE(text.find("'a\\nb'"), std::string::npos);
}

TEST(ReportText, LongLinesAreCutAroundTheMark) {
  MadeResult made;
  const FileId file =
      made.add("a.py", std::string(5000, 'a') + " = print(x)" + std::string(5000, 'b') + "\n");
  made.find(kPrintRule, made.at(file, "print(x)"), {"print", "f"});
  const std::string text = report_text(made.result, {});
  const std::size_t line = text.find(" 1 | ");
  ASSERT_NE(line, std::string::npos);
  const std::size_t end = text.find('\n', line);
  EXPECT_LT(end - line, 130U);
  const std::string shown = text.substr(line, end - line);
  EXPECT_NE(shown.find("print(x)"), std::string::npos) << shown;
  // The marks stand exactly below the text they mark; the dots at the cut take one column.
  const std::string carets = text.substr(end + 1, text.find('\n', end + 1) - end - 1);
  const std::size_t dots = std::string("…").size() - 1;
  EXPECT_EQ(carets.find('^'), shown.find("print(x)") - dots) << shown << "\n" << carets;
}

TEST(ReportText, SuppressedFindingsAreCountedAndShownOnRequest) {
  MadeResult made;
  const FileId file = made.add("a.py", "print(1)\n");
  Diagnostic& finding = made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  finding.suppressed = true;
  finding.justification = "debugging aid";
  EXPECT_EQ(report_text(made.result, {}), "No findings in 1 file; 1 suppressed.\n");
  const std::string shown = report_text(made.result, {.show_suppressed = true});
  EXPECT_NE(shown.find("└─ suppressed by a comment: debugging aid\n"), std::string::npos) << shown;
}

TEST(ReportText, UnsafeFixSaysWhy) {
  MadeResult made;
  const FileId file = made.add("a.py", "print(1)\n");
  Diagnostic& finding = made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  finding.fixes.push_back({"Delete the call",
                           "It prints in the first call.",
                           {{finding.where, ""}},
                           Applicability::Unsafe,
                           ""});
  const std::string text = report_text(made.result, {});
  EXPECT_NE(text.find("[side-effect-print] [!]\n"), std::string::npos) << text;
  EXPECT_NE(text.find("help [!]: Delete the call. It prints in the first call.\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("[!] 1 fixable with --fix --unsafe-fixes"), std::string::npos) << text;
}

TEST(ReportText, ColourIsOnlyAddedNeverTextChanged) {
  MadeResult made;
  const FileId file = made.add("a.py", "print(1)\n");
  made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  std::string coloured = report_text(made.result, {.color = true});
  EXPECT_NE(coloured.find("\x1b[1;33mwarning\x1b[0m"), std::string::npos);
  std::string stripped;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      stripped += coloured[i];
    }
  }
  EXPECT_EQ(stripped, report_text(made.result, {}));
}

TEST(ReportConcise, IsOneLineAFinding) {
  MadeResult made;
  const FileId file = made.add("a.py", "print(1)\nprint(2)\n");
  made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  made.find(kPrintRule, made.at(file, "print(2)"), {"print", "f"}).suppressed = true;
  EXPECT_EQ(report_concise(made.result, {}),
            "a.py:1:1: warning HYB013 'print' runs only while 'f' is traced. "
            "[side-effect-print]\n");
  EXPECT_EQ(report_concise(MadeResult().result, {}), "");
}

TEST(ReportText, FileWithoutTextHasNoFrame) {
  MadeResult made;
  const FileId file = made.add("a.py", "");
  made.find(kPrintRule, {file, 0, 0}, {"print", "f"});
  EXPECT_EQ(report_text(made.result, {}).find('^'), std::string::npos);
}

}  // namespace
}  // namespace hyb::app::test
