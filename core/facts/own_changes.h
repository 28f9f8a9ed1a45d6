#pragma once

// What would be noticed of a graph that is a matter of the function itself, not of what it calls or
// who asks about it: what it gives back, and whether a tf.function can be kept for its object. Read
// on demand by GraphChanges.

#include "core/facts/graph_changes.h"

namespace hyb {

GraphChange own_change(const Facts& facts, FunctionId f);

}  // namespace hyb
