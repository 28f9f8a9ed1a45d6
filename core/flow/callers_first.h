#pragma once

// An order in which to look at functions that nothing is known to call: whoever mentions the name
// of another comes before it, so that a function meets the arguments of its callers before anything
// has to be assumed. By names alone, hence only an order: what calls what is the engine's to find.
// Made once per run, in time linear in the program; the same for the same program.

#include <vector>

#include "core/program/program.h"

namespace hyb::flow {

/// Every function of the program, once. Functions that mention each other stand in no particular
/// order.
std::vector<FunctionId> callers_first(const Program& program);

}  // namespace hyb::flow
