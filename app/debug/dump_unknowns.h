#pragma once

// `hybridize debug --print=unknowns`: where the analysis loses sight of what a value is, the
// largest causes first. Made from the frozen facts; read by whoever wants to make the analysis
// deeper.

#include <string>

#include "core/facts/facts.h"

namespace hyb::app {

/// Three rankings, each of at most twenty causes with count and first place: expressions that may
/// be anything although nothing they are made of is (a cause, not what follows from one), and
/// tensors that lose their dtype or their rank in the same sense.
std::string dump_unknowns(const Facts& facts);

}  // namespace hyb::app
