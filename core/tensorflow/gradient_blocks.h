#pragma once

// Gradient steps that are no function: the statements from a tape to the last update that uses its
// gradients, inside of a loop of some body. Found on demand from the frozen engine and
// GradientSteps; read by checks. Each comes with what a function made of it would take and give.

#include <vector>

#include "core/program/statements.h"
#include "core/tensorflow/gradient_steps.h"

namespace hyb {

struct GradientBlock {
  Statements statements;
  NodeRef loop;                  // the innermost one that may run more than a few times
  NodeRef tape;                  // the first in it
  NodeRef update;                // the last in it
  std::vector<SymbolId> gives;   // bound inside, read outside; `statements.given` is what it takes
  std::vector<SymbolId> locals;  // of the function around, the same in each round: it takes them
                                 // too, unless it is made anew by each call of that
};

/// Those of a function's own body (none = of the module body of `file`), one a loop, in source
/// order.
std::vector<GradientBlock> gradient_blocks(const Program& program, const flow::Engine& engine,
                                           const GradientSteps& steps, FileId file,
                                           FunctionId function);

}  // namespace hyb
