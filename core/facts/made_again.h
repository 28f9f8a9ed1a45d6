#pragma once

// Objects that stand for many: made in a loop, however few its rounds, or in a function that is
// called several times. Read off the place that makes them, any time after solving.

#include "core/facts/facts.h"

namespace hyb {

bool is_made_again(const Facts& facts, flow::ObjectId object);

}  // namespace hyb
