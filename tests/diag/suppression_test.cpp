#include "core/diag/suppression.h"

#include <gtest/gtest.h>

namespace hyb {
namespace {

/// Comments as the tree gives them, for texts without strings: each line's first '#' to its end.
Suppressions read(const std::string& text) {
  const SourceFile source("a.py", text);
  std::vector<CommentSpan> comments;
  for (std::uint32_t line = 1; line <= source.line_count(); ++line) {
    const std::size_t hash = source.line_text(line).find('#');
    if (hash == std::string_view::npos) continue;
    comments.push_back(
        {source.line_begin(line) + static_cast<std::uint32_t>(hash), source.line_end(line)});
  }
  return read_suppressions(FileId::from_index(0), source, comments);
}

std::string problem(const std::string& comment) {
  const Suppressions found = read("x = 1  " + comment + "\ny = 2\n");
  EXPECT_TRUE(found.valid.empty()) << comment;
  EXPECT_EQ(found.malformed.size(), 1U) << comment;
  return found.malformed.empty() ? "" : found.malformed[0].problem;
}

TEST(Suppression, BehindCode) {
  const std::string text = "x = 1\nprint(x)  # hybridize: ignore[side-effect, HYB0?3] -- why not\n";
  const Suppressions found = read(text);
  ASSERT_EQ(found.valid.size(), 1U);
  EXPECT_TRUE(found.malformed.empty());
  const Suppression& one = found.valid[0];
  EXPECT_EQ(one.line, 2U);
  EXPECT_EQ(one.selectors, (std::vector<std::string>{"side-effect", "HYB0?3"}));
  EXPECT_EQ(one.reason, "why not");
  const SourceFile source("a.py", text);
  ASSERT_EQ(one.selector_locs.size(), 2U);
  EXPECT_EQ(source.text(one.selector_locs[0]), "side-effect");
  EXPECT_EQ(source.text(one.selector_locs[1]), "HYB0?3");
  EXPECT_EQ(source.text(one.comment), "# hybridize: ignore[side-effect, HYB0?3] -- why not");
  EXPECT_EQ(one.comment.file, FileId::from_index(0));
}

TEST(Suppression, BlanksAreFree) {
  for (const char* comment : {"#hybridize:ignore[all]", "#  hybridize:  ignore[ all ]  ",
                              "#\thybridize: ignore[all]--x", "# hybridize: ignore[all] --  x  "}) {
    const Suppressions found = read(std::string("x = 1 ") + comment + "\n");
    ASSERT_EQ(found.valid.size(), 1U) << comment;
    EXPECT_EQ(found.valid[0].selectors, (std::vector<std::string>{"all"})) << comment;
    EXPECT_TRUE(found.valid[0].reason.empty() || found.valid[0].reason == "x") << comment;
  }
}

TEST(Suppression, OwnLineCoversTheNextLineWithCode) {
  EXPECT_EQ(read("# hybridize: ignore[a]\nx = 1\n").valid[0].line, 2U);
  EXPECT_EQ(read("if x:\n    # hybridize: ignore[a]\n\n\t \n    # more\n    y = 1\n").valid[0].line,
            6U);
  EXPECT_EQ(read("# hybridize: ignore[a]\r\n\r\nx = 1\r\n").valid[0].line, 3U);
  EXPECT_EQ(read("\xEF\xBB\xBF# hybridize: ignore[a]\nx = 1\n").valid[0].line, 2U);
  EXPECT_EQ(read("\f# hybridize: ignore[a]\nx = 1").valid[0].line, 2U);
}

TEST(Suppression, SeveralOwnLinesCoverTheSameStatement) {
  const Suppressions found = read(
      "# hybridize: ignore[a]\n# hybridize: ignore[b]\nx = 1\n# hybridize: ignore[c]\ny = 1\n");
  ASSERT_EQ(found.valid.size(), 3U);
  EXPECT_EQ(found.valid[0].line, 3U);
  EXPECT_EQ(found.valid[1].line, 3U);
  EXPECT_EQ(found.valid[2].line, 5U);
}

TEST(Suppression, ManyOwnLinesShareOneSearch) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "# hybridize: ignore[a]\n";
  text += "x = 1\n";
  const Suppressions found = read(text);
  ASSERT_EQ(found.valid.size(), 100'000U);
  EXPECT_EQ(found.valid.front().line, 100'001U);
  EXPECT_EQ(found.valid.back().line, 100'001U);
}

TEST(Suppression, NothingToCover) {
  const Suppressions found = read("x = 1\n# hybridize: ignore[a]\n\n# end\n");
  EXPECT_TRUE(found.valid.empty());
  ASSERT_EQ(found.malformed.size(), 1U);
  EXPECT_EQ(found.malformed[0].problem, "no statement follows that it could cover");
}

TEST(Suppression, OtherToolsPartsOfTheComment) {
  const std::string text =
      "x = 1  # noqa: E501 # hybridize: ignore[a] -- as #12 says # pylint: disable=all\n";
  const Suppressions found = read(text);
  ASSERT_EQ(found.valid.size(), 1U);
  EXPECT_TRUE(found.malformed.empty());
  EXPECT_EQ(found.valid[0].reason, "as #12 says");
  EXPECT_EQ(SourceFile("a.py", text).text(found.valid[0].comment),
            "# hybridize: ignore[a] -- as #12 says");

  const Suppressions two = read("x = 1  # hybridize: ignore[a] # hybridize: ignore[b] -- why\n");
  ASSERT_EQ(two.valid.size(), 2U);
  EXPECT_EQ(two.valid[0].reason, "");
  EXPECT_EQ(two.valid[1].selectors, (std::vector<std::string>{"b"}));
  EXPECT_EQ(two.valid[1].reason, "why");

  const Suppressions broken = read("x = 1  # hybridize: ignore[a # hybridize: ignore[b]\n");
  ASSERT_EQ(broken.valid.size(), 1U);
  EXPECT_EQ(broken.valid[0].selectors, (std::vector<std::string>{"b"}));
  ASSERT_EQ(broken.malformed.size(), 1U);
  EXPECT_EQ(broken.malformed[0].problem, "the closing bracket is missing");
}

TEST(Suppression, ProseIsNoMarker) {
  for (const char* text :
       {"x = 1  # see hybridize: ignore[a]\n", "x = 1  # Hybridize: ignore[a]\n",
        "x = 1  # `# hybridize ignore[a]`\n", "x = 1  # hybridized: ignore[a]\n"}) {
    const Suppressions found = read(text);
    EXPECT_TRUE(found.valid.empty()) << text;
    EXPECT_TRUE(found.malformed.empty()) << text;
  }
}

TEST(Suppression, OnlyTheGivenCommentsAreRead) {
  const SourceFile source("a.py", "x = '# hybridize: ignore[a]'\n");
  const Suppressions found = read_suppressions(FileId::from_index(0), source, {});
  EXPECT_TRUE(found.valid.empty());
  EXPECT_TRUE(found.malformed.empty());
}

TEST(Suppression, MalformedSaysWhy) {
  EXPECT_EQ(problem("# hybridize: ignore"), "brackets are required: write ignore[NAME]");
  EXPECT_EQ(problem("# hybridize: ignore side-effect"),
            "brackets are required: write ignore[NAME]");
  EXPECT_EQ(problem("# hybridize: ignore [a]"),
            "`[` must follow `ignore` without a blank: write ignore[NAME]");
  EXPECT_EQ(problem("# hybridize: ignore[]"), "no name stands in the brackets: write ignore[NAME]");
  EXPECT_EQ(problem("# hybridize: ignore[ ]"),
            "no name stands in the brackets: write ignore[NAME]");
  EXPECT_EQ(problem("# hybridize: ignore[a,]"), "a name is missing beside a comma");
  EXPECT_EQ(problem("# hybridize: ignore[,a]"), "a name is missing beside a comma");
  EXPECT_EQ(problem("# hybridize: ignore[a b]"), "`a b` is no name: separate names by commas");
  EXPECT_EQ(problem("# hybridize: ignore[-a]"), "`-a` is no name: separate names by commas");
  EXPECT_EQ(problem("# hybridize: ignore[a"), "the closing bracket is missing");
  EXPECT_EQ(problem("# hybridize: ignore[a] because"),
            "only a reason behind `--` may follow the brackets");
  EXPECT_EQ(problem("# hybridize: ignore[a] --"), "the reason behind `--` is missing");
  EXPECT_EQ(problem("# hybridize: ignore[a] -- # noqa"), "the reason behind `--` is missing");
  EXPECT_EQ(problem("# hybridize: ignroe[a]"), "`ignroe` is not known here: write ignore[NAME]");
  EXPECT_EQ(problem("# hybridize:"), "no word follows `hybridize:`: write ignore[NAME]");
  EXPECT_EQ(problem("# hybridize: (a)"), "no word follows `hybridize:`: write ignore[NAME]");
}

TEST(Suppression, MalformedPlaceIsItsPartOfTheComment) {
  const std::string text = "x = 1  # noqa # hybridize: ignore # more\n";
  const Suppressions found = read(text);
  ASSERT_EQ(found.malformed.size(), 1U);
  EXPECT_EQ(SourceFile("a.py", text).text(found.malformed[0].where), "# hybridize: ignore");
}

}  // namespace
}  // namespace hyb
