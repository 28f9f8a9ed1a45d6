#pragma once

// Which bindings of a variable a use of it may see, by their places in the source. Asked by who
// follows a name back to what it holds (SymbolicValues, ProvenanceReader); nothing is kept.
//
// May name more bindings than can reach the use, never fewer.

#include "core/program/scopes.h"

namespace hyb {

/// What `binding` binds may be there when `use` runs in the same activation: it stands before, or
/// in a loop around both.
bool may_be_bound_before(const Tree& tree, NodeId binding, NodeId use);
/// Every path to the use runs through this statement, which ends before it.
bool always_before(const Tree& tree, NodeId statement, NodeId use);
/// Every path to the use runs through this assignment.
bool hides_others(const Tree& tree, const Binding& binding, NodeId use);

/// Calls `each` with the bindings of a symbol that may reach `use`, in source order; with all of
/// them if there is no use.
template <class Each>
void each_reaching(const Tree& tree, const ScopeTree& scopes, SymbolId symbol, NodeId use,
                   Each&& each) {
  const Symbol& info = scopes.symbols[symbol];
  const std::uint32_t last = info.first_binding + info.binding_count;
  std::uint32_t first = info.first_binding;
  if (use.exists())
    for (std::uint32_t b = last; b-- > info.first_binding;)
      if (hides_others(tree, scopes.bindings[b], use)) {
        first = b;
        break;
      }
  for (std::uint32_t b = first; b < last; ++b)
    if (!use.exists() || may_be_bound_before(tree, scopes.bindings[b].node, use))
      each(scopes.bindings[b]);
}

}  // namespace hyb
