#pragma once

// The causes among the parameters of a function and the calls that fill them: which are tensors,
// which get Python literals, and from where. Part of collect_causes().

#include <vector>

#include "core/explain/causes.h"

namespace hyb {

void add_parameter_causes(const Facts& facts, const FunctionFacts& known,
                          const VerdictFacts& recorded, std::vector<Cause>& out);

}  // namespace hyb
