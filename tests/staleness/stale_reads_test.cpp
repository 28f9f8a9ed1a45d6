// Which reads of a trace are stale: the same class under eager code in different orders.

#include "core/staleness/stale_reads.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "app/large_stack.h"
#include "core/facts/facts.h"
#include "tests/app/temporary_folder.h"

namespace hyb {
namespace {

constexpr char kClass[] = R"(import tensorflow as tf

class Net:
    def __init__(self):
        self.k = 1.0
    def set(self, k):
        self.k = k
    @tf.function
    def f(self, x):
        return x * self.k

x = tf.ones([2])
net = Net()
)";

/// "READ by WRITE at CALL", each as it is written.
std::vector<std::string> stale_in(const std::string& calls) {
  const app::test::TemporaryFolder folder;
  DiscoverRequest request;
  request.paths.push_back(folder.write("program.py", kClass + calls));
  const Project project = discover(request);
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, {}, 1, sources, stats);
  std::vector<std::string> out;
  app::run_on_large_stack(std::size_t{256} << 20, [&] {
    const Facts facts(program, Need::Values | Need::Tracing);
    for (const StaleRead& read : facts.stale_reads().all())
      out.push_back(std::string(program.text(read.at)) + " by " +
                    std::string(program.text(read.write)) + " at " +
                    std::string(program.text(read.call)));
  });
  return out;
}

TEST(StaleReads, WriteBetweenTwoCalls) {
  EXPECT_EQ(stale_in("net.f(x)\nnet.k = 2.0\nnet.f(x)\n"),
            std::vector<std::string>{"self.k by net.k at net.f(x)"});
}

TEST(StaleReads, WriteOfAMethodInALoop) {
  EXPECT_EQ(stale_in("for i in range(9):\n    net.f(x)\n    net.set(i * 0.5)\n"),
            std::vector<std::string>{"self.k by self.k at net.f(x)"});
}

TEST(StaleReads, WriteBeforeTheFirstCall) {
  EXPECT_TRUE(stale_in("net.k = 2.0\nnet.f(x)\nnet.f(x)\n").empty());
}

TEST(StaleReads, WriteBehindTheLastCall) {
  EXPECT_TRUE(stale_in("net.f(x)\nnet.f(x)\nnet.k = 2.0\n").empty());
}

TEST(StaleReads, SameValueAtEachCall) {
  EXPECT_TRUE(
      stale_in("for i in range(9):\n    net.k = 3.0\n    net.f(x)\n    net.k = 2.0\n").empty());
}

TEST(StaleReads, SameValueAgain) {
  EXPECT_TRUE(stale_in("net.f(x)\nnet.k = 1.0\nnet.f(x)\n").empty());
}

TEST(StaleReads, NewObjectInBetween) {
  EXPECT_TRUE(
      stale_in("for i in range(9):\n    net = Net()\n    net.k = 0.5 * i\n    net.f(x)\n").empty());
}

TEST(StaleReads, NewGraphInBetween) {
  EXPECT_TRUE(stale_in("def g(x):\n    return x * net.k\n"
                       "for i in range(9):\n    net.k = 0.5 * i\n    tf.function(g)(x)\n")
                  .empty());
}

TEST(StaleReads, AnotherTraceForEachArgument) {
  EXPECT_TRUE(stale_in("@tf.function\ndef g(x, i):\n    return x * net.k + i\n"
                       "for i in range(9):\n    net.k = 0.5 * i\n    g(x, i)\n")
                  .empty());
}

TEST(StaleReads, UnknownValue) {
  EXPECT_TRUE(stale_in("import elsewhere\nfor i in range(9):\n    net.k = elsewhere.value()\n"
                       "    net.f(x)\n")
                  .empty());
}

TEST(StaleReads, EarlierBranchOfTheSameRound) {
  EXPECT_TRUE(stale_in("for i in range(9):\n    if i == 3:\n        net.k = 7.0\n"
                       "        net.f(x)\n")
                  .empty());
}

/// A compiled model that was trained once, and then these calls.
std::vector<std::string> stale_in_model(const char* then) {
  std::string calls = R"(layer = tf.keras.layers.Dense(1)
model = tf.keras.Sequential([layer])
model.compile("sgd", "mse")
model.fit(x, x)
)";
  calls.append(then);
  return stale_in(calls);
}

TEST(StaleReads, FlagOfALayerBetweenTwoFits) {
  EXPECT_EQ(stale_in_model("layer.trainable = False\nmodel.fit(x, x)\n"),
            std::vector<std::string>{"model.fit(x, x) by layer.trainable at model.fit(x, x)"});
}

TEST(StaleReads, FlagIsSetWhereALayerIsMade) {
  EXPECT_TRUE(stale_in_model("layer.trainable = True\nmodel.fit(x, x)\n").empty());
}

TEST(StaleReads, CompiledAfterTheFlag) {
  EXPECT_TRUE(
      stale_in_model("layer.trainable = False\nmodel.compile('sgd', 'mse')\nmodel.fit(x, x)\n")
          .empty());
}

}  // namespace
}  // namespace hyb
