#include "core/preconditions/computation.h"

#include <algorithm>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

/// One function's body.
struct Computation::Rows {
  const ProgramReader& reader;
  FileId file;
  const Tree& tree;

  bool tensor(ObjectId o) const { return is_tensor(reader.values(), reader.program().names(), o); }
  bool unknown(ObjectId o) const { return reader.values()[o].kind == ObjectKind::Unknown; }
  /// Some call makes a tensor of the row; Unknown where it may be something that nobody knows.
  Tri computed(NodeRef at) const {
    const auto objects = reader.objects(at);
    if (objects.empty()) return Tri::No;
    // A tensor here, an array there: where it is a tensor, it is computed.
    if (std::any_of(objects.begin(), objects.end(), [&](ObjectId o) { return tensor(o); }) &&
        std::none_of(objects.begin(), objects.end(), [&](ObjectId o) { return unknown(o); }))
      return Tri::Yes;
    return std::any_of(objects.begin(), objects.end(),
                       [&](ObjectId o) { return tensor(o) || unknown(o); })
               ? Tri::Unknown
               : Tri::No;
  }

  /// The object is called with tensors, whatever it does then.
  bool computes_when_called(ObjectId callee) const {
    const Object& object = reader.values()[callee];
    if (object.kind == ObjectKind::BoundMethod) {
      const Object& receiver = reader.values()[ObjectId::from_index(object.a - 1)];
      const Object& method = reader.values()[ObjectId::from_index(object.b - 1)];
      if (receiver.kind != ObjectKind::ExternalInstance || method.kind != ObjectKind::External)
        return false;
      const ApiRow* row =
          find_method(reader.program().text(receiver.name), reader.program().text(method.name));
      return row != nullptr && row->has(Trait::Op);
    }
    if (object.kind != ObjectKind::ExternalInstance) return false;
    const ApiRow* made = find_api(reader.program().text(object.name));
    return made != nullptr && (made->has(Trait::Layer) || made->has(Trait::Model) ||
                               derives_from(made->name, "keras.losses.Loss"));
  }
  /// Code outside of the project runs, or may run.
  bool leaves_project(ObjectId callee) const {
    const Object& object = reader.values()[callee];
    switch (object.kind) {
      case ObjectKind::Function:
      case ObjectKind::Class:
      case ObjectKind::Instance:
      case ObjectKind::GraphFunction:
        return false;  // an edge leads to what runs
      case ObjectKind::BoundMethod:
      case ObjectKind::Partial: {
        const std::uint32_t inner = object.kind == ObjectKind::BoundMethod ? object.b : object.a;
        return leaves_project(ObjectId::from_index(inner - 1));
      }
      default:
        return true;
    }
  }

  Tri called(NodeRef at) const {
    const ApiRow* api = reader.called_api(at);
    if (api != nullptr && api->has(Trait::Op)) return Tri::Yes;
    const NodeId callee = tree.child(at.node, Field::Function);
    if (!callee.exists()) return Tri::No;
    const auto callees = reader.objects({file, callee});
    if (std::any_of(callees.begin(), callees.end(),
                    [&](ObjectId o) { return computes_when_called(o); }))
      return Tri::Yes;
    if (std::none_of(callees.begin(), callees.end(), [&](ObjectId o) { return leaves_project(o); }))
      return Tri::No;
    const Tri result = computed(at);
    if (result == Tri::Yes || api == nullptr) return result == Tri::No ? Tri::No : Tri::Unknown;
    return Tri::No;
  }

  /// An attribute of an object from outside of the project may be computed when it is asked for;
  /// a method, which calls look up, is none.
  Tri looked_up(NodeRef at) const {
    if (tree.kind(tree.parent(at.node)) == NodeKind::Call && tree[at.node].field == Field::Function)
      return Tri::No;
    const auto owners = reader.objects({file, tree.child(at.node, Field::Object)});
    const bool outside = std::any_of(owners.begin(), owners.end(), [&](ObjectId o) {
      return reader.values()[o].kind == ObjectKind::ExternalInstance;
    });
    if (!outside) return Tri::No;
    const auto objects = reader.objects(at);
    return std::any_of(objects.begin(), objects.end(),
                       [&](ObjectId o) {
                         return tensor(o) || unknown(o) ||
                                reader.values()[o].kind == ObjectKind::BoundMethod;
                       })
               ? Tri::Unknown
               : Tri::No;
  }

