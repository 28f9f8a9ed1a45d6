#include "core/tensorflow/gradient_steps.h"

#include <set>
#include <string>
#include <utility>

#include "core/tensorflow/api.h"

namespace hyb {

using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

/// Classes whose methods are recognised by name on an object nothing is known of.
const std::vector<const ApiRow*>& common_receivers() {
  static const std::vector<const ApiRow*> kRows = [] {
    std::vector<const ApiRow*> rows;
    for (const ApiRow& row : api_rows())
      if (row.has(Trait::CommonReceiver)) rows.push_back(&row);
    return rows;
  }();
  return kRows;
}

}  // namespace

GradientSteps::GradientSteps(const Program& program, const Engine& engine)
    : program_(program),
      engine_(engine),
      rows_(program.functions().size()),
      modules_(program.file_count()),
      calls_(program.functions().size()) {
  for (std::size_t i = 0; i < program.file_count(); ++i) read(FileId::from_index(i));
  const auto& edges = engine.edges();
  for (std::uint32_t i = 0; i < edges.size(); ++i)
    if (edges[i].caller.exists() && edges[i].passage != Passage::Eager &&
        edges[i].passage != Passage::Graph)
      calls_[edges[i].caller.index()].push_back(i);
}

void GradientSteps::read(FileId file) {
  const Tree& tree = program_.tree(file);
  std::vector<std::pair<FunctionId, std::uint32_t>> open;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    while (!open.empty() && i >= open.back().second) open.pop_back();
    const NodeId row = NodeId::from_index(i);
    const NodeId parent = tree.parent(row);
    if (tree[row].field == Field::Body && parent.exists())
      if (const FunctionId f = program_.function_at({file, parent}); f.exists())
        open.emplace_back(f, tree.end_of(row));
    if (tree.kind(row) != NodeKind::Call) continue;
    read_call(open.empty() ? modules_[file.index()] : rows_[open.back().first.index()],
              {file, row});
  }
}

void GradientSteps::read_call(Row& out, NodeRef call) {
  const Tree& tree = program_.tree(call.file);
  const flow::Values& values = engine_.values();
  const NodeId callee = tree.child(call.node, Field::Function);
  if (!callee.exists()) return;
  bool tape = false;
  bool update = false;
  const auto consider = [&](const ApiRow* row) {
    if (row == nullptr) return;
    tape = tape || row->has(Trait::Tape);
    update = update || row->has(Trait::Updates);
  };
  const auto objects = values.objects(engine_.value_of({call.file, callee}));
  bool unknown = objects.empty();
  for (ObjectId o : objects) {
    const Object& object = values[o];
    std::string storage;
    if (object.kind == ObjectKind::External) {
      consider(find_api(canonical_path(program_.text(object.name), storage)));
    } else if (object.kind == ObjectKind::BoundMethod) {
      const Object& method = values[ObjectId::from_index(object.b - 1)];
      const Object& receiver = values[ObjectId::from_index(object.a - 1)];
      if (method.kind != ObjectKind::External) continue;
      const std::string_view name = program_.text(method.name);
      consider(receiver.kind == ObjectKind::ExternalInstance || receiver.kind == ObjectKind::Tensor
                   ? find_method(program_.text(receiver.name), name)
                   : find_exact_api(name));
    } else if (object.kind == ObjectKind::Unknown) {
      unknown = true;
    }
  }
  if (unknown && tree.kind(callee) == NodeKind::Attribute)
    for (const ApiRow* cls : common_receivers())
      if (const ApiRow* row = find_method(cls->name, program_.text(tree[callee].name))) {
        consider(row);
        break;
      }
  if (update) out.updates.push_back(call);
  if (tape && tree.kind(tree.parent(call.node)) == NodeKind::WithItem) out.tapes.push_back(call);
}

NodeRef GradientSteps::update(FunctionId f) const {
  std::vector<FunctionId> todo{f};
  std::set<FunctionId> seen{f};
  for (std::size_t at = 0; at < todo.size(); ++at) {
    const Row& row = rows_[todo[at].index()];
    if (!row.updates.empty()) return row.updates.front();
    for (std::uint32_t e : calls_[todo[at].index()])
      if (const FunctionId next = engine_.edges()[e].callee; seen.insert(next).second)
        todo.push_back(next);
  }
  return {};
}

}  // namespace hyb
