#include "core/tensorflow/called_api.h"

#include <algorithm>

#include "core/base/parallel.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

/// To the engine a set and a deque are lists, too: what a list does not have is theirs.
const ApiRow* find_list_method(std::string_view name) {
  const ApiRow* row = nullptr;
  for (std::string_view type : {"builtins.list", "builtins.set", "collections.deque"})
    if (row == nullptr) row = find_method(type, name);
  return row;
}

}  // namespace

const ApiRow* called_api(const Program& program, const flow::Engine& engine, NodeRef call) {
  const flow::Values& values = engine.values();
  const auto text = [&](NameId name) { return program.text(name); };
  const auto object_id = [](std::uint32_t raw) { return ObjectId::from_index(raw - 1); };
  const NodeId callee = program.tree(call.file).child(call.node, Field::Function);
  if (!callee.exists()) return nullptr;
  const ApiRow* found = nullptr;
  const auto objects = values.objects(engine.value_of({call.file, callee}));
  for (ObjectId o : objects) {
    const Object& object = values[o];
    const ApiRow* row = nullptr;
    std::string storage;
    if (object.kind == ObjectKind::External) {
      row = find_api(canonical_path(text(object.name), storage));
    } else if (object.kind == ObjectKind::BoundMethod) {
      const Object& method = values[object_id(object.b)];
      if (method.kind != ObjectKind::External) return nullptr;
      const Object& receiver = values[object_id(object.a)];
      const std::string_view name = text(method.name);
      if (receiver.kind == ObjectKind::ExternalInstance || receiver.kind == ObjectKind::Tensor)
        row = find_method(text(receiver.name), name);
      else if (receiver.kind == ObjectKind::List)
        row = find_list_method(name);
      else if (receiver.kind == ObjectKind::Dict)
        row = find_method("builtins.dict", name);
      else if (receiver.kind == ObjectKind::Str)
        row = find_method("builtins.str", name);
      else
        row = find_exact_api(name);
    } else {
      return nullptr;
    }
    if (row == nullptr || (found != nullptr && found != row)) return nullptr;
    found = row;
  }
  return found;
}

bool inside_with(const Program& program, const flow::Engine& engine, NodeRef at, Trait trait) {
  const Tree& tree = program.tree(at.file);
  for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::ClassDef || kind == NodeKind::Lambda)
      return false;
    if (kind != NodeKind::With) continue;
    for (NodeId item : tree.children(up)) {
      if (tree.kind(item) != NodeKind::WithItem || tree.contains(item, at.node)) continue;
      const NodeId manager = tree.child(item, Field::Value);
      if (tree.kind(manager) != NodeKind::Call) continue;
      const ApiRow* row = called_api(program, engine, {at.file, manager});
      if (row != nullptr && row->has(trait)) return true;
    }
  }
  return false;
}

CalledRows::CalledRows(const Program& program, const flow::Engine& engine,
                       std::span<const std::vector<NodeId>> calls, unsigned jobs)
    : numbers_(calls.size()), rows_(calls.size()) {
  parallel_for(calls.size(), jobs, [&](std::size_t i, unsigned) {
    numbers_[i].assign(program.tree(FileId::from_index(i)).size(), 0);
    for (NodeId call : calls[i]) {
      const ApiRow* row = called_api(program, engine, {FileId::from_index(i), call});
      if (row == nullptr) continue;
      rows_[i].push_back(row);
      numbers_[i][call.index()] = static_cast<std::uint32_t>(rows_[i].size());
    }
  });
}

}  // namespace hyb
