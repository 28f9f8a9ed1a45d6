#pragma once

// Methods of Keras models that `fit`, `evaluate` and `predict` drive and stage themselves:
// train_step and its kin. Read off the names and bases any time after solving; asked by the checks
// of training steps.

#include "core/facts/facts.h"

namespace hyb {

/// `f` overrides such a method: its class is a Keras model (Yes), or may be one (Unknown).
Tri overrides_step(const Facts& facts, FunctionId f);

}  // namespace hyb
