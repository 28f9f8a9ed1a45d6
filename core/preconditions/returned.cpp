// What tf.function gives back: tensors, None, ExtensionTypes, and lists, tuples and dicts of them.
// Numbers and texts become tensors; functions, classes and objects of the project raise.

#include "core/preconditions/returned.h"

#include <algorithm>

#include "core/preconditions/finding.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr int kMaxNesting = 3;

/// With one of these an object is a structure for tf.nest, or NumPy and TensorFlow make an array of
/// it.
constexpr std::string_view kProtocols[] = {
    "__tf_flatten__",      "__tf_tensor__", "__tf_tracing_type__", "__array__",
    "__array_interface__", "__dlpack__",    "__array_struct__",    "__len__",
    "__getitem__",         "__iter__",      "__getattr__",         "__getattribute__",
};

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

class Judge {
 public:
  explicit Judge(const ProgramReader& reader) : reader_(reader) {}

  KeptInPython of(flow::ValueId value, int depth) const {
    const auto objects = reader_.values().objects(value);
    KeptInPython out;
    bool all = !objects.empty();
    bool none = true;
    for (ObjectId o : objects) {
      const KeptInPython one = of(o, depth);
      all = all && one.kept == Tri::Yes;
      none = none && one.kept == Tri::No;
      if (out.what == PythonOnly::None && one.kept == Tri::Yes) out = one;
    }
    out.kept = all ? Tri::Yes : none ? Tri::No : Tri::Unknown;
    return out;
  }

  KeptInPython of(ObjectId id, int depth) const {
    const Object& object = reader_.values()[id];
    switch (object.kind) {
      case ObjectKind::Instance:
        return {of_instance(object), PythonOnly::Instance, id};
      case ObjectKind::Function:
        // TensorFlow takes the gradient's function away from what such a function returns.
        if (has_own_gradient(program().function(FunctionId::from_index(object.a - 1)).outer))
          return {Tri::Unknown, PythonOnly::None, id};
        return {Tri::Yes, PythonOnly::Function, id};
      case ObjectKind::BoundMethod:
        // What an outside object has of that name may be a property.
        if (reader_.values()[object_id(object.b)].kind != ObjectKind::Function)
          return {Tri::Unknown, PythonOnly::None, id};
        return {Tri::Yes, PythonOnly::Function, id};
      case ObjectKind::Partial:
      case ObjectKind::GraphFunction:
        return {Tri::Yes, PythonOnly::Function, id};
      case ObjectKind::Generator:
        return {Tri::Yes, PythonOnly::Generator, id};
      case ObjectKind::Iterator:  // a range or a view of a dict comes back as a list
        return {object.b == 1 ? Tri::Yes : Tri::No, PythonOnly::Iterator, id};
      case ObjectKind::Class:
        return {Tri::Yes, PythonOnly::Class, id};
      case ObjectKind::Module:
        return {Tri::Yes, PythonOnly::Module, id};
      case ObjectKind::List:
        if (is_set(object)) return {Tri::Yes, PythonOnly::Set, id};
        return of_parts(id, depth);
      case ObjectKind::Tuple:
      case ObjectKind::Dict:
        return of_parts(id, depth);
      case ObjectKind::ExternalInstance:
        return {of_outside(object), PythonOnly::Instance, id};
      case ObjectKind::Unknown:
        return {Tri::Unknown, PythonOnly::None, id};
      default:
        return {};
    }
  }

 private:
  const Program& program() const { return reader_.program(); }

  KeptInPython of_parts(ObjectId id, int depth) const {
    KeptInPython out;
    if (depth >= kMaxNesting) return out;
    for (flow::ValueId part : reader_.engine().parts_of(id)) {
      const KeptInPython one = of(part, depth + 1);
      if (one.kept == Tri::Yes) return one;
      if (one.kept == Tri::Unknown) out.kept = Tri::Unknown;
    }
    return out;
  }

  /// Elements without an order: written `{…}`, or given by `set(…)`.
  bool is_set(const Object& list) const {
    if (list.b == 0 || list.summary) return false;
    const NodeRef made = reader_.engine().allocation(list.b);
    const NodeKind kind = reader_.program().tree(made.file).kind(made.node);
    if (kind == NodeKind::Set || kind == NodeKind::SetComp) return true;
    const ApiRow* row = kind == NodeKind::Call ? reader_.called_api(made) : nullptr;
    return row != nullptr && row->has(Trait::Unhashable);
  }

  /// A decorator of the class, or one of its methods, may make its objects structures or tensors.
  bool may_be_tensors(const Object& cls) const {
    const ClassInfo& info = program().class_info(ClassId::from_index(cls.a - 1));
    const Tree& tree = program().tree(info.file);
    if (const NodeId outer = tree.with_decorators(info.node); outer != info.node)
      for (NodeId child : tree.children(outer))
        if (tree.kind(child) == NodeKind::Decorator && !keeps_class({info.file, child}))
          return true;
    return std::any_of(std::begin(kProtocols), std::end(kProtocols), [&](std::string_view name) {
      const NameId known = program().names().find(name);
      return known.exists() && program().scopes(info.file).lookup(info.scope, known).exists();
    });
  }

