#pragma once

// Collects every cause of every fact of one function: all effects below it, all findings, all
// parameters and calls, not only the nearest of each as the records have. Runs the last stages of
// the analysis again for that function alone; used by explain().

#include <vector>

#include "core/explain/cause.h"
#include "core/facts/facts.h"
#include "core/facts/function_facts.h"

namespace hyb {

/// In the order of facts, then places. Together their claims give `recorded`, fact by fact, for
/// each fact that has any.
std::vector<Cause> collect_causes(const Facts& facts, const FunctionFacts& known,
                                  const VerdictFacts& recorded);

}  // namespace hyb
