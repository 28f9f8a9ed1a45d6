// What the official validator does not notice, and what a code scanning service does with a log.
// Every log that is made here is also written to $HYB_SARIF_DIR, where the validator reads it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "app/report/report.h"
#include "app/report/sha256.h"
#include "core/rule/engine_rules.h"
#include "core/text/line_hash.h"
#include "tests/app/made_result.h"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

using Value = nlohmann::ordered_json;

/// Steps through a log, collecting every value under `key` at any depth.
std::vector<Value> all_under(const Value& root, const std::string& key) {
  std::vector<Value> found;
  std::vector<const Value*> open{&root};
  while (!open.empty()) {
    const Value& value = *open.back();
    open.pop_back();
    if (!value.is_structured()) continue;
    for (const auto& [name, child] : value.items()) {
      if (value.is_object() && name == key) found.push_back(child);
      open.push_back(&child);
    }
  }
  return found;
}

/// Every `[text](n)` of a message has exactly one location with that id in the result.
void expect_links_resolve(const Value& result) {
  std::multiset<int> ids;
  if (result.contains("relatedLocations")) {
    for (const Value& location : result["relatedLocations"]) {
      ids.insert(location["id"].get<int>());
    }
  }
  const std::string text = result["message"]["text"];
  for (std::size_t at = text.find("]("); at != std::string::npos; at = text.find("](", at + 1)) {
    if (at > 0 && text[at - 1] == '\\') continue;
    const int id = std::stoi(text.substr(at + 2));
    EXPECT_EQ(ids.count(id), 1U) << text;
  }
}

void expect_contract(const Value& log) {
  EXPECT_EQ(log["version"], "2.1.0");
  ASSERT_EQ(log["runs"].size(), 1U);
  const Value& run = log["runs"][0];
  EXPECT_EQ(run["columnKind"], "utf16CodeUnits");
  EXPECT_TRUE(run["automationDetails"]["id"].get<std::string>().ends_with("/"));
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], true);
  EXPECT_FALSE(run["originalUriBaseIds"]["%SRCROOT%"].contains("uri"));
  const Value& rules = run["tool"]["driver"]["rules"];
  EXPECT_FALSE(rules.empty());
  for (std::size_t i = 1; i < rules.size(); ++i) EXPECT_LT(rules[i - 1]["id"], rules[i]["id"]);
  for (const Value& rule : rules) {
    EXPECT_FALSE(rule["properties"].contains("security-severity"));
    EXPECT_FALSE(rule["help"]["text"].get<std::string>().empty());
    EXPECT_LE(rule["properties"]["tags"].size(), 10U);
  }
  EXPECT_LE(run["results"].size(), 5000U);
  std::set<std::string> primary;
  for (const Value& result : run["results"]) {
    EXPECT_EQ(rules.at(result["ruleIndex"].get<std::size_t>())["id"], result["ruleId"]);
    EXPECT_EQ(result["kind"], "fail");
    EXPECT_NE(result["level"], "none");
    EXPECT_FALSE(result.contains("suppressions"));
    EXPECT_FALSE(result.contains("baselineState"));
    EXPECT_FALSE(result.contains("fingerprints"));
    ASSERT_EQ(result["locations"].size(), 1U);
    const Value& physical = result["locations"][0]["physicalLocation"];
    const Value& region = physical["region"];
    EXPECT_EQ(region["startLine"], region["endLine"]);
    for (const char* key : {"startLine", "startColumn", "endLine", "endColumn"}) {
      EXPECT_TRUE(region.contains(key)) << key;
    }
    const std::string key = result["ruleId"].get<std::string>() +
                            physical["artifactLocation"]["uri"].get<std::string>() +
                            region["startLine"].dump();
    EXPECT_TRUE(primary.insert(key).second) << "two results of one rule on one line: " << key;
    EXPECT_TRUE(result["message"].contains("text"));
    EXPECT_TRUE(result["message"].contains("id"));
    EXPECT_TRUE(result["message"].contains("arguments"));
    EXPECT_TRUE(rules.at(result["ruleIndex"].get<std::size_t>())["messageStrings"].contains(
        result["message"]["id"].get<std::string>()));
    expect_links_resolve(result);
  }
  for (const Value& replacements : all_under(log, "replacements")) {
    for (const Value& replacement : replacements) {
      EXPECT_TRUE(replacement["insertedContent"].contains("text"));
      EXPECT_EQ(replacement["deletedRegion"].size(), 4U);
    }
  }
  for (const Value& notifications : all_under(log, "toolExecutionNotifications")) {
    for (const Value& notification : notifications) {
      EXPECT_NE(notification["level"], "error");  // would say that the run failed
    }
  }
  const Value& artifacts = run["artifacts"];
  for (const Value& location : all_under(log, "artifactLocation")) {
    EXPECT_EQ(location["uriBaseId"], "%SRCROOT%");
    const std::string uri = location["uri"];
    EXPECT_FALSE(uri.starts_with("/"));
    EXPECT_EQ(uri.find(".."), std::string::npos);
    EXPECT_EQ(artifacts.at(location["index"].get<std::size_t>())["location"]["uri"], uri);
  }
}