  /// `x += y` where one is, or may be, a tensor: too little to make a graph for, but an operation.
  Tri changed(NodeId row) const {
    const Tri either = computed({file, tree.child(row, Field::Target)}) ||
                       computed({file, tree.child(row, Field::Value)});
    return either == Tri::No ? Tri::No : Tri::Unknown;
  }

  /// A part of a tensor, or of what may be one, is cut out by an operation.
  Tri taken(NodeRef at) const {
    const Tri whole = computed({file, tree.child(at.node, Field::Object)});
    return whole == Tri::No ? Tri::No : Tri::Unknown;
  }

  Tri operator()(NodeId row) const {
    switch (tree.kind(row)) {
      case NodeKind::BinOp:
      case NodeKind::UnaryOp:
      case NodeKind::Compare:
        return computed({file, row});
      case NodeKind::AugAssign:
        return changed(row);
      case NodeKind::Call:
        return called({file, row});
      case NodeKind::Subscript:
        return taken({file, row});
      case NodeKind::Attribute:
        return looked_up({file, row});
      default:
        return Tri::No;
    }
  }

  /// `see(row, what it is)` for each row of a body, without those of functions in it, while it
  /// returns true.
  template <class See>
  void each(NodeId body, See&& see) const {
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree.end_of(body);) {
      const NodeId row = NodeId::from_index(i);
      const NodeKind kind = tree.kind(row);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) {
        i = tree.end_of(row);
        continue;
      }
      ++i;
      if (!see(row, (*this)(row))) return;
    }
  }
};

Computation::Computation(const ProgramReader& reader) : reader_(reader) {
  const Program& program = reader.program();
  computing_.assign(program.functions().size(), Tri::No);
  for (std::size_t f = 0; f < computing_.size(); ++f) {
    const FunctionInfo& info = program.function(FunctionId::from_index(f));
    if (!info.body.exists()) continue;
    Rows{reader, info.file, program.tree(info.file)}.each(info.body, [&](NodeId, Tri computes) {
      computing_[f] = computing_[f] || computes;
      return computing_[f] != Tri::Yes;
    });
  }
  carry_to_callers(Tri::Yes);
  carry_to_callers(Tri::Unknown);
}

/// Who calls a function that computes does so too.
void Computation::carry_to_callers(Tri state) {
  std::vector<std::vector<FunctionId>> callers(computing_.size());
  for (const CallEdge& edge : reader_.engine().edges())
    if (edge.caller.exists()) callers[edge.callee.index()].push_back(edge.caller);
  std::vector<FunctionId> todo;
  for (std::size_t f = 0; f < computing_.size(); ++f)
    if (computing_[f] == state) todo.push_back(FunctionId::from_index(f));
  while (!todo.empty()) {
    const FunctionId id = todo.back();
    todo.pop_back();
    for (FunctionId caller : callers[id.index()]) {
      Tri& known = computing_[caller.index()];
      if (known == Tri::Yes || known == state) continue;
      known = state;
      todo.push_back(caller);
    }
  }
}

std::vector<NodeRef> Computation::places(FunctionId id, std::size_t most) const {
  std::vector<NodeRef> out;
  const FunctionInfo& info = reader_.program().function(id);
  if (!info.body.exists()) return out;
  Rows{reader_, info.file, reader_.program().tree(info.file)}.each(
      info.body, [&](NodeId row, Tri computes) {
        if (computes == Tri::Yes) out.push_back({info.file, row});
        return out.size() < most;
      });
  return out;
}

}  // namespace hyb
