// The signatures that tests/oracle/signatures/cases.py says: the oracle runs that program with
// them.

#include <gtest/gtest.h>

#include <deque>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "app/large_stack.h"
#include "core/facts/function_facts.h"
#include "test_paths.inc"
#include "tests/app/temporary_folder.h"

namespace hyb {
namespace {

std::vector<FunctionFacts> facts_of(const std::string& text, auto&& read) {
  const app::test::TemporaryFolder folder;
  DiscoverRequest request;
  request.paths.push_back(folder.write("cases.py", text));
  const Project project = discover(request);
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, {}, 1, sources, stats);
  std::vector<FunctionFacts> out;
  app::run_on_large_stack(std::size_t{256} << 20, [&] {
    const Facts facts(program, Need::Values | Need::Tracing | Need::SideEffects);
    out = FunctionFactsMaker(facts).of_file(FileId::from_index(0));
    for (const FunctionFacts& each : out) read(each);
  });
  return out;
}

TEST(Signatures, AsTheCasesSay) {
  std::ostringstream content;
  content << std::ifstream(HYB_SOURCE_DIR "/tests/oracle/signatures/cases.py").rdbuf();
  std::vector<std::string> lines;
  std::istringstream stream(content.str());
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  std::size_t judged = 0;
  facts_of(content.str(), [&](const FunctionFacts& f) {
    const std::string& line = lines[f.line - 1];
    const auto said = [&](const std::string& key) {
      const std::size_t at = line.find("# " + key + ": ");
      return at == std::string::npos ? std::string() : line.substr(at + key.size() + 4);
    };
    const std::string wanted = said("signature");
    const std::string reason = said("none");
    if (wanted.empty() && reason.empty()) return;
    ++judged;
    EXPECT_EQ(f.input_signature.text, wanted) << f.name << " " << f.input_signature.reason;
    EXPECT_EQ(f.input_signature.reason, reason) << f.name;
    EXPECT_EQ(f.input_signature.present, reason.empty()) << f.name;
  });
  EXPECT_EQ(judged, 67U);
}

std::string agreement(const std::string& signature, const std::string& calls) {
  std::string out;
  facts_of("import tensorflow as tf\nS = tf.TensorSpec\n@tf.function(input_signature=" + signature +
               ")\ndef f(x):\n  return x\n" + calls,
           [&](const FunctionFacts& f) {
             out = f.supplied_signature.present ? f.supplied_signature.agrees : "none";
           });
  return out;
}

TEST(SuppliedSignature, AgainstTheCalls) {
  const std::string twice = "f(tf.ones([2, 3]))\nf(tf.ones([4, 3]))\n";
  EXPECT_EQ(agreement("[S((None, 3), tf.float32)]", twice), "agrees");
  EXPECT_EQ(agreement("(S(shape=[None, 3]),)", twice), "agrees");
  EXPECT_EQ(agreement("[S((None, None), tf.float32)]", twice), "broader");
  EXPECT_EQ(agreement("[S(None, 'float32')]", twice), "broader");
  EXPECT_EQ(agreement("[S((2, 3), tf.float32)]", twice), "tighter");
  EXPECT_EQ(agreement("[S((2, None), tf.float32)]", twice), "incomparable");
  EXPECT_EQ(agreement("[S((None, 3), tf.float64)]", twice), "incomparable");
  EXPECT_EQ(agreement("[S((None, 3), tf.float32)]", twice + "f(tf.ones([4, 3], tf.int32))\n"),
            "incomparable");
}

TEST(SuppliedSignature, CannotTell) {
  EXPECT_EQ(agreement("make()", "f(tf.ones([2]))\n"), "");
  EXPECT_EQ(agreement("[S((None,), tf.float32)]", "f(*load())\n"), "");
  EXPECT_EQ(agreement("[S((None,), tf.float32)]", ""), "");
  EXPECT_EQ(agreement("None", "f(tf.ones([2]))\n"), "none");
}

}  // namespace
}  // namespace hyb
