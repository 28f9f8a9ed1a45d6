#pragma once

// What a function computes depends on how it is traced: it draws random numbers, which TensorFlow
// counts by graph where a seed is set, or asks whether it runs in a graph. Read on demand from the
// frozen facts (Need::Values); asked by fixes that merge, add or take away a trace.

#include "core/facts/facts.h"

namespace hyb {

/// The call tells whether the code runs in a graph: `tf.executing_eagerly()`, `type(tensor)`.
bool asks_for_mode(const Facts& facts, NodeRef call);

/// Here or in what it calls. Of layers that draw, those whose call says `training=False` do not.
bool depends_on_trace(const Facts& facts, FunctionId f);

}  // namespace hyb
