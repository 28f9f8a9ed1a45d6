// An input_signature that is written down, and what its entries do not take.

#include "core/signatures/written_signature.h"

#include <gtest/gtest.h>

#include "core/signatures/rejection.h"
#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import numpy as np
import tensorflow as tf

SPEC = tf.TensorSpec([None, 3], tf.float32)
written = [SPEC, tf.TensorSpec(shape=None, dtype=tf.int32)]
nested = [[tf.TensorSpec([2]), {"a": tf.TensorSpec([], tf.int64)}]]
broken = [SPEC, unknown()]
fits = tf.ones([4, 3])
other_dtype = tf.ones([4, 3], tf.float64)
other_shape = tf.ones([4, 5])
number = 3.0
array = np.zeros([7, 3])
text = "x"
nothing = None
one = 1
one_again = 1
two = 2
)";

TEST(WrittenSignature, IsReadWhereAllOfItIsKnown) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto read = [&](std::string_view text) {
      return read_signature(facts.program(), facts.engine(),
                            facts.value(row_with_text(facts, text)));
    };
    const auto plain = read("[SPEC, tf.TensorSpec(shape=None, dtype=tf.int32)]");
    ASSERT_TRUE(plain.has_value());
    EXPECT_EQ(text_of(*plain, "tf"),
              "[tf.TensorSpec(shape=(None, 3), dtype=tf.float32), "
              "tf.TensorSpec(shape=None, dtype=tf.int32)]");
    const auto nested = read(R"([[tf.TensorSpec([2]), {"a": tf.TensorSpec([], tf.int64)}]])");
    ASSERT_TRUE(nested.has_value());
    EXPECT_EQ(nested->front().kind, Spec::Kind::List);
    EXPECT_EQ(nested->front().items.back().kind, Spec::Kind::Dict);
    EXPECT_FALSE(read("[SPEC, unknown()]").has_value());
  });
}

TEST(SignatureRejection, OfTensorsAndOfPython) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto spec = read_signature(
        facts.program(), facts.engine(),
        facts.value(row_with_text(facts, "[SPEC, tf.TensorSpec(shape=None, dtype=tf.int32)]")));
    ASSERT_TRUE(spec.has_value());
    const auto rejected = [&](std::string_view text) {
      return rejection(facts.program(), facts.engine(), spec->front(),
                       facts.value(row_with_text(facts, text)));
    };
    EXPECT_FALSE(rejected("tf.ones([4, 3])").has_value());
    const auto dtype = rejected("tf.ones([4, 3], tf.float64)");
    ASSERT_TRUE(dtype.has_value());
    EXPECT_TRUE(dtype->only_dtype);
    const auto shape = rejected("tf.ones([4, 5])");
    ASSERT_TRUE(shape.has_value());
    EXPECT_FALSE(shape->only_dtype);
    EXPECT_TRUE(rejected("3.0").has_value()) << "a scalar has not two axes";
    EXPECT_FALSE(rejected("np.zeros([7, 3])").has_value()) << "arrays are converted";
    EXPECT_TRUE(rejected("None").has_value());
  });
}

TEST(SignatureRejection, EqualDefaults) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto equal = [&](std::string_view a, std::string_view b) {
      return surely_equal(facts.engine(), facts.value(row_with_text(facts, a)),
                          facts.value(row_with_text(facts, b)));
    };
    EXPECT_EQ(equal("1", "1"), Tri::Yes);
    EXPECT_EQ(equal("1", "2"), Tri::No);
    EXPECT_EQ(equal("tf.ones([4, 3])", "1"), Tri::No);
    EXPECT_NE(equal("unknown()", "1"), Tri::Yes);
  });
}

}  // namespace
}  // namespace hyb::test
