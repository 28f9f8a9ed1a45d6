#pragma once

// The rows below a row that run when it runs: those of functions and classes that are defined there
// are left out. Asked by every reader of bodies; nothing is kept.

#include "core/syntax/tree.h"

namespace hyb {

inline bool opens_body(NodeKind kind) {
  return kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef;
}

/// The first row below `below`, itself included, for which `is` holds; none = there is no such.
template <class Is>
NodeId find_own_row(const Tree& tree, NodeId below, Is&& is) {
  for (auto i = static_cast<std::uint32_t>(below.index()); i < tree.end_of(below);) {
    const NodeId row = NodeId::from_index(i);
    if (opens_body(tree.kind(row))) {
      i = tree.end_of(row);
      continue;
    }
    if (is(row)) return row;
    ++i;
  }
  return {};
}

/// Calls `each` with the rows below `below`, itself included, in the order of the source.
template <class Each>
void each_own_row(const Tree& tree, NodeId below, Each&& each) {
  find_own_row(tree, below, [&](NodeId row) {
    each(row);
    return false;
  });
}

/// The statement may end the body, or the loop around it.
inline bool may_leave(const Tree& tree, NodeId statement) {
  return find_own_row(tree, statement,
                      [&](NodeId row) {
                        const NodeKind kind = tree.kind(row);
                        return kind == NodeKind::Return || kind == NodeKind::Raise ||
                               kind == NodeKind::Break || kind == NodeKind::Continue;
                      })
      .exists();
}

}  // namespace hyb
