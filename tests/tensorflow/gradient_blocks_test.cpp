// Training steps that are statements of a loop: what belongs to one, what it takes and gives.

#include "core/tensorflow/gradient_blocks.h"

#include <gtest/gtest.h>

#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import tensorflow as tf

v = tf.Variable([1.0, 2.0])
optimizer = tf.keras.optimizers.SGD(0.1)


def train(data, epochs):
    for epoch in range(epochs):
        for x in data:
            with tf.GradientTape() as tape:
                loss = tf.reduce_sum(x * v)
            gradients = tape.gradient(loss, [v])
            optimizer.apply_gradients(zip(gradients, [v]))
            print(loss)


def carried(data, scale):
    total = None
    for x in data:
        with tf.GradientTape() as tape:
            total = tf.reduce_sum(x * v)
            total = total * scale
        gradients = tape.gradient(total, [v])
        optimizer.apply_gradients(zip(gradients, [v]))
    return total


def no_update(data):
    for x in data:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum(x * v)
        print(tape.gradient(loss, [v]))


def no_loop(x):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(x * v)
    optimizer.apply_gradients(zip(tape.gradient(loss, [v]), [v]))


train(tf.data.Dataset.from_tensors(tf.ones([2])), 3)
carried(tf.data.Dataset.from_tensors(tf.ones([2])), 2.0)
no_update(tf.data.Dataset.from_tensors(tf.ones([2])))
no_loop(tf.ones([2]))
)";

TEST(GradientBlocks, InsideOfALoop) {
  ask_facts(kProgram, Need::Values | Need::GradientSteps | Need::Tracing, [](const Facts& facts) {
    const Program& program = facts.program();
    const FileId file = FileId::from_index(0);
    const auto blocks = [&](std::string_view name) {
      return gradient_blocks(program, facts.engine(), facts.gradient_steps(), file,
                             function_named(facts, name));
    };
    EXPECT_TRUE(blocks("no_update").empty());
    EXPECT_TRUE(blocks("no_loop").empty());
    const std::vector<GradientBlock> found = blocks("train");
    ASSERT_EQ(found.size(), 1U);
    const GradientBlock& block = found.front();
    EXPECT_TRUE(program.text({file, block.loop.node}).starts_with("for x in data"));
    EXPECT_TRUE(program.text({file, block.statements.first}).starts_with("with tf.GradientTape"));
    EXPECT_TRUE(
        program.text({file, block.statements.last}).starts_with("optimizer.apply_gradients"));
    const ScopeTree& scopes = program.scopes(file);
    ASSERT_EQ(block.gives.size(), 1U);
    EXPECT_EQ(program.text(scopes.symbols[block.gives.front()].name), "loss");
    ASSERT_EQ(block.statements.given.size(), 1U);
    EXPECT_EQ(program.text(scopes.symbols[block.statements.given.front()].name), "x");
    EXPECT_TRUE(block.locals.empty());
    // What the body of the `with` binds is read behind it; what the function around holds is taken.
    const std::vector<GradientBlock> others = blocks("carried");
    ASSERT_EQ(others.size(), 1U);
    ASSERT_EQ(others.front().statements.given.size(), 1U);
    EXPECT_EQ(program.text(scopes.symbols[others.front().statements.given.front()].name), "x");
    ASSERT_EQ(others.front().locals.size(), 1U);
    EXPECT_EQ(program.text(scopes.symbols[others.front().locals.front()].name), "scale");
  });
}

}  // namespace
}  // namespace hyb::test
