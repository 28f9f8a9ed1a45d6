#pragma once

// Control flow on tensors that AutoGraph would hand to TensorFlow, and that TensorFlow or AutoGraph
// would then refuse, or run otherwise than Python does: branches that leave a variable or a result
// of different kinds behind, variables of loops that change their dtype or shape, lists that a
// staged loop or branch changes, and exits out of loops that Python unrolls. The rules are those of
// core/staging, asked of a body as if it were traced. Made by Preconditions for each body.

#include "core/preconditions/finding.h"

namespace hyb {

/// Adds what is found to `body.found`, each as UnconvertibleControl.
void read_staged_control(const Body& body);

}  // namespace hyb
