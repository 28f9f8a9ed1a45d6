#pragma once

// Whether a program has come to need a switch that keeps everything eager. Reads the frozen facts
// (Need::SideEffects, Need::Verdicts) at each call; asked by the check that finds such switches.

#include "core/facts/facts.h"

namespace hyb {

/// Some code that the switch keeps eager (a tf.function, what Keras calls of a layer or model)
/// would raise as a graph, or would leave a symbolic tensor in an attribute that eager code reads.
bool needs_eager(const Facts& facts);

}  // namespace hyb
