// What values become when TensorFlow or NumPy converts them.

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "core/tensorflow/rules/rules.h"

namespace hyb {

using flow::ArrayType;
using flow::Dim;
using flow::Dims;
using flow::Dtype;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr int kMaxDepth = 12;  // lists inside lists

ArrayType scalar(Dtype dtype) {
  return {dtype, Dims{}};
}

bool holds_nothing(const ArrayType& type) {
  return type.dims &&
         std::find(type.dims->begin(), type.dims->end(), Dim::of(0)) != type.dims->end();
}

// One conversion. Lists that hold each other (a list that grows by lists made of its own parts)
// lead to the same list by many ways: each is converted once for each depth it is met at.
class Conversion {
 public:
  Conversion(Engine& engine, Flavor flavor) : engine_(engine), flavor_(flavor) {}

  ArrayType convert(ValueId value, int depth) {
    ArrayType out;
    bool first = true;
    for (ObjectId o : engine_.values().members(value)) {
      ArrayType one = convert_object(o, depth);
      if (first) {
        out = std::move(one);
      } else {
        if (out.dtype != one.dtype) out.dtype = Dtype::Unknown;
        if (!out.dims || !one.dims || out.dims->size() != one.dims->size()) {
          out.dims.reset();
        } else {
          for (std::size_t i = 0; i < out.dims->size(); ++i)
            (*out.dims)[i] = join_dims((*out.dims)[i], (*one.dims)[i]);
        }
      }
      first = false;
    }
    return out;
  }

  bool only_literals(ValueId value, int depth) {
    const auto objects = engine_.values().members(value);
    if (!value.exists() || depth == 0) return false;
    for (ObjectId o : objects) {
      const Object object = engine_.values()[o];
      switch (object.kind) {
        case ObjectKind::Bool:
        case ObjectKind::Int:
        case ObjectKind::Float:
        case ObjectKind::Str:
          break;
        case ObjectKind::Plain: {
          const std::string_view type = engine_.program().text(object.name);
          if (type != "bytes" && type != "complex") return false;
          break;
        }
        case ObjectKind::List:
        case ObjectKind::Tuple:
          if (!literal_sequence(o, depth)) return false;
          break;
        default:
          return false;
      }
    }
    return true;
  }

 private:
  // A list or tuple: one more axis. The first part that is no literal decides the dtype; else the
  // widest literal does.
  ArrayType convert_sequence(ObjectId id, int depth) {
    if (depth == 0) return {};
    const auto sequence = engine_.parts(id);
    if (!sequence) return {};
    const std::vector<ValueId>& parts = sequence->each;
    ArrayType out;
    bool first = true;
    bool nothing = false;  // so far there were empty lists only
    bool literal = true;
    for (ValueId part : parts) {
      ArrayType one = convert(part, depth - 1);
      const bool part_literal = only_literals(part, kMaxDepth);
      const bool empty = holds_nothing(one);
      if (first) {
        out = std::move(one);
      } else {
        if (nothing)  // an empty list has no say in the dtype beside others
          out.dtype = one.dtype;
        else if (!empty)
          out.dtype = common_dtype(out.dtype, literal, one.dtype, part_literal, flavor_);
        if (!out.dims || !one.dims || out.dims->size() != one.dims->size()) {
          out.dims.reset();
        } else {
          for (std::size_t i = 0; i < out.dims->size(); ++i)
            (*out.dims)[i] = join_dims((*out.dims)[i], (*one.dims)[i]);
        }
      }
      nothing = (first || nothing) && empty;
      literal = literal && part_literal;
      first = false;
    }
    if (first) {  // []
      return {flavor_ == Flavor::NumPy ? Dtype::Float64 : Dtype::Float32, Dims{Dim::of(0)}};
    }
    if (out.dims)
      out.dims->insert(out.dims->begin(),
                       sequence->open ? Dim::fixed() : Dim::of(std::int64_t(parts.size())));
    return out;
  }

  ArrayType converted_sequence(ObjectId id, int depth) {
    const auto known = converted_.find({id, depth});
    if (known != converted_.end()) return known->second;
    const ArrayType out = convert_sequence(id, depth);
    converted_.emplace(std::pair(id, depth), out);
    return out;
  }

