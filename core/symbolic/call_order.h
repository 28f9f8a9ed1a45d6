#pragma once

// The call graph put in order: callees before callers, and who takes part in a cycle. Made by
// Preconditions and TracedEvaluations from the frozen edges (all evaluations together); read for
// recursion and for everything that is summed up from below.

#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

class CallOrder {
 public:
  CallOrder(const Program& program, const flow::Engine& engine);

  /// Groups of functions that call one another, a group behind all that it calls.
  const std::vector<std::vector<FunctionId>>& groups() const { return groups_; }
  /// The function may come to run again while it runs.
  bool recursive(FunctionId f) const { return recursive_[f.index()]; }

 private:
  std::vector<std::vector<FunctionId>> groups_;
  std::vector<bool> recursive_;
};

}  // namespace hyb
