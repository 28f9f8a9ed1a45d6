// What the engine records of the locals of a function at the ends of its branches and rounds.

#include "core/flow/branch_ends.h"

#include <gtest/gtest.h>

#include "tests/harness/solved_program.h"

namespace hyb::test {
namespace {

using flow::BranchEnds;
using flow::LocalChange;

constexpr char kProgram[] = R"(def f(flag: bool, xs):
    a = 1
    b = 1
    if flag:
        a = "one"
    elif xs:
        return a
    else:
        c = 2.0
    for x in xs:
        b = b + 1
    return a


f(bool(input()), [1, 2, 3])
)";

TEST(BranchEndsRecord, BranchesAndRounds) {
  ask_facts(kProgram, Need::Values | Need::Tracing, [](const Facts& facts) {
    const FunctionId f = function_named(facts, "f");
    const Program& program = facts.program();
    const Tree& tree = program.tree(program.function(f).file);
    const auto contexts = facts.engine().contexts_of(f);
    ASSERT_FALSE(contexts.empty());
    const BranchEnds& ends = facts.engine().branch_ends();
    NodeId branch;
    NodeId loop;
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree.kind(row) == NodeKind::If) branch = row;
      if (tree.kind(row) == NodeKind::For) loop = row;
    }
    const BranchEnds::Row* at_if = ends.find(contexts.front(), branch);
    ASSERT_NE(at_if, nullptr);
    EXPECT_EQ(at_if->ended & 0b111U, 0b101U) << "the elif returns";
    std::size_t of_body = 0;
    std::size_t of_else = 0;
    for (const LocalChange& change : ends.changes(*at_if)) {
      of_body += change.branch == 0 ? 1 : 0;
      if (change.branch != 2) continue;
      ++of_else;
      EXPECT_FALSE(change.before.exists()) << "`c` is bound in the else alone";
      EXPECT_TRUE(change.after.exists());
    }
    EXPECT_EQ(of_body, 1U);
    EXPECT_EQ(of_else, 1U);
    const BranchEnds::Row* at_loop = ends.find(contexts.front(), loop);
    ASSERT_NE(at_loop, nullptr);
    EXPECT_EQ(ends.changes(*at_loop).size(), 2U) << "`x` and `b`";
    EXPECT_EQ(ends.find(contexts.front(), program.function(f).node), nullptr);
  });
}

}  // namespace
}  // namespace hyb::test