  ArrayType convert_object(ObjectId id, int depth) {
    const Object object = engine_.values()[id];
    const bool numpy = flavor_ == Flavor::NumPy;
    switch (object.kind) {
      case ObjectKind::Tensor:
        return engine_.values().array_type(object);
      case ObjectKind::Bool:
        return scalar(Dtype::Bool);
      case ObjectKind::Int:
        return scalar(numpy ? Dtype::Int64 : Dtype::Int32);
      case ObjectKind::Float:
        return scalar(numpy ? Dtype::Float64 : Dtype::Float32);
      case ObjectKind::Str:
        return scalar(Dtype::String);
      case ObjectKind::Plain: {
        const std::string_view type = engine_.program().text(object.name);
        if (type == "bytes") return scalar(Dtype::String);
        if (type == "complex") return scalar(Dtype::Complex128);
        return {};
      }
      case ObjectKind::List:
      case ObjectKind::Tuple:
        return converted_sequence(id, depth);
      case ObjectKind::ExternalInstance:
        if (object.a != 0 && engine_.program().text(object.name) == "tensorflow.TensorShape") {
          ArrayType sizes = convert(ValueId::from_index(object.a - 1), depth);
          sizes.dtype = Dtype::Int32;
          return sizes;
        }
        if (object.a != 0 && engine_.program().text(object.name) == "tensorflow.Operation")
          return convert(ValueId::from_index(object.a - 1), depth);
        return {};
      default:
        return {};
    }
  }

  bool literal_sequence(ObjectId id, int depth) {
    const auto known = literal_.find({id, depth});
    if (known != literal_.end()) return known->second;
    bool out = false;
    if (const auto sequence = engine_.parts(id))
      out = std::all_of(sequence->each.begin(), sequence->each.end(),
                        [&](ValueId part) { return only_literals(part, depth - 1); });
    literal_.emplace(std::pair(id, depth), out);
    return out;
  }

  Engine& engine_;
  Flavor flavor_;
  std::map<std::pair<ObjectId, int>, ArrayType> converted_;
  std::map<std::pair<ObjectId, int>, bool> literal_;
};

}  // namespace

ArrayType array_of(Engine& engine, ValueId value, Flavor flavor) {
  return Conversion(engine, flavor).convert(value, kMaxDepth);
}

bool is_literal(Engine& engine, ValueId value) {
  return Conversion(engine, Flavor::TensorFlow).only_literals(value, kMaxDepth);
}

Dtype named_dtype(const Engine& engine, ValueId value, Flavor flavor) {
  const ObjectId only = engine.values().only(value);
  if (!only.exists()) return Dtype::Unknown;
  const Object object = engine.values()[only];
  const bool numpy = flavor == Flavor::NumPy;
  std::string_view name = engine.program().text(object.name);
  if (object.kind == ObjectKind::Str) return flow::dtype_of_name(name);
  if (object.kind == ObjectKind::ExternalInstance)  // t.dtype
    return name == "tensorflow.DType" || name == "numpy.dtype" ? object.dtype : Dtype::Unknown;
  if (object.kind != ObjectKind::External) return Dtype::Unknown;
  if (name == "builtins.float") return numpy ? Dtype::Float64 : Dtype::Float32;
  if (name == "builtins.int") return numpy ? Dtype::Int64 : Dtype::Int32;
  if (name == "builtins.bool") return Dtype::Bool;
  if (name == "builtins.str") return Dtype::String;
  std::string storage;
  name = canonical_path(name, storage);
  if (!name.starts_with("tensorflow.") && !name.starts_with("numpy.")) return Dtype::Unknown;
  std::string_view last = name.substr(name.rfind('.') + 1);
  if (last.ends_with('_')) last.remove_suffix(1);  // np.bool_, np.float_
  if (last == "float" || last == "double") return Dtype::Float64;
  if (last == "int") return Dtype::Int64;
  if (last == "half") return Dtype::Float16;
  if (last == "single") return Dtype::Float32;
  return flow::dtype_of_name(last);
}

}  // namespace hyb
