#include "core/program/reaching.h"

namespace hyb {

bool may_be_bound_before(const Tree& tree, NodeId binding, NodeId use) {
  if (binding.index() <= use.index()) return true;
  for (NodeId up = tree.parent(binding); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
    if (kind == NodeKind::For || kind == NodeKind::While || kind == NodeKind::ListComp ||
        kind == NodeKind::SetComp || kind == NodeKind::DictComp || kind == NodeKind::Generator) {
      if (tree.contains(up, use)) return true;
    }
  }
  return false;
}

bool always_before(const Tree& tree, NodeId statement, NodeId use) {
  return use.index() >= tree.end_of(statement) && tree.contains(tree.parent(statement), use);
}

bool hides_others(const Tree& tree, const Binding& binding, NodeId use) {
  if (binding.kind != BindingKind::Assign) return false;
  NodeId statement = tree.parent(binding.node);
  while (tree.kind(statement) == NodeKind::Tuple || tree.kind(statement) == NodeKind::List)
    statement = tree.parent(statement);
  if (tree.kind(statement) != NodeKind::Assign && tree.kind(statement) != NodeKind::AnnAssign)
    return false;
  return always_before(tree, statement, use);
}

}  // namespace hyb
