#pragma once

// Which tensors of traced code are symbolic: made by the graph, or handed to it. A tensor that
// eager code made and the graph captures has its value while tracing. Made from the frozen facts,
// one expression at a time.

#include "core/facts/facts.h"

namespace hyb::checks {

/// The expression, in the body of a function that runs in a graph, is sure to be a tensor that the
/// trace makes or gets: no value of it is known while tracing.
bool is_symbolic(const Facts& facts, NodeRef expression);

/// It is sure to be a tf.Variable, whoever made it.
bool is_variable(const Facts& facts, NodeRef expression);

}  // namespace hyb::checks
