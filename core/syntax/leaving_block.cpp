#include "core/syntax/leaving_block.h"

namespace hyb {

bool leaves_function(const Tree& tree, NodeId block) {
  NodeId last;
  for (NodeId statement : tree.children(block)) last = statement;
  return last.exists() &&
         (tree.kind(last) == NodeKind::Return || tree.kind(last) == NodeKind::Raise);
}

bool decides_only_raise(const Tree& tree, NodeId expression) {
  NodeId below = expression;
  NodeId up = tree.parent(below);
  while (up.exists() && (tree.kind(up) == NodeKind::BoolOp || tree.kind(up) == NodeKind::Not)) {
    below = up;
    up = tree.parent(up);
  }
  if (!up.exists()) return false;
  if (tree.kind(up) == NodeKind::Assert) return tree[below].field == Field::Test;
  if (tree.kind(up) != NodeKind::If || tree[below].field != Field::Test) return false;
  for (NodeId part : tree.children(up))
    if (tree.kind(part) == NodeKind::Elif || tree.kind(part) == NodeKind::Else) return false;
  const auto body = tree.children(tree.child(up, Field::Body));
  NodeId last;
  for (NodeId statement : body) last = statement;
  return last.exists() && tree.kind(last) == NodeKind::Raise;
}

}  // namespace hyb
