#include "core/facts/training_context.h"

#include <algorithm>

#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

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
      below_(facts.program().functions().size(), false),
      weighs_(below_),
      inside_(below_),
      asks_(below_) {
  std::vector<FunctionId> todo;
  const auto go_down = [&](const auto& enter) {
    for (const CallEdge& edge : facts.engine().edges())
      if (enters_layer(edge.passage)) enter(edge.callee);
    while (!todo.empty()) {
      const FunctionId f = todo.back();
      todo.pop_back();
      for (const CallEdge& edge : facts.edges_from(f))
        if (edge.passage != Passage::Eager && !flow::starts_graph(edge.passage)) enter(edge.callee);
    }
  };
  go_down([&](FunctionId f) {
    if (inside_[f.index()] || has_parameter(f)) return;
    inside_[f.index()] = true;
    todo.push_back(f);
  });
  if (facts.tracing().keras() != KerasGeneration::Two) {
    go_down([&](FunctionId f) {
      if (below_[f.index()]) return;
      below_[f.index()] = true;
      todo.push_back(f);
    });
    const auto weigh = [&](FunctionId f) {
      if (!f.exists() || weighs_[f.index()]) return;
      weighs_[f.index()] = true;
      todo.push_back(f);
    };
    for (std::size_t i = 0; i < below_.size(); ++i)
      if (const FunctionId f = FunctionId::from_index(i); below_[i] && takes_weights(f)) weigh(f);
    while (!todo.empty()) {
      const FunctionId f = todo.back();
      todo.pop_back();
      for (const CallEdge& edge : facts.edges_into(f)) weigh(edge.caller);
    }
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
  return (below_[f.index()] && weighs_[f.index()]) || (inside_[f.index()] && asks_[f.index()]);
}

/// Some call in its body calls an outside object of a class for which `is` holds.
template <class Is>
bool TrainingContext::calls_object(FunctionId f, Is&& is) const {
  const FunctionInfo& info = facts_.program().function(f);
  const Tree& tree = facts_.program().tree(info.file);
  const auto calls = facts_.calls(info.file);
  for (auto at = std::lower_bound(calls.begin(), calls.end(), info.node);
       at != calls.end() && at->index() < tree.end_of(info.node); ++at) {
    const NodeRef call{info.file, *at};
    const auto called = facts_.values().objects(
        facts_.engine().value_of({info.file, tree.child(*at, Field::Function)}));
    if (std::any_of(called.begin(), called.end(), [&](flow::ObjectId o) {
          const flow::Object& made = facts_.values()[o];
          return made.kind == ObjectKind::ExternalInstance && is(call, facts_.text(made.name));
        }))
      return true;
  }
  return false;
}

/// It calls such a layer, and does not tell it.
bool TrainingContext::asks_itself(FunctionId f) const {
  return calls_object(
      f, [&](NodeRef call, std::string_view made) { return !told(call) && asks_by_itself(made); });
}

/// It is a method of a layer, calls one, or is what Keras calls.
bool TrainingContext::takes_weights(FunctionId f) const {
  const ClassId owner = facts_.program().function(f).owner;
  if (owner.exists() && facts_.derives(owner, kLayerClass) != Tri::No) return true;
  const auto into = facts_.edges_into(f);
  return std::any_of(into.begin(), into.end(),
                     [](const CallEdge& edge) { return enters_layer(edge.passage); }) ||
         calls_object(f, [](NodeRef, std::string_view made) {
           return class_has(made, Trait::Layer) || class_has(made, Trait::Model);
         });
}

}  // namespace hyb
