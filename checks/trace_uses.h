#pragma once

// Where a Python value that traced code works out while it is traced goes: into the graph (an
// operand of an op, a Python condition, an index, the result of the traced function), or only to
// print() and the like. Made from the frozen facts, one call at a time; read by the checks of the
// family `stale` that speak of impure calls.

#include <optional>

#include "checks/check.h"

namespace hyb::checks {

/// The first place, as far as it is sure, where what the Call row gives is taken into the graph
/// that its function is traced into; nullopt = it is dropped, printed, or lost from sight.
std::optional<NodeRef> taken_into_graph(const Facts& facts, NodeRef call);

/// The list or array that a call without a result changes in place: `random.shuffle(order)`; none =
/// it is called for something else (`random.seed(1)`).
NodeId changed_argument(const Facts& facts, NodeRef call);

/// Traced code that runs once for each object by contract: `__init__`, `build` of a layer, and what
/// they call.
bool makes_objects(const Facts& facts, FunctionId f, Mode mode);

/// Says of the value that a Call row of `f` gives: who traces it, and where the graph takes it in.
void explain_taken_in(const Facts& facts, NodeRef call, FunctionId f, NodeRef use, Report& report);

}  // namespace hyb::checks
