#include "core/preconditions/finding.h"

namespace hyb {

namespace {

/// `if self.v is None:`, `if not self.built:`, `if not hasattr(self, "v"):` around the row: it
/// happens once.
bool is_guarded(const Body& body, NodeId row) {
  const Tree& tree = body.tree;
  NodeId below = row;
  for (NodeId up = tree.parent(row); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
    if (kind != NodeKind::If && kind != NodeKind::Elif) continue;
    NodeId test = tree.child(up, Field::Test);
    if (!test.exists() || below == test || tree[below].field != Field::Body) continue;
    if (tree.kind(test) == NodeKind::BoolOp) test = tree.child(test, Field::Left);
    if (tree.kind(test) == NodeKind::Not) return true;
    if (tree.kind(test) != NodeKind::Compare) continue;
    for (NodeId part : tree.children(test))
      if (tree.kind(part) == NodeKind::CompareOp &&
          static_cast<Operator>(tree[part].op) == Operator::Is &&
          tree.kind(tree.child(part, Field::Value)) == NodeKind::None)
        return true;
  }
  return false;
}

}  // namespace

void read_creation(const Body& body, NodeId row) {
  const ApiRow* api = body.reader.called_api(body.ref(row));
  if (api == nullptr) return;
  const bool makes =
      api->has(Trait::MakesVariables) || (api->is_class && api->has(Trait::Optimizer));
  if (!makes || is_guarded(body, row)) return;
  body.add(
      Obstacle::VariableCreation, true, row,
      body.reader.quoted(body.ref(body.tree.child(row, Field::Function))) + " creates variables");
}

}  // namespace hyb
