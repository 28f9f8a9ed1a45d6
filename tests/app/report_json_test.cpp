#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/report/report.h"
#include "tests/app/made_result.h"

namespace hyb::app::test {
namespace {

using Value = nlohmann::ordered_json;

std::vector<std::string> keys(const Value& object) {
  std::vector<std::string> names;
  for (const auto& [key, value] : object.items()) names.push_back(key);
  return names;
}

TEST(ReportJson, HasTheKeysOfTheSchemaInOrder) {
  MadeResult made;
  const FileId file = made.add("pkg/a.py", "s = '😀'; print(s)\n");
  Diagnostic& finding = made.find(kPrintRule, made.at(file, "print(s)"), {"print", "f"});
  finding.notes.push_back({made.at(file, "s"), "Bound here.", 0});
  finding.fixes.push_back(
      {"Replace", "", {{made.at(file, "print"), "tf.print"}}, Applicability::Safe, ""});
  const Value log = Value::parse(report_json(made.result));
  EXPECT_EQ(keys(log), (std::vector<std::string>{"schema", "findings"}));
  EXPECT_EQ(log["schema"], "hybridize/1");
  ASSERT_EQ(log["findings"].size(), 1U);
  const Value& one = log["findings"][0];
  EXPECT_EQ(keys(one), (std::vector<std::string>{"path", "line", "column", "end_line", "end_column",
                                                 "code", "name", "severity", "message", "notes",
                                                 "fixes", "suppressed"}));
  EXPECT_EQ(one["path"], "pkg/a.py");
  EXPECT_EQ(one["column"], 10);  // in code points: the emoji is one
  EXPECT_EQ(one["end_column"], 18);
  EXPECT_EQ(one["severity"], "warning");
  EXPECT_EQ(one["message"], "'print' runs only while 'f' is traced.");
  EXPECT_EQ(one["notes"][0]["message"], "Bound here.");
  const Value& fix = one["fixes"][0];
  EXPECT_EQ(keys(fix), (std::vector<std::string>{"title", "applicability", "reason", "edits"}));
  EXPECT_EQ(fix["applicability"], "safe");
  EXPECT_EQ(fix["edits"][0]["replacement"], "tf.print");
  EXPECT_EQ(fix["edits"][0]["end_column"], 15);
}

TEST(ReportJson, KeepsSuppressedFindingsAndSurvivesBytesThatAreNoText) {
  MadeResult made;
  const FileId file = made.add("a.py", "print('\xff')\n");
  made.find(kPrintRule, made.at(file, "print('\xff')"), {"\xff", "f"}).suppressed = true;
  const Value log = Value::parse(report_json(made.result));
  EXPECT_EQ(log["findings"][0]["suppressed"], true);
  EXPECT_EQ(log["findings"][0]["message"], "'\xEF\xBF\xBD' runs only while 'f' is traced.");
}

TEST(ReportJson, WithoutFindingsIsAnEmptyList) {
  EXPECT_EQ(report_json(MadeResult().result),
            "{\n  \"schema\": \"hybridize/1\",\n  \"findings\": []\n}\n");
}

TEST(ReportJson, PathsAreThoseOfTheProject) {
  MadeResult made("/nowhere/project");
  const FileId outside = made.add("/elsewhere/b.py", "x\n");
  made.find(kPrintRule, made.at(outside, "x"), {"x", "f"});
  const Value log = Value::parse(report_json(made.result));
  EXPECT_EQ(log["findings"][0]["path"], "/elsewhere/b.py");
}

}  // namespace
}  // namespace hyb::app::test
