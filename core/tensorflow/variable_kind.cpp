#include "core/tensorflow/variable_kind.h"

#include "core/tensorflow/called_api.h"
#include "core/tensorflow/framework.h"

namespace hyb {
namespace {

/// `with strategy.scope():` around a row, in its function; any `with` of something that is not
/// known to be harmless.
bool may_be_wrapped(const Program& program, const flow::Engine& engine, NodeRef at) {
  const Tree& tree = program.tree(at.file);
  for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
    if (kind != NodeKind::With) continue;
    for (NodeId item : tree.children(up)) {
      if (tree.kind(item) != NodeKind::WithItem) continue;
      const NodeId value = tree.child(item, Field::Value);
      if (tree.kind(value) != NodeKind::Call) return true;
      const ApiRow* row = called_api(program, engine, {at.file, value});
      if (row == nullptr || !(row->has(Trait::Pure) || row->has(Trait::Tape))) return true;
    }
  }
  return false;
}

}  // namespace

VariableKind kind_of_variable(const Program& program, const flow::Engine& engine,
                              flow::ObjectId variable) {
  const flow::Object& object = engine.values()[variable];
  if (object.b == 0 || object.summary) return VariableKind::Unknown;
  const NodeRef made = engine.allocation(object.b);
  if (program.tree(made.file).kind(made.node) != NodeKind::Call) return VariableKind::Unknown;
  const ApiRow* row = called_api(program, engine, made);
  if (row == nullptr) return VariableKind::Unknown;
  if (may_be_wrapped(program, engine, made)) return VariableKind::Distributed;
  return row->name == kVariableClass ? VariableKind::Plain : VariableKind::Layer;
}

}  // namespace hyb
