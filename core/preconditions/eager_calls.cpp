#include <algorithm>

#include "core/preconditions/finding.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

bool is_array(const Body& body, NodeId row) {
  const auto objects = body.reader.objects(body.ref(row));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = body.reader.values()[o];
    return object.kind == ObjectKind::Tensor && body.reader.text(object.name) == kArrayClass;
  });
}

/// `x.numpy()`: a method that needs the value; and methods that arrays have and tensors do not.
void read_method(const Body& body, NodeId row, NodeId callee, const ApiRow* api) {
  const NodeId object = body.tree.child(callee, Field::Object);
  const std::string_view name = body.reader.text(body.tree[callee].name);
  const std::string what = body.reader.quoted(body.ref(callee));
  const std::uint64_t depends = body.taints.of(object).value;
  if (api == nullptr) {  // the receiver is not known: only tensors have such a method
    const ApiRow* method = find_method(kTensorClass, name);
    if (method == nullptr || !method->has(Trait::Host) || depends == 0) return;
    for (ObjectId o : body.reader.objects(body.ref(callee)))
      if (body.reader.values()[o].kind != ObjectKind::Unknown) return;
    return body.add(Obstacle::EagerOnlyCall, false, row, what + " may need the value of a tensor",
                    depends);
  }
  if (api->has(Trait::Host)) {
    if (is_variable(body.reader.values(), body.reader.program().names(),
                    body.reader.engine().value_of(body.ref(object))))
      return body.add(Obstacle::EagerOnlyCall, true, row, what + " needs the value of a variable");
    if (body.traced(object) == Tri::Yes)
      return body.add(Obstacle::EagerOnlyCall, true, row, what + " needs the value of a tensor",
                      depends);
    return;
  }
  if (is_array(body, object) && depends != 0 && (depends & kMadeHere) == 0 &&
      !api->has(Trait::StaticRead) && api->name.starts_with(kArrayClass))
    body.add(Obstacle::EagerOnlyCall, true, row,
             what + " is a method of arrays, and the traced argument is a tensor", depends);
}

/// A shape-dependent number is a Python number only while no axis is dynamic.
Tri shape_is_dynamic(const Body& body, NodeId row) {
  const std::uint64_t shape = body.taints.of(row).shape;
  if (shape == 0) return Tri::No;
  const flow::Values& values = body.reader.values();
  bool known = true;
  std::vector<ObjectId> todo;
  const auto open = [&](flow::ValueId value) {
    for (ObjectId o : values.objects(value)) todo.push_back(o);
  };
  open(body.reader.engine().value_of(body.ref(row)));
  for (std::size_t at = 0; at < todo.size() && at < 64; ++at) {
    const Object& object = values[todo[at]];
    if (object.kind == ObjectKind::Tuple || object.kind == ObjectKind::List) {
      if (object.open) known = false;
      for (flow::ValueId part : values.list(flow::ListId::from_index(object.a - 1))) open(part);
    } else if (object.kind == ObjectKind::ExternalInstance && object.a != 0) {
      open(flow::ValueId::from_index(object.a - 1));
    } else if (object.kind != ObjectKind::Int || !object.name.exists()) {
      known = false;
    }
  }
  if ((known && !todo.empty()) || !body.function.exists()) return Tri::No;
  bool dynamic = false;
  for (flow::ContextId c : body.reader.engine().contexts_of(body.function)) {
    const flow::Context& context = body.reader.engine().contexts()[c.index()];
    for (std::size_t p = 0; p < context.parameters.size() && p < kTaintedParameters; ++p) {
      if ((shape >> p & 1U) == 0) continue;
      for (ObjectId o : values.objects(context.parameters[p])) {
        const Object& object = values[o];
        if (object.kind != ObjectKind::Tensor) continue;
        const flow::Dims* dims = values.dims(object);
        dynamic = dynamic || (dims != nullptr && std::find(dims->begin(), dims->end(),
                                                           flow::Dim::dynamic()) != dims->end());
      }
    }
  }
  return dynamic ? Tri::Yes : Tri::No;
}

/// A list or tuple with a tensor in it.
bool holds_array(const Body& body, NodeId row) {
  for (ObjectId o : body.reader.objects(body.ref(row))) {
    const ObjectKind kind = body.reader.values()[o].kind;
    if (kind != ObjectKind::List && kind != ObjectKind::Tuple) continue;
    for (flow::ValueId part : body.reader.engine().parts_of(o))
      for (ObjectId held : body.reader.values().objects(part))
        if (body.reader.values()[held].kind == ObjectKind::Tensor) return true;
  }
  return false;
}

