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
           leads_to_change();
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

  /// `return loss, n.assign_add(1)`: eager code gets the variable itself.
  bool returns_update() const {
    const Tree& tree = facts_.program().tree(info_.file);
    bool found = false;
    each_own_row(tree, info_.body, [&](NodeId row) {
      if (tree.kind(row) != NodeKind::Call) return;
      const ApiRow* api = facts_.called_api({info_.file, row});
      if (api == nullptr || !api->has(Trait::Updates) || !api->name.starts_with(kVariableClass))
        return;
      NodeId up = tree.parent(row);
      while (tree.kind(up) == NodeKind::Tuple || tree.kind(up) == NodeKind::List)
        up = tree.parent(up);
      found = found || tree.kind(up) == NodeKind::Return;
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

  /// It leads to what a memo of Python keeps the results of, symbolic tensors, for good; to code
  /// that asks whether it runs in a graph, and may do something else there; or to a handler of
  /// errors that a graph raises when it is over.
  bool leads_to_change() const {
    std::vector<bool> seen(facts_.program().functions().size(), false);
    std::vector<FunctionId> todo{f_};
    seen[f_.index()] = true;
    while (!todo.empty()) {
      const FunctionId at = todo.back();
      todo.pop_back();
      if (asks_for_mode(at) || handles_errors(at) || (at != f_ && has_memo(at))) return true;
      for (const CallEdge& edge : facts_.edges_from(at)) {
        if (seen[edge.callee.index()]) continue;
        seen[edge.callee.index()] = true;
        todo.push_back(edge.callee);
      }
    }
    return false;
  }

  /// `tf.executing_eagerly()`, `type(tensor)`
  bool asks_for_mode(FunctionId f) const {
    const FunctionInfo& info = facts_.program().function(f);
    if (!info.body.exists()) return false;
    const Tree& tree = facts_.program().tree(info.file);
    bool found = false;
    each_own_row(tree, info.body, [&](NodeId row) {
      if (found || tree.kind(row) != NodeKind::Call) return;
      const ApiRow* api = facts_.called_api({info.file, row});
      if (api == nullptr || !api->has(Trait::AsksMode)) return;
      NodeId given;
      for (NodeId a : tree.children(tree.child(row, NodeKind::Arguments)))
        if (!given.exists()) given = a;
      found = !given.exists() || facts_.is_tensor({info.file, given}) == Tri::Yes;
    });
    return found;
  }

  bool handles_errors(FunctionId f) const {
    const FunctionInfo& info = facts_.program().function(f);
    if (!info.body.exists()) return false;
    const Tree& tree = facts_.program().tree(info.file);
    bool found = false;
    each_own_row(tree, info.body, [&](NodeId row) {
      if (found || tree.kind(row) != NodeKind::Except) return;
      const NodeId test = tree.child(row, Field::Test);
      found = !test.exists() || catches(info.file, test);
      if (test.exists() && tree.kind(test) == NodeKind::Tuple)
        for (NodeId one : tree.children(test)) found = found || catches(info.file, one);
      found = found && computes(info.file, tree.parent(row));
    });
    return found;
  }

  /// An error of operations, or any error.
  bool catches(FileId file, NodeId error) const {
    if (facts_.names({file, error}, Trait::GraphError)) return true;
    const std::string_view path = facts_.path({file, error});
    return path == "builtins.Exception" || path == "builtins.BaseException";
  }

  bool computes(FileId file, NodeId statement) const {
    const Tree& tree = facts_.program().tree(file);
    for (auto i = static_cast<std::uint32_t>(statement.index()); i < tree.end_of(statement); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree.kind(row) != NodeKind::Call) continue;
      const ApiRow* api = facts_.called_api({file, row});
      if (api == nullptr || api->has(Trait::Op)) return true;
    }
    return false;
  }

  bool has_memo(FunctionId f) const {
    const FunctionInfo& info = facts_.program().function(f);
    const Tree& tree = facts_.program().tree(info.file);
    const NodeId outer = tree.with_decorators(info.node);
    if (outer == info.node) return false;
    for (NodeId child : tree.children(outer)) {
      if (tree.kind(child) != NodeKind::Decorator) continue;
      NodeId value = tree.child(child, Field::Value);
      if (tree.kind(value) == NodeKind::Call) value = tree.child(value, Field::Function);
      if (facts_.names({info.file, value}, Trait::Memoizes)) return true;
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
