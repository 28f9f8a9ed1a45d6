#pragma once

// Python side effects of some statements, as if they were the body of a function: what they change
// that was there before them, what runs once per trace, what leaves them early. Worked out on
// demand; asked through Effects::side_effects(const Statements&). Not known is Unknown.

#include "core/base/tri.h"
#include "core/effects/call_effects.h"
#include "core/effects/effects.h"
#include "core/program/statements.h"

namespace hyb {

/// A variable that the statements bind for the rest of their own body is no effect: its value can
/// be handed back.
Tri side_effects_of(const Program& program, const flow::Engine& engine, const Effects& effects,
                    const CallEffects& calls, const Statements& statements);

}  // namespace hyb
