#pragma once

// Whether a program has come to need a switch that keeps everything eager, and whether it would do
// the same without. Reads the frozen facts (Need::SideEffects, Need::Verdicts) at each call; asked
// by the check that finds such switches.

#include <cstdint>

#include "core/facts/facts.h"

namespace hyb {

/// Some code that the switch keeps eager (a tf.function, what Keras calls of a layer or model)
/// would raise as a graph, or would leave a symbolic tensor in an attribute that eager code reads.
bool needs_eager(const Facts& facts);

/// What a switch keeps eager: all graphs, or what Keras drives of models.
enum class KeptEager : std::uint8_t { Everything, Models };

/// The first function that becomes a graph without the switch in `file`, and is not known to do
/// then what it does now; none = there is none. Asked are all files of programs with that one.
FunctionId changed_as_graph(const Facts& facts, FileId file, KeptEager kept);

}  // namespace hyb
