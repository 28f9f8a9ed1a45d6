#include "core/facts/graph_changes.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "core/facts/class_hashing.h"
#include "core/facts/inner_gradients.h"
#include "core/facts/memoized.h"
#include "core/facts/trace_dependence.h"
#include "core/syntax/own_rows.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr int kMaxDepth = 3;          // containers in what is returned
constexpr std::size_t kMaxHeld = 64;  // objects that one holds

/// What is a matter of the function itself, not of what it calls.
class OwnChanges {
 public:
  OwnChanges(const Facts& facts, FunctionId f)
      : facts_(facts), f_(f), info_(facts.program().function(f)) {}

  bool any() const {
    return (result_is_used() && result_changes()) || cannot_be_held() || meets_others();
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

  const Facts& facts_;
  const FunctionId f_;
  const FunctionInfo& info_;
};

/// `except`, `except Exception`, `except tf.errors.X`: an error of operations is caught.
bool catches_operations(const Facts& facts, FileId file, NodeId error) {
  if (!error.exists()) return true;
  const Tree& tree = facts.program().tree(file);
  const auto catches = [&](NodeId one) {
    return facts.names({file, one}, Trait::GraphError) || facts.names({file, one}, Trait::AnyError);
  };
  if (tree.kind(error) != NodeKind::Tuple) return catches(error);
  for (NodeId one : tree.children(error))
    if (catches(one)) return true;
  return false;
}

/// A model, or a layer, as far as one can call it.
bool is_called_object(const Object& object) {
  return object.kind == ObjectKind::Instance || object.kind == ObjectKind::ExternalInstance;
}

/// A parameter that is True in one call and False in another, and nothing but that.
bool asks_parameter(const Facts& facts, FunctionId f, NodeRef test) {
  const Tree& tree = facts.program().tree(test.file);
  if (tree.kind(test.node) != NodeKind::Name) return false;
  const FunctionInfo& info = facts.program().function(f);
  const SymbolId asked = facts.program().scopes(test.file).symbol_of[test.node.index()];
  const bool parameter = std::any_of(info.parameters.begin(), info.parameters.end(),
                                     [&](const Parameter& p) { return p.symbol == asked; });
  const auto objects = facts.values().objects(facts.value(test));
  return parameter && facts.constant_bool(facts.value(test)) == Tri::Unknown &&
         std::all_of(objects.begin(), objects.end(),
                     [&](ObjectId o) { return facts.values()[o].kind == ObjectKind::Bool; });
}

/// `hasattr(x, "numpy")`, `getattr(x, "numpy", None)` of a tensor: what eager tensors alone have.
bool asks_for_value(const Facts& facts, NodeRef call) {
  const ApiRow* row = facts.called_api(call);
  if (row == nullptr || !(row->has(Trait::AsksAttribute))) return false;
  const Tree& tree = facts.program().tree(call.file);
  std::vector<NodeId> given;
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments)))
    given.push_back(argument);
  if (given.size() < 2 || facts.is_tensor({call.file, given[0]}) != Tri::Yes) return false;
  const auto names = facts.values().objects(facts.value({call.file, given[1]}));
  return std::any_of(names.begin(), names.end(), [&](ObjectId o) {
    const Object& object = facts.values()[o];
    if (object.kind != ObjectKind::Str || !object.name.exists()) return false;
    const ApiRow* method = find_method(kTensorClass, facts.text(object.name));
    return method != nullptr && method->has(Trait::Host);
  });
}

/// `if deep: y = layer(y)`: the layer, or the optimizer, makes its variables in the first call that
/// takes the branch, and then that is not the first trace.
bool builds_by_flag(const Facts& facts, NodeRef branch) {
  const Program& program = facts.program();
  const Tree& tree = program.tree(branch.file);
  const NodeKind kind = tree.kind(branch.node);
  if (kind != NodeKind::If && kind != NodeKind::Conditional) return false;
  const FunctionId f = program.enclosing_function(branch);
  const NodeId test = tree.child(branch.node, Field::Test);
  if (!f.exists() || !test.exists() || !asks_parameter(facts, f, {branch.file, test})) return false;
  for (auto i = static_cast<std::uint32_t>(branch.node.index()); i < tree.end_of(branch.node);
       ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Call) continue;
    const NodeId callee = tree.child(row, Field::Function);
    const ApiRow* api = facts.called_api({branch.file, row});
    if (api != nullptr && api->has(Trait::Updates) && tree.kind(callee) == NodeKind::Attribute)
      for (ObjectId o :
           facts.values().objects(facts.value({branch.file, tree.child(callee, Field::Object)})))
        if (facts.is_instance_of(o, kOptimizerClass)) return true;
    for (ObjectId o : facts.values().objects(facts.value({branch.file, callee}))) {
      const Object& object = facts.values()[o];
      if (object.kind != ObjectKind::ExternalInstance) continue;
      const ApiRow* made = find_api(facts.text(object.name));
      if (made != nullptr && made->has(Trait::Layer) && made->has(Trait::MakesVariables))
        return true;
    }
  }
  return false;
}

