#pragma once

// Blocks that nothing of their surroundings runs behind: `if done: return`. A question about the
// tree alone, asked by whoever reads the tests before a row as tests around it.

#include "core/syntax/tree.h"

namespace hyb {

/// The last statement of the block is a `return` or a `raise`.
bool leaves_function(const Tree& tree, NodeId block);

}  // namespace hyb
