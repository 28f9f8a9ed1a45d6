// Tensors and arrays as objects: what their attributes, elements and operators give. Part of
// Framework.

#include <algorithm>
#include <string>

#include "core/flow/family.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::ArrayType;
using flow::Dim;
using flow::Dims;
using flow::Dtype;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Origin;
using flow::Site;
using flow::ValueId;
using flow::Values;

namespace {

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

bool is_array(const Engine& engine, const Object& object) {
  return object.kind == ObjectKind::Tensor && engine.program().text(object.name) == kArrayClass;
}

/// The class that an operation on an object of this class gives: variables become tensors.
std::string_view result_class(const Engine& engine, const Object& object) {
  const std::string_view cls = engine.program().text(object.name);
  return cls == kVariableClass || cls == "tensorflow.IndexedSlices" ? kTensorClass : cls;
}

ValueId like(Engine& engine, const Object& object, const ArrayType& type) {
  return engine.tensor(result_class(engine, object), type, object.origin);
}

// Length of `begin:end:step` over an axis.
Dim sliced(Engine& engine, Dim axis, const Object& slice) {
  Values& values = engine.values();
  const std::vector<ValueId> bounds = values.list(flow::ListId::from_index(slice.a - 1));
  const ValueId none = values.none();
  const bool no_step = bounds[2] == none || engine.number(bounds[2]) == 1;
  if (bounds[0] == none && bounds[1] == none) {
    if (no_step || engine.number(bounds[2]) == -1) return axis;
    const auto step = engine.number(bounds[2]);
    if (!step || *step <= 0 || !axis.known()) return axis.known() ? Dim::fixed() : axis;
    return Dim::of((axis.size + *step - 1) / *step);
  }
  auto first = bounds[0] == none ? std::optional<std::int64_t>(0) : engine.number(bounds[0]);
  auto last = engine.number(bounds[1]);
  const bool unknown_bound = !first || (bounds[1] != none && !last);
  if (!axis.known()) {
    // x[:-1] of an unknown axis is unknown in the same way; x[:5] may be shorter than five.
    return axis == Dim::dynamic() ? Dim::dynamic() : Dim::fixed();
  }
  if (unknown_bound || !no_step) return Dim::fixed();
  const std::int64_t size = axis.size;
  if (*first < 0) *first += size;
  std::int64_t end = last ? *last : size;
  if (end < 0) end += size;
  *first = std::clamp<std::int64_t>(*first, 0, size);
  end = std::clamp<std::int64_t>(end, *first, size);
  return Dim::of(end - *first);
}

struct Indexing {
  Dims out;
  std::size_t axis = 0;
  bool known = true;
};

}  // namespace

ValueId Framework::tensor(Engine& engine) {
  return engine.tensor(kTensorClass, {});
}

ValueId Framework::attribute(Engine& engine, ObjectId receiver, NameId name, Site site) {
  Values& values = engine.values();
  const Object object = values[receiver];
  const std::string_view cls = engine.names().text(object.name);
  const std::string_view attribute = engine.names().text(name);
  if (object.kind == ObjectKind::Tensor) {
    if (attribute == "shape") return shape_of(engine, object);
    if (attribute == "dtype")
      return values.value(
          Object{.kind = ObjectKind::ExternalInstance,
                 .name = engine.name(is_array(engine, object) ? "numpy.dtype" : "tensorflow.DType"),
                 .dtype = object.dtype});
    if (attribute == "op")
      return engine.external_instance("tensorflow.Operation", values.value(receiver));
    if (attribute == "ndim") {
      const Dims* dims = values.dims(object);
      return dims == nullptr ? values.any_int()
                             : values.integer(std::int64_t(dims->size()), engine.names());
    }
  }
  if (cls == kShapeClass && object.a != 0 && (attribute == "rank" || attribute == "ndims")) {
    const ObjectId held = values.only(value_id(object.a));
    const auto parts = held.exists() ? engine.parts(held) : std::nullopt;
    return parts && !parts->open ? values.integer(std::int64_t(parts->each.size()), engine.names())
                                 : values.any_int();
  }
  if (cls == "tensorflow.DType" || cls == "numpy.dtype")
    if (const ValueId out = dtype_attribute(engine, object.dtype, attribute); out.exists())
      return out;
  const ApiRow* known = find_method(cls, attribute);
  if (known != nullptr && attribute == flow::kAnyAttribute) {
    const ObjectId any = values.object({ObjectKind::External, name, 0, 0});
    return values.value({ObjectKind::BoundMethod, {}, receiver.raw(), any.raw()});
  }
  // What neither tensors nor arrays have is there all the same: this is something else.
  if (known == nullptr && object.kind == ObjectKind::Tensor && !attribute.starts_with("__") &&
      attribute != flow::kAnyAttribute && find_method(kArrayClass, attribute) == nullptr)
    return values.unknown();
  if (known == nullptr || !known->has(Trait::StaticRead)) return {};
  if (known->has(Trait::Layer) || object.kind == ObjectKind::ExternalInstance) {
    // What the constructor was given, under that name.
    const ValueId kept = engine.read_attribute(receiver, name);
    if (kept.exists() && !known->dtype.empty() && known->result != ApiResult::Variable) return kept;
  }
  if (known->result == ApiResult::Unknown) {
    // What tracing fixes about a tensor is a Python object of no further interest.
    return object.kind == ObjectKind::Tensor ? engine.plain(known->name) : values.unknown();
  }
  const flow::Bindings none;
  return result({engine, none, site}, *known, values.value(receiver), {});
}