/// It calls operations, or what nothing is known of.
bool computes(const Facts& facts, FileId file, NodeId statement) {
  const Tree& tree = facts.program().tree(file);
  for (auto i = static_cast<std::uint32_t>(statement.index()); i < tree.end_of(statement); ++i) {
    const NodeRef row{file, NodeId::from_index(i)};
    if (tree.kind(row.node) != NodeKind::Call) continue;
    const ApiRow* api = facts.called_api(row);
    if (api == nullptr || api->has(Trait::Op)) return true;
  }
  return false;
}

}  // namespace

GraphChanges::GraphChanges(const Facts& facts)
    : facts_(facts), leads_(facts.program().functions().size(), false), asked_(leads_) {
  const Program& program = facts.program();
  const auto mark = [&](NodeRef at) {
    if (const FunctionId f = program.enclosing_function(at); f.exists()) leads_[f.index()] = true;
  };
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    for (NodeId call : facts.calls(file))
      if (asks_for_mode(facts, {file, call}) || asks_for_value(facts, {file, call}))
        mark({file, call});
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree.kind(row) == NodeKind::Except) note_caught({file, row});
      if (builds_by_flag(facts, {file, row})) mark({file, row});
      if (tree.kind(row) == NodeKind::Except &&
          catches_operations(facts, file, tree.child(row, Field::Test)) &&
          computes(facts, file, tree.parent(row)))
        mark({file, row});
    }
    note_questions(file);
    for (FunctionId f : facts.functions(file)) {
      if (!is_memoized(facts, f)) continue;
      for (const CallEdge& edge : facts.edges_into(f))
        if (edge.caller.exists()) leads_[edge.caller.index()] = true;
    }
  }
  for (FunctionId f : split_by_gradients(facts)) asked_[f.index()] = true;
  note_losses();
  carry_to_callers();
}

/// `except tf.errors.InvalidArgumentError`: a graph raises something else, or raises elsewhere,
/// where shapes do not fit.
void GraphChanges::note_caught(NodeRef handler) {
  const Tree& tree = facts_.program().tree(handler.file);
  const NodeId error = tree.child(handler.node, Field::Test);
  if (!error.exists()) return;
  bool of_operations = facts_.names({handler.file, error}, Trait::GraphError);
  if (tree.kind(error) == NodeKind::Tuple)
    for (NodeId one : tree.children(error))
      of_operations = of_operations || facts_.names({handler.file, one}, Trait::GraphError);
  const NodeId body = tree.child(tree.parent(handler.node), Field::Body);
  if (!of_operations || !body.exists()) return;
  std::vector<FunctionId> todo;
  const auto add = [&](FunctionId f) {
    if (asked_[f.index()]) return;
    asked_[f.index()] = true;
    todo.push_back(f);
  };
  for (NodeId call : facts_.calls(handler.file))
    if (tree.contains(body, call))
      for (const Facts::Callee& callee : facts_.callees({handler.file, call})) add(callee.function);
  while (!todo.empty()) {
    const FunctionId f = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts_.edges_from(f)) add(edge.callee);
  }
}

/// The function and all that leads to it.
std::vector<bool> GraphChanges::callers_of(FunctionId f) const {
  std::vector<bool> out(leads_.size(), false);
  std::vector<FunctionId> todo;
  const auto add = [&](FunctionId one) {
    if (!one.exists() || out[one.index()]) return;
    out[one.index()] = true;
    todo.push_back(one);
  };
  add(f);
  while (!todo.empty()) {
    const FunctionId at = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts_.edges_into(at)) add(edge.caller);
  }
  return out;
}

/// `loss = forward(x) + tf.add_n(model.losses)`: what the call of the model adds there must come
/// from eager code, or from the graph that reads it.
void GraphChanges::note_losses() {
  const Program& program = facts_.program();
  std::map<ObjectId, std::set<FunctionId>> readers;  // by model; none = a module
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree.kind(row) != NodeKind::Attribute) continue;
      const ApiRow* list = find_method(kModelClass, facts_.text(tree[row].name));
      if (list == nullptr || !list->has(Trait::CollectsLosses)) continue;
      for (ObjectId o :
           facts_.values().objects(facts_.value({file, tree.child(row, Field::Object)})))
        if (is_called_object(facts_.values()[o]))
          readers[o].insert(program.enclosing_function({file, row}));
    }
  }
  if (readers.empty()) return;
  std::set<std::pair<FunctionId, FunctionId>> pairs;  // who calls a model, and who reads its losses
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    for (NodeId call : facts_.calls(file)) {
      const NodeId callee = program.tree(file).child(call, Field::Function);
      for (ObjectId o : facts_.values().objects(facts_.value({file, callee}))) {
        const auto found = readers.find(o);
        const FunctionId f =
            found == readers.end() ? FunctionId{} : program.enclosing_function({file, call});
        if (f.exists())
          for (FunctionId reader : found->second) pairs.emplace(f, reader);
      }
    }
  }
  std::map<FunctionId, std::vector<bool>> callers;
  const auto callers_of = [&](FunctionId f) -> const std::vector<bool>& {
    const auto [at, is_new] = callers.try_emplace(f);
    if (is_new) at->second = this->callers_of(f);
    return at->second;
  };
  for (const auto& [caller, reader] : pairs) {
    const std::vector<bool>& above = callers_of(caller);
    const std::vector<bool>& reads = callers_of(reader);
    for (std::size_t g = 0; g < above.size(); ++g)
      if (above[g] && !reads[g]) asked_[g] = true;
  }
}

