#pragma once

// Whether an expression is a tensor of the graph that is being traced: one that no code outside of
// that trace can use. Asked by TraceEffects about values that are stored; reads the solved engine.
//
// Yes means: on some traced path, whatever the branches, the value is made by an operation of the
// trace, or is a tensor argument of it. A tensor that was there before (a captured constant), what
// is made under tf.init_scope, a variable and an array are none.

#include <cstdint>
#include <vector>

#include "core/effects/argument_provenance.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/called_api.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

class SymbolicValues {
 public:
  SymbolicValues(const Program& program, const flow::Engine& engine, const CalledRows& rows,
                 const Tracing& tracing, const ArgumentProvenance& arguments);

  /// The expression, in code of `function` that is traced, is such a tensor, or a container with
  /// one.
  bool symbolic(FunctionId function, NodeRef expression) const;
  /// The part of `expression` that unpacking puts into its target number `index` is one.
  bool symbolic_part(FunctionId function, NodeRef expression, std::size_t index) const;
  /// Every object that the value may be is a tensor that an operation gives: no variable, no array.
  bool tensor_only(flow::ValueId value) const;

 private:
  friend class SymbolicQuery;
  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  const Tracing& tracing_;
  const ArgumentProvenance& arguments_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> from_;  // by function: range in edges()
  std::vector<std::vector<std::uint32_t>> into_;               // by function: edges that enter it
};

}  // namespace hyb
