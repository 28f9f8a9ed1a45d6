#include <algorithm>
#include <string>

#include "core/preconditions/finding.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::ObjectId;
using flow::ObjectKind;

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

bool makes(const ApiRow& api) {
  return api.has(Trait::MakesVariables) || api.has(Trait::GetsVariable) ||
         (api.is_class && api.has(Trait::Optimizer));
}

/// Makes an object of a class of the project that is below such a class, whichever it is.
bool makes_below(const Body& body, NodeId call) {
  const auto callees = body.reader.objects(body.ref(body.tree.child(call, Field::Function)));
  return !callees.empty() && std::all_of(callees.begin(), callees.end(), [&](ObjectId o) {
    if (body.reader.values()[o].kind != ObjectKind::Class) return false;
    const auto order = body.reader.engine().known_mro(o);
    return std::any_of(order.begin(), order.end(), [&](ObjectId up) {
      const flow::Object& base = body.reader.values()[up];
      if (base.kind != ObjectKind::External) return false;
      std::string storage;
      const ApiRow* row = find_exact_api(canonical_path(body.reader.text(base.name), storage));
      return row != nullptr && makes(*row);
    });
  });
}

}  // namespace

void read_creation(const Body& body, NodeId row) {
  const ApiRow* api = body.reader.called_api(body.ref(row));
  const bool made = api != nullptr ? makes(*api) : makes_below(body, row);
  if (!made || is_guarded(body, row)) return;
  body.add(
      Obstacle::VariableCreation, true, row,
      body.reader.quoted(body.ref(body.tree.child(row, Field::Function))) + " creates variables");
}

}  // namespace hyb
