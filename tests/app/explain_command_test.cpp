// `hybridize explain` on the program of tests/app/explain_command, against what lies beside
// it. HYB_UPDATE=1 writes these files anew; read what changed.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>

#include "test_paths.inc"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

const std::string kFolder = HYB_SOURCE_DIR "/tests/app/explain_command";

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

class ExplainCommand : public testing::Test {
 protected:
  /// A copy, so that nothing around the program is read.
  void SetUp() override {
    for (const std::string file : {"train.py", "logs.py", "evaluate.py"})
      folder.write(file, content(kFolder + "/" + file));
  }

  int run(const std::string& words) {
    const std::string command = "cd '" + folder.path() + "' && '" HYB_PROGRAM "' explain " + words +
                                " >'" + output.path("out") + "' 2>'" + output.path("err") + "'";
    const int status = std::system(command.c_str());
    out = output.read("out");
    err = output.read("err");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

  void expect_golden(const std::string& words, const std::string& name) {
    ASSERT_EQ(run("--isolated " + words), 0) << err;
    const std::string path = kFolder + "/" + name;
    if (std::getenv("HYB_UPDATE") != nullptr) std::ofstream(path, std::ios::binary) << out;
    EXPECT_EQ(out, content(path)) << words << "\nHYB_UPDATE=1 writes " << name << " anew";
  }

  void expect_refused(const std::string& words, const std::string& sentence) {
    EXPECT_EQ(run("--isolated " + words), 2);
    EXPECT_EQ(err, "hybridize: error: " + sentence + "\n");
    EXPECT_EQ(out, "");
  }

  TemporaryFolder folder;
  TemporaryFolder output;
  std::string out;
  std::string err;
};

TEST_F(ExplainCommand, FormsAreAsCommitted) {
  expect_golden("train.py:Trainer.train_step", "train_step.txt");
  expect_golden("train.py:Trainer.train_step --format json", "train_step.json");
  expect_golden("train.py:Trainer.train_step --format dot", "train_step.dot");
  expect_golden("train.py:scaled", "scaled.txt");
  expect_golden("train.py:count", "count.txt");
  expect_golden("train.py:power", "power.txt");
}

TEST_F(ExplainCommand, WhatIsLeftEagerThoughItMayBeAGraphHasItsReasons) {
  expect_golden("evaluate.py:score", "score.txt");
  expect_golden("evaluate.py:score --format json", "score.json");
  ASSERT_EQ(run("--isolated evaluate.py:score --format html"), 0) << err;
  EXPECT_NE(out.find("left eager: as a graph it would raise other errors than this handles"),
            std::string::npos)
      << out;
}

TEST_F(ExplainCommand, ALineNamesTheFunctionAroundIt) {
  ASSERT_EQ(run("--isolated train.py:Trainer.train_step"), 0) << err;
  const std::string by_name = out;
  ASSERT_EQ(run("--isolated train.py:16"), 0) << err;
  EXPECT_EQ(out, by_name);
  ASSERT_EQ(run("--isolated train.py:23"), 0) << err << "its decorator belongs to a function";
  EXPECT_TRUE(out.starts_with("count (train.py:24)")) << out;
}

TEST_F(ExplainCommand, WhatIsNotThereIsToldWithWhatIs) {
  expect_refused("train.py:Trainer.train_stp",
                 "`train.py` has no function `Trainer.train_stp`; did you mean "
                 "`Trainer.train_step`?");
  expect_refused("logs.py:zzzzzz",
                 "`logs.py` has no function `zzzzzz`; it has `note`, `remember`.");
  expect_refused("train.py:1",
                 "Line 1 of `train.py` stands in no function; a verdict is about a "
                 "function.");
  expect_refused("train.py:4000", "`train.py` has no line 4000; it ends with line 41.");
  expect_refused("HYB001",
                 "`hybridize explain` takes FILE:FUNCTION or FILE:LINE, not `HYB001`; "
                 "the page of a check is printed by `hybridize rules NAME`.");
  EXPECT_EQ(run("--isolated nowhere.py:f"), 2);
  EXPECT_NE(err.find("nowhere.py"), std::string::npos) << err;
}

TEST_F(ExplainCommand, SeveralMethodsOfOneNameAreToldApart) {
  folder.write("two.py",
               "class A:\n    def f(self):\n        return 1\n\n\nclass B:\n    def f(self):\n"
               "        return 2\n");
  expect_refused("two.py:f",
                 "`two.py` has several functions called `f`; write one of `A.f`, `B.f`, or "
                 "FILE:LINE.");
  EXPECT_EQ(run("--isolated two.py:B.f"), 0) << err;
}

TEST_F(ExplainCommand, TheUserMaySayWhatIsSo) {
  ASSERT_EQ(run("--isolated train.py:scaled --assume primitive_parameter=false"), 0) << err;
  EXPECT_NE(out.find("P1 CONVERT_TO_HYBRID"), std::string::npos) << out;
  EXPECT_NE(out.find("taken as given: primitive parameter = no\n"), std::string::npos) << out;
  expect_refused("train.py:scaled --assume primitive_parametr=false",
                 "There is no fact `primitive_parametr`; did you mean `primitive_parameter`?");
  expect_refused("train.py:scaled --assume recursive=maybe",
                 "`--assume recursive=` takes true or false, not `maybe`.");
}

TEST_F(ExplainCommand, WhyNotAsksForOnePrecondition) {
  ASSERT_EQ(run("--isolated train.py:count --why-not P2"), 0) << err;
  EXPECT_NE(out.find("it is P2 as it is"), std::string::npos) << out;
  ASSERT_EQ(run("--isolated train.py:scaled --why-not P1 --flip"), 0) << err;
  EXPECT_NE(out.find("→ P1 CONVERT_TO_HYBRID"), std::string::npos) << out;
  EXPECT_EQ(out.find("tensor parameter"), std::string::npos) << "only what turns it: " << out;
  expect_refused("train.py:count --why-not P9",
                 "There is no precondition `P9`; write P1, P2, P3, P4, P5 or P6.");
}

TEST_F(ExplainCommand, DepthCutsChains) {
  ASSERT_EQ(run("--isolated train.py:train_step --depth 1"), 0) << err;
  EXPECT_NE(out.find("calls 'note'"), std::string::npos) << out;
  EXPECT_EQ(out.find("calls 'remember'"), std::string::npos) << out;
  EXPECT_NE(out.find("1 more calls"), std::string::npos) << out;
}

TEST_F(ExplainCommand, TheGraphHangsTogether) {
  ASSERT_EQ(run("--isolated train.py:train_step --format json"), 0) << err;
  const nlohmann::json document = nlohmann::json::parse(out);
  std::set<std::string> ids, reached{"verdict"};
  for (const auto& node : document["graph"]["nodes"])
    EXPECT_TRUE(ids.insert(node["id"].get<std::string>()).second) << node;
  for (const auto& edge : document["graph"]["edges"]) {
    EXPECT_TRUE(ids.contains(edge["from"].get<std::string>())) << edge;
    EXPECT_TRUE(reached.contains(edge["from"].get<std::string>()))
        << "causes come behind: " << edge;
    reached.insert(edge["to"].get<std::string>());
  }
  EXPECT_EQ(reached, ids);
  EXPECT_TRUE(ids.contains("callee:logs.py:8:1:python_side_effects")) << "of another file";
}

TEST_F(ExplainCommand, ThePageNeedsNoNetwork) {
  folder.write("odd.py", "def f(x):\n    print(\"<&>\", '\"')\t# a tab\n    return x\n\n\nf(1)\n");
  ASSERT_EQ(run("--isolated odd.py:f --format html"), 0) << err;
  EXPECT_EQ(out.find("<script"), std::string::npos);
  EXPECT_EQ(out.find("src="), std::string::npos);
  EXPECT_NE(out.find("print(&quot;&lt;&amp;&gt;&quot;, '&quot;')"), std::string::npos) << out;
  std::string rest = out;  // the one address is the name of the SVG namespace
  for (const std::string space : {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml"})
    if (const std::size_t at = rest.find(space); at != std::string::npos)
      rest.erase(at, space.size());
  EXPECT_EQ(rest.find("http"), std::string::npos);
}

}  // namespace
}  // namespace hyb::app::test
