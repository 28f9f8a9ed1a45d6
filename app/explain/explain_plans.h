#pragma once

// What can be done about a verdict: each flip set as a plan, with a sentence for each of its
// causes, and the edits of the files where each cause has one. Made from an Explanation for the
// writers of `hybridize explain`. Edits are only as right as the analysis: nothing applies them by
// itself.

#include <cstdint>
#include <string>
#include <vector>

#include "core/diag/diagnostic.h"
#include "core/explain/explanation.h"

namespace hyb::app {

struct Plan {
  const FlipSet* set = nullptr;
  unsigned cost = 0;                  // of all repairs together
  std::vector<std::string> steps;     // by cause of the set
  bool yours = true;                  // nothing in it is a matter of a library
  bool editable = false;              // `edits` do all of it
  std::vector<std::uint32_t> edited;  // causes that `edits` take away, also if not all
  Verdict after_edits;
  std::vector<Edit> edits;  // disjoint, sorted by file and place
};

/// What to do about one cause, as an imperative sentence without a full stop.
std::string repair_sentence(const Facts& facts, const Cause& cause);

/// The cheapest first, a dozen at most; what is not the user's to change comes last.
std::vector<Plan> make_plans(const Facts& facts, const Explanation& why);

}  // namespace hyb::app
