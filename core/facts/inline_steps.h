#pragma once

// Training steps that are written in a loop and could be a function of their own, and a graph: no
// side effects, nothing that a graph cannot take in or give back. Found on demand; read by the
// check that reports them, and by those that would report a part of them.

#include <vector>

#include "core/facts/facts.h"
#include "core/tensorflow/gradient_blocks.h"

namespace hyb {

/// Those of a file, in bodies that run eagerly, in source order.
std::vector<GradientBlock> inline_steps(const Facts& facts, FileId file);

/// Whatever calls `f` again and again is such a step: once it is a graph, `f` runs in it.
bool runs_in_inline_step(const Facts& facts, FunctionId f);

}  // namespace hyb
