#include "core/facts/graph_changes.h"

#include <algorithm>
#include <vector>

#include "core/facts/first_uses.h"
#include "core/facts/inner_gradients.h"
#include "core/facts/memoized.h"
#include "core/facts/model_losses.h"
#include "core/facts/own_changes.h"
#include "core/facts/trace_dependence.h"
#include "core/tensorflow/expected_failure.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr std::size_t kMaxHeld = 64;  // objects that one holds

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
  std::vector<ObjectId> inside;
  std::vector<ObjectId> outside;
  const NodeId body = program.function(f).node;
  const auto calls = facts.calls(branch.file);
  for (auto at = std::lower_bound(calls.begin(), calls.end(), body);
       at != calls.end() && tree.contains(body, *at); ++at) {
    std::vector<ObjectId>& used = tree.contains(branch.node, *at) ? inside : outside;
    for (ObjectId o : used_by(facts, {branch.file, *at})) used.push_back(o);
  }
  return std::any_of(inside.begin(), inside.end(), [&](ObjectId o) {
    return std::find(outside.begin(), outside.end(), o) == outside.end();
  });
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

std::string_view name_of(GraphChangeKind kind) {
  constexpr std::string_view kNames[] = {"",
                                         "asks_for_mode",
                                         "handles_errors",
                                         "builds_by_flag",
                                         "memo_keeps",
                                         "draws_others",
                                         "errors_are_handled",
                                         "asked_as_function",
                                         "split_by_gradient",
                                         "losses_are_read",
                                         "result_is_python",
                                         "cannot_be_held",
                                         "meets_others"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view clause(GraphChangeKind kind) {
  switch (kind) {
    case GraphChangeKind::None:
      return "";
    case GraphChangeKind::AsksForMode:
      return "it would see here that it does not run eagerly";
    case GraphChangeKind::HandlesErrors:
      return "it would raise other errors than this handles, or none while it is traced";
    case GraphChangeKind::BuildsByFlag:
      return "it could not make here, in a later trace, variables of a layer or an optimizer";
    case GraphChangeKind::MemoKeeps:
      return "it would leave tensors of a trace in the memo of what it calls here";
    case GraphChangeKind::DrawsOthers:
      return "it would draw other numbers here: in a graph each place, and each trace, begins anew "
             "with the seed";
    case GraphChangeKind::ErrorsAreHandled:
      return "it would raise other errors than are handled here";
    case GraphChangeKind::AskedAsFunction:
      return "it would be no Python function any more, and this asks for one";
    case GraphChangeKind::SplitByGradient:
      return "it would hide from a gradient how one of its results comes of another";
    case GraphChangeKind::LossesAreRead:
      return "it would keep for itself the losses of a model that are read here";
    case GraphChangeKind::ResultIsPython:
      return "it would give back tensors for Python values, or values for variables";
    case GraphChangeKind::CannotBeHeld:
      return "it could not be kept for its object, which has no hash or no weak references";
    case GraphChangeKind::MeetsOthers:
      return "it could not make the variables of a layer or an optimizer that is first used here "
             "in a later trace: its calls hand over other models, objects, texts or None by turns";
  }
  return "";
}

GraphChanges::GraphChanges(const Facts& facts)
    : facts_(facts),
      leads_(facts.program().functions().size()),
      asked_(leads_),
      draws_(seeded_draws(facts)),
      uses_(uses_by_function(facts)),
      handled_(leads_.size(), false) {
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    note_rows(file);
    note_calls(file);
    for (FunctionId f : facts.functions(file)) {
      if (!is_memoized(facts, f)) continue;
      for (const CallEdge& edge : facts.edges_into(f))
        if (edge.caller.exists()) lead(edge.site, GraphChangeKind::MemoKeeps);
    }
  }
  for (FunctionId f : split_by_gradients(facts)) ask(f, {}, GraphChangeKind::SplitByGradient);
  for (const LossesRead& read : losses_read_outside(facts))
    ask(read.function, read.at, GraphChangeKind::LossesAreRead);
  carry_to_callers();
}

void GraphChanges::lead(NodeRef at, GraphChangeKind kind) {
  const FunctionId f = facts_.program().enclosing_function(at);
  if (f.exists() && leads_[f.index()].kind == GraphChangeKind::None) leads_[f.index()] = {kind, at};
}

void GraphChanges::ask(FunctionId f, NodeRef at, GraphChangeKind kind) {
  if (asked_[f.index()].kind == GraphChangeKind::None) asked_[f.index()] = {kind, at};
}

void GraphChanges::note_rows(FileId file) {
  const Tree& tree = facts_.program().tree(file);
  for (std::uint32_t r = 0; r < tree.size(); ++r) {
    const NodeId row = NodeId::from_index(r);
    switch (tree.kind(row)) {
      case NodeKind::Except:
        note_caught({file, row});
        if (catches_operations(facts_, file, tree.child(row, Field::Test)) &&
            computes(facts_, file, tree.parent(row)))
          lead({file, row}, GraphChangeKind::HandlesErrors);
        break;
      case NodeKind::With:
        if (block_expected_to_fail(facts_.program(), facts_.engine(), {file, row}))
          note_handled({file, tree.child(row, Field::Body)}, {file, row});
        break;
      case NodeKind::If:
      case NodeKind::Conditional:
        if (builds_by_flag(facts_, {file, row})) lead({file, row}, GraphChangeKind::BuildsByFlag);
        break;
      case NodeKind::Attribute: {  // `f.__code__`
        const ApiRow* part = find_method("builtins.function", facts_.text(tree[row].name));
        const NodeRef function{file, tree.child(row, Field::Object)};
        if (part != nullptr && part->has(Trait::OfFunctionsOnly)) note_functions(function);
        if (tree[row].field == Field::Target) note_methods(function);
        break;
      }
      default:
        break;
    }
  }
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
  if (of_operations && body.exists()) note_handled({handler.file, body}, handler);
}

/// What the block leads to.
void GraphChanges::note_handled(NodeRef block, NodeRef handler) {
  const Tree& tree = facts_.program().tree(block.file);
  std::vector<FunctionId> todo;
  const auto add = [&](FunctionId f) {
    if (handled_[f.index()]) return;
    handled_[f.index()] = true;
    ask(f, handler, GraphChangeKind::ErrorsAreHandled);
    todo.push_back(f);
  };
  for (NodeId call : facts_.calls(block.file))
    if (tree.contains(block.node, call))
      for (const Facts::Callee& callee : facts_.callees({block.file, call})) add(callee.function);
  while (!todo.empty()) {
    const FunctionId f = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts_.edges_from(f)) add(edge.callee);
  }
}

