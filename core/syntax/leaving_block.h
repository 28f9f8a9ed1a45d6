#pragma once

// Blocks that nothing of their surroundings runs behind: `if done: return`. A question about the
// tree alone, asked by whoever reads the tests before a row as tests around it, or what a test is
// good for.

#include "core/syntax/tree.h"

namespace hyb {

/// The last statement of the block is a `return` or a `raise`.
bool leaves_function(const Tree& tree, NodeId block);

/// All that the expression decides is whether something is raised: `if not ok(): raise …`, `assert
/// ok()`.
bool decides_only_raise(const Tree& tree, NodeId expression);

}  // namespace hyb
