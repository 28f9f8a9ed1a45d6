#include "app/check/new_graphs.h"

#include <gtest/gtest.h>

#include "app/check/fix_driver.h"
#include "app/large_stack.h"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

/// A program with a step that pays as a graph; `body` stands in the step, `before` above it, and
/// `parameter` gets `argument`.
std::string program(const std::string& body, const std::string& before = "",
                    const std::string& parameter = "y", const std::string& argument = "x") {
  return "import tensorflow as tf\n"
         "v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])\n"
         "opt = tf.keras.optimizers.SGD(0.01)\n" +
         before + "def step(x, " + parameter +
         "):\n"
         "    with tf.GradientTape() as tape:\n"
         "        loss = tf.reduce_mean((tf.matmul(x, v) - 1.0) ** 2)\n" +
         body +
         "    opt.apply_gradients([(tape.gradient(loss, v), v)])\n"
         "    return loss\n"
         "for x in [tf.ones([2, 2]) * k for k in (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)]:\n"
         "    step(x, " +
         argument + ")\n";
}

FixOutcome fixed(const std::string& text) {
  const TemporaryFolder folder;
  LintRequest request;
  request.discover.paths.push_back(folder.write("main.py", text));
  for (const RuleInfo* rule : all_rules()) request.enabled.push_back(rule->default_on);
  return settle_fixes(request, Applicability::Unsafe, lint);
}

TEST(NewGraphs, AreMadeWhereNothingNewIsFound) {
  const FixOutcome outcome = fixed(program(""));
  ASSERT_EQ(outcome.changes.size(), 1U);
  EXPECT_NE(outcome.changes[0].after.find("@tf.function\ndef step"), std::string::npos);
  EXPECT_TRUE(outcome.refused.empty());
}

TEST(NewGraphs, AreNotMadeWhereSomethingNewIsFound) {
  const FixOutcome outcome =
      fixed(program("    loss = loss * WEIGHTS[i]\n", "import numpy as np\nWEIGHTS = [1.0, 2.0]\n",
                    "i", "np.int64(0)"));
  EXPECT_TRUE(outcome.changes.empty());
  ASSERT_EQ(outcome.refused.size(), 1U);
  EXPECT_NE(outcome.refused[0].find("left hybridize-missing-train-step as it is"),
            std::string::npos);
  EXPECT_NE(describe_fixes(outcome, "fixed").find("graph-unsupported-builtin"), std::string::npos)
      << outcome.refused[0];
  EXPECT_FALSE(outcome.remaining().findings.empty()) << "the finding stays";
}

}  // namespace
}  // namespace hyb::app::test
