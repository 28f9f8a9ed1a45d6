#include "core/facts/model_losses.h"

#include <map>
#include <utility>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

/// A model, or a layer, as far as one can call it.
bool is_called_object(const Object& object) {
  return object.kind == ObjectKind::Instance || object.kind == ObjectKind::ExternalInstance;
}

/// The function and all that leads to it.
std::vector<bool> callers_of(const Facts& facts, FunctionId f) {
  std::vector<bool> out(facts.program().functions().size(), false);
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
    for (const CallEdge& edge : facts.edges_into(at)) add(edge.caller);
  }
  return out;
}

}  // namespace

std::vector<LossesRead> losses_read_outside(const Facts& facts) {
  std::vector<LossesRead> out;
  const Program& program = facts.program();
  std::map<ObjectId, std::map<FunctionId, NodeRef>> readers;  // by model; none = a module
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree.kind(row) != NodeKind::Attribute) continue;
      const ApiRow* list = find_method(kModelClass, facts.text(tree[row].name));
      if (list == nullptr || !list->has(Trait::CollectsLosses)) continue;
      for (ObjectId o : facts.values().objects(facts.value({file, tree.child(row, Field::Object)})))
        if (is_called_object(facts.values()[o]))
          readers[o].try_emplace(program.enclosing_function({file, row}), NodeRef{file, row});
    }
  }
  if (readers.empty()) return out;
  std::map<std::pair<FunctionId, FunctionId>, NodeRef> pairs;  // who calls a model, who reads of it
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    for (NodeId call : facts.calls(file)) {
      const NodeId callee = program.tree(file).child(call, Field::Function);
      for (ObjectId o : facts.values().objects(facts.value({file, callee}))) {
        const auto found = readers.find(o);
        const FunctionId f =
            found == readers.end() ? FunctionId{} : program.enclosing_function({file, call});
        if (f.exists())
          for (const auto& [reader, at] : found->second) pairs.try_emplace({f, reader}, at);
      }
    }
  }
  std::map<FunctionId, std::vector<bool>> callers;
  const auto above_of = [&](FunctionId f) -> const std::vector<bool>& {
    const auto [found, is_new] = callers.try_emplace(f);
    if (is_new) found->second = callers_of(facts, f);
    return found->second;
  };
  for (const auto& [pair, at] : pairs) {
    const std::vector<bool>& above = above_of(pair.first);
    const std::vector<bool>& reads = above_of(pair.second);
    for (std::size_t g = 0; g < above.size(); ++g)
      if (above[g] && !reads[g]) out.push_back({FunctionId::from_index(g), at});
  }
  return out;
}

}  // namespace hyb