/// A function that needs the values of what it is given: NumPy, math.
void read_host_call(const Body& body, NodeId row, NodeId callee) {
  const std::string what = body.reader.quoted(body.ref(callee));
  std::uint64_t unknown = 0;
  for (NodeId argument : body.reader.arguments(body.ref(row))) {
    const NodeId value = body.tree.kind(argument) == NodeKind::Keyword
                             ? body.tree.child(argument, Field::Value)
                             : argument;
    const Taint taint = body.taints.of(value);
    const Tri traced = body.traced(value);
    if (traced == Tri::Yes || (taint.value != 0 && holds_array(body, value)))
      return body.add(Obstacle::NumpyCall, true, row,
                      what + " needs the value of " + body.reader.quoted(body.ref(value)),
                      taint.value);
    if (traced == Tri::Unknown) unknown |= taint.value;
    if (shape_is_dynamic(body, value) == Tri::Yes)
      return body.add(
          Obstacle::NumpyCall, true, row,
          what + " needs the size of a dynamic axis in " + body.reader.quoted(body.ref(value)),
          taint.shape);
  }
  if (unknown != 0)
    body.add(Obstacle::NumpyCall, false, row, what + " may need the value of a tensor", unknown);
}

/// tf.constant: in a graph it takes no tensor.
void read_constant(const Body& body, NodeId row, NodeId callee) {
  for (NodeId argument : body.reader.arguments(body.ref(row))) {
    if (body.tree.kind(argument) == NodeKind::Keyword) return;
    if (body.traced(argument) == Tri::Yes)
      body.add(Obstacle::EagerOnlyCall, true, row,
               body.reader.quoted(body.ref(callee)) + " takes no tensor in a graph",
               body.taints.of(argument).value);
    return;  // `value` is the first
  }
}

/// TensorFlow looks at `name` only while tracing: anything but a text (or None) raises there.
void read_name(const Body& body, NodeId row, const ApiRow& api) {
  const int index = parameter_index(api, "name");
  if (index < 0) return;
  int position = 0;
  const NodeId list = body.tree.child(row, NodeKind::Arguments);
  if (!list.exists()) return;
  for (NodeId child : body.tree.children(list)) {
    const NodeKind kind = body.tree.kind(child);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return;
    NodeId value;
    if (kind == NodeKind::Keyword) {
      if (body.reader.text(body.tree[child].name) != "name") continue;
      value = body.tree.child(child, Field::Value);
    } else if (position++ == index) {
      value = child;
    } else {
      continue;
    }
    bool wrong = false;
    bool right = false;
    for (ObjectId o : body.reader.objects(body.ref(value))) {
      const ObjectKind of = body.reader.values()[o].kind;
      const bool number = of == ObjectKind::Int || of == ObjectKind::Float ||
                          of == ObjectKind::Bool || of == ObjectKind::Tensor ||
                          of == ObjectKind::Tuple || of == ObjectKind::List;
      const bool type = of == ObjectKind::External && [&] {
        std::string storage;
        const ApiRow* named =
            find_exact_api(canonical_path(body.reader.text(body.reader.values()[o].name), storage));
        return named != nullptr && named->has(Trait::DataType);
      }();
      (number || type ? wrong : right) = true;
    }
    if (wrong)
      body.add(Obstacle::InvalidNameArgument, !right, row,
               body.reader.quoted(body.ref(value)) + " is given as the name of " +
                   body.reader.quoted(body.ref(body.tree.child(row, Field::Function))));
    return;
  }
}

}  // namespace

void read_call(const Body& body, NodeId row) {
  const NodeId callee = body.tree.child(row, Field::Function);
  if (!callee.exists()) return;
  const ApiRow* api = body.reader.called_api(body.ref(row));
  if (api != nullptr && (api->has(Trait::EagerOnly) || api->has(Trait::RunsModel)))
    return body.add(Obstacle::EagerOnlyCall, true, row,
                    body.reader.quoted(body.ref(callee)) + " only works eagerly");
  const bool function = [&] {
    const auto objects = body.reader.objects(body.ref(callee));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return body.reader.values()[o].kind == ObjectKind::External;
    });
  }();
  if (api != nullptr && api->has(Trait::Op)) read_name(body, row, *api);
  if (function) {
    // int() and float() are casts where AutoGraph converts, and stay tensors.
    if (api != nullptr && api->has(Trait::Host) && !api->name.starts_with("builtins."))
      read_host_call(body, row, callee);
    if (api != nullptr && api->has(Trait::TakesConstant)) read_constant(body, row, callee);
    return;
  }
  if (body.tree.kind(callee) == NodeKind::Attribute) read_method(body, row, callee, api);
}

}  // namespace hyb
