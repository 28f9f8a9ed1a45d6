#pragma once

// Why a function has the verdict it has: its facts, their causes, what each cause weighs, and the
// smallest sets of causes without which the verdict would be another one. Made by explain() on
// demand for one function from the frozen Facts; read by the writers of `hybridize explain`. Exact:
// every number comes from judging again after a change (core/explain/flips.h).

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/explain/cause.h"
#include "core/explain/flips.h"
#include "core/facts/facts.h"
#include "core/facts/function_facts.h"
#include "core/facts/reservations.h"
#include "core/facts/verdicts.h"

namespace hyb {

/// Pivotal: without it alone the verdict is another. Contributing: with others. Redundant: it
/// stands in the way, yet nothing smaller holds it. Assumption: it is not known. Supporting: on
/// the side of the better verdict.
enum class CauseLabel : std::uint8_t { Pivotal, Contributing, Redundant, Assumption, Supporting };
std::string_view name_of(CauseLabel label);

struct ExplainRequest {
  Assume assume = Assume::Balanced;
  std::vector<std::pair<VerdictFact, bool>> given;  // facts that the user wants taken for known
  std::optional<Precondition> why_not;
};

struct Explanation {
  FunctionFacts known;
  VerdictFacts recorded;  // with what the user gave
  std::vector<std::pair<VerdictFact, bool>> given;
  Verdict verdict;
  std::vector<Reservation> reservations;  // why it is left eager though it may be a graph
  Grade grade = Grade::Proved;            // of the weakest cause that the verdict rests on
  std::vector<Cause> causes;
  std::vector<CauseLabel> labels;  // by cause
  Flips flips;                     // changes are causes
  std::optional<ClaimedVerdict> claims;
  Verdict without(std::span<const std::uint32_t> gone) const { return claims->verdict_after(gone); }
  std::vector<std::uint32_t> causes_of(VerdictFact fact) const;
};

Explanation explain(const Facts& facts, FunctionId function, const ExplainRequest& request);

}  // namespace hyb
