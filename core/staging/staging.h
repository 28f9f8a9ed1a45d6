#pragma once

// Which control flow of code that AutoGraph converts becomes TensorFlow's ("staged"), and which is
// Python's own, decided or unrolled while the function is traced; for what is staged, its
// variables. Made by Facts after tracing, read by checks. Everything is worked out when it is asked
// for, and only for functions that are reached converted.
//
// Guarantees: Yes only where each object that the test or iterable may denote is a tensor (or a
// dataset), in code that is reached converted and outside of eager islands; No where none can be,
// or where nothing converts the function; else Unknown.

#include <memory>
#include <mutex>
#include <vector>

#include "core/base/tri.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/staging/variable_flow.h"
#include "core/tensorflow/called_api.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

/// What makes a statement a staged one.
enum class Carrier : std::uint8_t {
  Condition,    // a test that is a tensor
  Tensor,       // `for` over a tensor, tf.range too
  Range,        // `for` over range() of a tensor
  Dataset,      // … a dataset, also enumerate() and zip() of datasets
  Distributed,  // … a dataset that a strategy has distributed
};

class Staging {
 public:
  Staging(const Program& program, const flow::Engine& engine, const CalledRows& rows,
          const Tracing& tracing);

  struct Decision {
    Tri staged = Tri::No;
    Carrier carrier = Carrier::Condition;
    NodeRef by;  // the test or iterable
  };
  /// Of an If, Elif, While, For or Conditional row.
  Decision of(NodeRef row) const;
  /// The expression is a tensor where its code is converted: `not t`, `t and x`, `int(t)` are.
  Tri is_tensor(NodeRef expression) const;
  /// The part of a test that makes it a tensor: of `flag and t` it is `t`; none if there is none.
  NodeRef tensor_in(NodeRef test) const;

  /// Innermost If, Elif, For, While or Conditional that is staged for sure, and has `row` in a
  /// branch or its body; within the function of `row`. None = there is no such statement.
  NodeRef around(NodeRef row) const;
  /// The same, loops only.
  NodeRef loop_around(NodeRef row) const;

  /// Evaluations of a function that AutoGraph converts.
  std::vector<flow::ContextId> converted(FunctionId f) const;
  /// Liveness and bindings of a function's variables.
  const VariableFlow& variables(FunctionId f) const;

 private:
  Decision of_iterable(NodeRef iterable) const;
  Tri first_test(NodeRef loop, NodeId test) const;
  Tri all_tensors(flow::ValueId value) const;

  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  const Tracing& tracing_;
  // Made at most once per function, by whichever thread asks first.
  mutable std::vector<std::unique_ptr<const VariableFlow>> variables_;
  std::unique_ptr<std::once_flag[]> made_;
};

/// The Else, Elif or Block rows that an If or Elif leads to: `body`, and what stands for `else`
/// (an Elif or the Block of an Else; none = nothing is written there).
struct Branches {
  NodeId body;
  NodeId otherwise;
};
Branches branches_of(const Tree& tree, NodeId row);
/// The If row of an If or Elif, and the number of its branch as BranchEnds counts them.
struct BranchNumber {
  NodeId statement;
  std::uint32_t branch = 0;
};
BranchNumber branch_number(const Tree& tree, NodeId row);

}  // namespace hyb