  /// The row of the outside function that a Decorator row names; nullptr = it is none that is
  /// known.
  const ApiRow* row_of(NodeRef decorator) const {
    const Tree& tree = program().tree(decorator.file);
    NodeId value = tree.child(decorator.node, Field::Value);
    if (value.exists() && tree.kind(value) == NodeKind::Call)
      value = tree.child(value, Field::Function);
    if (!value.exists()) return nullptr;
    const ObjectId only = reader_.values().only(reader_.engine().value_of({decorator.file, value}));
    if (!only.exists() || reader_.values()[only].kind != ObjectKind::External) return nullptr;
    std::string storage;
    return find_exact_api(canonical_path(reader_.text(reader_.values()[only].name), storage));
  }

  /// `@dataclass`, and decorators that give the class back as it is.
  bool keeps_class(NodeRef decorator) const {
    const ApiRow* row = row_of(decorator);
    return row != nullptr && !row->has(Trait::MakesStructure) &&
           (row->has(Trait::MakesDataclass) || row->result == ApiResult::Identity);
  }

  /// `tf.custom_gradient` stands around the function, or around one around it.
  bool has_own_gradient(FunctionId f) const {
    for (; f.exists(); f = program().function(f).outer) {
      const FunctionInfo& info = program().function(f);
      const Tree& tree = program().tree(info.file);
      const NodeId outer = tree.with_decorators(info.node);
      if (outer == info.node) continue;
      for (NodeId child : tree.children(outer)) {
        if (tree.kind(child) != NodeKind::Decorator) continue;
        const ApiRow* row = row_of({info.file, child});
        if (row != nullptr && row->has(Trait::GradientDecorator)) return true;
      }
    }
    return false;
  }

  /// An object of a project class: what outside classes it has decides.
  Tri of_instance(const Object& instance) const {
    const auto order = reader_.engine().known_mro(object_id(instance.a));
    if (order.empty()) return Tri::Unknown;
    for (ObjectId up : order) {
      const Object& cls = reader_.values()[up];
      if (cls.kind == ObjectKind::TupleClass) return Tri::No;  // a named tuple is a structure
      if (cls.kind == ObjectKind::Class && may_be_tensors(cls)) return Tri::Unknown;
      if (cls.kind != ObjectKind::Class && cls.kind != ObjectKind::External) return Tri::Unknown;
      if (cls.kind != ObjectKind::External) continue;
      std::string storage;
      const std::string_view path = canonical_path(reader_.text(cls.name), storage);
      // Other libraries make tensors of their modules, and tell TensorFlow how.
      if (path == "tensorflow.Module" || derives_from(path, "keras.layers.Layer")) return Tri::Yes;
      if (!path.starts_with("builtins.object") && !path.starts_with("abc.")) return Tri::Unknown;
    }
    return Tri::Yes;
  }

  Tri of_outside(const Object& instance) const {
    const ApiRow* row = find_api(reader_.text(instance.name));
    if (row == nullptr) return Tri::Unknown;
    if (row->has(Trait::Layer) || row->has(Trait::Optimizer) || row->has(Trait::Tape) ||
        row->has(Trait::Spec))
      return Tri::Yes;
    if (class_has(row->name, Trait::StaysInPython)) return Tri::Yes;
    return row->name.starts_with("tensorflow.") ? Tri::No : Tri::Unknown;
  }

  const ProgramReader& reader_;
};

/// Something in it surely cannot leave, though not whatever is returned.
bool may_hold_one(const ProgramReader& reader, flow::ValueId value) {
  const auto objects = reader.values().objects(value);
  return std::any_of(objects.begin(), objects.end(),
                     [&](ObjectId o) { return Judge(reader).of(o, 0).kept == Tri::Yes; });
}

}  // namespace

KeptInPython kept_in_python(const ProgramReader& reader, flow::ValueId value) {
  return Judge(reader).of(value, 0);
}

void read_return(const Body& body, NodeId row) {
  const NodeId value = body.tree.child(row, Field::Value);
  if (!value.exists()) return;
  const flow::ValueId returned = body.reader.engine().value_of(body.ref(value));
  const Tri stays = kept_in_python(body.reader, returned).kept;
  // What nobody knows is taken for what functions on tensors give back.
  if (stays != Tri::Yes && !may_hold_one(body.reader, returned)) return;
  body.add(Obstacle::UnsupportedReturn, stays == Tri::Yes, row,
           body.reader.quoted(body.ref(value)) + " is an object that cannot leave a graph");
}

}  // namespace hyb
