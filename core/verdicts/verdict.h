#pragma once

// Should a function be a graph? The verdict over the facts known of one function: a pure function
// of them, so that whoever explains it may change a fact and ask again. Facts come from Verdicts
// (core/facts); `hybridize facts`, the explanation and checks read the answer. The preconditions
// are the published ones (allowed or not); whether it pays is advice, given elsewhere.

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/tri.h"

namespace hyb {

enum class VerdictFact : std::uint8_t {
#define HYB_VERDICT_FACT(name, key, needed, role, code, unknown_code, cost, clause) name,
#include "core/verdicts/verdict_facts.def"
#undef HYB_VERDICT_FACT
};

enum class FactRole : std::uint8_t { Column, Hazard, Benefit, Setting };

struct VerdictFactInfo {
  VerdictFact fact;
  std::string_view key;  // in `hybridize facts`
  Tri needed;            // for a function to become a graph
  FactRole role;
  std::string_view code;  // of the failure
  std::string_view unknown_code;
  std::uint8_t cost;  // of a repair: 1 cheapest, 9 not in this function's hands
  std::string_view clause;
};

constexpr VerdictFactInfo kVerdictFacts[] = {
#define HYB_VERDICT_FACT(name, key, needed, role, code, unknown_code, cost, clause) \
  {VerdictFact::name, key, Tri::needed, FactRole::role, code, unknown_code, cost, clause},
#include "core/verdicts/verdict_facts.def"
#undef HYB_VERDICT_FACT
};
constexpr std::size_t kVerdictFactCount = std::size(kVerdictFacts);
constexpr const VerdictFactInfo& info(VerdictFact fact) {
  return kVerdictFacts[static_cast<std::size_t>(fact)];
}

class VerdictFacts {
 public:
  Tri operator[](VerdictFact fact) const { return values_[static_cast<std::size_t>(fact)]; }
  void set(VerdictFact fact, Tri value) { values_[static_cast<std::size_t>(fact)] = value; }
  friend bool operator==(const VerdictFacts&, const VerdictFacts&) = default;

 private:
  std::array<Tri, kVerdictFactCount> values_{};
};

/// What an answer that is not known does. Strict: it blocks. Balanced: it blocks where the
/// published tables have a column; elsewhere it is a doubt, and no advice to convert follows.
/// Optimistic: it is taken for the answer that does not stand in the way.
enum class Assume : std::uint8_t { Strict, Balanced, Optimistic };

enum class Precondition : std::uint8_t { None, P1, P2, P3, P4, P5, P6 };
std::string_view name_of(Precondition precondition);  // "" for None

enum class Transformation : std::uint8_t { None, ConvertToHybrid, ConvertToEager, Reconfigure };
std::string_view name_of(Transformation transformation);

struct Failure {
  VerdictFact fact;
  std::string_view code;
  bool unknown = false;  // the answer is not known, rather than a bad one
  friend bool operator==(const Failure&, const Failure&) = default;
};

struct Verdict {
  bool optimize = false;  // asked of a graph: should it stay one? else: should it become one?
  Precondition precondition = Precondition::None;
  Transformation transformation = Transformation::None;
  std::vector<Failure> failures;    // all of them, cheapest repair first
  std::vector<VerdictFact> doubts;  // hazards that are not known to be absent
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

/// Running the function as a graph changes nothing of what it does: no side effect, no recursion,
/// no hazard, all known. What it is given is not asked.
bool keeps_meaning(const VerdictFacts& facts);

Verdict judge(const VerdictFacts& facts, Assume assume);

}  // namespace hyb
