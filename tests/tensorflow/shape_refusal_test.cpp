// Operations that no data makes work: their static shapes do not fit.

#include "core/tensorflow/shape_refusal.h"

#include <gtest/gtest.h>

#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import tensorflow as tf

x = tf.ones([2, 3])
open_rows = tf.keras.Input([3])
beyond = x[2]
last = x[1]
from_the_end = x[-3]
a_slice = x[5:]
too_many = tf.reshape(x, [4])
enough = tf.reshape(x, [6])
asked = tf.reshape(x, [-1, 4])
do_not_meet = x @ x
meet = x @ tf.ones([3, 4])
no_axis_of_one = tf.squeeze(x, axis=0)
axis_of_one = tf.squeeze(tf.ones([1, 3]), axis=0)
open_index = open_rows[5]
)";

std::string refused(const Facts& facts, std::string_view text) {
  const NodeRef row = row_with_text(facts, text);
  if (!row.node.exists()) return "no such row";
  const auto found = shape_refusal(facts.program(), facts.engine(), facts.called_rows(), row);
  return found ? std::string(facts.program().text(found->operand)) : "";
}

TEST(ShapeRefusal, IsToldOfKnownShapesOnly) {
  ask_facts(kProgram, Need::Values | Need::Tracing, [](const Facts& facts) {
    EXPECT_EQ(refused(facts, "x[2]"), "x");
    EXPECT_EQ(refused(facts, "x[-3]"), "x");
    EXPECT_EQ(refused(facts, "tf.reshape(x, [4])"), "x");
    EXPECT_EQ(refused(facts, "tf.reshape(x, [-1, 4])"), "x");
    EXPECT_NE(refused(facts, "x @ x"), "");
    EXPECT_EQ(refused(facts, "tf.squeeze(x, axis=0)"), "x");
    EXPECT_EQ(refused(facts, "x[1]"), "");
    EXPECT_EQ(refused(facts, "x[5:]"), "");
    EXPECT_EQ(refused(facts, "tf.reshape(x, [6])"), "");
    EXPECT_EQ(refused(facts, "x @ tf.ones([3, 4])"), "");
    EXPECT_EQ(refused(facts, "tf.squeeze(tf.ones([1, 3]), axis=0)"), "");
    EXPECT_EQ(refused(facts, "open_rows[5]"), "");
  });
}

}  // namespace
}  // namespace hyb::test
