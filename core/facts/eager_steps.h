#pragma once

// Training steps that run eagerly, again and again, and could be graphs: a tape and the update of
// what it is about in one function, which Keras does not drive. Read on demand from the frozen
// facts (Need::GradientSteps, Need::Verdicts); asked by the check that reports them, and by that of
// other functions, which such a step takes into its graph.

#include "core/facts/facts.h"

namespace hyb {

/// Where the step updates variables; none = it is no such step.
NodeRef update_of_eager_step(const Facts& facts, FunctionId f);

}  // namespace hyb