bool Framework::has_attribute(Engine& engine, ObjectId receiver, NameId name) {
  const Object object = engine.values()[receiver];
  const ApiRow* known =
      find_method(outside_.path(engine.names(), object.name), engine.names().text(name));
  return known != nullptr && !known->has(Trait::ArrayOnly);
}

flow::OutsideKind Framework::kind_of(std::string_view path) const {
  const ApiRow* known = find_exact_api(canonical(path));
  if (known == nullptr) return flow::OutsideKind::Unknown;
  return known->is_class || known->has(Trait::Constant) ? flow::OutsideKind::Other
                                                        : flow::OutsideKind::Function;
}

ValueId Framework::iterate(Engine& engine, ObjectId id) {
  Values& values = engine.values();
  const Object object = values[id];
  if (object.kind == ObjectKind::Tensor) {
    ArrayType type = values.array_type(object);
    if (type.dims && !type.dims->empty()) type.dims->erase(type.dims->begin());
    return like(engine, object, type);
  }
  const std::string_view cls = engine.names().text(object.name);
  if (derives_from(cls, kDatasetClass) || cls == kShapeClass)
    return object.a == 0        ? values.unknown()
           : cls == kShapeClass ? engine.elements(value_id(object.a), {})
                                : value_id(object.a);
  if (object.a != 0) return engine.elements(value_id(object.a), {});
  return values.unknown();
}

