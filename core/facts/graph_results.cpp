#include "core/facts/graph_results.h"

#include <algorithm>

#include "core/preconditions/hazards.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

NodeRef place_of(const Facts& facts, ObjectId id) {
  const Object& object = facts.values()[id];
  const auto of_function = [&](FunctionId f) {
    const FunctionInfo& info = facts.program().function(f);
    return NodeRef{info.file, info.node};
  };
  switch (object.kind) {
    case ObjectKind::Function:
      return of_function(FunctionId::from_index(object.a - 1));
    case ObjectKind::BoundMethod:
      return place_of(facts, object_id(object.b));
    case ObjectKind::Generator:
      return of_function(facts.engine().contexts()[object.a - 1].function);
    case ObjectKind::Instance:
    case ObjectKind::ExternalInstance:
    case ObjectKind::List:
      return object.b == 0 ? NodeRef{} : facts.engine().allocation(object.b);
    default:
      return {};
  }
}

/// A function of a library is given the class, and may learn to make tensors of its objects.
bool told_to_library(const Facts& facts, ObjectId id) {
  const Object& object = facts.values()[id];
  if (object.kind != ObjectKind::Instance) return false;
  const ObjectId cls = object_id(object.a);
  for (std::size_t i = 0; i < facts.program().file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    if (!facts.program().file(file).parsed) continue;
    const Tree& tree = facts.program().tree(file);
    for (NodeId call : facts.calls(file)) {
      const ApiRow* row = facts.called_api({file, call});
      if (row == nullptr || row->has(Trait::Pure)) continue;
      for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
        const NodeId value = tree.kind(argument) == NodeKind::Keyword
                                 ? tree.child(argument, Field::Value)
                                 : argument;
        if (facts.values().only(facts.value({file, value})) == cls) return true;
      }
    }
  }
  return false;
}

}  // namespace

bool is_graph_body(const Facts& facts, ContextId evaluation, Mode mode) {
  if (facts.tracing().reason(evaluation, mode).kind == Reason::Kind::Decoration) return true;
  const FunctionId f = facts.engine().contexts()[evaluation.index()].function;
  const auto into = facts.edges_into(f);
  return std::any_of(into.begin(), into.end(), [&](const CallEdge& edge) {
    return edge.to == evaluation && edge.passage == Passage::Graph &&
           !expected_to_fail(facts.program(), facts.engine(), edge.site);
  });
}

std::vector<GraphResult> results_kept_in_python(const Facts& facts, FunctionId f) {
  std::vector<GraphResult> out;
  const FunctionInfo& info = facts.program().function(f);
  if (info.is_generator || info.is_async || !info.body.exists() || !facts.tracing().traced(f))
    return out;
  const Tree& tree = facts.program().tree(info.file);
  const ProgramReader& reader = facts.hazards().reader();
  const auto look_at = [&](NodeId at, NodeId value) {
    if (!value.exists()) return;
    GraphResult result{.at = {info.file, at}, .value = {info.file, value}};
    result.kept = kept_in_python(reader, facts.value(result.value));
    if (result.kept.kept != Tri::Yes || told_to_library(facts, result.kept.object)) return;
    for (Mode mode : {Mode::Converted, Mode::Unconverted})
      for (ContextId c : facts.hazards().evaluations(result.value, mode)) {
        if (!is_graph_body(facts, c, mode)) continue;
        result.made = place_of(facts, result.kept.object);
        result.mode = mode;
        result.evaluation = c;
        out.push_back(result);
        return;
      }
  };
  if (info.is_lambda()) {
    look_at(info.body, info.body);
    return out;
  }
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    const bool closed =
        kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef;
    if (kind == NodeKind::Return) look_at(row, tree.child(row, Field::Value));
    i = closed ? tree.end_of(row) : i + 1;
  }
  return out;
}

const ApiRow* method_of_graph(const Facts& facts, NodeRef call) {
  const flow::Values& values = facts.values();
  const NodeId callee = facts.program().tree(call.file).child(call.node, Field::Function);
  NameId method;
  for (ObjectId o : values.objects(facts.value({call.file, callee}))) {
    if (values[o].kind != ObjectKind::BoundMethod ||
        values[object_id(values[o].a)].kind != ObjectKind::GraphFunction)
      return nullptr;
    const NameId name = values[object_id(values[o].b)].name;
    if (method.exists() && method != name) return nullptr;
    method = name;
  }
  return method.exists()
             ? find_method("tensorflow.types.experimental.PolymorphicFunction", facts.text(method))
             : nullptr;
}

}  // namespace hyb
