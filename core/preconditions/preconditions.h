#pragma once

// What TensorFlow asks of a function before it runs well as a graph, beside free of side effects:
// each answer three-valued, with a place and the calls that lead there. Made by Facts once all is
// solved, frozen then; read by `hybridize facts` and by verdicts.

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/tri.h"
#include "core/preconditions/captured_state.h"
#include "core/preconditions/computation.h"
#include "core/preconditions/dtype_coercions.h"
#include "core/preconditions/finding.h"
#include "core/preconditions/stale_variables.h"
#include "core/preconditions/static_axes.h"
#include "core/preconditions/worth.h"
#include "core/program/statements.h"
#include "core/symbolic/call_order.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

/// An answer with its reason. No reason stands behind No.
struct Answer {
  Tri value = Tri::No;
  NodeRef at;                           // the place that decides, maybe in another function
  std::string_view what;                // a clause about it
  std::vector<flow::CallEdge> through;  // the calls from the function down to it
};

/// How often eager code calls a function.
enum class CallCount : std::uint8_t { Unknown, Once, Loop };

class Preconditions {
 public:
  Preconditions(const Program& program, const flow::Engine& engine, const CalledRows& rows,
                const Tracing& tracing);
  /// Of the functions in `only` alone (which hold all that they call), with every place of an
  /// obstacle instead of the first few.
  Preconditions(const Program& program, const flow::Engine& engine, const CalledRows& rows,
                const Tracing& tracing, const std::vector<bool>& only);

  bool recursive(FunctionId f) const { return order_.recursive(f); }
  Tri computes(FunctionId f) const { return computation_.computes(f); }
  const Computation& computation() const { return computation_; }
  /// Would `obstacle` stand in the way if `f` were traced and converted by AutoGraph?
  Answer answer(FunctionId f, Obstacle obstacle) const;
  /// Something that stands, or may stand, in the way of a graph of these statements; nullopt if
  /// they could run as one. Read anew at each call.
  std::optional<Finding> obstacle_in(const Statements& statements) const;
  Tri value(FunctionId f, Obstacle obstacle) const;  // of that answer
  /// The calls from `f` down to a finding of it.
  std::vector<flow::CallEdge> through(const Finding& finding) const;
  /// All there is to say of one function, callees' findings included.
  std::span<const Finding> findings(FunctionId f) const { return findings_[f.index()]; }
  /// A parameter's axis is read as a Python number, and the known calls leave it open.
  Answer unresolved_axes(FunctionId f) const;
  Tri unresolved(FunctionId f, const AxisRead& read) const { return axes_.unresolved(f, read); }
  const std::vector<AxisRead>& axes_read(FunctionId f) const { return axes_.reads(f); }
  /// An array argument meets tensors of two dtypes: no signature can say which it should have.
  Answer conflicting_dtypes(FunctionId f) const;
  /// Array arguments that change their dtype where they meet a tensor: a signature must pin it.
  std::vector<Coercion> coerced_arguments(FunctionId f) const { return coercions_.coerced(f); }
  /// The dtypes of the tensors that each parameter meets as an operand, here or below.
  const std::vector<Coercion>& dtype_meetings(FunctionId f) const { return coercions_.meetings(f); }
  /// A call passes a symbolic tensor of Keras, which a tf.function does not take.
  Answer symbolic_arguments(FunctionId f) const;
  Tri passes_symbolic(const flow::CallEdge& edge) const;
  /// Small ops in one call, and how often it is called.
  double weighted_ops(FunctionId f) const { return worth_.ops(f); }
  CallCount calls(FunctionId f) const;
  /// Yes: a graph pays (enough ops, called again and again). Unknown: nobody knows how often.
  Tri profitable(FunctionId f) const;

 private:
  void read_all(const std::vector<bool>& only);
  void read(FunctionId f, Taints& taints);
  void read_row(const Body& body, NodeId row) const;
  std::optional<Finding> handed_up(const flow::CallEdge& edge, const Finding& found,
                                   FunctionId caller, const std::vector<Taint>& passed) const;
  bool written_before(const flow::CallEdge& edge, NodeRef written) const;
  bool hands_up(const flow::CallEdge& edge) const;
  void inherit(FunctionId f, const Taints& taints);
  Finding* add(FunctionId f, Finding finding);
  std::uint64_t evaluation(flow::ContextId context) const {
    return context.exists() ? evaluation_bit_[context.index()] : ~std::uint64_t{0};
  }
  const Finding* deciding(FunctionId f, Obstacle obstacle) const;

  ProgramReader reader_;
  const Tracing& tracing_;
  bool every_place_ = false;
  CallOrder order_;
  Computation computation_;
  StaticAxes axes_;
  DtypeCoercions coercions_;
  Worth worth_;
  CapturedState state_;
  StaleVariables stale_;
  std::vector<Taint> returned_;  // by function
  std::vector<std::vector<Finding>> findings_;
  std::vector<std::uint64_t> evaluation_bit_;  // by context, as in Finding::where
};

}  // namespace hyb