ValueId Framework::subscript(Engine& engine, ObjectId id, ValueId index) {
  Values& values = engine.values();
  const Object object = values[id];
  if (object.kind != ObjectKind::Tensor) {
    if (engine.names().text(object.name) == kShapeClass && object.a != 0) {
      const ValueId part = engine.subscript(value_id(object.a), index, {});
      const ObjectId only = values.only(index);
      const bool slice = only.exists() && values[only].kind == ObjectKind::Slice;
      return slice ? engine.external_instance(kShapeClass, part) : part;
    }
    if (derives_from(engine.names().text(object.name), "tensorflow.data.Dataset"))
      return values.unknown();
    return object.a != 0 ? engine.elements(value_id(object.a), {}) : values.unknown();
  }
  ArrayType type = values.array_type(object);
  if (!type.dims) return like(engine, object, type);
  std::vector<ValueId> parts{index};
  if (const ObjectId only = values.only(index);
      only.exists() && values[only].kind == ObjectKind::Tuple) {
    const auto known = engine.parts(only);
    if (known->open) return like(engine, object, {type.dtype, std::nullopt});
    parts = known->each;
  }
  // How many axes the parts take, so that `...` can take the rest.
  const auto is_plain = [&](const Object& o, std::string_view name) {
    return o.kind == ObjectKind::Plain && engine.names().text(o.name) == name;
  };
  const auto new_axis = [&](const Object& o) {
    return o.kind == ObjectKind::None ||
           (o.kind == ObjectKind::External && engine.names().text(o.name).ends_with(".newaxis"));
  };
  std::size_t taken = 0;
  for (ValueId part : parts) {
    const ObjectId one = values.only(part);
    if (!one.exists()) {
      ++taken;
      continue;
    }
    const Object o = values[one];
    if (is_plain(o, "ellipsis") || new_axis(o)) continue;
    const Dims* mask =
        o.kind == ObjectKind::Tensor && o.dtype == Dtype::Bool ? values.dims(o) : nullptr;
    taken += mask == nullptr ? 1 : std::max<std::size_t>(mask->size(), 1);
  }
  if (taken > type.dims->size()) return like(engine, object, {type.dtype, std::nullopt});
  Dims out;
  std::size_t axis = 0;
  std::size_t fancy_at = ~std::size_t{0};
  std::optional<Dims> fancy;
  for (ValueId part : parts) {
    const ObjectId one = values.only(part);
    if (!one.exists()) {  // an int or a slice: the rank is open
      bool all_int = true;
      for (ObjectId o : values.members(part))
        all_int = all_int && values[o].kind == ObjectKind::Int;
      if (!all_int) return like(engine, object, {type.dtype, std::nullopt});
      ++axis;
      continue;
    }
    const Object o = values[one];
    if (is_plain(o, "ellipsis")) {
      for (std::size_t rest = type.dims->size() - taken; rest > 0; --rest)
        out.push_back((*type.dims)[axis++]);
    } else if (new_axis(o)) {
      out.push_back(Dim::of(1));
    } else if (o.kind == ObjectKind::Int || o.kind == ObjectKind::Bool) {
      ++axis;
    } else if (o.kind == ObjectKind::Slice) {
      out.push_back(sliced(engine, (*type.dims)[axis++], o));
    } else if (o.kind == ObjectKind::Tensor || o.kind == ObjectKind::List) {
      const ArrayType by = array_of(engine, part, Flavor::NumPy);
      if (!by.dims || by.dtype == Dtype::Unknown)
        return like(engine, object, {type.dtype, std::nullopt});
      if (fancy_at == ~std::size_t{0}) fancy_at = out.size();
      if (by.dtype == Dtype::Bool) {
        fancy = broadcast_dims(fancy ? *fancy : Dims{}, Dims{Dim::dynamic()});
        axis += std::max<std::size_t>(by.dims->size(), 1);
      } else {
        fancy = broadcast_dims(fancy ? *fancy : Dims{}, by.dims);
        ++axis;
      }
      if (!fancy) return like(engine, object, {type.dtype, std::nullopt});
    } else {
      return like(engine, object, {type.dtype, std::nullopt});
    }
  }
  if (fancy)
    out.insert(out.begin() + static_cast<std::ptrdiff_t>(fancy_at), fancy->begin(), fancy->end());
  for (; axis < type.dims->size(); ++axis) out.push_back((*type.dims)[axis]);
  type.dims = std::move(out);
  return like(engine, object, type);
}

