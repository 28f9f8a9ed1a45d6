#include "core/facts/training_context.h"

#include <algorithm>

#include "core/tensorflow/api.h"

namespace hyb {

using flow::CallEdge;
using flow::ObjectKind;
using flow::Passage;

namespace {

bool enters_layer(Passage passage) {
  return passage == Passage::KerasCall || passage == Passage::KerasSymbolic ||
         passage == Passage::KerasFit;
}

/// A layer from outside that does something else in training, or a model of which nobody knows.
bool asks_by_itself(std::string_view made) {
  return class_has(made, Trait::Model) || class_has(made, Trait::TrainingLayer) ||
         class_has(made, Trait::RandomLayer);
}

}  // namespace

TrainingContext::TrainingContext(const Facts& facts)
    : facts_(facts),
      training_(facts.program().names().find("training")),
      inside_(facts.program().functions().size(), false),
      asks_(facts.program().functions().size(), false) {
  std::vector<FunctionId> todo;
  const auto enter = [&](FunctionId f) {
    if (inside_[f.index()] || has_parameter(f)) return;
    inside_[f.index()] = true;
    todo.push_back(f);
  };
  for (const CallEdge& edge : facts.engine().edges())
    if (enters_layer(edge.passage)) enter(edge.callee);
  while (!todo.empty()) {
    const FunctionId f = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts.edges_from(f))
      if (edge.passage != Passage::Eager && !flow::starts_graph(edge.passage)) enter(edge.callee);
  }
  // Up from those that ask themselves, or call a layer of the program that Keras then tells.
  const auto ask = [&](FunctionId f) {
    if (!f.exists() || asks_[f.index()]) return;
    asks_[f.index()] = true;
    todo.push_back(f);
  };
  for (std::size_t i = 0; i < inside_.size(); ++i)
    if (const FunctionId f = FunctionId::from_index(i); inside_[i] && asks_itself(f)) ask(f);
  for (const CallEdge& edge : facts.engine().edges())
    if (enters_layer(edge.passage) && has_parameter(edge.callee) && !told(edge.site))
      ask(edge.caller);
  while (!todo.empty()) {
    const FunctionId f = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts.edges_into(f))
      if (edge.passage != Passage::Eager && !told(edge.site)) ask(edge.caller);
  }
}

bool TrainingContext::has_parameter(FunctionId f) const {
  const auto& parameters = facts_.program().function(f).parameters;
  return training_.exists() && std::any_of(parameters.begin(), parameters.end(),
                                           [&](const Parameter& p) { return p.name == training_; });
}

/// `training=…` is written.
bool TrainingContext::told(NodeRef call) const {
  const Tree& tree = facts_.program().tree(call.file);
  const NodeId arguments = tree.child(call.node, NodeKind::Arguments);
  if (!arguments.exists()) return false;
  for (NodeId argument : tree.children(arguments))
    if (tree.kind(argument) == NodeKind::Keyword && tree[argument].name == training_ &&
        training_.exists())
      return true;
  return false;
}

bool TrainingContext::decides(FunctionId f) const {
  if (facts_.tracing().keras() != KerasGeneration::Two) {
    const auto into = facts_.edges_into(f);
    if (std::any_of(into.begin(), into.end(),
                    [](const CallEdge& edge) { return enters_layer(edge.passage); }))
      return true;
  }
  return inside_[f.index()] && asks_[f.index()];
}

/// It calls such a layer, and does not tell it.
bool TrainingContext::asks_itself(FunctionId f) const {
  const FunctionInfo& info = facts_.program().function(f);
  const Tree& tree = facts_.program().tree(info.file);
  const auto calls = facts_.calls(info.file);
  for (auto at = std::lower_bound(calls.begin(), calls.end(), info.node);
       at != calls.end() && at->index() < tree.end_of(info.node); ++at) {
    if (told({info.file, *at})) continue;
    const auto called = facts_.values().objects(
        facts_.engine().value_of({info.file, tree.child(*at, Field::Function)}));
    if (std::any_of(called.begin(), called.end(), [&](flow::ObjectId o) {
          const flow::Object& made = facts_.values()[o];
          return made.kind == ObjectKind::ExternalInstance &&
                 asks_by_itself(facts_.text(made.name));
        }))
      return true;
  }
  return false;
}

}  // namespace hyb
