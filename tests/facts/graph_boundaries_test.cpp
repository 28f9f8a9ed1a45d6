// What graphs cannot hand back, where conversion ends, and lists of variables taken too early.

#include <gtest/gtest.h>

#include "core/facts/conversion_end.h"
#include "core/facts/early_variable_lists.h"
#include "core/facts/graph_results.h"
#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kGraphs[] = R"(import tensorflow as tf


class Result:
    def __init__(self, mean):
        self.mean = mean


@tf.function
def gives_an_object(x):
    return Result(tf.reduce_mean(x))


@tf.function
def gives_a_set(x):
    return {1, 2}


@tf.function
def gives_tensors(x):
    inner = Result(x)
    return {"mean": inner.mean, "none": None}


def helper(x):
    for i in (1, 2):
        x += i
    else:
        x *= 2.0
    return x


def plain(x):
    for i in (1, 2):
        x += i
    return x


@tf.function
def step(x):
    return helper(x) + plain(x)


x = tf.ones([2])
gives_an_object(x)
gives_a_set(x)
gives_tensors(x)
step(x)
)";

TEST(GraphResults, ObjectsAndSetsStayInPython) {
  ask_facts(kGraphs, Need::Values | Need::Tracing | Need::Hazards, [](const Facts& facts) {
    const auto results = [&](std::string_view name) {
      return results_kept_in_python(facts, function_named(facts, name));
    };
    ASSERT_EQ(results("gives_an_object").size(), 1u);
    EXPECT_EQ(results("gives_an_object").front().kept.what, PythonOnly::Instance);
    ASSERT_EQ(results("gives_a_set").size(), 1u);
    EXPECT_EQ(results("gives_a_set").front().kept.what, PythonOnly::Set);
    EXPECT_TRUE(results("gives_tensors").empty());
    EXPECT_TRUE(results("helper").empty());
  });
}

TEST(ConversionEnd, IsWhereTheOwnTextKeepsAutoGraphAway) {
  ask_facts(kGraphs, Need::Values | Need::Tracing | Need::Hazards, [](const Facts& facts) {
    const auto end = [&](std::string_view name) {
      return conversion_end(facts, function_named(facts, name));
    };
    ASSERT_TRUE(end("helper").has_value());
    EXPECT_FALSE(end("helper")->raises);
    EXPECT_FALSE(end("plain").has_value());
    EXPECT_FALSE(end("step").has_value());
  });
}

constexpr char kModel[] = R"(import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.dense(x)


opt = tf.keras.optimizers.SGD()
x = tf.ones([4, 2])


def early():
    net = Net()
    variables = net.trainable_variables
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x))
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))


def in_time():
    net = Net()
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(net(x))
    variables = net.trainable_variables
    opt.apply_gradients(zip(tape.gradient(loss, variables), variables))


early()
in_time()
)";

TEST(EarlyVariableLists, AreTakenBeforeTheFirstCall) {
  ask_facts(kModel, Need::Values | Need::Tracing, [](const Facts& facts) {
    const auto lists = early_variable_lists(facts, FileId::from_index(0));
    ASSERT_EQ(lists.size(), 1u);
    EXPECT_EQ(lists.front().function, function_named(facts, "early"));
  });
}

}  // namespace
}  // namespace hyb::test
