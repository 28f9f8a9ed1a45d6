// The program as a user meets it: started in a folder, with its output, its status and the files it
// leaves behind.

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "app/check/lint.h"
#include "config/config.h"
#include "test_paths.inc"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

constexpr const char* kPrinting =
    "import tensorflow as tf\n\n\n@tf.function\ndef step(x):\n    print('x', x)\n    return x\n\n\n"
    "step(tf.constant(1))\n";
constexpr const char* kClean = "import tensorflow as tf\n\nx = tf.constant(1)\n";

class Cli : public testing::Test {
 protected:
  /// Runs `hybridize WORDS` in the folder, through a shell. Returns the exit status.
  int run(const std::string& words) {
    const std::string command = "cd '" + folder.path() + "' && '" HYB_PROGRAM "' " + words + " >'" +
                                output.path("out") + "' 2>'" + output.path("err") + "'";
    const int status = std::system(command.c_str());
    out = output.read("out");
    err = output.read("err");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  TemporaryFolder folder;
  TemporaryFolder output;  // not below the project, which would be read
  std::string out;
  std::string err;
};

TEST_F(Cli, StatusTellsCleanFindingsAndFailure) {
  folder.write("clean.py", kClean);
  EXPECT_EQ(run("--isolated"), 0) << out << err;
  folder.write("bad.py", kPrinting);
  EXPECT_EQ(run("--isolated"), 1) << out << err;
  EXPECT_NE(out.find("bad.py:6:5: warning HYB013"), std::string::npos) << out;
  EXPECT_EQ(run("--isolated --exit-zero"), 0);
  EXPECT_EQ(run("--isolated --fail-on error"), 0);
  EXPECT_EQ(run("--isolated --checks=-side-effect-print"), 0) << out;
  EXPECT_EQ(run("--isolated clean.py missing.py"), 2);
  EXPECT_NE(err.find("missing.py"), std::string::npos);
  EXPECT_EQ(run("--isolated missing.py --exit-zero"), 2);
}

TEST_F(Cli, UsageErrorsAreOneSentenceAndStatusTwo) {
  for (const char* words : {"--fxi", "--format=xml", "chekc", "rules side-efect-print",
                            "--checks=side-efect-print", "debug --print=nonsense"}) {
    EXPECT_EQ(run(words), 2) << words;
    EXPECT_EQ(out, "") << words;
    EXPECT_TRUE(err.starts_with("hybridize: error: ")) << err;
  }
  EXPECT_EQ(run("chekc"), 2);
  EXPECT_NE(err.find("did you mean `hybridize check`?"), std::string::npos) << err;
}

TEST_F(Cli, APathMayBeCalledLikeACommand) {
  folder.write("rules/bad.py", kPrinting);
  EXPECT_EQ(run("check rules --isolated"), 1) << err;
  EXPECT_EQ(run("./rules --isolated"), 1) << err;
}

TEST_F(Cli, SarifOnStandardOutputIsAlone) {
  folder.write("bad.py", kPrinting);
  EXPECT_EQ(run("--isolated -o sarif=-"), 1);
  EXPECT_EQ(nlohmann::json::parse(out)["version"], "2.1.0");
  EXPECT_NE(err.find("1 finding"), std::string::npos);
}

TEST_F(Cli, SeveralReportsInOneRun) {
  folder.write("bad.py", kPrinting);
  EXPECT_EQ(run("--isolated -o sarif=a.sarif -o json=a.json -o concise=a.txt"), 1);
  EXPECT_NE(out.find("1 finding"), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(folder.read("a.sarif"))["runs"][0]["invocations"][0]["exitCode"],
            1);
  EXPECT_EQ(nlohmann::json::parse(folder.read("a.json"))["findings"].size(), 1U);
  EXPECT_TRUE(folder.read("a.txt").starts_with("bad.py:6:5: warning HYB013"));
}

TEST_F(Cli, AFailedRunLeavesTheOldSarifAlone) {
  folder.write("a.sarif", "old");
  EXPECT_EQ(run("--isolated missing.py -o sarif=a.sarif"), 2);
  EXPECT_EQ(folder.read("a.sarif"), "old");
  EXPECT_NE(err.find("No SARIF was written to a.sarif"), std::string::npos) << err;
  folder.write("bad.py", kPrinting);
  EXPECT_EQ(run("--isolated bad.py -o json=no/such/folder/a.json -o sarif=a.sarif"), 2);
  EXPECT_EQ(folder.read("a.sarif"), "old");
}

TEST_F(Cli, APartOfTheProjectHasItsOwnCategory) {
  folder.write("pyproject.toml", "");
  folder.write("src/bad.py", kPrinting);
  folder.write("other/clean.py", kClean);
  EXPECT_EQ(run("--isolated src -o sarif=a.sarif"), 1) << err;
  EXPECT_NE(err.find("part of the project"), std::string::npos) << err;
  EXPECT_EQ(nlohmann::json::parse(folder.read("a.sarif"))["runs"][0]["automationDetails"]["id"],
            "hybridize/partial/");
  EXPECT_EQ(run("--isolated -o sarif=a.sarif"), 1);
  EXPECT_EQ(nlohmann::json::parse(folder.read("a.sarif"))["runs"][0]["automationDetails"]["id"],
            "hybridize/");
}

TEST_F(Cli, DiffShowsAndFixWrites) {
  folder.write("bad.py", kPrinting);
  EXPECT_EQ(run("--isolated --diff --unsafe-fixes"), 1) << err;
  EXPECT_TRUE(out.starts_with("--- a/bad.py\n+++ b/bad.py\n")) << out;
  EXPECT_EQ(folder.read("bad.py"), kPrinting);
  EXPECT_EQ(run("--isolated --fix --unsafe-fixes"), 0) << out << err;
  EXPECT_NE(folder.read("bad.py").find("    tf.print('x', x)\n"), std::string::npos);
  EXPECT_NE(err.find("bad.py: fixed 1 side-effect-print.\n"), std::string::npos) << err;
  const std::string fixed = folder.read("bad.py");
  EXPECT_EQ(run("--isolated --fix --unsafe-fixes"), 0);
  EXPECT_EQ(folder.read("bad.py"), fixed);
  EXPECT_EQ(run("--isolated --diff --unsafe-fixes"), 0);
  EXPECT_EQ(out, "");
}

TEST_F(Cli, TheSettingsFileIsFoundAndItsMistakesEndTheRun) {
  folder.write("bad.py", kPrinting);
  folder.write(".hybridize.yaml", "severity: {side-effect-print: off}\n");
  EXPECT_EQ(run(""), 0) << out << err;
  EXPECT_EQ(run("--checks side-effect-print"), 1) << "the command line comes last";
  EXPECT_EQ(run("--isolated"), 1);
  folder.write(".hybridize.yaml", "chekcs: [all]\n");
  EXPECT_EQ(run(""), 2);
  EXPECT_EQ(err,
            ".hybridize.yaml:1:1: There is no setting `chekcs`; did you mean `checks`?\n"
            "   |\n 1 | chekcs: [all]\n   | ^^^^^^\n");
  EXPECT_EQ(out, "");
  folder.write("other.yaml", "fail-on: never\n");
  EXPECT_EQ(run("--config other.yaml"), 0) << err;
  EXPECT_EQ(run("--config missing.yaml"), 2);
}

TEST_F(Cli, EffectiveSettingsGiveTheSameRun) {
  folder.write(".hybridize.yaml", "checks: [none, side-effect-print]\nfail-on: note\n");
  EXPECT_EQ(run("config --checks=-side-effect-print,syntax-error"), 0) << err;
  folder.write(".hybridize.yaml", out);
  const std::string first = out;
  EXPECT_EQ(run("config"), 0) << err;
  EXPECT_EQ(out.substr(out.find("version")), first.substr(first.find("version")));
}

TEST_F(Cli, SyntaxErrorsAreFindingsAndTheRestIsRead) {
  folder.write("bad.py", std::string(kPrinting) + "\n\ndef broken(:\n    pass\n");
  EXPECT_EQ(run("--isolated --format concise"), 1) << err;
  EXPECT_NE(out.find(" error HYB901 "), std::string::npos) << out;
  EXPECT_NE(out.find(" warning HYB013 "), std::string::npos) << out;
}

TEST_F(Cli, AFullDiskIsAFailure) {
  std::ifstream full("/dev/full");
  if (!full) GTEST_SKIP() << "this system has no /dev/full";
  folder.write("bad.py", kPrinting);
  const std::string command = "cd '" + folder.path() +
                              "' && '" HYB_PROGRAM "' --isolated >/dev/full 2>'" +
                              output.path("err") + "'";
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 2);
  EXPECT_NE(output.read("err").find("Standard output could not be written"), std::string::npos);
}