/// The parsed log, after the checks that hold for every log.
Value checked_log(const LintResult& lint, const SarifOptions& options) {
  const std::string text = report_sarif(lint, made_rules(), options);
  EXPECT_EQ(text, report_sarif(lint, made_rules(), options)) << "not the same bytes twice";
  if (const char* folder = std::getenv("HYB_SARIF_DIR"); folder != nullptr) {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    std::ofstream(std::string(folder) + "/" + name + ".sarif", std::ios::binary) << text;
  }
  Value log = Value::parse(text);
  expect_contract(log);
  return log;
}

SarifOptions all_on() {
  SarifOptions options;
  options.enabled = all_enabled();
  return options;
}

TEST(Sarif, WithoutFindingsListsTheRules) {
  const Value log = checked_log(MadeResult().result, all_on());
  const Value& run = log["runs"][0];
  EXPECT_TRUE(run["results"].is_array());
  EXPECT_TRUE(run["results"].empty());
  EXPECT_EQ(run["tool"]["driver"]["rules"].size(), made_rules().size());
  EXPECT_EQ(run["automationDetails"]["id"], "hybridize/");
  EXPECT_EQ(run["invocations"][0]["exitCode"], 0);
}

TEST(Sarif, RulesDependOnTheConfigurationOnly) {
  SarifOptions options = all_on();
  options.enabled[1] = false;
  const Value log = checked_log(MadeResult().result, options);
  EXPECT_EQ(log["runs"][0]["tool"]["driver"]["rules"].size(), made_rules().size() - 1);
}

