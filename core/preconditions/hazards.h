#pragma once

// What does happen in functions that are traced. Preconditions asks "what if f were traced?"; here
// f is traced: which findings of its own body come true, in which mode. Which rows are symbolic
// then is known by SymbolicValues.
//
// Made by Facts for Need::Hazards, of traced functions and what they call; frozen then. Eager
// islands, branches that the arguments rule out, handlers and tests that ask for the mode, and
// calls that a test expects to raise leave nothing behind: what is told here happens.

#include <span>
#include <vector>

#include "core/preconditions/finding.h"
#include "core/symbolic/symbolic_values.h"
#include "core/tensorflow/tracing.h"
#include "core/tensorflow/unconverted.h"

namespace hyb {

class Hazards {
 public:
  Hazards(const SymbolicValues& symbolic, const Tracing& tracing);

  /// Certain findings of the function's own body that happen while it is traced, in the order of
  /// reading. Obstacle::NeedsConversion stands here as UnconvertibleControl, and only where the
  /// function runs unconverted. StaleVariableRead and ChangingState are not looked for.
  std::span<const Finding> of(FunctionId f) const { return findings_[f.index()]; }

  /// A traced evaluation comes to the row in that mode, and no handler, guard or failing test
  /// stands around it. True for rows of traced functions only.
  bool happens(NodeRef row, Mode mode) const { return evaluation(row, mode).exists(); }
  bool happens(NodeRef row) const {
    return happens(row, Mode::Converted) || happens(row, Mode::Unconverted);
  }
  /// The first such evaluation, for Tracing::chain(); none if there is none.
  flow::ContextId evaluation(NodeRef row, Mode mode) const;
  /// All of them, in order.
  std::vector<flow::ContextId> evaluations(NodeRef row, Mode mode) const;
  /// Why the function around the row runs unconverted there.
  Unconverted why_unconverted(NodeRef row) const {
    return hyb::why_unconverted(reader().program(), reader().engine(), tracing_,
                                evaluation(row, Mode::Unconverted));
  }
  /// The program gives tensors the methods of arrays, or may.
  bool numpy_behavior() const { return numpy_behavior_; }
  const ProgramReader& reader() const { return symbolic_.reader(); }

 private:
  void read(FunctionId f);
  void keep_findings();
  bool switches_numpy_behavior() const;

  const SymbolicValues& symbolic_;
  const Tracing& tracing_;
  std::vector<std::vector<Finding>> findings_;
  bool numpy_behavior_ = false;
};

}  // namespace hyb
