#pragma once

// The names of Python's methods for augmented assignment (`v += 1` is `v.__iadd__(1)`). Asked by
// the engine for what such a statement leaves in its target, and by checks for the row of the API
// model that tells what the method does.

#include <string_view>

#include "core/syntax/tree.h"

namespace hyb::flow {

/// "__iadd__"; "" = no operator that has one.
std::string_view in_place_method(Operator op);

}  // namespace hyb::flow
