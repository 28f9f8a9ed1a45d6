#pragma once

// The variables of staged control flow and what they hold: before, and at the end of each branch or
// after one round. Made on demand for one statement in one evaluation, from what the engine has
// recorded of it (flow/branch_ends.h) and, of compound variables ("self.x"), from the assignments
// that are written. Read by checks.

#include <optional>
#include <span>
#include <vector>

#include "core/flow/engine.h"
#include "core/staging/variable_flow.h"

namespace hyb {

/// What AutoGraph makes of a value that becomes a variable of a TensorFlow loop or conditional.
struct StagedValue {
  enum class Kind : std::uint8_t {
    Unknown,
    Unbound,  // no value at all
    None,
    Tensor,     // tensors, arrays, and what TensorFlow makes a tensor of: numbers, text
    Composite,  // ragged, sparse
    TensorArray,
    Sequence,  // list, tuple, dict
    Object,    // an instance, function, class: no tensor can be made of it
  };
  Kind kind = Kind::Unknown;
  flow::ArrayType type;               // of a Tensor
  bool literal = false;               // a Python number, bool or text
  bool proved = true;                 // rests on nothing that is assumed
  std::optional<std::size_t> length;  // of a Sequence, where it is known
  NameId class_name;                  // of an Object outside the project
};
/// Of a value that may be any of several; what they do not share is unknown.
StagedValue staged_value(const Program& program, const flow::Engine& engine,
                         std::span<const flow::ValueId> values);
inline StagedValue staged_value(const Program& program, const flow::Engine& engine,
                                flow::ValueId value) {
  return staged_value(program, engine, std::span(&value, 1));
}

/// A variable that one round of a staged loop binds.
struct LoopVariable {
  PlaceId place;
  flow::ValueId before;  // bottom = not bound, or not known
  flow::ValueId after;
  bool unbound = false;   // nothing binds it before the loop
  bool live_out = false;  // needed behind the loop
  bool exposed = false;   // read in a round before that round binds it
  NodeId update;          // the last row of the body that binds it
};
/// `loop` is a For or While row of the function of `context`, whose variables `flow` follows.
std::vector<LoopVariable> loop_variables(const Program& program, const flow::Engine& engine,
                                         const VariableFlow& flow, flow::ContextId context,
                                         NodeRef loop);

/// A variable that some branch of a staged `if` binds.
struct BranchVariable {
  PlaceId place;
  flow::ValueId before;
  flow::ValueId body;                    // at the end of the body
  std::vector<flow::ValueId> otherwise;  // at the ends of `else` and of the elifs behind
  bool unbound = false;                  // nothing binds it before
  bool in_body = false;                  // the body binds it
  bool in_otherwise = false;
  bool live_out = false;
};
struct BranchVariables {
  bool body_ends = false;  // the body comes to its end (no return, raise, break)
  bool otherwise_ends = false;
  std::vector<BranchVariable> variables;
};
/// `row` is an If or Elif; nullopt = it was not evaluated as staged.
std::optional<BranchVariables> branch_variables(const Program& program, const flow::Engine& engine,
                                                const VariableFlow& flow, flow::ContextId context,
                                                NodeRef row);

}  // namespace hyb
