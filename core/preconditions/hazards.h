#pragma once

// What does happen in functions that are traced. Preconditions asks "what if f were traced?"; here
// f is traced: which rows of its body are symbolic tensors, and which findings of its own body come
// true, in which mode. A row is symbolic when it holds what the trace hands in (placeholders of a
// tf.function, elements of a dataset, batches of Keras) or what an op makes of anything in the
// trace; a tensor made outside and captured is not, nor is a tf.Variable.
//
// Made by Facts for Need::Hazards, of traced functions and what they call; frozen then. Eager
// islands, branches that the arguments rule out, handlers and tests that ask for the mode, and
// calls that a test expects to raise leave nothing behind: what is told here happens.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/tri.h"
#include "core/preconditions/finding.h"
#include "core/preconditions/program_reader.h"
#include "core/preconditions/taint.h"
#include "core/tensorflow/tracing.h"
#include "core/tensorflow/unconverted.h"

namespace hyb {

class Hazards {
 public:
  Hazards(const Program& program, const flow::Engine& engine, const CalledRows& rows,
          const Tracing& tracing);

  /// Certain findings of the function's own body that happen while it is traced, in the order of
  /// reading. Obstacle::NeedsConversion stands here as UnconvertibleControl, and only where the
  /// function runs unconverted. StaleVariableRead and ChangingState are not looked for.
  std::span<const Finding> of(FunctionId f) const { return findings_[f.index()]; }

  /// The row holds a symbolic tensor when the function around it is traced: Yes if all that it may
  /// hold are tensors; No outside of traced functions and in eager islands. `mode`: in this one of
  /// the two traced modes.
  Tri symbolic(NodeRef row, Mode mode) const;
  Tri symbolic(NodeRef row) const {
    return symbolic(row, Mode::Converted) || symbolic(row, Mode::Unconverted);
  }
  /// The row holds a Python container with a symbolic tensor in it.
  bool holds_symbolic(NodeRef row, Mode mode) const;
  bool holds_symbolic(NodeRef row) const {
    return holds_symbolic(row, Mode::Converted) || holds_symbolic(row, Mode::Unconverted);
  }
  /// Parameters (bits as in Taint) whose tensors are symbolic in some evaluation in that mode.
  std::uint64_t symbolic_parameters(FunctionId f, Mode mode) const {
    return parameters_[f.index()][std::size_t(mode)];
  }
  /// What a row of a traced function takes from where; empty taint elsewhere.
  Taint taint(NodeRef row) const;

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
  /// Some trace of `f` is not one that a test expects to raise.
  bool traced_in_earnest(FunctionId f, Mode mode) const {
    return !contexts_[f.index()][std::size_t(mode)].empty();
  }
  /// Why the function around the row runs unconverted there.
  Unconverted why_unconverted(NodeRef row) const {
    return hyb::why_unconverted(reader_.program(), reader_.engine(), tracing_,
                                evaluation(row, Mode::Unconverted));
  }
  /// The function is only traced as (part of) a function of tf.data.
  bool only_in_pipelines(FunctionId f) const;
  /// The program gives tensors the methods of arrays, or may.
  bool numpy_behavior() const { return numpy_behavior_; }
  const ProgramReader& reader() const { return reader_; }

 private:
  void read_bodies();
  void read(FunctionId f, Taints& taints);
  void find_earnest();
  void spread();
  std::uint64_t tensors_handed_in(flow::ContextId context) const;
  bool holds_tensor(flow::ValueId value, int depth) const;
  void gather();
  void keep_findings();
  bool takes_symbols(NodeRef row, Mode mode) const;

  ProgramReader reader_;
  const Tracing& tracing_;
  std::vector<std::vector<Finding>> findings_;
  struct Rows {
    std::size_t first = 0;
    std::vector<Taint> taints;
  };
  std::vector<Rows> rows_;  // by function
  struct Passed {
    std::uint32_t edge = 0;
    std::vector<std::uint64_t> bits;  // by parameter of the callee
  };
  std::vector<Passed> passed_;
  std::vector<bool> earnest_;                                  // by context
  std::vector<std::uint64_t> symbolic_;                        // by context: its parameters
  std::vector<std::array<std::uint64_t, kModes>> parameters_;  // by function
  std::vector<std::array<std::vector<flow::ContextId>, kModes>> contexts_;  // in earnest
  bool numpy_behavior_ = false;
  std::vector<bool> outside_pipelines_;  // by context: traced otherwise than by tf.data
};

}  // namespace hyb
