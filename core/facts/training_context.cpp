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
      asks_(facts.program().functions().size(), 0) {
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
}

bool TrainingContext::has_parameter(FunctionId f) const {
  const auto& parameters = facts_.program().function(f).parameters;
  return training_.exists() && std::any_of(parameters.begin(), parameters.end(),
                                           [&](const Parameter& p) { return p.name == training_; });
}

/// `training=…` is written, or may be among what is unpacked.
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

bool TrainingContext::decides(FunctionId f) {
  if (facts_.tracing().keras() != KerasGeneration::Two) {
    const auto into = facts_.edges_into(f);
    if (std::any_of(into.begin(), into.end(),
                    [](const CallEdge& edge) { return enters_layer(edge.passage); }))
      return true;
  }
  return inside_[f.index()] && asks(f);
}

bool TrainingContext::asks(FunctionId f) {
  char& known = asks_[f.index()];
  if (known != 0) return known == 2;
  known = 1;  // as far as a recursive call knows
  const FunctionInfo& info = facts_.program().function(f);
  const Tree& tree = facts_.program().tree(info.file);
  bool found = false;
  for (NodeId call : facts_.calls(info.file)) {
    if (call.index() < info.node.index() || call.index() >= tree.end_of(info.node)) continue;
    const NodeRef at{info.file, call};
    if (told(at)) continue;
    for (flow::ObjectId o : facts_.values().objects(
             facts_.engine().value_of({at.file, tree.child(call, Field::Function)}))) {
      const flow::Object& made = facts_.values()[o];
      if (made.kind != ObjectKind::ExternalInstance) continue;
      found = found || asks_by_itself(facts_.text(made.name));
    }
  }
  for (const CallEdge& edge : facts_.edges_from(f)) {
    if (found) break;
    if (edge.passage == Passage::Eager || told(edge.site)) continue;
    found = (enters_layer(edge.passage) && has_parameter(edge.callee)) || asks(edge.callee);
  }
  asks_[f.index()] = found ? 2 : 1;
  return found;
}

}  // namespace hyb
