// Code that runs once: each way to ask whether it has been done, and what only looks like one.

#include "core/effects/once_guards.h"

#include <gtest/gtest.h>

#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

constexpr char kProgram[] = R"(CACHE = {}


class Net:
    def __init__(self):
        self.v = None
        self.w = None
        self.ready = False
        self.n = 0

    def fill(self):
        if self.v is None:
            self.v = make(1)
        return self.v

    def flag(self):
        if not self.ready:
            make(2)
            self.ready = True

    def leaves(self):
        if self.w is not None:
            return self.w
        self.w = make(3)
        return self.w

    def never_filled(self):
        if self.v is None:
            make(4)

    def filled_elsewhere(self):
        if self.n > 0:
            make(5)
            self.n = 1


def memo(k):
    if k in CACHE:
        return CACHE[k]
    CACHE[k] = make(6)
    return CACHE[k]


def memo_by_error(k):
    try:
        return CACHE[k]
    except KeyError:
        CACHE[k] = make(7)
    return CACHE[k]


def make(n):
    return [n]


net = Net()
)";

TEST(OnceGuards, ByTheirForms) {
  ask_facts(kProgram, Need::Values | Need::Tracing, [](const Facts& facts) {
    const OnceGuards guards(facts.program(), facts.engine());
    const auto kind = [&](std::string_view call) {
      return guards.around(row_with_text(facts, call)).kind;
    };
    EXPECT_EQ(kind("make(1)"), OnceGuard::Kind::Fill);
    EXPECT_EQ(kind("make(2)"), OnceGuard::Kind::Flag);
    EXPECT_EQ(kind("make(3)"), OnceGuard::Kind::Fill);
    EXPECT_EQ(kind("make(4)"), OnceGuard::Kind::None);
    EXPECT_EQ(kind("make(5)"), OnceGuard::Kind::None);
    EXPECT_EQ(kind("make(6)"), OnceGuard::Kind::Fill);
    EXPECT_EQ(kind("make(7)"), OnceGuard::Kind::Fill);
    EXPECT_TRUE(guards.around(row_with_text(facts, "make(3)")).rest);
  });
}

}  // namespace
}  // namespace hyb::test
