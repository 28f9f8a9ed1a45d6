#pragma once

// What a row of the API model says that its callable does to the world, and to the object it is
// asked of. Read by CallEffects.

#include "core/effects/call_effects.h"
#include "core/tensorflow/api.h"

namespace hyb {

/// Pure, or an operation: neither output nor writes, and it calls nothing that it is given.
bool changes_nothing(const ApiRow& row);
/// It writes to the object that it is asked of, and does nothing else.
bool changes_receiver(const ApiRow& row);

}  // namespace hyb