TEST(Sarif, ChainBecomesCodeFlowAndLinks) {
  MadeResult made;
  const FileId lib = made.add("src/lib.py",
                              "import logging\n\n\ndef log_all(v):\n"
                              "    logging.info('value %s', v)\n");
  const FileId train =
      made.add("src/train.py", "@tf.function\ndef step(x):\n    log_all(x)\n    return x\n");
  Diagnostic& finding =
      made.find(kPrintRule, made.at(train, "log_all(x)"), {"logging.info", "step"});
  finding.notes.push_back({made.at(train, "@tf.function"), "'step' is traced.", 1});
  finding.notes.push_back({made.at(train, "log_all(x)"), "Calls 'log_all'.", 1});
  finding.notes.push_back({made.at(lib, "logging.info('value %s', v)"), "The effect f[0](x).", 2});
  finding.notes.push_back({made.at(lib, "log_all"), "Defined here.", 0});
  SarifOptions options = all_on();
  options.exit_code = 1;
  const Value log = checked_log(made.result, options);
  const Value& result = log["runs"][0]["results"][0];
  EXPECT_EQ(result["message"]["id"], "default.related");
  EXPECT_EQ(result["message"]["text"],
            "'logging.info' runs only while 'step' is traced. See '['step' is traced](1), "
            "[Calls 'log_all'](2), [The effect f\\[0\\](x)](3)'.");
  EXPECT_EQ(result["message"]["arguments"].size(), 3U);
  EXPECT_EQ(result["relatedLocations"].size(), 4U);
  const Value& steps = result["codeFlows"][0]["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_EQ(steps[0]["nestingLevel"], 0);
  EXPECT_EQ(steps[1]["kinds"], Value::array({"call", "function"}));
  EXPECT_EQ(steps[2]["nestingLevel"], 1);
  for (std::size_t i = 0; i < steps.size(); ++i) EXPECT_EQ(steps[i]["executionOrder"], i + 1);
  EXPECT_EQ(result["partialFingerprints"]["primaryLocationLineHash"],
            line_hashes(made.result.source(train).bytes())[2]);
}

TEST(Sarif, TwoFindingsOfOneRuleOnOneLineAreOneResult) {
  MadeResult made;
  const FileId file = made.add("a.py", "print(1); print(2)\nprint(1)\n");
  made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  made.find(kPrintRule, made.at(file, "print(2)"), {"print", "f"});
  made.find(kPrintRule, made.at(file, "print(1)", 1), {"print", "f"});
  const Value log = checked_log(made.result, all_on());
  const Value& results = log["runs"][0]["results"];
  ASSERT_EQ(results.size(), 2U);
  ASSERT_EQ(results[0]["relatedLocations"].size(), 1U);
  EXPECT_EQ(results[0]["relatedLocations"][0]["physicalLocation"]["region"]["startColumn"], 11);
  // The same code twice in one module: the fingerprints differ by ordinal.
  EXPECT_NE(results[0]["partialFingerprints"]["hybridizeContext/v1"],
            results[1]["partialFingerprints"]["hybridizeContext/v1"]);
}

TEST(Sarif, ColumnsCountUtf16UnitsAndNoByteOrderMark) {
  MadeResult made;
  const FileId file = made.add("a.py",
                               "\xEF\xBB\xBF"
                               "s = '😀'; print(s)\n");
  made.find(kPrintRule, made.at(file, "print(s)"), {"print", "f"});
  const Value log = checked_log(made.result, all_on());
  const Value& result = log["runs"][0]["results"][0];
  const Value& region = result["locations"][0]["physicalLocation"]["region"];
  EXPECT_EQ(region["startColumn"], 11);  // the emoji is two units
  EXPECT_EQ(region["endColumn"], 19);
  EXPECT_EQ(region["snippet"]["text"], "print(s)");
  EXPECT_EQ(result["partialFingerprints"]["primaryLocationLineHash"],
            line_hashes(made.result.source(file).bytes())[0]);
}

TEST(Sarif, FixesNameAllFourNumbersAndTheEndOfTheFile) {
  MadeResult made;
  const FileId file = made.add("a.py", "import x\r\nprint(1)\r\n");
  const auto size = static_cast<std::uint32_t>(made.result.source(file).bytes().size());
  Diagnostic& finding = made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  finding.fixes.push_back(
      {"Delete the call", "It prints once.", {{finding.where, ""}}, Applicability::Unsafe, ""});
  finding.fixes.push_back(
      {"Append a line", "", {{{file, size, size}, "y = 1\r\n"}}, Applicability::Safe, ""});
  const Value log = checked_log(made.result, all_on());
  const Value& fixes = log["runs"][0]["results"][0]["fixes"];
  ASSERT_EQ(fixes.size(), 2U);
  EXPECT_EQ(fixes[1]["description"]["text"], "Delete the call. It prints once.");  // preferred last
  EXPECT_EQ(fixes[1]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"], "");
  const Value& end = fixes[0]["artifactChanges"][0]["replacements"][0]["deletedRegion"];
  EXPECT_EQ(end["startLine"], 2);
  EXPECT_EQ(end["startColumn"], 11);  // behind both characters of the line end
  EXPECT_EQ(fixes[0]["properties"]["applicability"], "safe");
}

TEST(Sarif, SuppressedFindingsAreLeftOut) {
  MadeResult made;
  const FileId file = made.add("a.py", "print(1)\n");
  made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"}).suppressed = true;
  EXPECT_TRUE(checked_log(made.result, all_on())["runs"][0]["results"].empty());
}

TEST(Sarif, SyntaxErrorsAreResultsAndWarningsAboutTheRun) {
  MadeResult made;
  const FileId file = made.add("a.py", "def f(:\n    pass\n");
  made.find(kSyntaxError, made.at(file, "(:"), {"(:"});
  const FileId unread = made.add("b.py", "");
  made.find(kFileNotAnalysed, {unread, 0, 0}, {"17"});
  const Value log = checked_log(made.result, all_on());
  const Value& run = log["runs"][0];
  EXPECT_EQ(run["results"].size(), 2U);
  EXPECT_EQ(run["results"][0]["level"], "error");
  const Value& notifications = run["invocations"][0]["toolExecutionNotifications"];
  ASSERT_EQ(notifications.size(), 2U);
  for (const Value& notification : notifications) {
    const Value& descriptor = notification["descriptor"];
    EXPECT_EQ(
        run["tool"]["driver"]["notifications"].at(descriptor["index"].get<std::size_t>())["id"],
        descriptor["id"]);
  }
}

TEST(Sarif, MoreResultsThanAServiceShowsAreCutBySeverity) {
  MadeResult made;
  std::string text;
  constexpr std::size_t kLines = 5100;
  for (std::size_t i = 0; i < kLines; ++i) text += "print(1)\n";
  const FileId file = made.add("a.py", text);
  for (std::uint32_t i = 0; i < kLines; ++i) {
    const bool last = i + 1 == kLines;
    made.find(last ? kRetraceRule : kPrintRule, {file, i * 9, i * 9 + 8},
              last ? std::vector<std::string>{"f"} : std::vector<std::string>{"print", "f"});
  }
  const Value log = checked_log(made.result, all_on());
  const Value& run = log["runs"][0];
  ASSERT_EQ(run["results"].size(), 5000U);
  EXPECT_EQ(run["results"][4999]["ruleId"], "HYB020");  // the only error is kept
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "The 100 least severe results were left out of this log.");
}

TEST(Sarif, PlacesOutsideOfTheProjectAreToldNotWritten) {
  MadeResult made;
  const FileId outside = made.add("/elsewhere/b.py", "print(1)\n");
  const FileId inside = made.add("a.py", "print(1)\n");
  made.find(kPrintRule, made.at(outside, "print(1)"), {"print", "f"});
  Diagnostic& finding = made.find(kPrintRule, made.at(inside, "print(1)"), {"print", "f"});
  finding.notes.push_back({made.at(outside, "print(1)"), "Elsewhere.", 1});
  finding.fixes.push_back({"Edit both",
                           "",
                           {{finding.where, ""}, {made.at(outside, "print(1)"), ""}},
                           Applicability::Safe,
                           ""});
  const Value log = checked_log(made.result, all_on());
  const Value& run = log["runs"][0];
  ASSERT_EQ(run["results"].size(), 1U);
  EXPECT_FALSE(run["results"][0].contains("fixes"));
  EXPECT_FALSE(run["results"][0].contains("codeFlows"));
  EXPECT_EQ(log.dump().find("elsewhere"), std::string::npos);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"].size(), 1U);
}

TEST(Sarif, OddPathsAndOddTextStayValid) {
  MadeResult made;
  const FileId file = made.add("my dir/100% ü.py", "x = '\xff\\'; f[i](x); d = {'a': 1}");
  made.find(kPrintRule, made.at(file, "f[i](x)"), {"f[i](x)", "{'a': 1}"});
  const Value log = checked_log(made.result, all_on());
  const Value& result = log["runs"][0]["results"][0];
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
            "my%20dir/100%25%20%C3%BC.py");
  EXPECT_EQ(result["message"]["text"], "'f\\[i\\](x)' runs only while '{{'a': 1}}' is traced.");
}

