#pragma once

// Which expressions are symbolic in the trace: tensors that the graph makes or is handed, of which
// no value is known while tracing and which no code outside of that trace can use. The one answer
// for all who ask. A tensor that was there before (captured, made under tf.init_scope), an array
// and a tf.Variable are not symbolic.
//
// Made by Facts, read by TraceEffects, Hazards and checks. Nothing is worked out before the first
// question; then the traced bodies are read once (TracedEvaluations), and an expression is followed
// back to what it is made of when it is asked about.
//
// Yes: in some traced evaluation it is such a tensor whatever branches were taken before. Unknown:
// it may be one, or only some of the ways to it make it one. No: outside of traced functions, in
// eager islands, and where nothing symbolic comes to it.

#include <cstdint>

#include "core/base/lazy.h"
#include "core/base/tri.h"
#include "core/staging/staging.h"
#include "core/symbolic/program_reader.h"
#include "core/symbolic/taint.h"
#include "core/symbolic/traced_evaluations.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

class SymbolicValues {
 public:
  SymbolicValues(const Program& program, const flow::Engine& engine, const CalledRows& rows,
                 const Tracing& tracing, const Staging& staging);

  /// The row holds a symbolic tensor when the function around it is traced; `mode`: in this one of
  /// the two traced modes.
  Tri symbolic(NodeRef row, Mode mode) const;
  Tri symbolic(NodeRef row) const {
    return symbolic(row, Mode::Converted) || symbolic(row, Mode::Unconverted);
  }
  /// The row may hold a Python container with a symbolic tensor in it.
  bool holds_symbolic(NodeRef row, Mode mode) const;
  bool holds_symbolic(NodeRef row) const {
    return holds_symbolic(row, Mode::Converted) || holds_symbolic(row, Mode::Unconverted);
  }
  /// Who keeps the object that the row denotes is sure to keep a symbolic tensor: it is one, or a
  /// container with one in it.
  bool keeps_symbolic(NodeRef row) const;
  /// The same of the part that unpacking puts into target number `index`.
  bool keeps_symbolic_part(NodeRef row, std::size_t index) const;
  /// Every object that the value may be is a tensor that an operation gives: no variable, no array.
  bool tensor_only(flow::ValueId value) const;
  /// … or a container of such alone.
  bool tensors_only(flow::ValueId value) const {
    return tensor_only(value) || container_of_tensors(value);
  }

  /// What a row of a traced function takes from where; empty taint elsewhere.
  Taint taint(NodeRef row) const { return evaluations().taint(row); }
  /// Some trace of `f` is not one that a test expects to raise.
  bool traced_in_earnest(FunctionId f, Mode mode) const {
    return !evaluations().in_earnest(f, mode).empty();
  }
  /// The function is only traced as (part of) a function of tf.data.
  bool only_in_pipelines(FunctionId f) const;

  const TracedEvaluations& evaluations() const;
  const ProgramReader& reader() const { return reader_; }

 private:
  friend class EveryWay;
  /// Bits of Taint that are symbolic in the body of `f`.
  std::uint64_t live(FunctionId f, Mode mode) const {
    return evaluations().symbolic_parameters(f, mode) | kMadeHere;
  }
  bool takes_symbols(NodeRef row, Mode mode) const;
  bool container_of_tensors(flow::ValueId value) const;
  bool part_is_tensor(NodeRef row, std::size_t index) const;

  ProgramReader reader_;
  const Tracing& tracing_;
  const Staging& staging_;
  Lazy<TracedEvaluations> evaluations_;
};

}  // namespace hyb
