// Flip sets over hand-made facts, and over random ones against trying everything.

#include "core/explain/flips.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace hyb::test {
namespace {

using enum VerdictFact;
using Set = std::vector<std::uint32_t>;

/// An eager function that has everything a graph asks for.
VerdictFacts convertible() {
  VerdictFacts out;
  for (const VerdictFactInfo& row : kVerdictFacts) out.set(row.fact, row.needed);
  out.set(Hybrid, Tri::No);
  return out;
}

/// One change for each claim.
ClaimedVerdict claimed(const VerdictFacts& recorded, std::vector<Claim> claims,
                       Assume assume = Assume::Balanced) {
  std::vector<Change> changes;
  for (std::uint32_t i = 0; i < claims.size(); ++i) changes.push_back({{i}});
  return {recorded, std::move(claims), std::move(changes), assume};
}

std::set<Set> sets_of(const Flips& flips) {
  std::set<Set> out;
  for (const FlipSet& set : flips.sets) out.insert(set.changes);
  return out;
}

TEST(Flips, OneCauseIsPivotal) {
  const Flips flips =
      find_flips(claimed(convertible(), {{SideEffects, Tri::Yes, Tri::No}}), std::nullopt);
  ASSERT_EQ(flips.sets.size(), 1U);
  EXPECT_EQ(flips.sets.front().verdict.precondition, Precondition::P1);
  EXPECT_EQ(flips.ratings.front().responsibility, 1.0);
  EXPECT_EQ(flips.ratings.front().share, 1.0);
}

TEST(Flips, AllCausesOfOneFactGoTogether) {
  const Flips flips = find_flips(claimed(convertible(), {{SideEffects, Tri::Yes, Tri::No},
                                                         {SideEffects, Tri::Unknown, Tri::No},
                                                         {Recursive, Tri::Yes, Tri::No},
                                                         {NumpyCalls, Tri::Yes, Tri::No}}),
                                 std::nullopt);
  EXPECT_EQ(sets_of(flips), (std::set<Set>{{0, 1, 2, 3}}));
  EXPECT_TRUE(flips.sets.front().smallest) << "each of them is needed, however many they are";
  EXPECT_EQ(flips.ratings[1].responsibility, 0.25);
  EXPECT_EQ(flips.ratings[1].share, 0.25);
}

TEST(Flips, OneTensorAmongParametersIsEnough) {
  VerdictFacts facts = convertible();
  facts.set(TensorParameter, Tri::No);
  const Flips flips = find_flips(claimed(facts, {{TensorParameter, Tri::No, Tri::Yes},
                                                 {TensorParameter, Tri::No, Tri::Yes},
                                                 {SideEffects, Tri::Yes, Tri::No}}),
                                 std::nullopt);
  EXPECT_EQ(sets_of(flips), (std::set<Set>{{0, 2}, {1, 2}}));
  EXPECT_EQ(flips.ratings[2].responsibility, 0.5);
  ASSERT_TRUE(flips.ratings[2].share);
  EXPECT_NEAR(*flips.ratings[2].share, 2.0 / 3.0, 1e-12);
  EXPECT_NEAR(*flips.ratings[0].share, 1.0 / 6.0, 1e-12);
}

TEST(Flips, WhatOneChangeTakesAlongNeedsNoChangeOfItsOwn) {
  const ClaimedVerdict verdict(
      convertible(), {{SideEffects, Tri::Yes, Tri::No}, {EagerOnlyCalls, Tri::Yes, Tri::No}},
      {{{0, 1}}, {{1}}}, Assume::Balanced);
  const Flips flips = find_flips(verdict, std::nullopt);
  EXPECT_EQ(sets_of(flips), (std::set<Set>{{0}}));
  EXPECT_EQ(flips.ratings[1].responsibility, 0.0);
}

TEST(Flips, ADoubtDoesNotBlock) {
  const ClaimedVerdict verdict = claimed(
      convertible(), {{NumpyCalls, Tri::Unknown, Tri::No}, {SideEffects, Tri::Yes, Tri::No}});
  const Flips flips = find_flips(verdict, std::nullopt);
  EXPECT_EQ(sets_of(flips), (std::set<Set>{{1}}));
  EXPECT_FALSE(flips.ratings[0].relevant);
  const ClaimedVerdict strict = claimed(
      convertible(), {{NumpyCalls, Tri::Unknown, Tri::No}, {SideEffects, Tri::Yes, Tri::No}},
      Assume::Strict);
  EXPECT_EQ(sets_of(find_flips(strict, std::nullopt)), (std::set<Set>{{0, 1}}));
}

TEST(Flips, OfAGraphTheWantedPreconditionIsReached) {
  VerdictFacts facts = convertible();
  facts.set(Hybrid, Tri::Yes);
  facts.set(SignatureInferable, Tri::No);
  const ClaimedVerdict verdict =
      claimed(facts, {{TensorParameter, Tri::Yes, Tri::No}, {SideEffects, Tri::Yes, Tri::No}});
  EXPECT_EQ(verdict.verdict_after({}).precondition, Precondition::None);
  EXPECT_EQ(sets_of(find_flips(verdict, Precondition::P2)), (std::set<Set>{{0, 1}}));
  EXPECT_TRUE(find_flips(verdict, Precondition::P3).sets.empty());
  EXPECT_TRUE(find_flips(verdict, Precondition::P1).sets.empty()) << "it is a graph already";
}

TEST(Flips, WhatIsWantedAndThereNeedsNothing) {
  const ClaimedVerdict verdict = claimed(convertible(), {{TensorParameter, Tri::Yes, Tri::No}});
  EXPECT_TRUE(find_flips(verdict, Precondition::P1).sets.empty());
  EXPECT_EQ(sets_of(find_flips(verdict, std::nullopt)), (std::set<Set>{{0}}));
}

TEST(Flips, ManyChangesAreFoundGreedilyOrProved) {
  std::vector<Claim> claims(40, {SideEffects, Tri::Yes, Tri::No});
  const Flips flips = find_flips(claimed(convertible(), claims), std::nullopt);
  ASSERT_EQ(flips.sets.size(), 1U);
  EXPECT_EQ(flips.sets.front().changes.size(), 40U);
  EXPECT_TRUE(flips.sets.front().smallest);
  VerdictFacts graph = convertible();
  graph.set(Hybrid, Tri::Yes);
  const Flips greedy = find_flips(claimed(graph, claims), std::nullopt);
  for (const FlipSet& set : greedy.sets) EXPECT_FALSE(set.smallest);
}

/// Every set of changes that turns the verdict while no part of it does.
std::set<Set> by_trying_all(const ClaimedVerdict& verdict, std::optional<Precondition> wanted) {
  const Precondition now = verdict.verdict_after({}).precondition;
  const auto turns = [&](const Set& set) {
    const Precondition then = verdict.verdict_after(set).precondition;
    return wanted ? then == *wanted && now != *wanted : then != now;
  };
  std::vector<Set> all(std::size_t{1} << verdict.changes().size());
  for (std::size_t mask = 0; mask < all.size(); ++mask)
    for (std::uint32_t c = 0; c < verdict.changes().size(); ++c)
      if ((mask >> c & 1U) != 0) all[mask].push_back(c);
  std::set<Set> out;
  for (std::size_t mask = 1; mask < all.size(); ++mask) {
    if (!turns(all[mask])) continue;
    bool part = false;
    for (std::size_t sub = (mask - 1) & mask; sub != 0 && !part; sub = (sub - 1) & mask)
      part = turns(all[sub]);
    if (!part) out.insert(all[mask]);
  }
  return out;
}

TEST(Flips, AgreeWithTryingEverything) {
  std::mt19937 random(7);
  const auto pick = [&](std::size_t n) { return random() % n; };
  std::size_t compared = 0;
  for (int round = 0; round < 3000; ++round) {
    VerdictFacts facts = convertible();
    if (pick(2) == 0) facts.set(Hybrid, Tri::Yes);
    std::vector<Claim> claims;
    const std::size_t count = 1 + pick(6);
    for (std::size_t i = 0; i < count; ++i) {
      const VerdictFact fact = static_cast<VerdictFact>(pick(kVerdictFactCount - 3));
      const Tri with = static_cast<Tri>(pick(3));
      const Tri without = pick(4) == 0 ? Tri::Yes : Tri::No;
      claims.push_back({fact, with, without});
    }
    std::vector<Change> changes;
    for (std::uint32_t i = 0; i < count; ++i) {
      changes.push_back({{i}});
      if (pick(4) == 0) changes.back().claims.push_back(static_cast<std::uint32_t>(pick(count)));
    }
    const Assume assume = static_cast<Assume>(pick(3));
    const ClaimedVerdict verdict(facts, claims, changes, assume);
    std::optional<Precondition> wanted;
    if (pick(3) == 0) wanted = static_cast<Precondition>(1 + pick(6));
    const std::set<Set> all = by_trying_all(verdict, wanted);
    const Flips flips = find_flips(verdict, wanted);
    const std::set<Set> found = sets_of(flips);
    for (const Set& set : found)
      EXPECT_TRUE(all.contains(set)) << "round " << round << ": a set that is no flip set";
    for (const Set& set : all)
      EXPECT_TRUE(set.size() > 3 || found.contains(set))
          << "round " << round << ": a flip set of " << set.size() << " is missing";
    EXPECT_EQ(all.empty(), found.empty()) << "round " << round;
    for (std::uint32_t c = 0; c < changes.size(); ++c) {
      double responsibility = 0.0;
      for (const Set& set : found)
        if (std::find(set.begin(), set.end(), c) != set.end())
          responsibility = std::max(responsibility, 1.0 / static_cast<double>(set.size()));
      EXPECT_EQ(flips.ratings[c].responsibility, responsibility);
    }
    compared += all.size();
  }
  EXPECT_GT(compared, 1000U);
}

}  // namespace
}  // namespace hyb::test