/// `f.__code__`, `inspect.isfunction(f)`, `isinstance(f, types.FunctionType)`
void GraphChanges::note_questions(FileId file) {
  const Tree& tree = facts_.program().tree(file);
  for (std::uint32_t r = 0; r < tree.size(); ++r) {
    const NodeId row = NodeId::from_index(r);
    if (tree.kind(row) != NodeKind::Attribute) continue;
    const ApiRow* part = find_method("builtins.function", facts_.text(tree[row].name));
    const NodeRef function{file, tree.child(row, Field::Object)};
    if (part != nullptr && part->has(Trait::OfFunctionsOnly)) note_functions(function);
    if (tree[row].field == Field::Target) note_methods(function);
  }
  for (NodeId call : facts_.calls(file)) {
    const auto given = tree.children(tree.child(call, NodeKind::Arguments));
    if (given.empty()) continue;
    const ApiRow* api = facts_.called_api({file, call});
    bool asks = api != nullptr && api->has(Trait::OfFunctionsOnly);
    for (NodeId argument : given)
      asks = asks || facts_.names({file, argument}, Trait::OfFunctionsOnly);
    if (asks || (api != nullptr && api->has(Trait::TakesApart)))
      note_functions({file, *given.begin()});
  }
}

/// `method.order = 1`: an object's tf.function is another one, without it.
void GraphChanges::note_methods(NodeRef expression) {
  for (ObjectId o : facts_.values().objects(facts_.value(expression))) {
    const Object& object = facts_.values()[o];
    if (object.kind != ObjectKind::Function) continue;
    const FunctionId f = FunctionId::from_index(object.a - 1);
    if (facts_.program().function(f).owner.exists()) asked_[f.index()] = true;
  }
}

/// The functions that the expression may be, or hold.
void GraphChanges::note_functions(NodeRef expression) {
  const Program& program = facts_.program();
  const flow::Values& values = facts_.values();
  std::vector<ObjectId> todo;
  std::vector<ObjectId> seen;
  const auto add_object = [&](ObjectId o) {
    if (seen.size() == kMaxHeld || std::find(seen.begin(), seen.end(), o) != seen.end()) return;
    seen.push_back(o);
    todo.push_back(o);
  };
  const auto add = [&](ValueId value) {
    for (ObjectId o : values.objects(value)) add_object(o);
  };
  add(facts_.value(expression));
  while (!todo.empty()) {
    const ObjectId o = todo.back();
    const Object& object = values[o];
    todo.pop_back();
    switch (object.kind) {
      case ObjectKind::Function:
        asked_[object.a - 1] = true;
        break;
      case ObjectKind::BoundMethod:
        add_object(ObjectId::from_index(object.b - 1));
        break;
      case ObjectKind::Module:
        for (FunctionId f : facts_.functions(FileId::from_index(object.a - 1)))
          if (!program.function(f).owner.exists() && !program.function(f).outer.exists())
            asked_[f.index()] = true;
        break;
      case ObjectKind::Class:
        for (FunctionId f :
             facts_.functions(program.class_info(ClassId::from_index(object.a - 1)).file))
          if (program.function(f).owner == ClassId::from_index(object.a - 1))
            asked_[f.index()] = true;
        break;
      case ObjectKind::Instance:
        for (const flow::Engine::AttributeCell& cell : facts_.attributes_of(o)) add(cell.value);
        break;
      case ObjectKind::List:
      case ObjectKind::Tuple:
      case ObjectKind::Dict:
        for (ValueId part : facts_.engine().parts_of(o)) add(part);
        break;
      default:
        break;
    }
  }
}

void GraphChanges::carry_to_callers() {
  std::vector<FunctionId> todo;
  for (std::size_t i = 0; i < leads_.size(); ++i)
    if (leads_[i]) todo.push_back(FunctionId::from_index(i));
  while (!todo.empty()) {
    const FunctionId at = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts_.edges_into(at)) {
      if (!edge.caller.exists() || leads_[edge.caller.index()]) continue;
      leads_[edge.caller.index()] = true;
      todo.push_back(edge.caller);
    }
  }
}

bool GraphChanges::any(FunctionId f) const {
  return leads_[f.index()] || asked_[f.index()] || OwnChanges(facts_, f).any();
}

}  // namespace hyb
