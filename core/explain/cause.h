#pragma once

// One cause of what is known of a function: a place in the program, or something about its calls,
// that makes a fact of the verdict what it is. Made by collect_causes(); turned into sentences and
// edits by `hybridize explain`. Every cause can be thought away: see Claim.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/effects/effects.h"
#include "core/explain/flips.h"
#include "core/flow/call_graph.h"
#include "core/preconditions/finding.h"
#include "core/program/program.h"

namespace hyb {

enum class CauseKind : std::uint8_t {
  Effect,         // a Python side effect
  Obstacle,       // a finding of core/preconditions
  AxisRead,       // the length of an axis, read as a Python number
  Coercion,       // an array that meets tensors of two dtypes
  SymbolicCall,   // a call with a symbolic tensor of Keras
  Cycle,          // calls that lead back to the function
  Tensor,         // a parameter that is a tensor, or may be
  NoTensor,       // a parameter that is none
  NoParameter,    // there is no parameter at all
  Literal,        // a parameter that gets Python numbers or strings
  NeverCalled,    // nothing that surely runs calls it
  Computation,    // a row that computes with tensors, or calls what does
  NoComputation,  // nothing does
  TracedCallers,  // all that calls it runs in a graph
  Framework,      // TensorFlow enters it
  Replica,        // a strategy runs it
  Signature,      // input_signature is given
  Other,          // the fact is known, its cause is not told apart
};
std::string_view name_of(CauseKind kind);

/// How sure it is, surest first. Assumed: also what is not known.
enum class Grade : std::uint8_t { Proved, Api, Annotated, Assumed, Speculative };
std::string_view name_of(Grade grade);

/// What takes the cause away, as far as one kind of edit does it.
enum class Repair : std::uint8_t {
  None,             // no edit of one place does it
  NotYours,         // library or framework: nothing in the program to edit
  DeleteStatement,  // the statement `statement`
  IterateDirectly,  // tqdm(x) -> x
  TakeReceiver,     // x.numpy() -> x
  UseCounterpart,   // np.f(x) -> tf.f(x)
  DropName,         // name=...
  WrapArguments,    // f(3) -> f(tf.constant(3)), at each call
  DropSignature,    // input_signature=...
};
std::string_view name_of(Repair repair);

struct Cause {
  CauseKind kind = CauseKind::Other;
  Grade grade = Grade::Proved;
  std::vector<Claim> claims;               // the fact it is shown under first
  NodeRef at;                              // none: about the function as a whole
  FunctionId function;                     // whose body holds `at`, or whose parameter it is
  std::vector<flow::CallEdge> through;     // from the function explained down to `function`
  std::vector<NodeRef> sites;              // further places: calls that bring the value
  std::vector<std::vector<NodeRef>> uses;  // of a parameter that its uses tell of: one for each
                                           // claim, each with the uses it is handed on to
  std::string text;                        // a clause
  std::string_view api;   // path of the row of the API model it rests on, "" = none
  std::uint8_t cost = 5;  // of the repair, as in verdict_facts.def
  Repair repair = Repair::None;
  NodeRef statement;          // that DeleteStatement deletes
  std::size_t parameter = 0;  // of Tensor, NoTensor, Literal
};

}  // namespace hyb
