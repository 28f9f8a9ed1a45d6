#pragma once

// What a program would notice if a function ran as a graph, although nothing stands in the way of
// tracing it: results that are tensors where they were Python values or variables, objects that a
// tf.function cannot hold, variables that a second optimizer makes in a later trace, tensors of the
// trace that a memo keeps, code that asks whether it runs eagerly,
// handlers of errors that only a running graph raises. Asked by Verdicts before it advises a graph;
// works on the solved engine.

#include "core/facts/facts.h"

namespace hyb {

/// Some of it is sure, or likely.
bool changes_as_graph(const Facts& facts, FunctionId f);

}  // namespace hyb
