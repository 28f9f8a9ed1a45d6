#pragma once

// What the graph of a tf.function hands back though no graph can: TensorFlow raises at the first
// call. Worked out on demand for one function from the frozen facts (Need::Hazards); read by the
// check on return values, whose places are the Return rows told of here.
//
// Guarantees: the function is entered as a tf.function by an evaluation that comes to the row and
// that no test expects to raise; everything that the row may give back raises. What a plain callee
// returns inside of a trace is no result of a graph, nor is what a generator or a coroutine
// returns.

#include <vector>

#include "core/facts/facts.h"
#include "core/preconditions/returned.h"

namespace hyb {

struct GraphResult {
  NodeRef at;     // the Return row; of a lambda its body
  NodeRef value;  // the expression
  KeptInPython kept{};
  NodeRef made{};  // where the object, or the function that it is, stands; none = not known
  Mode mode = Mode::Converted;
  flow::ContextId evaluation{};
};

/// In source order.
std::vector<GraphResult> results_kept_in_python(const Facts& facts, FunctionId f);

/// The evaluation is the body of a graph of its own: a tf.function around it is called, or would
/// be.
bool is_graph_body(const Facts& facts, flow::ContextId evaluation, Mode mode);

/// The row of the method that a call calls, if it can only be one of a tf.function's object.
const ApiRow* method_of_graph(const Facts& facts, NodeRef call);

}  // namespace hyb
