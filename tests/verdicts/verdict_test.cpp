// The published preconditions, row by row, and what an unknown fact does to them.

#include "core/verdicts/verdict.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hyb {
namespace {

using enum VerdictFact;

/// A function that may become a graph.
VerdictFacts eager_function() {
  VerdictFacts facts;
  for (const VerdictFactInfo& row : kVerdictFacts) facts.set(row.fact, row.needed);
  return facts;
}

VerdictFacts graph(Tri tensor, Tri primitive, Tri effects) {
  VerdictFacts facts = eager_function();
  facts.set(Hybrid, Tri::Yes);
  facts.set(TensorParameter, tensor);
  facts.set(PrimitiveParameter, primitive);
  facts.set(SideEffects, effects);
  return facts;
}

std::vector<std::string> codes(const Verdict& verdict) {
  std::vector<std::string> out;
  for (const Failure& failure : verdict.failures) out.emplace_back(failure.code);
  return out;
}

using Codes = std::vector<std::string>;

TEST(Verdict, AllThatIsNeededIsP1) {
  const Verdict verdict = judge(eager_function(), Assume::Strict);
  EXPECT_FALSE(verdict.optimize);
  EXPECT_EQ(verdict.precondition, Precondition::P1);
  EXPECT_EQ(verdict.transformation, Transformation::ConvertToHybrid);
  EXPECT_TRUE(verdict.failures.empty());
}

TEST(Verdict, EachFactOfAnEagerFunctionFailsUnderItsOwnCode) {
  for (const VerdictFactInfo& row : kVerdictFacts) {
    if (row.role == FactRole::Setting) continue;
    VerdictFacts facts = eager_function();
    facts.set(row.fact, !row.needed);
    const Verdict verdict = judge(facts, Assume::Optimistic);
    EXPECT_EQ(verdict.precondition, Precondition::None) << row.key;
    EXPECT_EQ(codes(verdict), Codes{std::string(row.code)}) << row.key;
  }
}

TEST(Verdict, AllFailuresAreToldTheCheapestRepairFirst) {
  VerdictFacts facts = eager_function();
  facts.set(TensorComputation, Tri::No);
  facts.set(Recursive, Tri::Yes);
  facts.set(InvalidNames, Tri::Yes);
  facts.set(SideEffects, Tri::Yes);
  EXPECT_EQ(codes(judge(facts, Assume::Balanced)),
            (Codes{"HAS_INVALID_NAME_ARGUMENTS", "HAS_PYTHON_SIDE_EFFECTS", "IS_RECURSIVE",
                   "NO_TENSOR_COMPUTATION"}));
}

TEST(Verdict, WhatAnUnknownFactDoesIsDecidedLast) {
  for (const VerdictFactInfo& row : kVerdictFacts) {
    if (row.role == FactRole::Setting) continue;
    VerdictFacts facts = eager_function();
    facts.set(row.fact, Tri::Unknown);
    EXPECT_EQ(codes(judge(facts, Assume::Strict)), Codes{std::string(row.unknown_code)}) << row.key;
    EXPECT_EQ(judge(facts, Assume::Optimistic).precondition, Precondition::P1) << row.key;
    const Verdict balanced = judge(facts, Assume::Balanced);
    const bool blocks = row.role == FactRole::Column;
    EXPECT_EQ(balanced.precondition, blocks ? Precondition::None : Precondition::P1) << row.key;
    EXPECT_EQ(balanced.doubts.size(), row.role == FactRole::Hazard ? 1U : 0U) << row.key;
  }
}

TEST(Verdict, RowsOfTheTableForGraphs) {
  struct Case {
    Tri tensor, primitive, effects;
    Precondition wanted;
    Codes failures;
  };
  const Case cases[] = {
      {Tri::No, Tri::No, Tri::No, Precondition::P2, {}},
      {Tri::No, Tri::Yes, Tri::No, Precondition::P2, {}},
      {Tri::Yes, Tri::Yes, Tri::No, Precondition::P3, {}},
      {Tri::Yes, Tri::No, Tri::No, Precondition::P4, {}},
      {Tri::No, Tri::No, Tri::Yes, Precondition::None, {"HAS_PYTHON_SIDE_EFFECTS"}},
      {Tri::Yes, Tri::Yes, Tri::Yes, Precondition::None, {"HAS_PYTHON_SIDE_EFFECTS"}},
      {Tri::Yes,
       Tri::No,
       Tri::Yes,
       Precondition::None,
       {"HAS_NO_PRIMITIVE_PARAMETERS", "HAS_PYTHON_SIDE_EFFECTS"}},
      {Tri::Unknown, Tri::No, Tri::No, Precondition::None, {"UNDETERMINABLE_TENSOR_PARAMETER"}},
      {Tri::Yes, Tri::Unknown, Tri::No, Precondition::None, {"UNDETERMINABLE_PRIMITIVE_PARAMETER"}},
      {Tri::No, Tri::Unknown, Tri::No, Precondition::P2, {}},
      {Tri::No, Tri::No, Tri::Unknown, Precondition::None, {"UNDETERMINABLE_SIDE_EFFECTS"}},
  };
  for (const Case& one : cases) {
    const Verdict verdict = judge(graph(one.tensor, one.primitive, one.effects), Assume::Balanced);
    EXPECT_TRUE(verdict.optimize);
    EXPECT_EQ(verdict.precondition, one.wanted);
    EXPECT_EQ(codes(verdict), one.failures);
  }
}

TEST(Verdict, AGraphThatOnlyHandsTensorsThroughIsP6) {
  VerdictFacts facts = graph(Tri::Yes, Tri::No, Tri::No);
  facts.set(TensorComputation, Tri::No);
  EXPECT_EQ(judge(facts, Assume::Balanced).precondition, Precondition::P6);
}

TEST(Verdict, ASignatureIsAddedOnlyWhereNothingSpeaksAgainstIt) {
  const VerdictFacts plain = graph(Tri::Yes, Tri::No, Tri::No);
  EXPECT_EQ(judge(plain, Assume::Balanced).transformation, Transformation::Reconfigure);
  for (const VerdictFact fact : {Recursive, SignaturePresent, UnresolvedAxes, SignatureInferable}) {
    VerdictFacts facts = plain;
    facts.set(fact, !info(fact).needed);
    const Verdict verdict = judge(facts, Assume::Balanced);
    EXPECT_EQ(verdict.precondition, Precondition::None) << info(fact).key;
    EXPECT_EQ(codes(verdict).front(), "HAS_NO_PRIMITIVE_PARAMETERS") << info(fact).key;
  }
  VerdictFacts facts = plain;
  facts.set(UnresolvedAxes, Tri::Yes);
  EXPECT_EQ(codes(judge(facts, Assume::Balanced)).back(), "HAS_UNRESOLVED_STATICALLY_READ_AXES");
}

}  // namespace
}  // namespace hyb