/// `tf.executing_eagerly()`, `inspect.isfunction(f)`, `isinstance(f, types.FunctionType)`
void GraphChanges::note_calls(FileId file) {
  const Tree& tree = facts_.program().tree(file);
  for (NodeId call : facts_.calls(file)) {
    if (asks_for_mode(facts_, {file, call}) || asks_for_value(facts_, {file, call}))
      lead({file, call}, GraphChangeKind::AsksForMode);
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
    if (facts_.program().function(f).owner.exists())
      ask(f, expression, GraphChangeKind::AskedAsFunction);
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
        ask(FunctionId::from_index(object.a - 1), expression, GraphChangeKind::AskedAsFunction);
        break;
      case ObjectKind::BoundMethod:
        add_object(ObjectId::from_index(object.b - 1));
        break;
      case ObjectKind::Module:
        for (FunctionId f : facts_.functions(FileId::from_index(object.a - 1)))
          if (!program.function(f).owner.exists() && !program.function(f).outer.exists())
            ask(f, expression, GraphChangeKind::AskedAsFunction);
        break;
      case ObjectKind::Class:
        for (FunctionId f :
             facts_.functions(program.class_info(ClassId::from_index(object.a - 1)).file))
          if (program.function(f).owner == ClassId::from_index(object.a - 1))
            ask(f, expression, GraphChangeKind::AskedAsFunction);
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
    if (leads_[i].kind != GraphChangeKind::None) todo.push_back(FunctionId::from_index(i));
  for (std::size_t i = 0; i < todo.size(); ++i) {  // the nearest is told
    const FunctionId at = todo[i];
    for (const CallEdge& edge : facts_.edges_into(at)) {
      if (!edge.caller.exists()) continue;
      GraphChange& above = leads_[edge.caller.index()];
      if (above.kind != GraphChangeKind::None) continue;
      above = leads_[at.index()];
      todo.push_back(edge.caller);
    }
  }
}

bool GraphChanges::any(FunctionId f) const {
  return leads_[f.index()].kind != GraphChangeKind::None ||
         asked_[f.index()].kind != GraphChangeKind::None ||
         draws_.others[f.index()].node.exists() ||
         is_given_others(facts_, f, uses_[f.index()].node.exists()) ||
         own_change(facts_, f).kind != GraphChangeKind::None;
}

std::vector<GraphChange> GraphChanges::of(FunctionId f) const {
  std::vector<GraphChange> out;
  for (const GraphChange& change : {leads_[f.index()], asked_[f.index()], own_change(facts_, f)})
    if (change.kind != GraphChangeKind::None) out.push_back(change);
  if (const NodeRef at = uses_[f.index()]; is_given_others(facts_, f, at.node.exists()))
    out.push_back({GraphChangeKind::MeetsOthers, at});
  if (const NodeRef at = draws_.others[f.index()]; at.node.exists())
    out.push_back({GraphChangeKind::DrawsOthers, at});
  return out;
}

GraphChange GraphChanges::in_later_traces(FunctionId f) const {
  const NodeRef at = draws_.in_later_traces[f.index()];
  return at.node.exists() ? GraphChange{GraphChangeKind::DrawsOthers, at} : GraphChange{};
}

bool GraphChanges::is_traced_again(FunctionId f) const {
  for (flow::ContextId c : facts_.engine().contexts_of(f))
    for (flow::ValueId given : facts_.engine().contexts()[c.index()].parameters)
      for (ObjectId o : facts_.values().objects(given)) {
        const Object& object = facts_.values()[o];
        if (object.kind != ObjectKind::Tensor) continue;
        const flow::Dims* dims = facts_.values().dims(object);
        if (dims == nullptr) return true;
        for (const flow::Dim dim : *dims)
          if (!dim.known()) return true;  // the last batch
      }
  return false;
}

}  // namespace hyb
