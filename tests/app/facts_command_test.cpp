// `hybridize facts` and `hybridize debug` on the program of tests/app/facts_command, against
// what lies beside it. HYB_UPDATE=1 writes these files anew; read what changed.

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

const std::string kFolder = HYB_SOURCE_DIR "/tests/app/facts_command";

std::string content(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

class FactsCommand : public testing::Test {
 protected:
  /// A copy, so that nothing around the program is read.
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

TEST_F(FactsCommand, JsonIsAsCommitted) {
  expect_golden("facts --isolated program.py", "facts.json");
}

TEST_F(FactsCommand, TextIsAsCommitted) {
  expect_golden("facts --isolated --format text program.py", "facts.txt");
}

TEST_F(FactsCommand, ValuesCallsAndHeapAreAsCommitted) {
  expect_golden("debug --isolated --print=values --function 'pair' program.py", "values.txt");
  expect_golden("debug --isolated --print=calls program.py", "calls.txt");
  expect_golden("debug --isolated --print=heap program.py", "heap.txt");
}

TEST_F(FactsCommand, CausesOfUnknownAreRanked) {
  folder.write("program.py",
               "import tensorflow as tf\nimport elsewhere\n\n\ndef unused(x):\n    return x\n\n\n"
               "a = elsewhere.made()\nb = elsewhere.made()\nc = a + tf.ones([2])\n"
               "d = tf.constant(elsewhere.made(), shape=[2])\n");
  ASSERT_EQ(run("debug --isolated --print=unknowns program.py"), 0) << err;
  EXPECT_NE(out.find("  3  call of elsewhere.made  (program.py:9)\n"
                     "  1  parameter of a function that nothing calls  (program.py:6)\n"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("Tensors without dtype: "), std::string::npos) << out;
  EXPECT_NE(out.find("Tensors without rank: "), std::string::npos) << out;
}

TEST_F(FactsCommand, EveryFieldIsInThePageAndInTheRecords) {
  ASSERT_EQ(run("facts --isolated program.py"), 0) << err;
  const std::string page = content(HYB_SOURCE_DIR "/docs/facts.md");
  const nlohmann::json document = nlohmann::json::parse(out);
  std::set<std::string> names;
  for (const auto& [name, value] : document.items()) names.insert(name);
  for (const nlohmann::json& function : document["functions"]) {
    for (const auto& [name, value] : function.items()) names.insert(name);
    for (const nlohmann::json& parameter : function["parameters"])
      for (const auto& [name, value] : parameter.items()) names.insert(name);
  }
  EXPECT_GT(names.size(), 30U);
  for (const std::string& name : names)
    EXPECT_NE(page.find("`" + name + "`"), std::string::npos) << name << " is not in docs/facts.md";
}

TEST_F(FactsCommand, KerasGivesTheFloatsItIsToldToGive) {
  const std::string program =
      "import tensorflow as tf\n\n\ndef total(x):\n    return tf.reduce_sum(x)\n\n\n"
      "total(tf.keras.layers.Dense(2)(tf.ones([2, 3])))\n";
  const auto dtype = [&](const std::string& text) {
    folder.write("program.py", text);
    EXPECT_EQ(run("facts --isolated program.py"), 0) << err;
    std::string dtypes;
    const nlohmann::json document = nlohmann::json::parse(out);
    for (const nlohmann::json& type : document["functions"][0]["parameters"][0]["types"])
      dtypes += (dtypes.empty() ? "" : " ") +
                (type["dtype"].is_null() ? "?" : std::string(type["dtype"]));
    return dtypes;
  };
  EXPECT_EQ(dtype(program), "float32");
  EXPECT_EQ(dtype(program + "tf.keras.backend.set_floatx('float64')\n"), "float32 float64");
  EXPECT_EQ(dtype(program + "tf.keras.mixed_precision.set_global_policy('mixed_float16')\n"),
            "float16 float32");
  EXPECT_EQ(dtype(program + "import sys\ntf.keras.backend.set_floatx(sys.argv[1])\n"), "float32 ?");
}

TEST_F(FactsCommand, AGlobChoosesFunctions) {
  ASSERT_EQ(run("facts --isolated --function 'Scale.*' program.py"), 0) << err;
  const nlohmann::json document = nlohmann::json::parse(out);
  ASSERT_EQ(document["functions"].size(), 2U);
  EXPECT_EQ(document["functions"][1]["name"], "Scale.call");
  ASSERT_EQ(run("debug --isolated --print=values --function 'nothing' program.py"), 0);
  EXPECT_EQ(out, "");
  folder.write("module.py", "import tensorflow as tf\nx = tf.ones([2])\n");
  ASSERT_EQ(run("debug --isolated --print=values module.py"), 0);
  EXPECT_TRUE(out.starts_with("module.py:2:1 x : Tensor float32[2]\n")) << out;
  EXPECT_EQ(run("debug --isolated --print=tree --function 'x' program.py"), 2);
  EXPECT_NE(err.find("has no functions to choose from"), std::string::npos) << err;
}

TEST_F(FactsCommand, BadInputIsOneSentenceAndStatusTwo) {
  for (const char* words :
       {"facts --isolated missing.py", "facts --isolated --format xml program.py",
        "facts --isolated --trace-events no/such/folder/t.json program.py"}) {
    EXPECT_EQ(run(words), 2) << words;
    EXPECT_TRUE(err.starts_with("hybridize: error: ")) << words << err;
  }
  folder.write("odd.py", "def f(x:\n    return x\n\n\ndef g(y):\n    return y\n");
  EXPECT_EQ(run("facts --isolated odd.py"), 0) << err;
}

TEST_F(FactsCommand, TraceEventsHoldEveryStage) {
  for (const std::string& words :
       {std::string("facts --isolated"), std::string("check --isolated --exit-zero")}) {
    ASSERT_EQ(run(words + " --trace-events '" + output.path("t.json") + "' program.py"), 0) << err;
    const nlohmann::json document = nlohmann::json::parse(output.read("t.json"));
    std::set<std::string> stages;
    std::uint64_t last = 0;
    for (const nlohmann::json& event : document["traceEvents"]) {
      stages.insert(event["name"].get<std::string>());
      EXPECT_EQ(event["ph"], "X");
      EXPECT_GE(event["ts"].get<std::uint64_t>(), last) << "events are in order";
      last = event["ts"];
    }
    for (const char* stage : {"discover", "parse", "parse a file", "link", "solve", "tracing"})
      EXPECT_EQ(stages.count(stage), 1U) << words << " " << stage;
    EXPECT_EQ(stages.count(words.starts_with("facts") ? "facts" : "checks"), 1U) << words;
  }
}

TEST_F(FactsCommand, StatsRankFunctionsAndUnmodelledCallables) {
  folder.write("dear.py",
               "import tensorflow as tf\nimport elsewhere\n\n\ndef dear(x):\n    for _ in x:\n"
               "        x = elsewhere.change(x) + tf.constant(1)\n    return x\n\n\n"
               "dear(tf.constant([1]))\nelsewhere.change(tf.constant(2))\n");
  ASSERT_EQ(run("check --isolated --exit-zero --stats dear.py"), 0) << err;
  const std::size_t functions = err.find("slowest functions\n");
  const std::size_t callables = err.find("callables without a model\n");
  ASSERT_NE(functions, std::string::npos) << err;
  ASSERT_NE(callables, std::string::npos) << err;
  EXPECT_NE(err.find("dear.py:5 dear\n", functions), std::string::npos) << err;
  EXPECT_NE(err.find("  elsewhere.change\n", callables), std::string::npos) << err;
}

TEST_F(FactsCommand, ProfileTellsWhatEachCheckTookAndFound) {
  folder.write(
      "loud.py",
      "import tensorflow as tf\n\n\n@tf.function\ndef f(x):\n    print(x)\n    return x\n\n\n"
      "f(tf.constant(1))\n");
  ASSERT_EQ(run("check --isolated --exit-zero --checks none,side-effect-print,api-deprecated "
                "--profile -j 2 loud.py"),
            0)
      << err;
  EXPECT_NE(err.find("         1  side-effect-print\n"), std::string::npos) << err;
  EXPECT_NE(err.find("         0  api-deprecated\n"), std::string::npos) << err;
  EXPECT_TRUE(err.ends_with("         1  all checks\n")) << err;
  EXPECT_EQ(err.find("unnecessary-"), std::string::npos) << "checks that are off";
}

}  // namespace
}  // namespace hyb::app::test
