// What runs again and again, and whether the program or only its tests make it so.

#include <gtest/gtest.h>

#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kLoops[] = R"(import tensorflow as tf


class First:
    def run(self, x):
        return x + 1.0


class Second:
    def run(self, x):
        return x + 2.0


def in_a_loop(x):
    return x * 2.0


def in_a_short_loop(x):
    return x * 3.0


def zipped(x):
    return x * 4.0


x = tf.ones([2])
for step in range(100):
    x = in_a_loop(x)
for step in range(2):
    x = in_a_short_loop(x)
for a, b in zip((x,), (x, x)):
    x = zipped(a)
for each in [First(), Second()]:
    x = each.run(x)
)";

bool repeats(const Facts& facts, std::string_view name) {
  return facts.tracing().repeated(function_named(facts, name));
}

TEST(Repetition, ShortLoopsAndOneRoundForEachObjectAreNone) {
  ask_facts(kLoops, Need::Values | Need::Tracing, [](const Facts& facts) {
    EXPECT_TRUE(repeats(facts, "in_a_loop"));
    EXPECT_FALSE(facts.tracing().repeated_only_in_tests(function_named(facts, "in_a_loop")));
    EXPECT_FALSE(repeats(facts, "in_a_short_loop"));
    EXPECT_FALSE(repeats(facts, "zipped"));
    EXPECT_FALSE(repeats(facts, "First.run"));
  });
}

TEST(Repetition, WhatATestRepeatsIsTold) {
  ask_facts(
      kLoops, Need::Values | Need::Tracing,
      [](const Facts& facts) {
        EXPECT_TRUE(facts.tracing().repeated_only_in_tests(function_named(facts, "in_a_loop")));
      },
      "test_loops.py");
}

}  // namespace
}  // namespace hyb::test
