#include "core/preconditions/stale_variables.h"

#include <algorithm>
#include <unordered_set>

#include "core/tensorflow/api.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

/// A layer or model of a project class: it makes its variables when it is first called.
bool is_lazy(const ProgramReader& reader, ObjectId id) {
  const Object& object = reader.values()[id];
  if (object.kind != ObjectKind::Instance) return false;
  for (ObjectId up : reader.engine().known_mro(object_id(object.a))) {
    const Object& cls = reader.values()[up];
    if (cls.kind != ObjectKind::External) continue;
    std::string storage;
    if (derives_from(canonical_path(reader.text(cls.name), storage), "keras.layers.Layer"))
      return true;
  }
  return false;
}

bool runs_at_once(const flow::CallEdge& edge) {
  return edge.passage == flow::Passage::Call || edge.passage == flow::Passage::Graph;
}

/// A call stands before its arguments and runs after them.
bool runs_before(const Tree& tree, NodeId call, NodeId row) {
  return call.index() < row.index() && row.index() >= tree.end_of(call);
}

}  // namespace

StaleVariables::StaleVariables(const ProgramReader& reader) : reader_(reader) {
  for (std::size_t i = 0; i < reader.program().file_count(); ++i) gather(FileId::from_index(i));
}

void StaleVariables::gather(FileId file) {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(file);
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Call) continue;
    const NodeId callee = tree.child(row, Field::Function);
    if (!callee.exists()) continue;
    const auto built = [&](ObjectId o) {
      if (is_lazy(reader_, o))
        built_[o.raw()].push_back({program.enclosing_function({file, row}), {file, row}});
    };
    for (ObjectId o : reader_.objects({file, callee})) {
      const Object& object = reader_.values()[o];
      if (object.kind == ObjectKind::Instance) built(o);
      if (object.kind != ObjectKind::BoundMethod) continue;
      const ApiRow* api = reader_.called_api({file, row});
      const bool builds = api != nullptr && (api->has(Trait::RunsModel) || api->has(Trait::Builds));
      const bool of_project = reader_.values()[object_id(object.b)].kind == ObjectKind::Function;
      if (builds || of_project) built(object_id(object.a));
    }
  }
}

bool StaleVariables::leads_to(FunctionId from, FunctionId to) const {
  std::unordered_set<std::uint32_t> seen{from.raw()};
  std::vector<FunctionId> todo{from};
  while (!todo.empty()) {
    const FunctionId at = todo.back();
    todo.pop_back();
    if (at == to) return true;
    for (const flow::CallEdge& edge : reader_.edges_from(at))
      if (runs_at_once(edge) && seen.insert(edge.callee.raw()).second) todo.push_back(edge.callee);
  }
  return false;
}

void StaleVariables::read(const Body& body) const {
  if (built_.empty()) return;
  const FunctionInfo& info = reader_.program().function(body.function);
  if (!info.body.exists()) return;
  const Tree& tree = body.tree;
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Attribute) continue;
    const ApiRow* list = find_method("keras.layers.Layer", reader_.text(tree[row].name));
    if (list == nullptr || list->result != ApiResult::VariableList) continue;
    const auto models = reader_.objects(body.ref(tree.child(row, Field::Object)));
    if (models.size() != 1 || !is_lazy(reader_, models.front())) continue;
    const auto found = built_.find(models.front().raw());
    if (found == built_.end()) continue;
    bool before = false, later = false, elsewhere = false;
    for (const Building& b : found->second) {
      if (b.function == body.function)
        (runs_before(tree, b.at.node, row) ? before : later) = true;
      else if (!b.function.exists())
        elsewhere = true;
      else
        for (const flow::CallEdge& edge : reader_.edges_from(body.function))
          if (runs_at_once(edge) && leads_to(edge.callee, b.function))
            (runs_before(tree, edge.site.node, row) ? before : later) = true;
    }
    if (!before && later)
      body.add(
          Obstacle::StaleVariableRead, !elsewhere, row,
          reader_.quoted(body.ref(row)) + " is taken before the first call makes the variables");
  }
}

}  // namespace hyb
