#pragma once

// Whether a method can be entered with the arguments that a call is written with. Read off the
// syntax by CallEffects, where nothing but its name tells which method a call means.

#include "core/program/program.h"

namespace hyb {

/// The call hands `method` neither more nor less than it takes beside its receiver. True where that
/// cannot be told: star arguments, a decorator that may change what it takes.
bool may_take(const Program& program, FunctionId method, NodeRef call);

}  // namespace hyb
