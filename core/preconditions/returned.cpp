// What tf.function gives back: tensors, None, ExtensionTypes, and lists, tuples and dicts of them.
// Numbers and texts become tensors; functions, classes and objects of the project raise.

#include <algorithm>

#include "core/preconditions/finding.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr int kMaxNesting = 3;

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

Tri cannot_leave(const Body& body, flow::ValueId value, int depth);

/// A decorator of the class, or `__tf_flatten__`, may make its objects structures that tf.nest
/// takes.
bool may_be_structure(const Body& body, const Object& cls) {
  const Program& program = body.reader.program();
  const ClassInfo& info = program.class_info(ClassId::from_index(cls.a - 1));
  if (program.tree(info.file).with_decorators(info.node) != info.node) return true;
  const NameId flatten = program.names().find("__tf_flatten__");
  return flatten.exists() && program.scopes(info.file).lookup(info.scope, flatten).exists();
}

/// An object of a project class: what outside classes it has decides.
Tri instance_cannot_leave(const Body& body, const Object& instance) {
  for (ObjectId up : body.reader.engine().known_mro(object_id(instance.a))) {
    const Object& cls = body.reader.values()[up];
    if (cls.kind == ObjectKind::TupleClass) return Tri::No;  // a named tuple is a structure
    if (cls.kind == ObjectKind::Class && may_be_structure(body, cls)) return Tri::Unknown;
    if (cls.kind != ObjectKind::Class && cls.kind != ObjectKind::External) return Tri::Unknown;
    if (cls.kind != ObjectKind::External) continue;
    std::string storage;
    const std::string_view path = canonical_path(body.reader.text(cls.name), storage);
    // Other libraries make tensors of their modules, and tell TensorFlow how.
    if (path == "tensorflow.Module" || derives_from(path, "keras.layers.Layer")) return Tri::Yes;
    if (!path.starts_with("builtins.object") && !path.starts_with("abc.")) return Tri::Unknown;
  }
  return Tri::Yes;
}

Tri object_cannot_leave(const Body& body, ObjectId id, int depth) {
  const Object& object = body.reader.values()[id];
  switch (object.kind) {
    case ObjectKind::Instance:
      return instance_cannot_leave(body, object);
    case ObjectKind::Function:
    case ObjectKind::BoundMethod:
    case ObjectKind::Generator:
    case ObjectKind::Iterator:
    case ObjectKind::Class:
    case ObjectKind::Module:
    case ObjectKind::Partial:
    case ObjectKind::GraphFunction:
      return Tri::Yes;
    case ObjectKind::Tuple:
    case ObjectKind::List: {
      Tri out = Tri::No;
      if (depth < kMaxNesting)
        for (flow::ValueId part : body.reader.engine().parts_of(id))
          out = out || cannot_leave(body, part, depth + 1);
      return out;
    }
    case ObjectKind::ExternalInstance: {
      const ApiRow* api = find_api(body.reader.text(object.name));
      if (api == nullptr) return Tri::Unknown;
      if (api->has(Trait::Layer) || api->has(Trait::Optimizer)) return Tri::Yes;
      return api->name.starts_with("tensorflow.") ? Tri::No : Tri::Unknown;
    }
    case ObjectKind::Unknown:
      return Tri::Unknown;
    default:
      return Tri::No;
  }
}

Tri cannot_leave(const Body& body, flow::ValueId value, int depth) {
  const auto objects = body.reader.values().objects(value);
  bool all = !objects.empty();
  bool none = true;
  for (ObjectId o : objects) {
    const Tri one = object_cannot_leave(body, o, depth);
    all = all && one == Tri::Yes;
    none = none && one == Tri::No;
  }
  return all ? Tri::Yes : none ? Tri::No : Tri::Unknown;
}

/// Something in it surely cannot leave, though not whatever is returned.
bool may_hold_one(const Body& body, flow::ValueId value) {
  const auto objects = body.reader.values().objects(value);
  return std::any_of(objects.begin(), objects.end(),
                     [&](ObjectId o) { return object_cannot_leave(body, o, 0) == Tri::Yes; });
}

}  // namespace

void read_return(const Body& body, NodeId row) {
  const NodeId value = body.tree.child(row, Field::Value);
  if (!value.exists()) return;
  const flow::ValueId returned = body.reader.engine().value_of(body.ref(value));
  const Tri stays = cannot_leave(body, returned, 0);
  // What nobody knows is taken for what functions on tensors give back.
  if (stays != Tri::Yes && !may_hold_one(body, returned)) return;
  body.add(Obstacle::UnsupportedReturn, stays == Tri::Yes, row,
           body.reader.quoted(body.ref(value)) + " is an object that cannot leave a graph");
}

}  // namespace hyb
