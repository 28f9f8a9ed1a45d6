#include "core/facts/own_changes.h"

#include <algorithm>

#include "core/facts/class_hashing.h"
#include "core/syntax/own_rows.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr int kMaxDepth = 3;  // containers in what is returned

/// What is a matter of the function itself, not of what it calls.
class OwnChanges {
 public:
  OwnChanges(const Facts& facts, FunctionId f)
      : facts_(facts), f_(f), info_(facts.program().function(f)) {}

  GraphChange first() const {
    if (result_is_used()) {
      if (holds_python(facts_.engine().return_value(f_), kMaxDepth))
        return {GraphChangeKind::ResultIsPython, {}};
      if (const NodeRef at = returned_update(); at.node.exists())
        return {GraphChangeKind::ResultIsPython, at};
    }
    if (cannot_be_held()) return {GraphChangeKind::CannotBeHeld, {}};
    return {};
  }

 private:
  /// Somebody reads what the function gives back.
  bool result_is_used() const {
    const auto into = facts_.edges_into(f_);
    return into.empty() || std::any_of(into.begin(), into.end(), [&](const CallEdge& edge) {
             const Tree& tree = facts_.program().tree(edge.site.file);
             return tree.kind(edge.site.node) != NodeKind::Call ||
                    tree.kind(tree.parent(edge.site.node)) != NodeKind::ExprStmt;
           });
  }

  /// Numbers, texts and truth values come back as tensors; a variable as the value it had.
  bool holds_python(ValueId value, int depth) const {
    const auto objects = facts_.values().objects(value);
    const bool summed = std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      return object.kind == ObjectKind::Tensor && facts_.text(object.name) != kVariableClass;
    });
    if (summed) return false;  // `total = 0.0`, to which a loop adds tensors
    for (ObjectId o : objects) {
      const ObjectKind kind = facts_.values()[o].kind;
      switch (kind) {
        case ObjectKind::Int:
        case ObjectKind::Float:
        case ObjectKind::Str:
        case ObjectKind::Bool:
          return true;
        case ObjectKind::Tensor:
          if (facts_.text(facts_.values()[o].name) == kVariableClass) return true;
          break;
        case ObjectKind::List:
        case ObjectKind::Tuple:
        case ObjectKind::Dict:
          if (depth > 0)
            for (ValueId part : facts_.engine().parts_of(o))
              if (holds_python(part, depth - 1)) return true;
          break;
        default:
          break;
      }
    }
    return false;
  }

  /// `return loss, n.assign_add(1)`: eager code gets the variable itself.
  NodeRef returned_update() const {
    const Tree& tree = facts_.program().tree(info_.file);
    NodeRef found;
    each_own_row(tree, info_.body, [&](NodeId row) {
      if (tree.kind(row) != NodeKind::Call) return;
      const ApiRow* api = facts_.called_api({info_.file, row});
      if (api == nullptr || !api->has(Trait::Updates) || !api->name.starts_with(kVariableClass))
        return;
      NodeId up = tree.parent(row);
      while (tree.kind(up) == NodeKind::Tuple || tree.kind(up) == NodeKind::List)
        up = tree.parent(up);
      if (tree.kind(up) == NodeKind::Return && !found.node.exists()) found = {info_.file, row};
    });
    return found;
  }

  /// A method is kept by its object, weakly and by its hash.
  bool cannot_be_held() const {
    return info_.owner.exists() && (hashing_of(facts_, info_.owner).hashable == Tri::No ||
                                    weak_references_of(facts_, info_.owner).hashable == Tri::No);
  }

  const Facts& facts_;
  const FunctionId f_;
  const FunctionInfo& info_;
};

}  // namespace

GraphChange own_change(const Facts& facts, FunctionId f) {
  return OwnChanges(facts, f).first();
}

}  // namespace hyb
