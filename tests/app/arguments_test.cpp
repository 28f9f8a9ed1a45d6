#include "app/arguments.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hyb::app {
namespace {

using Words = std::vector<std::string>;

Arguments parsed(const Words& words) {
  Result<Arguments> result = parse_arguments(words);
  EXPECT_TRUE(result.ok()) << (result ? "" : result.error().message);
  return result ? std::move(result).value() : Arguments{};
}

std::string problem(const Words& words) {
  const Result<Arguments> result = parse_arguments(words);
  EXPECT_FALSE(result.ok());
  return result ? "" : result.error().message;
}

TEST(Arguments, CheckIsImplied) {
  EXPECT_EQ(parsed({}).command, Command::Check);
  EXPECT_TRUE(parsed({}).paths.empty());
  EXPECT_EQ(parsed({"src", "rules"}).paths, (Words{"src", "rules"}));
  EXPECT_FALSE(parsed({"src"}).command_given);
  EXPECT_EQ(parsed({"check", "rules", "check"}).paths, (Words{"rules", "check"}));
  EXPECT_EQ(parsed({"--", "rules"}).paths, (Words{"rules"}));
  EXPECT_EQ(parsed({"./rules"}).command, Command::Check);
}

TEST(Arguments, OptionsMayStandBeforeTheCommand) {
  const Arguments arguments = parsed({"--jobs", "2", "check", "--fix", "src"});
  EXPECT_EQ(arguments.jobs, 2U);
  EXPECT_TRUE(arguments.fix);
  EXPECT_EQ(arguments.paths, Words{"src"});
  // The value of an option is no command.
  EXPECT_EQ(parsed({"--config", "rules", "src"}).config_file, "rules");
}

TEST(Arguments, ChecksAreOneListInOrder) {
  EXPECT_EQ(parsed({"--checks", "-a,b", "--checks=-*", "--checks=c , d", "p"}).checks,
            (Words{"-a", "b", "-*", "c", "d"}));
  EXPECT_EQ(parsed({"--checks", "-name", "p"}).paths, Words{"p"});
}

TEST(Arguments, OutputsAreFormatAndPath) {
  const Arguments arguments = parsed({"-o", "sarif=a=b.sarif", "--output=json=-", "-oconcise=c"});
  ASSERT_EQ(arguments.outputs.size(), 3U);
  EXPECT_EQ(arguments.outputs[0].format, Format::Sarif);
  EXPECT_EQ(arguments.outputs[0].path, "a=b.sarif");
  EXPECT_EQ(arguments.outputs[1].path, "-");
  EXPECT_EQ(arguments.outputs[2].format, Format::Concise);
  EXPECT_NE(problem({"-o", "sarif"}).find("-o sarif=PATH"), std::string::npos);
  EXPECT_NE(problem({"-o", "serif=x"}).find("did you mean `sarif`?"), std::string::npos);
  EXPECT_NE(problem({"-o", "sarif="}), "");
  EXPECT_NE(problem({"-o", "sarif=-", "-o", "json=-"}), "");
  EXPECT_NE(problem({"-o", "sarif=-", "--format", "json"}), "");
}

TEST(Arguments, MisspeltWordsAreToldWithTheNearest) {
  EXPECT_NE(problem({"--chekcs=x"}).find("did you mean `--checks`?"), std::string::npos);
  EXPECT_NE(problem({"src", "--exit-zreo"}).find("did you mean `--exit-zero`?"), std::string::npos);
  EXPECT_NE(problem({"--format", "jsn"}).find("did you mean `json`?"), std::string::npos);
  EXPECT_NE(problem({"--fail-on", "eror"}).find("did you mean `error`?"), std::string::npos);
  EXPECT_NE(problem({"--color", "alwys"}).find("did you mean `always`?"), std::string::npos);
  EXPECT_NE(problem({"help", "chekc"}).find("did you mean `check`?"), std::string::npos);
  EXPECT_NE(problem({"rules", "--jsn"}).find("did you mean `--json`?"), std::string::npos);
  EXPECT_NE(problem({"--qqqqqqqq"}).find("`hybridize help check` lists them"), std::string::npos);
}

TEST(Arguments, ValuesAreChecked) {
  for (const char* jobs : {"0", "-1", "x", "1025", "2x", ""}) {
    EXPECT_FALSE(parse_arguments({"--jobs=" + std::string(jobs)}).ok()) << jobs;
  }
  EXPECT_EQ(parsed({"-j4"}).jobs, 4U);
  EXPECT_NE(problem({"--format"}), "");
  EXPECT_NE(problem({"debug"}), "");
  EXPECT_EQ(parsed({"debug", "--print=tree", "a.py"}).stage, "tree");
  EXPECT_EQ(parsed({"--fail-on=never"}).fail_on, config::FailOn::Never);
}

TEST(Arguments, ContradictionsAreUsageErrors) {
  EXPECT_NE(problem({"--unsafe-fixes"}).find("add --fix or --diff"), std::string::npos);
  EXPECT_NE(problem({"--fix", "--diff"}), "");
  EXPECT_NE(problem({"--diff", "--format=json"}), "");
  EXPECT_NE(problem({"--diff", "-o", "sarif=-"}), "");
  EXPECT_NE(problem({"--isolated", "--config", "x"}), "");
  EXPECT_TRUE(parsed({"--diff", "--unsafe-fixes", "-o", "sarif=x"}).unsafe_fixes);
}

TEST(Arguments, HelpAndVersionAreTexts) {
  for (const Words& words : {Words{"--help"}, Words{"-h"}, Words{"help"}}) {
    const Arguments arguments = parsed(words);
    EXPECT_EQ(arguments.command, Command::PrintText);
    EXPECT_NE(arguments.text.find("Usage: hybridize [check]"), std::string::npos);
  }
  EXPECT_TRUE(parsed({"--version"}).text.starts_with("hybridize "));
  // Every option of the command is on its page.
  for (const Words& words : {Words{"help", "check"}, Words{"check", "--help"}}) {
    const std::string page = parsed(words).text;
    for (const char* option :
         {"--checks", "--format", "-o,--output", "--fix", "--unsafe-fixes", "--diff", "--config",
          "--isolated", "-j,--jobs", "--stats", "--profile", "--exit-zero", "--fail-on",
          "--show-suppressed", "--color", "--sarif-category", "--exclude",
          "--no-respect-gitignore"}) {
      EXPECT_NE(page.find(option), std::string::npos) << option;
    }
  }
}

}  // namespace
}  // namespace hyb::app
