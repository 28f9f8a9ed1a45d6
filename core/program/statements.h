#pragma once

// Some statements of a body, looked at as the body of a function that they could be moved to. Made
// by whoever asks about them (gradient_blocks.cpp finds those of training loops); read by
// Preconditions (what stands in the way of a graph) and StatementEffects (Python side effects).

#include <vector>

#include "core/program/program.h"

namespace hyb {

struct Statements {
  FileId file;
  FunctionId function;  // around them; none = a module body
  NodeId first;         // both of one Block, or of the Module
  NodeId last;
  /// Variables that are bound outside and would be handed over at each call, so that tensors and
  /// arrays in them are symbolic. All others are captured.
  std::vector<SymbolId> given;
};

}  // namespace hyb
