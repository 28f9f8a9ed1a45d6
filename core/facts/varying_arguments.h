#pragma once

// Does a function get Python numbers, texts or objects that are others from call to call, or
// tensors made of a list that grows: each of them would be a trace of its own. Read on demand from
// the frozen facts (Need::Values); asked before a function is made a graph. "May", not "does": what
// is given by a loop variable, a counter, an attribute or a call that nobody can follow counts.

#include "core/facts/facts.h"

namespace hyb {

/// Some call hands such a value over, by itself or inside of a list, tuple or dict.
bool gets_varying_python(const Facts& facts, FunctionId f);

/// The expression may denote another object in the next round of a loop around it, or in the next
/// call of the function around it.
bool may_change(const Facts& facts, NodeRef expression);

}  // namespace hyb
