#include "core/facts/graph_changes.h"

#include <algorithm>
#include <vector>

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

class GraphChanges {
 public:
  GraphChanges(const Facts& facts, FunctionId f)
      : facts_(facts), f_(f), info_(facts.program().function(f)) {}

  bool any() const {
    return (result_is_used() && result_changes()) || cannot_be_held() || meets_others() ||
           is_remembered();
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
  bool result_changes() const {
    return holds_python(facts_.engine().return_value(f_), kMaxDepth) || returns_update();
  }

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

  /// `return n.assign_add(1)`: eager code gets the variable itself.
  bool returns_update() const {
    const Tree& tree = facts_.program().tree(info_.file);
    bool found = false;
    each_own_row(tree, info_.body, [&](NodeId row) {
      if (tree.kind(row) != NodeKind::Return) return;
      const NodeId value = tree.child(row, Field::Value);
      if (!value.exists() || tree.kind(value) != NodeKind::Call) return;
      const ApiRow* api = facts_.called_api({info_.file, value});
      found = found ||
              (api != nullptr && api->has(Trait::Updates) && api->name.starts_with(kVariableClass));
    });
    return found;
  }

  /// A method is kept by its object, weakly and by its hash.
  bool cannot_be_held() const {
    return info_.owner.exists() && (hashing_of(facts_, info_.owner).hashable == Tri::No ||
                                    weak_references_of(facts_, info_.owner).hashable == Tri::No);
  }

  /// It gets several optimizers or models, and each makes its variables when it is first used: a
  /// graph takes that in its first trace only.
  bool meets_others() const {
    for (std::size_t p = info_.owner.exists() ? 1 : 0; p < info_.parameters.size(); ++p) {
      ObjectId first;
      for (flow::ContextId c : facts_.engine().contexts_of(f_)) {
        const auto& given = facts_.engine().contexts()[c.index()].parameters;
        if (p >= given.size()) continue;
        for (ObjectId o : facts_.values().objects(given[p])) {
          const bool optimizer = facts_.is_instance_of(o, kOptimizerClass);
          if (!optimizer && !facts_.is_instance_of(o, kModelClass)) continue;
          if ((first.exists() && first != o) || (optimizer && is_made_again(o))) return true;
          first = o;
        }
      }
    }
    return false;
  }

  /// In a loop, or in a function that runs again and again.
  bool is_made_again(ObjectId o) const {
    const Object& object = facts_.values()[o];
    if (object.b == 0) return false;
    const NodeRef at = facts_.engine().allocation(object.b);
    const Tree& tree = facts_.program().tree(at.file);
    for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
      switch (tree.kind(up)) {
        case NodeKind::For:
        case NodeKind::While:
        case NodeKind::ListComp:
        case NodeKind::Generator:
          return true;
        case NodeKind::FunctionDef: {
          const FunctionId maker = facts_.program().function_at({at.file, up});
          return maker.exists() && facts_.tracing().repeated(maker);
        }
        default:
          break;
      }
    }
    return false;
  }

  /// It calls what a memo of Python keeps the results of: symbolic tensors, for good.
  bool is_remembered() const {
    for (const CallEdge& edge : facts_.edges_from(f_)) {
      const FunctionInfo& callee = facts_.program().function(edge.callee);
      const Tree& tree = facts_.program().tree(callee.file);
      const NodeId outer = tree.with_decorators(callee.node);
      if (outer == callee.node) continue;
      for (NodeId child : tree.children(outer)) {
        if (tree.kind(child) != NodeKind::Decorator) continue;
        NodeId value = tree.child(child, Field::Value);
        if (tree.kind(value) == NodeKind::Call) value = tree.child(value, Field::Function);
        if (facts_.names({callee.file, value}, Trait::Memoizes)) return true;
      }
    }
    return false;
  }

  const Facts& facts_;
  const FunctionId f_;
  const FunctionInfo& info_;
};

}  // namespace

bool changes_as_graph(const Facts& facts, FunctionId f) {
  return GraphChanges(facts, f).any();
}

}  // namespace hyb
