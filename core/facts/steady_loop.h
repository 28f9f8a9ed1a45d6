#pragma once

// The loop that makes a graph of a function pay: on the way by which eager code comes to it, one
// that surely goes round many times, each time with data of the same kind. Reads the frozen facts;
// asked by the checks that advise to make a graph of what a loop runs.

#include "core/facts/facts.h"

namespace hyb {

/// A loop over a dataset, up to a number, or on a condition; not one over the parts of a list,
/// whose length and shapes nothing tells, and none whose rounds call only now and then (`if step %
/// 100 == 0`). Where none stands on the told way, one around another call of the function itself.
/// None if there is no such loop.
NodeRef steady_loop(const Facts& facts, FunctionId f);

/// The loop that `Tracing::repeated` rests on, where it stands on the way that `Facts::why` tells;
/// none if it is on another.
NodeRef told_loop(const Facts& facts, FunctionId f);

}  // namespace hyb
