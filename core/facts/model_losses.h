#pragma once

// Functions that call a model whose `losses` (or `updates`) are read by code above them: what the
// call adds there must come from eager code, or from the graph that reads it. Read by GraphChanges.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

struct LossesRead {
  FunctionId function;  // calls the model, or leads to a call of it, and does not read the losses
  NodeRef at;           // where they are read
};

/// In order of function, each once for each reader.
std::vector<LossesRead> losses_read_outside(const Facts& facts);

}  // namespace hyb
