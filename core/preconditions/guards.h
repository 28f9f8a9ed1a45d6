#pragma once

// Places of a body that are not reached while tracing, or were written with tracing in mind: behind
// a test of what the value is, inside a try whose handler takes over, in a branch that the
// arguments of an evaluation rule out. Read by Hazards, which stays silent there.

#include "core/symbolic/program_reader.h"

namespace hyb {

/// A handler or a test around the place (`hasattr(x, "numpy")`, `tf.is_symbolic_tensor(x)`,
/// `isinstance(x, EagerTensor)`) decides whether it fails: nothing is certain there.
bool guarded(const ProgramReader& reader, NodeRef at);

/// The evaluation passes the place by: a test of a parameter (`if debug:`, `if mask is None:`)
/// around it, or one before it that leaves the function, says so.
bool passes_by(const ProgramReader& reader, flow::ContextId context, NodeRef at);

}  // namespace hyb
