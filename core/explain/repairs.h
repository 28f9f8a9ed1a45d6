#pragma once

// Which causes one kind of edit takes away, and what else such an edit changes. Part of
// collect_causes(): an edit is only promised where its consequences are foreseen, so a statement
// that gives an attribute its only value stays, and a NumPy call is not replaced where another one
// would get the tensor.

#include <vector>

#include "core/explain/cause.h"
#include "core/facts/facts.h"

namespace hyb {

/// The statement that is nothing but the effect at `at`, and can be taken out: what it gives a
/// value to has another one, or is never read. None if there is no such statement. `explained`: the
/// function that the explanation is about; elsewhere a statement that computes with tensors stays.
NodeRef removable_statement(const Facts& facts, NodeRef at, FunctionId explained);

/// Sets `repair` of findings, and adds the claims that the edit would change besides.
void choose_repairs(const Facts& facts, FunctionId explained, const VerdictFacts& recorded,
                    std::vector<Cause>& causes);

/// Some use of the parameter, here or in a function inside, may not take a tensor in place of a
/// number: it is no operand beside a tensor, nor of an operation.
bool needs_python_value(const Facts& facts, FunctionId function, std::size_t parameter);

/// Where other code changes the Python state that is read at `read`, as core/preconditions sees it.
struct StateChange {
  NodeRef at;
  bool again = false;  // by `+=`
};
std::vector<StateChange> state_changes(const Facts& facts, NodeRef read);

}  // namespace hyb
