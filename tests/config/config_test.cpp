#include "config/config.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/app/temporary_folder.h"
#include "tests/config/config_rules.h"

namespace hyb::config::test {
namespace {

LoadedConfig parse(const std::string& text) {
  return parse_config("c.yaml", text, sample_rules(), accept);
}

/// The sentences of all mistakes, without their frames.
std::vector<std::string> mistakes(const std::string& text) {
  std::vector<std::string> first_lines;
  for (const std::string& mistake : parse(text).mistakes) {
    first_lines.push_back(mistake.substr(0, mistake.find('\n')));
  }
  return first_lines;
}

using Lines = std::vector<std::string>;

TEST(Config, ReadsEverySetting) {
  const LoadedConfig loaded = parse(R"(version: 1
root: true
checks:   # comments are free
  - none
  - side-effect
  - -HYB014
  - "*-deprecated"
severity:
  side-effect-print: error
  side-effect: note
  api-deprecated: off
options:
  HYB013:
    allow-print: true
    max-traces: -3
    prefix: train
    extra-names: [a, "b c"]
fail-on: never
files:
  exclude: [third_party/, "!third_party/ours.py"]
  respect-gitignore: false
target: {tensorflow: 2.10}
)");
  ASSERT_EQ(loaded.mistakes, Lines{});
  const Config& config = loaded.config;
  EXPECT_EQ(config.checks, (Lines{"none", "side-effect", "-HYB014", "*-deprecated"}));
  EXPECT_EQ(config.severity.at(0), Severity::Error);  // a check's own line wins over its group's
  EXPECT_EQ(config.severity.at(1), Severity::Note);
  EXPECT_TRUE(config.off.contains(2));
  ASSERT_EQ(config.options.size(), 4U);
  EXPECT_EQ(config.options[0].values, Lines{"true"});
  EXPECT_EQ(config.options[1].values, Lines{"-3"});
  EXPECT_EQ(config.options[3].values, (Lines{"a", "b c"}));
  EXPECT_EQ(config.fail_on, FailOn::Never);
  EXPECT_EQ(config.exclude, (Lines{"third_party/", "!third_party/ours.py"}));
  EXPECT_FALSE(config.respect_gitignore);
  EXPECT_EQ(config.tensorflow_major, 2);
  EXPECT_EQ(config.tensorflow_minor, 10);  // the number 2.10 is a text, not 2.1
}

TEST(Config, ChecksMayBeOneTextWithCommas) {
  const LoadedConfig loaded = parse("checks: none, side-effect-print,-api\n");
  EXPECT_EQ(loaded.mistakes, Lines{});
  EXPECT_EQ(loaded.config.checks, (Lines{"none", "side-effect-print", "-api"}));
}

TEST(Config, EmptyFilesAndEmptySettingsAreDefaults) {
  for (const char* text : {"", "\n", "# nothing\n", "checks:\noptions:\nseverity:\nfiles:\n",
                           "---\nversion: 1\n", "\xEF\xBB\xBFversion: 1\r\nchecks: []\r\n"}) {
    const LoadedConfig loaded = parse(text);
    EXPECT_EQ(loaded.mistakes, Lines{}) << text;
    EXPECT_EQ(loaded.config.fail_on, FailOn::Warning);
    EXPECT_TRUE(loaded.config.respect_gitignore);
    EXPECT_TRUE(loaded.config.checks.empty());
  }
}

TEST(Config, AMistakeShowsItsLineAndACaret) {
  const LoadedConfig loaded = parse("version: 1\nchecks:\n  - side-efect-print\n");
  ASSERT_EQ(loaded.mistakes.size(), 1U);
  EXPECT_EQ(loaded.mistakes[0],
            "c.yaml:3:5: No check, group or code is called `side-efect-print`; did you mean "
            "`side-effect-print`?\n"
            "   |\n"
            " 3 |   - side-efect-print\n"
            "   |     ^^^^^^^^^^^^^^^^\n");
  EXPECT_TRUE(loaded.config.checks.empty());
}

TEST(Config, AWordInAListOfWordsIsMarkedItself) {
  const LoadedConfig loaded = parse(
      "\xEF\xBB\xBF"
      "checks: api, sied-effect\r\n");
  ASSERT_EQ(loaded.mistakes.size(), 1U);
  EXPECT_EQ(loaded.mistakes[0].substr(0, 12), "c.yaml:1:14:");
  EXPECT_NE(loaded.mistakes[0].find(" 1 | checks: api, sied-effect\n"
                                    "   |              ^^^^^^^^^^^\n"),
            std::string::npos)
      << loaded.mistakes[0];
}

TEST(Config, AllMistakesAreToldAtOnce) {
  EXPECT_EQ(mistakes("verson: 1\nfail-on: warnings\ntarget: {tensorflow: new}\n"),
            (Lines{"c.yaml:1:1: There is no setting `verson`; did you mean `version`?",
                   "c.yaml:2:10: `fail-on` cannot be `warnings`; did you mean `warning`?",
                   "c.yaml:3:22: `tensorflow` must be a version like `\"2.15\"`, not `new`."}));
}

TEST(Config, UnknownKeysFarFromAnyNameListTheNames) {
  EXPECT_EQ(mistakes("files: {zzz: 1}\n"),
            (Lines{"c.yaml:1:9: There is no setting `zzz`; the settings here are `exclude` and "
                   "`respect-gitignore`."}));
}

TEST(Config, DuplicateKeysNameBothLines) {
  EXPECT_EQ(mistakes("checks: [api]\n\nchecks: [none]\n"),
            (Lines{"c.yaml:3:1: `checks` is given twice; the first is in line 1."}));
}

TEST(Config, TypesAreThoseThatWereWritten) {
  const std::string head = "options:\n  side-effect-print:\n    ";
  EXPECT_EQ(mistakes(head + "allow-print: \"true\"\n"),
            (Lines{"c.yaml:3:18: `allow-print` must be `true` or `false`, not a text; remove the "
                   "quotes."}));
  EXPECT_EQ(mistakes(head + "allow-print: yes\n"),
            (Lines{"c.yaml:3:18: `allow-print` must be `true` or `false`, not `yes`."}));
  EXPECT_EQ(mistakes(head + "max-traces: 5.0\n"),
            (Lines{"c.yaml:3:17: `max-traces` must be a whole number without quotes, as in `5`."}));
  EXPECT_EQ(mistakes(head + "max-traces: 99999999999\n").size(), 1U);
  EXPECT_EQ(mistakes(head + "max-traces: '5'\n").size(), 1U);
  EXPECT_EQ(mistakes(head + "prefix: [a]\n"),
            (Lines{"c.yaml:3:13: `prefix` must be a single value, not a list."}));
  EXPECT_EQ(mistakes(head + "extra-names: a\n"),
            (Lines{"c.yaml:3:18: `extra-names` must be a list, not a single value; write "
                   "`[first, second]`."}));
  EXPECT_EQ(mistakes(head + "prefix: refused\n"),
            (Lines{"c.yaml:3:13: `prefix` must not be `refused`."}));
  EXPECT_EQ(mistakes("files: {respect-gitignore: no}\n").size(), 1U);
}

TEST(Config, OptionsBelongToOneCheckThatHasThem) {
  EXPECT_EQ(mistakes("options: {side-effect-print: {alow-print: true}}\n"),
            (Lines{"c.yaml:1:31: `side-effect-print` has no option `alow-print`; did you mean "
                   "`allow-print`?"}));
  EXPECT_EQ(mistakes("options: {api-deprecated: {x: 1}}\n"),
            (Lines{"c.yaml:1:11: `api-deprecated` has no options."}));
  EXPECT_EQ(mistakes("options: {side-effect: {allow-print: true}}\n"),
            (Lines{"c.yaml:1:11: `side-effect` names several checks; options belong to one."}));
  EXPECT_EQ(mistakes("options: {side-effect-prin: {allow-print: true}}\n"),
            (Lines{"c.yaml:1:11: No check is called `side-effect-prin`; did you mean "
                   "`side-effect-print`?"}));
}

TEST(Config, SeverityKnowsItsWords) {
  EXPECT_EQ(mistakes("severity: {api: warn}\n"),
            (Lines{"c.yaml:1:17: There is no severity `warn`; write one of `note`, `warning`, "
                   "`error` and `off`."}));
  EXPECT_EQ(mistakes("severity: {apy: error}\n").size(), 1U);
  EXPECT_EQ(mistakes("severity: {\"side-effect-*\": 'off'}\n"), Lines{});
}

TEST(Config, YamlThatIsNoYamlIsAMistakeWithAPlace) {
  EXPECT_EQ(mistakes("checks: [api\n").size(), 1U);
  EXPECT_EQ(mistakes("checks:\n\t- api\n").size(), 1U);
  EXPECT_NE(mistakes("checks:\n\t- api\n")[0].find("YAML takes no tabs"), std::string::npos);
  EXPECT_NE(mistakes("checks:\n  - *-print\n")[0].find("must stand in quotes"), std::string::npos);
  EXPECT_EQ(mistakes("version: 1\n---\nversion: 1\n").size(), 1U);
  EXPECT_NE(mistakes("version: 1\n---\nversion: 1\n")[0].find("second document"),
            std::string::npos);
  EXPECT_NE(mistakes("a: &a {x: 1}\nfiles:\n  <<: *a\n")[1].find("Merge keys"), std::string::npos);
  EXPECT_EQ(mistakes("version: 2\n"),
            (Lines{"c.yaml:1:10: Version `2` of this file is not known; this program reads "
                   "version `1`."}));
}

TEST(Config, ShapesThatAreNoSettings) {
  EXPECT_EQ(mistakes("- api\n").size(), 1U);
  EXPECT_EQ(mistakes("just text\n").size(), 1U);
  EXPECT_EQ(mistakes("checks: {api: true}\n").size(), 1U);
  EXPECT_EQ(mistakes("checks: [[api]]\n").size(), 1U);
  EXPECT_EQ(mistakes("checks: ['']\n").size(), 1U);
  EXPECT_EQ(mistakes("severity: [api]\n").size(), 1U);
  EXPECT_EQ(mistakes("severity: {api: [error]}\n").size(), 1U);
  EXPECT_EQ(mistakes("options: {side-effect-print: 5}\n").size(), 1U);
  EXPECT_EQ(mistakes("? [a, b]\n: c\n").size(), 1U);
  EXPECT_EQ(mistakes("files: {exclude: ['']}\n").size(), 1U);
  for (const char* version : {"2", "2.x", "0.1", "2.15.x", "", "2.15.", "-2.1", "99999.1"}) {
    EXPECT_EQ(mistakes("target: {tensorflow: \"" + std::string(version) + "\"}\n").size(), 1U)
        << version;
  }
}

TEST(Config, HostileTextIsToldNotObeyed) {
  EXPECT_NE(mistakes(std::string("a\0b", 3))[0].find("NUL"), std::string::npos);
  EXPECT_NE(mistakes("checks: [\xff]\n")[0].find("not UTF-8"), std::string::npos);
  EXPECT_NE(mistakes("\xff\xfev\0")[0].find("UTF-16"), std::string::npos);
  EXPECT_EQ(mistakes(std::string(100000, '[')).size(), 1U);
  EXPECT_EQ(mistakes("x: " + std::string(100000, '{')).size(), 1U);
  EXPECT_EQ(parse("\"\\e[2J\": 1\n").mistakes[0].find('\x1b'), std::string::npos);
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 40; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    bomb +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + last + ", " + last + "]\n";
  }
  EXPECT_EQ(mistakes(bomb + "checks: *a39\n").size(), 42U);  // 40 keys, two entries
}

TEST(Config, LargeAndMissingFilesAreSentences) {
  const app::test::TemporaryFolder folder;
  const std::string large = folder.write("large.yaml", "#" + std::string(1U << 20U, 'x'));
  EXPECT_EQ(load_config(large, sample_rules(), accept).mistakes.size(), 1U);
  EXPECT_EQ(load_config(folder.path("no.yaml"), sample_rules(), accept).mistakes.size(), 1U);
  const std::string fine = folder.write("fine.yaml", "fail-on: error\n");
  EXPECT_EQ(load_config(fine, sample_rules(), accept).config.fail_on, FailOn::Error);
}

TEST(Config, TheNearestFileUpwardIsFoundButNotAboveARepository) {
  const app::test::TemporaryFolder folder;
  folder.write(".hybridize.yaml", "");
  folder.write("a/b/x.py", "");
  folder.write("repo/.git/HEAD", "");
  folder.write("repo/src/x.py", "");
  EXPECT_EQ(find_config(folder.path("a/b")), folder.path(".hybridize.yaml"));
  EXPECT_EQ(find_config(folder.path("repo/src")), "");
  folder.write("repo/.hybridize.yaml", "");
  EXPECT_EQ(find_config(folder.path("repo/src")), folder.path("repo/.hybridize.yaml"));
}

/// The example with the comment signs removed from every line that is a setting.
std::string uncommented(const std::string& example) {
  std::string text;
  for (std::size_t at = 0; at < example.size();) {
    const std::size_t end = example.find('\n', at);
    std::string line = example.substr(at, end - at);
    // Below a setting, prose begins with this word; everything else there is a setting.
    const bool setting = line.starts_with("  # ") && !line.starts_with("  # What ");
    if (setting) line.erase(2, 2);
    text += line + "\n";
    at = end + 1;
  }
  return text;
}

TEST(Config, TheExampleIsValidAndEqualToTheDefaults) {
  const std::string example = example_config(sample_rules());
  const LoadedConfig loaded = parse(example);
  EXPECT_EQ(loaded.mistakes, Lines{}) << example;
  EXPECT_EQ(loaded.config.checks, Lines{"default"});
  EXPECT_EQ(loaded.config.fail_on, kDefaultFailOn);

  const LoadedConfig whole = parse(uncommented(example));
  EXPECT_EQ(whole.mistakes, (Lines{})) << uncommented(example);
  EXPECT_EQ(whole.config.options.size(), 4U);
  ASSERT_EQ(whole.config.severity.size(), sample_rules().size());
  for (std::size_t i = 0; i < sample_rules().size(); ++i) {
    EXPECT_EQ(whole.config.severity.at(i), sample_rules()[i]->severity);
  }
  EXPECT_EQ(whole.config.tensorflow_major, 2);
}

}  // namespace
}  // namespace hyb::config::test
