// Shapes and dtypes as Python objects: TensorShape, tf.TensorSpec's fields, tf.DType. Part of
// Framework. A TensorShape object holds a tuple of its sizes.

#include <algorithm>
#include <string>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::Dtype;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;
using flow::Values;

namespace {

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

/// The sizes of a TensorShape, list or tuple; nullopt = how many is not known.
std::optional<std::vector<ValueId>> sizes_of(Engine& engine, ObjectId o) {
  const Object object = engine.values()[o];
  if (object.kind == ObjectKind::ExternalInstance &&
      engine.names().text(object.name) == kShapeClass) {
    o = engine.values().only(value_id(object.a));
    if (!o.exists()) return std::nullopt;
  }
  const auto parts = engine.parts(o);
  return parts && !parts->open ? std::optional(parts->each) : std::nullopt;
}

}  // namespace

// x.shape: the sizes as Python ints (a tuple for arrays).
ValueId Framework::shape_of(Engine& engine, const Object& tensor) {
  Values& values = engine.values();
  ValueId sizes;
  if (const Dims* dims = values.dims(tensor)) {
    std::vector<ValueId> each;
    for (Dim dim : Dims(*dims))
      each.push_back(dim.known() ? values.integer(dim.size, engine.names()) : values.any_int());
    sizes = values.tuple(std::move(each));
  } else {
    sizes = values.open_tuple(values.any_int());
  }
  const bool array = engine.names().text(tensor.name) == kArrayClass;
  return array ? sizes : engine.external_instance(kShapeClass, sizes);
}

ValueId Framework::open_shape(Engine& engine) {
  return engine.external_instance(kShapeClass,
                                  engine.values().open_tuple(engine.values().any_int()));
}

// tf.TensorShape(given); bottom = no shape can be made of it.
ValueId Framework::shape_from(Engine& engine, ValueId given) {
  Values& values = engine.values();
  ValueId out;
  for (ObjectId o : values.members(given)) {
    const Object object = values[o];
    if (const auto sizes = sizes_of(engine, o)) {
      out = values.join(out, engine.external_instance(kShapeClass, values.tuple(*sizes)));
    } else if (object.kind == ObjectKind::Int) {
      out =
          values.join(out, engine.external_instance(kShapeClass, values.tuple({values.value(o)})));
    } else {
      out = values.join(out, open_shape(engine));
    }
  }
  return out;
}

// What comes of a TensorShape's sizes; bottom = the API row says.
ValueId Framework::method_of_shape(const Call& call, ObjectId shape, std::string_view name) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const auto sizes = sizes_of(engine, shape);
  const ValueId first =
      call.bindings.arguments.empty() ? ValueId{} : call.bindings.arguments.front().value;
  if (name == "as_list")
    return values.value(
        Object{.kind = ObjectKind::List,
               .a = values.list(sizes ? *sizes : std::vector<ValueId>{values.any_int()}).raw(),
               .b = engine.site_number(call.site.node),
               .open = !sizes});
  if (name == "__len__" && sizes)
    return values.integer(std::int64_t(sizes->size()), engine.names());
  if (name == "num_elements" && sizes) {
    std::int64_t product = 1;
    for (ValueId size : *sizes) {
      const auto number = engine.number(size);
      if (!number || *number < 0 || (*number > 0 && product > INT64_MAX / *number))
        return values.any_int();
      product *= *number;
    }
    return values.integer(product, engine.names());
  }
  if (name == "concatenate") {
    const ObjectId other = values.only(shape_from(engine, first));
    const auto more = other.exists() ? sizes_of(engine, other) : std::nullopt;
    if (!sizes || !more) return open_shape(engine);
    std::vector<ValueId> all = *sizes;
    all.insert(all.end(), more->begin(), more->end());
    return engine.external_instance(kShapeClass, values.tuple(std::move(all)));
  }
  return {};
}

// `[batch] + x.shape` and `x.shape + [1]`: a shape of the sizes of both.
ValueId Framework::joined_shapes(Engine& engine, ObjectId left, ObjectId right) {
  Values& values = engine.values();
  const auto first = sizes_of(engine, left);
  const auto second = sizes_of(engine, right);
  if (!first || !second) return open_shape(engine);
  std::vector<ValueId> all = *first;
  all.insert(all.end(), second->begin(), second->end());
  return engine.external_instance(kShapeClass, values.tuple(std::move(all)));
}

// What tf.DType knows of itself; bottom = no such attribute.
ValueId Framework::dtype_attribute(Engine& engine, Dtype dtype, std::string_view name) {
  Values& values = engine.values();
  const bool known = dtype != Dtype::Unknown;
  const auto truth = [&](bool holds) {
    return values.value(
        Object{.kind = ObjectKind::Bool, .a = known ? static_cast<unsigned>(holds) : 2U});
  };
  if (name == "is_integer") return truth(flow::is_integer(dtype));
  if (name == "is_floating") return truth(flow::is_floating(dtype));
  if (name == "is_complex") return truth(flow::is_complex(dtype));
  if (name == "is_bool") return truth(dtype == Dtype::Bool);
  if (name == "name")
    return known ? values.value(Object{.kind = ObjectKind::Str,
                                       .name = engine.name(std::string(flow::dtype_name(dtype)))})
                 : values.any_str();
  if (name == "base_dtype" || name == "as_numpy_dtype")
    return values.value(
        Object{.kind = ObjectKind::ExternalInstance,
               .name = engine.name(name == "base_dtype" ? "tensorflow.DType" : "numpy.dtype"),
               .dtype = dtype});
  if (name == "size") return values.any_int();
  if (name == "min" || name == "max")
    return flow::is_integer(dtype) ? values.any_int()
           : known                 ? values.any_float()
                                   : values.join(values.any_int(), values.any_float());
  return {};
}

// Names that stand for a value and not for something to call: math.pi, tf.float32.is_integer.
ValueId Framework::constant(Engine& engine, std::string_view path) {
  std::string storage;
  const std::string_view canonical = canonical_path(path, storage);
  const std::size_t dot = canonical.rfind('.');
  if (dot == std::string_view::npos) return {};
  if (const ApiRow* owner = find_exact_api(canonical.substr(0, dot));
      owner != nullptr && owner->has(Trait::DataType))
    return dtype_attribute(engine,
                           flow::dtype_of_name(owner->name.substr(owner->name.rfind('.') + 1)),
                           canonical.substr(dot + 1));
  const ApiRow* known = find_exact_api(canonical);
  if (known == nullptr || !known->has(Trait::Constant)) return {};
  const flow::Bindings none;
  return result({engine, none, {}}, *known, {}, {});
}

}  // namespace hyb
