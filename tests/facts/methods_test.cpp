// What rests on the names of methods: freedom of side effects, and the step methods of Keras.

#include <gtest/gtest.h>

#include "core/facts/named_methods.h"
#include "core/facts/step_methods.h"
#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(import tensorflow as tf
from somewhere import Base


def by_name(thing, x):
    return thing.upper()


def above(thing, x):
    return by_name(thing, x)


def of_tensors(x):
    return tf.abs(x) * 2.0


class Net(tf.keras.Model):
    def train_step(self, data):
        return {}

    def other(self, data):
        return {}


class Deeper(Net):
    def test_step(self, data):
        return {}


class Perhaps(Base):
    def train_step(self, data):
        return {}


class Plain:
    def train_step(self, data):
        return {}


def train_step(data):
    return {}


of_tensors(tf.ones([2]))
)";

TEST(NamedMethods, InABodyAndBelow) {
  ask_facts(kProgram, Need::Values | Need::Tracing | Need::SideEffects, [](const Facts& facts) {
    NamedMethods named(facts);
    EXPECT_TRUE(named.met(function_named(facts, "by_name")));
    EXPECT_TRUE(named.met(function_named(facts, "above")));
    EXPECT_FALSE(named.met(function_named(facts, "of_tensors")));
  });
}

TEST(StepMethods, OfModelsByTheirNames) {
  ask_facts(kProgram, Need::Values, [](const Facts& facts) {
    const auto overrides = [&](std::string_view name) {
      return overrides_step(facts, function_named(facts, name));
    };
    EXPECT_EQ(overrides("Net.train_step"), Tri::Yes);
    EXPECT_EQ(overrides("Deeper.test_step"), Tri::Yes);
    EXPECT_EQ(overrides("Perhaps.train_step"), Tri::Unknown);
    EXPECT_EQ(overrides("Net.other"), Tri::No);
    EXPECT_EQ(overrides("Plain.train_step"), Tri::No);
    EXPECT_EQ(overrides("train_step"), Tri::No);
  });
}

}  // namespace
}  // namespace hyb::test
