#pragma once

// What the checks on variables and on Keras objects that graphs create say alike: how tracing gets
// to the creation, and whether it is expected to raise. Made from the frozen facts, one finding at
// a time; used by graph-variable-creation and graph-object-creation-in-call.

#include <vector>

#include "core/facts/facts.h"
#include "core/facts/traced_creation.h"

namespace hyb::checks {

/// The creation, or a call that leads to it, stands in code that is written to raise.
bool creation_is_expected_to_fail(const Facts& facts, NodeRef at);

/// How tracing gets to `f`, whose traces create something.
std::vector<Note> why_it_is_created(const Facts& facts, FunctionId f);

}  // namespace hyb::checks
