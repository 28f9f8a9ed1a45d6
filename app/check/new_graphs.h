#pragma once

// What a fix that makes a graph brings with it. A function that runs as a graph is looked at by the
// checks of graphs, side effects and stale values, which had nothing to say of it before: if they
// report something new in the fixed text, the fix would change what the program does, and is left
// undone. Asked by the fix rounds; lints the texts as they would be, with all checks.

#include <string>
#include <vector>

#include "app/check/fix_driver.h"
#include "fixits/apply.h"

namespace hyb::app {

/// A fix that is not applied.
struct RefusedFix {
  const Diagnostic* of = nullptr;
  std::string because;  // the name of a rule that reports something new
};

/// Of the fixes of a round those that make graphs with new findings. `request` has the texts of
/// `current` in its overlay. Lints twice where the round makes graphs, and once more for each of
/// them where there is something new.
std::vector<RefusedFix> harmful_graphs(LintRequest request, const LintFunction& lint,
                                       const fixits::Round& round, const LintResult& current);

/// `round` without the fixes of some findings.
fixits::Round without(const fixits::Round& round, const std::vector<RefusedFix>& refused);

}  // namespace hyb::app
