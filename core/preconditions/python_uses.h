#pragma once

// Tensors that Python code takes for a Python value: `if loss:`, `k in (1, 2)`, `max(a, b)`; and
// Python numbers that a graph makes tensors of, `int(t)`, `2 if t else 1`, what a staged `if`
// leaves, where the next use needs a number. For the body of one function that would be traced.

#include "core/preconditions/finding.h"

namespace hyb {

void read_python_uses(const Body& body);

}  // namespace hyb
