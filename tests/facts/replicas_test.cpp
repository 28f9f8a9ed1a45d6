// What kind of strategy runs a replica function, and where graphs below one synchronise.

#include <gtest/gtest.h>

#include <algorithm>

#include "core/facts/replica_synchronisation.h"
#include "core/facts/strategies.h"
#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import tensorflow as tf

mirrored = tf.distribute.MirroredStrategy()
tpu = tf.distribute.TPUStrategy()
plain = tf.distribute.get_strategy()
either = mirrored if tf.executing_eagerly() else tpu
with mirrored.scope():
    w = tf.Variable(1.0)
    opt = tf.keras.optimizers.SGD(0.1)


def same(x):
    return x


@tf.function
def nested(x):
    opt.apply_gradients([(x, w)])
    return x


@tf.function
def computes(x):
    return x * 2.0


def synchronises(x):
    return nested(x)


def synchronises_itself(x):
    opt.apply_gradients([(x, w)])
    return x


def only_computes(x):
    return computes(x)


def branches(x):
    if tf.reduce_sum(x) > 0.0:
        x = synchronises_itself(x)
    return x


@tf.function
def step(x):
    mirrored.run(synchronises, args=(x,))
    mirrored.run(synchronises_itself, args=(x,))
    mirrored.run(only_computes, args=(x,))
    mirrored.run(branches, args=(x,))
    return x


step(tf.constant(1.0))
mirrored.run(same, args=(1,))
tpu.run(same, args=(2,))
plain.run(same, args=(3,))
either.run(same, args=(4,))
unknown.run(same, args=(5,))
)";

TEST(Strategies, ByWhatTheReceiverMayBe) {
  ask_facts(kProgram, Need::Values | Need::Tracing, [](const Facts& facts) {
    const auto kind = [&](std::string_view call) {
      return strategy_of(facts, row_with_text(facts, call));
    };
    EXPECT_EQ(kind("mirrored.run(same, args=(1,))"), StrategyKind::Replicas);
    EXPECT_EQ(kind("tpu.run(same, args=(2,))"), StrategyKind::Tpu);
    EXPECT_EQ(kind("plain.run(same, args=(3,))"), StrategyKind::None);
    EXPECT_NE(kind("either.run(same, args=(4,))"), StrategyKind::None);
    EXPECT_EQ(kind("unknown.run(same, args=(5,))"), StrategyKind::None);
  });
}

TEST(ReplicaSynchronisation, InGraphsOfTheirOwnOnly) {
  ask_facts(kProgram, Need::Values | Need::Tracing | Need::GradientSteps, [](const Facts& facts) {
    const auto& places = facts.replica_synchronisation().places();
    const auto below = [&](std::string_view replica) {
      return std::count_if(places.begin(), places.end(),
                           [&](const ReplicaSynchronisation::Place& place) {
                             return place.replica == function_named(facts, replica);
                           });
    };
    EXPECT_EQ(below("synchronises"), 1);
    EXPECT_EQ(below("synchronises_itself"), 0);
    EXPECT_EQ(below("only_computes"), 0);
    EXPECT_EQ(below("branches"), 1);
    for (const ReplicaSynchronisation::Place& place : places)
      EXPECT_EQ(place.nested.exists(), place.replica == function_named(facts, "synchronises"));
  });
}

}  // namespace
}  // namespace hyb::test
