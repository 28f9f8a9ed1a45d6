#pragma once

// Which evaluations of functions are traced in earnest, what each hands in that is symbolic, and
// which rows of traced bodies take their value from it. Made by SymbolicValues when somebody first
// asks, over traced functions and what they call; read by it and by Hazards; frozen then.
//
// Bodies are read callees first. Then symbolic arguments are followed the other way, from where
// graphs begin down the calls between evaluations. Calls that a test expects to raise start none.

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "core/symbolic/program_reader.h"
#include "core/symbolic/taint.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

class TracedEvaluations {
 public:
  TracedEvaluations(const ProgramReader& reader, const Tracing& tracing);

  /// Rows of the own body of a traced function; empty for the others.
  RowTaints rows(FunctionId f) const;
  /// What a row of a traced function takes from where.
  Taint taint(NodeRef row) const;
  /// Parameters (bits as in Taint) whose tensors are symbolic in some evaluation in that mode, and
  /// kOuter where a function around is traced.
  std::uint64_t symbolic_parameters(FunctionId f, Mode mode) const {
    return parameters_[f.index()][std::size_t(mode)];
  }
  /// Those evaluations that no test expects to raise.
  std::span<const flow::ContextId> in_earnest(FunctionId f, Mode mode) const {
    return contexts_[f.index()][std::size_t(mode)];
  }
  /// Traced otherwise than as (part of) a function of tf.data.
  bool outside_pipelines(flow::ContextId evaluation) const {
    return outside_pipelines_[evaluation.index()];
  }
  /// The value may be a tensor, or a container of Python with one in it.
  bool holds_tensor(flow::ValueId value) const { return holds_tensor(value, kMaxNesting); }

 private:
  static constexpr int kMaxNesting = 3;  // containers inside containers
  bool holds_tensor(flow::ValueId value, int depth) const;
  void read_bodies();
  void keep(FunctionId f, Taints& taints);
  void find_earnest();
  void spread();
  std::uint64_t tensors_handed_in(flow::ContextId context) const;
  void gather();
  bool traced(flow::ContextId context) const;

  struct Rows {
    std::size_t first = 0;
    std::vector<Taint> taints;
  };
  struct Passed {
    std::uint32_t edge = 0;
    std::vector<std::uint64_t> bits;  // by parameter of the callee
  };
  const ProgramReader& reader_;
  const Tracing& tracing_;
  std::vector<Rows> rows_;                                     // by function
  std::vector<Passed> passed_;                                 // by edge
  std::vector<bool> earnest_;                                  // by context
  std::vector<std::uint64_t> symbolic_;                        // by context: its parameters
  std::vector<std::array<std::uint64_t, kModes>> parameters_;  // by function
  std::vector<std::array<std::vector<flow::ContextId>, kModes>> contexts_;  // by function
  std::vector<bool> outside_pipelines_;                                     // by context
};

}  // namespace hyb
