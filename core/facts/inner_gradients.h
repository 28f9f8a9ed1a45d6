#pragma once

// Functions that hand out a tensor and what they compute of it, where somebody then takes the
// gradient of the one by the other: `h, s = f(x)`, `tape.gradient(s, h)`. A graph hides the way
// between its results, and the gradient is None. Read by GraphChanges.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

/// In order, each once.
std::vector<FunctionId> split_by_gradients(const Facts& facts);

}  // namespace hyb