ValueId Framework::binary(Engine& engine, Operator op, ObjectId left, ObjectId right) {
  Values& values = engine.values();
  const Object a = values[left];
  const Object b = values[right];
  const bool a_tensor = a.kind == ObjectKind::Tensor;
  const bool b_tensor = b.kind == ObjectKind::Tensor;
  if (!a_tensor && !b_tensor) {  // instances of other outside classes: shapes, dtypes, paths
    if (op >= Operator::Eq) {
      // Dtypes and shapes answer with a bool whatever they are compared with; others leave that to
      // what is not known.
      const auto answers = [&](const Object& o) {
        const std::string_view cls = engine.names().text(o.name);
        return o.kind == ObjectKind::ExternalInstance && class_has(cls, Trait::TakenFromPython);
      };
      const bool open = a.kind == ObjectKind::Unknown || b.kind == ObjectKind::Unknown;
      return open && !answers(a) && !answers(b) ? values.unknown() : values.any_bool();
    }
    const auto shape = [&](const Object& o) {
      return o.kind == ObjectKind::ExternalInstance && engine.names().text(o.name) == kShapeClass;
    };
    if (op == Operator::Add && (shape(a) || shape(b))) return joined_shapes(engine, left, right);
    return values.unknown();
  }
  const Object& main = a_tensor && (!b_tensor || !is_array(engine, a)) ? a : b;
  const Object& other = &main == &a ? b : a;
  if (is_array(engine, main) && other.kind == ObjectKind::Unknown) return values.unknown();
  const Flavor flavor = is_array(engine, main) ? Flavor::NumPy : Flavor::TensorFlow;
  const ValueId x = values.value(left);
  const ValueId y = values.value(right);
  const ArrayType s = array_of(engine, x, flavor);
  const ArrayType t = array_of(engine, y, flavor);
  ArrayType out;
  const bool a_adapts =
      is_literal(engine, x) || (flavor == Flavor::TensorFlow && is_array(engine, a));
  const bool b_adapts =
      is_literal(engine, y) || (flavor == Flavor::TensorFlow && is_array(engine, b));
  if (op >= Operator::Eq)
    out.dtype = Dtype::Bool;
  else if (other.kind == ObjectKind::Unknown)
    out.dtype = main.dtype;
  else
    out.dtype = common_dtype(s.dtype, a_adapts, t.dtype, b_adapts, flavor);
  if (op == Operator::Div) out.dtype = quotient_dtype(out.dtype, flavor);
  out.dims = op == Operator::MatMul ? matmul_dims(s.dims, t.dims) : broadcast_dims(s.dims, t.dims);
  std::string_view cls = result_class(engine, main);
  for (const Object* side : {&a, &b})
    if (side->kind == ObjectKind::Tensor) {
      const std::string_view own = engine.names().text(side->name);
      if (own == kRaggedClass || own == kSymbolicClass) cls = own;
    }
  const Origin origin =
      std::max(a_tensor ? a.origin : Origin::Proved, b_tensor ? b.origin : Origin::Proved);
  return engine.tensor(cls, out, origin);
}

ValueId Framework::unary(Engine& engine, Operator, ObjectId operand) {
  const Object object = engine.values()[operand];
  if (object.kind != ObjectKind::Tensor) return engine.values().unknown();
  return like(engine, object, engine.values().array_type(object));
}

// Arrays, also inside lists and tuples, as the tensors that a graph gets.
ValueId Framework::arrays_as_tensors(Engine& engine, ValueId value, int depth) {
  Values& values = engine.values();
  ValueId out;
  for (ObjectId o : values.members(value)) {
    const Object object = values[o];
    if (is_array(engine, object)) {
      out = values.join(out, engine.tensor(kTensorClass, values.array_type(object), object.origin));
      continue;
    }
    const auto parts =
        depth > 0 && object.kind == ObjectKind::Tuple ? engine.parts(o) : std::nullopt;
    if (!parts) {
      out = values.join(out, values.value(o));
      continue;
    }
    std::vector<ValueId> each;
    for (ValueId part : parts->each) each.push_back(arrays_as_tensors(engine, part, depth - 1));
    Object made = object;
    made.a = values.list(std::move(each)).raw();
    out = values.join(out, values.value(made));
  }
  return out;
}

ValueId Framework::entering_graph(Engine& engine, ValueId argument, bool hinted) {
  return hinted ? as_tensors(engine, argument, {}) : arrays_as_tensors(engine, argument, 4);
}

ValueId Framework::in_signature(Engine& engine, ValueId argument, ValueId spec, ValueId before) {
  if (spec.exists())
    if (const ValueId described = of_spec(engine, spec, flow::Origin::Proved); described.exists())
      return described;
  Values& values = engine.values();
  ValueId out = argument;
  for (ObjectId o : values.members(argument))
    for (ObjectId earlier : values.members(before)) {
      const Object object = values[o];
      const Object other = values[earlier];
      if (object.kind != ObjectKind::Tensor || other.kind != ObjectKind::Tensor) continue;
      ArrayType type = values.array_type(object);
      const ArrayType old = values.array_type(other);
      if (type == old || type.dtype != old.dtype || !type.dims || !old.dims ||
          type.dims->size() != old.dims->size())
        continue;
      for (std::size_t i = 0; i < type.dims->size(); ++i)
        if (!((*type.dims)[i] == (*old.dims)[i])) (*type.dims)[i] = Dim::dynamic();
      out = values.join(out, engine.tensor(engine.names().text(object.name), type, object.origin));
    }
  return out;
}

