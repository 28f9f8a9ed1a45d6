#include "core/facts/memoized.h"

namespace hyb {

bool is_memoized(const Facts& facts, FunctionId f) {
  const FunctionInfo& info = facts.program().function(f);
  const Tree& tree = facts.program().tree(info.file);
  const NodeId outer = tree.with_decorators(info.node);
  if (outer == info.node) return false;
  for (NodeId child : tree.children(outer)) {
    if (tree.kind(child) != NodeKind::Decorator) continue;
    NodeId value = tree.child(child, Field::Value);
    if (tree.kind(value) == NodeKind::Call) value = tree.child(value, Field::Function);
    if (facts.names({info.file, value}, Trait::Memoizes)) return true;
  }
  return false;
}

}  // namespace hyb
