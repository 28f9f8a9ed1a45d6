#include "core/tensorflow/called_api.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

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
        row = find_method("builtins.list", name);
      else if (receiver.kind == ObjectKind::Dict)
        row = find_method("builtins.dict", name);
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

}  // namespace hyb