int Framework::is_instance(Engine& engine, ObjectId object, ObjectId cls) {
  const Values& values = engine.values();
  const Object& o = values[object];
  const Object& c = values[cls];
  if (c.kind == ObjectKind::Class)
    return o.kind == ObjectKind::Unknown || o.kind == ObjectKind::ExternalInstance ? -1 : 0;
  if (c.kind != ObjectKind::External) return -1;
  const std::string_view path = outside_.path(engine.names(), c.name);
  const auto builtin = [&](std::string_view name) { return path == name ? 1 : 0; };
  switch (o.kind) {
    case ObjectKind::None:
      return 0;
    case ObjectKind::Bool:
      return path == "builtins.bool" || path == "builtins.int" ? 1 : 0;
    case ObjectKind::Int:
      return path.starts_with("numbers.") ? -1 : builtin("builtins.int");
    case ObjectKind::Float:
      return path.starts_with("numbers.") ? -1 : builtin("builtins.float");
    case ObjectKind::Str:
      return path.starts_with("collections.") || path.starts_with("typing.") ||
                     path == "six.string_types"
                 ? -1
                 : builtin("builtins.str");
    case ObjectKind::List:
      return path.starts_with("collections.") || path.starts_with("typing.")
                 ? -1
                 : builtin("builtins.list");
    case ObjectKind::Tuple:
      return path.starts_with("collections.") || path.starts_with("typing.")
                 ? -1
                 : builtin("builtins.tuple");
    case ObjectKind::Dict:
      return path.starts_with("collections.") || path.starts_with("typing.")
                 ? -1
                 : builtin("builtins.dict");
    case ObjectKind::Function:
    case ObjectKind::BoundMethod:
      return path.starts_with("builtins.") && path != "builtins.object" ? 0 : -1;
    case ObjectKind::Tensor: {
      const std::string_view own = engine.names().text(o.name);
      if (path == own) return 1;
      if (path.starts_with("builtins.")) return path == "builtins.object" ? 1 : 0;
      // A variable is a tensor to checks, yet not to isinstance(x, tf.Tensor).
      if (path == kTensorClass) return own == kTensorClass ? 1 : own == kSymbolicClass ? -1 : 0;
      if (path == kVariableClass || path == kRaggedClass || path == kSparseClass ||
          path == kArrayClass)
        return 0;
      return -1;
    }
    case ObjectKind::External:  // a base class of the project's class
    case ObjectKind::ExternalInstance: {
      const std::string_view own = outside_.path(engine.names(), o.name);
      if (derives_from(own, path)) return 1;
      return find_exact_api(own) != nullptr && path.starts_with("builtins.") ? 0 : -1;
    }
    default:
      return -1;
  }
}

int Framework::passes(Engine& engine, NameId function, ObjectId object) {
  const std::string_view path = outside_.path(engine.names(), function);
  const Object& o = engine.values()[object];
  if (o.kind == ObjectKind::Unknown) return -1;
  if (path == "tensorflow.is_tensor" || path == "keras.backend.is_tensor")
    return is_tensor(engine.values(), engine.names(), object) ? 1
           : o.kind == ObjectKind::ExternalInstance           ? -1
                                                              : 0;
  if (path == "builtins.callable") {
    switch (o.kind) {
      case ObjectKind::Function:
      case ObjectKind::BoundMethod:
      case ObjectKind::GraphFunction:
      case ObjectKind::Partial:
      case ObjectKind::Class:
        return 1;
      case ObjectKind::None:
      case ObjectKind::Bool:
      case ObjectKind::Int:
      case ObjectKind::Float:
      case ObjectKind::Str:
      case ObjectKind::Tuple:
      case ObjectKind::List:
      case ObjectKind::Dict:
      case ObjectKind::Tensor:
        return 0;
      default:
        return -1;
    }
  }
  return -1;
}

bool is_tensor(const Values& values, const Interner& names, ObjectId object) {
  const Object& o = values[object];
  return o.kind == ObjectKind::Tensor && names.text(o.name) != kArrayClass;
}

bool is_variable(const Values& values, const Interner& names, ObjectId object) {
  const Object& o = values[object];
  return o.kind == ObjectKind::Tensor && names.text(o.name) == kVariableClass;
}

bool is_variable(const Values& values, const Interner& names, ValueId value) {
  const auto objects = values.objects(value);
  return !objects.empty() && std::all_of(objects.begin(), objects.end(),
                                         [&](ObjectId o) { return is_variable(values, names, o); });
}

}  // namespace hyb