TEST_F(Cli, PagesAndTables) {
  EXPECT_EQ(run("rules HYB901"), 0);
  EXPECT_TRUE(out.starts_with("# syntax-error (HYB901)\n")) << out;
  EXPECT_EQ(run("rules 'HYB90*'"), 0);
  EXPECT_NE(out.find("HYB904"), std::string::npos);
  EXPECT_EQ(out.find("HYB013"), std::string::npos);
  EXPECT_EQ(run("rules --json"), 0);
  EXPECT_EQ(nlohmann::json::parse(out)["rules"].size(), all_rules().size());
  EXPECT_EQ(run("help"), 0);
  EXPECT_EQ(run("--version"), 0);
}

TEST_F(Cli, CtrlCSaysSoAndLeavesFilesWhole) {
  constexpr int kFiles = 400;
  for (int i = 0; i < kFiles; ++i) folder.write("bad" + std::to_string(i) + ".py", kPrinting);
  // At different moments; whichever part of the run they meet must look the same.
  for (const char* delay : {"0.01", "0.05", "0.1", "0.2", "0.3"}) {
    const std::string command = "cd '" + folder.path() + "' && timeout --preserve-status -s INT " +
                                delay + " '" HYB_PROGRAM "' --isolated --fix --unsafe-fixes >'" +
                                output.path("out") + "' 2>'" + output.path("err") + "'";
    const int status = std::system(command.c_str());
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    // A signal that comes before main() ends the process as it ends any other: without a word.
    const std::string said = output.read("err");
    const bool before_main = code == 130 && said.empty();
    if (code == 130) {
      EXPECT_TRUE(before_main ||
                  said.find("hybridize: interrupted; no file is left half-written.") !=
                      std::string::npos)
          << said;
    } else {
      EXPECT_EQ(code, 0) << said;
    }
    std::size_t fixed = 0;
    for (int i = 0; i < kFiles; ++i) {
      const std::string text = folder.read("bad" + std::to_string(i) + ".py");
      if (text != kPrinting) ++fixed;
      EXPECT_TRUE(text == kPrinting || text.ends_with("step(tf.constant(1))\n")) << text;
    }
    EXPECT_TRUE(fixed == 0 || fixed == kFiles) << "all files or none: " << fixed;
  }
}

TEST(Example, TheCommittedFileIsTheOneThatIsMade) {
  const std::string path = HYB_SOURCE_DIR "/.hybridize.yaml.example";
  const std::string made = config::example_config(all_rules());
  if (std::getenv("HYB_UPDATE") != nullptr) {
    std::ofstream(path, std::ios::binary) << made;
    return;
  }
  std::ostringstream committed;
  committed << std::ifstream(path, std::ios::binary).rdbuf();
  EXPECT_EQ(committed.str(), made) << "run the tests once with HYB_UPDATE=1";
  const auto loaded = config::parse_config(path, made, all_rules(), [](const auto& value) {
    return validate_option({value.rule, value.name, value.values});
  });
  EXPECT_TRUE(loaded.mistakes.empty()) << loaded.mistakes.front();
}

}  // namespace
}  // namespace hyb::app::test