TEST(Sarif, SmallestFiles) {
  MadeResult made;
  const FileId one = made.add("a.py", "print(1)");
  const FileId two = made.add("b.py", "print(1)\n");
  const FileId three = made.add("c.py", "x\n\n\nprint(1)\n\n\n\n");
  for (const FileId file : {one, two, three}) {
    made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  }
  const Value log = checked_log(made.result, all_on());
  EXPECT_EQ(log["runs"][0]["artifacts"][1]["hashes"]["sha-256"], sha256("print(1)\n"));
}

TEST(Sarif, PartialScansHaveACategoryOfTheirOwn) {
  SarifOptions options = all_on();
  options.partial = true;
  options.category = "nightly/";
  const Value log = checked_log(MadeResult().result, options);
  EXPECT_EQ(log["runs"][0]["automationDetails"]["id"], "nightly/partial/");
}

TEST(Sarif, ProvenanceComesFromTheRepositoryWithoutCredentials) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "ref: refs/heads/main\n");
  folder.write(".git/refs/heads/main", std::string(40, 'b') + "\n");
  folder.write(".git/config", "[remote \"origin\"]\nurl = https://me:pw@example.com/o/r\n");
  MadeResult made(folder.path());
  const FileId file = made.add("a.py", "print(1)\nx\n");
  made.find(kPrintRule, made.at(file, "print(1)"), {"print", "f"});
  const Value log = checked_log(made.result, all_on());
  const Value& provenance = log["runs"][0]["versionControlProvenance"][0];
  EXPECT_EQ(provenance["repositoryUri"], "https://example.com/o/r");
  EXPECT_EQ(log.dump().find(folder.path()), std::string::npos) << "a path of this machine";
}

}  // namespace
}  // namespace hyb::app::test
