#include "core/preconditions/computation.h"

#include <algorithm>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

Computation::Computation(const ProgramReader& reader) : reader_(reader) {
  const std::size_t count = reader.program().functions().size();
  computing_.assign(count, false);
  std::vector<FunctionId> todo;
  for (std::size_t i = 0; i < count; ++i)
    if (!places(FunctionId::from_index(i), 1).empty()) {
      computing_[i] = true;
      todo.push_back(FunctionId::from_index(i));
    }
  std::vector<std::vector<FunctionId>> callers(count);
  for (const CallEdge& edge : reader.engine().edges())
    if (edge.caller.exists()) callers[edge.callee.index()].push_back(edge.caller);
  while (!todo.empty()) {
    const FunctionId id = todo.back();
    todo.pop_back();
    for (FunctionId caller : callers[id.index()])
      if (!computing_[caller.index()]) {
        computing_[caller.index()] = true;
        todo.push_back(caller);
      }
  }
}

// An op, an operator or a layer on tensors in the function's own body.
std::vector<NodeRef> Computation::places(FunctionId id, std::size_t most) const {
  std::vector<NodeRef> out;
  const Program& program = reader_.program();
  const FunctionInfo& info = program.function(id);
  if (!info.body.exists()) return out;
  const Tree& tree = program.tree(info.file);
  const auto is_computed = [&](NodeRef at) {
    const auto objects = reader_.objects(at);
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return is_tensor(reader_.values(), program.names(), o);
    });
  };
  const auto calls_op = [&](NodeRef at) {
    const ApiRow* api = reader_.called_api(at);
    if (api != nullptr && api->has(Trait::Op)) return true;
    const NodeId callee = tree.child(at.node, Field::Function);
    if (!callee.exists()) return false;
    const auto objects = reader_.objects({info.file, callee});
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = reader_.values()[o];
      if (object.kind != ObjectKind::ExternalInstance) return false;
      const ApiRow* made = find_api(program.text(object.name));
      return made != nullptr && (made->has(Trait::Layer) || made->has(Trait::Model) ||
                                 derives_from(made->name, "keras.losses.Loss"));
    });
  };
  for (auto i = static_cast<std::uint32_t>(info.body.index());
       i < tree.end_of(info.body) && out.size() < most;) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    const NodeRef at{info.file, row};
    const bool arithmetic = kind == NodeKind::BinOp || kind == NodeKind::UnaryOp ||
                            kind == NodeKind::Compare || kind == NodeKind::AugAssign;
    if ((arithmetic && is_computed(at)) || (kind == NodeKind::Call && calls_op(at)))
      out.push_back(at);
  }
  return out;
}

}  // namespace hyb
