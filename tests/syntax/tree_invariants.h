#pragma once

// What holds for every tree, whatever the text: used by the tests that do not know what a text
// should look like.

#include <string>
#include <string_view>

#include "core/syntax/tree.h"

namespace hyb {

/// "" when all is well, or the first row that breaks a rule and which.
std::string broken_invariant(const Tree& tree, std::string_view bytes);

}  // namespace hyb
