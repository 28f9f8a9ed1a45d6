// `hybridize report` on the program of tests/app/report_command, against what lies beside
// it. HYB_UPDATE=1 writes these files anew; read what changed.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "test_paths.inc"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

const std::string kFolder = HYB_SOURCE_DIR "/tests/app/report_command";

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

class ReportCommand : public testing::Test {
 protected:
  void SetUp() override { folder.write("program.py", content(kFolder + "/program.py")); }

  int run(const std::string& words) {
    const std::string command = "cd '" + folder.path() + "' && '" HYB_PROGRAM "' " + words + " >'" +
                                output.path("out") + "' 2>'" + output.path("err") + "'";
    const int status = std::system(command.c_str());
    out = output.read("out");
    err = output.read("err");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  void expect_golden(const std::string& words, const std::string& name) {
    ASSERT_EQ(run(words), 0) << err;
    const std::string path = kFolder + "/" + name;
    if (std::getenv("HYB_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << out;
    EXPECT_EQ(out, content(path)) << words << "\nHYB_UPDATE=1 writes " << name << " anew";
  }

  TemporaryFolder folder;
  TemporaryFolder output;
  std::string out;
  std::string err;
};

/// The page's elements nest and close, and nothing of it is fetched: the first complaint, or "".
std::string complaint_about(const std::string& page) {
  std::vector<std::string> open;
  for (std::size_t at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const std::size_t end = page.find('>', at);
    if (end == std::string::npos) return "a tag without end";
    const std::string tag = page.substr(at + 1, end - at - 1);
    if (tag.starts_with("!")) continue;
    if (tag.find("src=") != std::string::npos || tag.find("href=") != std::string::npos)
      return "something is loaded: " + tag;
    if (tag.ends_with("/")) continue;
    if (tag.starts_with("/")) {
      if (open.empty() || open.back() != tag.substr(1)) return "closed out of turn: " + tag;
      open.pop_back();
      continue;
    }
    open.push_back(tag.substr(0, tag.find(' ')));
  }
  return open.empty() ? "" : "left open: " + open.back();
}

TEST_F(ReportCommand, FormsAreAsCommitted) {
  expect_golden("report --isolated", "report.md");
  expect_golden("report --isolated --format json program.py", "report.json");
  expect_golden("report --isolated --format html .", "report.html");
  EXPECT_EQ(complaint_about(out), "");
  EXPECT_EQ(out.find("loss <"), std::string::npos) << "text of the program is escaped";
}

TEST_F(ReportCommand, EveryFunctionStandsSomewhereAndTheCountsAddUp) {
  ASSERT_EQ(run("report --isolated --format json"), 0) << err;
  const auto report = nlohmann::json::parse(out);
  std::map<std::string, std::string> standing;
  std::map<std::string, std::size_t> counted;
  for (const auto& f : report["functions"]) {
    standing[f["name"]] = f["standing"];
    ++counted[f["standing"]];
  }
  const std::map<std::string, std::string> wanted{
      {"train_step", "convert"}, {"logged_step", "blocked"},    {"small", "small"},
      {"counted", "blocked"},    {"elsewhere", "undetermined"}, {"graph", "graph"},
      {"scaled", "change"},      {"words", "no_candidate"}};
  EXPECT_EQ(standing, wanted);
  std::size_t all = 0;
  for (const auto& [name, count] : report["counts"]["standings"].items()) {
    EXPECT_EQ(count, counted[name]) << name;
    all += count.get<std::size_t>();
  }
  EXPECT_EQ(all, report["counts"]["functions"]);
  EXPECT_EQ(report["counts"]["candidates"], all - counted["no_candidate"]);
  ASSERT_EQ(report["repairs"].size(), 1U);
  EXPECT_EQ(report["repairs"][0]["name"], "logged_step");
}

TEST_F(ReportCommand, SaysTheSameWithAnyNumberOfThreads) {
  ASSERT_EQ(run("report --isolated --format json -j1"), 0) << err;
  const std::string one = out;
  ASSERT_EQ(run("report --isolated --format json -j4"), 0) << err;
  EXPECT_EQ(out, one);
}

TEST_F(ReportCommand, AFolderWithoutFunctionsHasAPageToo) {
  folder.write("program.py", "x = 1\n");
  ASSERT_EQ(run("report --isolated"), 0) << err;
  EXPECT_NE(out.find("| functions | 0 |"), std::string::npos) << out;
  ASSERT_EQ(run("report --isolated --format html"), 0) << err;
  EXPECT_EQ(complaint_about(out), "");
}

TEST_F(ReportCommand, MistakesAreOneSentence) {
  EXPECT_EQ(run("report --isolated --format htm"), 2);
  EXPECT_NE(err.find("`htm`"), std::string::npos) << err;
  EXPECT_NE(err.find("html"), std::string::npos) << err;
  EXPECT_EQ(run("report --isolated missing.py"), 2);
  EXPECT_NE(err.find("missing.py"), std::string::npos) << err;
  EXPECT_TRUE(out.empty());
}

}  // namespace
}  // namespace hyb::app::test
