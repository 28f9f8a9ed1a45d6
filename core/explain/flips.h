#pragma once

// What would have to be different for a verdict to turn. Works on claims alone: each claim holds
// one fact of a function up, a fact is the "or" of its claims, and changes take claims away. So the
// answer is exact: change, judge again, compare. Fed by explain(); knows nothing of programs.
//
// A flip set is a set of changes that turns the verdict while no part of it does. The
// responsibility of a change is 1 / the size of the smallest flip set that holds it, 0 if none
// does.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/verdicts/verdict.h"

namespace hyb {

/// One thing that makes a fact what it is: `with` while it stands, `without` when it is taken away.
struct Claim {
  VerdictFact fact = VerdictFact::Hybrid;
  Tri with = Tri::Unknown;
  Tri without = Tri::No;
};

/// What a program could be without: the claims that vanish together, and those of which nothing is
/// left, so that they say No whatever they say without their cause.
struct Change {
  std::vector<std::uint32_t> claims;
  std::vector<std::uint32_t> dropped{};
};

/// A verdict over claims, and over what is left of them. Facts without claims stay as they are.
class ClaimedVerdict {
 public:
  ClaimedVerdict(const VerdictFacts& recorded, std::vector<Claim> claims,
                 std::vector<Change> changes, Assume assume);

  const std::vector<Claim>& claims() const { return claims_; }
  const std::vector<Change>& changes() const { return changes_; }
  Assume assume() const { return assume_; }
  VerdictFacts facts_after(std::span<const std::uint32_t> made) const;
  Verdict verdict_after(std::span<const std::uint32_t> made) const {
    return judge(facts_after(made), assume_);
  }

 private:
  VerdictFacts recorded_;
  std::vector<Claim> claims_;
  std::vector<Change> changes_;
  Assume assume_;
  std::vector<std::vector<std::uint32_t>> by_fact_;  // claims
};

struct FlipSet {
  std::vector<std::uint32_t> changes;  // sorted
  Verdict verdict;                     // then
  bool smallest = true;  // proved that no other set without one of these would do with fewer
};

struct FlipRating {
  double responsibility = 0.0;
  std::optional<double> share;  // exact Shapley share in turning the verdict
  bool relevant = false;        // it could matter: some fact it claims stands in the way
};

struct Flips {
  std::vector<FlipSet> sets;        // fewest changes first
  bool all = true;                  // every flip set of up to three changes is among them
  std::vector<FlipRating> ratings;  // by change
};

/// `wanted`: the precondition to reach; none = any other than that of the verdict as it is.
Flips find_flips(const ClaimedVerdict& claimed, std::optional<Precondition> wanted);

}  // namespace hyb
