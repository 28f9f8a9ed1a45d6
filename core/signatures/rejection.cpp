#include "core/signatures/rejection.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "core/tensorflow/framework.h"

namespace hyb {
namespace {

using flow::Dim;
using flow::Dtype;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

bool is_number(const Object& object) {
  return object.kind == ObjectKind::Int || object.kind == ObjectKind::Float ||
         object.kind == ObjectKind::Bool;
}

bool is_numeric(Dtype dtype) {
  return dtype == Dtype::Bool || flow::is_integer(dtype) || flow::is_floating(dtype) ||
         flow::is_complex(dtype);
}

/// A Python number, or the text of one; nullopt = not known which.
std::optional<double> number_of(const Program& program, const Object& object) {
  if (object.kind == ObjectKind::Bool)
    return object.a < 2 ? std::optional<double>(object.a) : std::nullopt;
  if (!object.name.exists()) return std::nullopt;
  std::string digits;
  for (char c : program.text(object.name))
    if (c != '_') digits += c;
  double out = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, out);
  return error == std::errc() && rest == end ? std::optional(out) : std::nullopt;
}

class Judge {
 public:
  Judge(const Program& program, const flow::Engine& engine)
      : program_(program), engine_(engine), values_(engine.values()) {}

  /// One reason that holds for every object of the value.
  std::optional<Rejection> of(const Spec& entry, ValueId value, int depth) const {
    std::optional<Rejection> out;
    for (ObjectId o : values_.objects(value)) {
      const auto one = depth > kMaxSpecDepth ? std::nullopt : of(entry, o, depth);
      if (!one) return std::nullopt;
      if (!out) out = one;
      out->only_dtype = out->only_dtype && one->only_dtype;
    }
    return out;
  }

 private:
  std::optional<Rejection> of(const Spec& entry, ObjectId id, int depth) const {
    const Object& object = values_[id];
    switch (entry.kind) {
      case Spec::Kind::Dense:
        return of_dense(entry, id);
      case Spec::Kind::List:
        if (object.kind == ObjectKind::Tuple && !object.name.exists()) return Rejection{"a tuple"};
        return object.kind == ObjectKind::List ? of_items(entry, id, depth) : std::nullopt;
      case Spec::Kind::Tuple:
        if (object.kind == ObjectKind::List) return Rejection{"a list"};
        return object.kind == ObjectKind::Tuple && !object.name.exists()
                   ? of_items(entry, id, depth)
                   : std::nullopt;
      case Spec::Kind::Dict:
        return object.kind == ObjectKind::Dict ? of_dict(entry, id, depth) : std::nullopt;
      case Spec::Kind::Ragged:
      case Spec::Kind::Sparse:
        return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Rejection> of_dense(const Spec& entry, ObjectId id) const {
    const Object& object = values_[id];
    const bool scalar = entry.dims && entry.dims->empty();
    switch (object.kind) {
      case ObjectKind::None:
        return Rejection{"None"};
      case ObjectKind::Generator:
        return Rejection{"a generator"};
      case ObjectKind::Str:
        return is_numeric(entry.dtype) ? std::optional(Rejection{"a str"}) : std::nullopt;
      case ObjectKind::Dict:
        return Rejection{"a dict"};
      case ObjectKind::List:
      case ObjectKind::Tuple:
        if (!scalar) return std::nullopt;
        return Rejection{object.kind == ObjectKind::List ? "a list" : "a tuple"};
      case ObjectKind::Int:
      case ObjectKind::Float:
      case ObjectKind::Bool:
        return of_number(entry, object);
      case ObjectKind::Tensor:
        return of_tensor(entry, object);
      default:
        return std::nullopt;
    }
  }

  static std::optional<Rejection> of_number(const Spec& entry, const Object& object) {
    const std::string name = object.kind == ObjectKind::Int     ? "an int"
                             : object.kind == ObjectKind::Float ? "a float"
                                                                : "a bool";
    if (entry.dims && !entry.dims->empty()) return Rejection{name};
    if (object.kind == ObjectKind::Float &&
        (flow::is_integer(entry.dtype) || entry.dtype == Dtype::Bool))
      return Rejection{name};
    if (object.kind == ObjectKind::Int && entry.dtype == Dtype::Bool) return Rejection{name};
    return std::nullopt;
  }

  std::optional<Rejection> of_tensor(const Spec& entry, const Object& object) const {
    if (object.origin == flow::Origin::Assumed || object.origin == flow::Origin::Speculative)
      return std::nullopt;
    const std::string_view cls = program_.text(object.name);
    const flow::ArrayType type = values_.array_type(object);
    std::string text = flow::to_text(type);
    if (cls == kRaggedClass) return Rejection{"a RaggedTensor"};
    if (cls == kSparseClass) return Rejection{"a SparseTensor"};
    const bool array = cls == kArrayClass;
    if (!array && cls != kTensorClass && cls != kVariableClass) return std::nullopt;
    if (array) text += " array";
    if (!shapes_agree(entry.dims, type.dims)) return Rejection{text};
    const bool other_dtype = !array && type.dtype != Dtype::Unknown && type.dtype != entry.dtype;
    if (!other_dtype) return std::nullopt;
    return Rejection{text, is_numeric(type.dtype) && is_numeric(entry.dtype)};
  }

  static bool shapes_agree(const std::optional<flow::Dims>& wanted,
                           const std::optional<flow::Dims>& given) {
    if (!wanted || !given) return true;
    if (wanted->size() != given->size()) return false;
    for (std::size_t i = 0; i < wanted->size(); ++i)
      if ((*wanted)[i].known() && (*given)[i].known() && !((*wanted)[i] == (*given)[i]))
        return false;
    return true;
  }

  std::optional<Rejection> of_items(const Spec& entry, ObjectId id, int depth) const {
    bool fixed = true;
    const std::vector<ValueId> parts = engine_.parts_of(id, &fixed);
    if (!fixed) return std::nullopt;
    if (parts.size() != entry.items.size())
      return Rejection{(entry.kind == Spec::Kind::List ? "a list of " : "a tuple of ") +
                       std::to_string(parts.size())};
    for (std::size_t i = 0; i < parts.size(); ++i)
      if (auto inner = of(entry.items[i], parts[i], depth + 1)) {
        inner->only_dtype = false;
        return inner;
      }
    return std::nullopt;
  }

  std::optional<Rejection> of_dict(const Spec& entry, ObjectId id, int depth) const {
    bool fixed = true;
    std::vector<NameId> keys = engine_.keys_of(id, &fixed);
    if (!fixed) return std::nullopt;
    std::sort(keys.begin(), keys.end(),
              [&](NameId a, NameId b) { return program_.text(a) < program_.text(b); });
    const bool same = std::equal(
        keys.begin(), keys.end(), entry.keys.begin(), entry.keys.end(),
        [&](NameId key, const std::string& wanted) { return program_.text(key) == wanted; });
    if (!same) return Rejection{"a dict with other keys"};
    for (std::size_t i = 0; i < keys.size(); ++i)
      if (auto inner = of(entry.items[i], engine_.held(id, keys[i]), depth + 1)) {
        inner->only_dtype = false;
        return inner;
      }
    return std::nullopt;
  }

  const Program& program_;
  const flow::Engine& engine_;
  const flow::Values& values_;
};

}  // namespace

std::optional<Rejection> rejection(const Program& program, const flow::Engine& engine,
                                   const Spec& entry, ValueId argument) {
  return Judge(program, engine).of(entry, argument, 0);
}

Tri surely_equal(const flow::Engine& engine, ValueId a, ValueId b) {
  const flow::Values& values = engine.values();
  const ObjectId x = values.only(a);
  const ObjectId y = values.only(b);
  if (!x.exists() || !y.exists()) return Tri::Unknown;
  if (x == y) {
    const Object& object = values[x];
    const bool constant = object.kind == ObjectKind::None || object.name.exists() ||
                          (object.kind == ObjectKind::Bool && object.a < 2);
    return constant ? Tri::Yes : Tri::Unknown;
  }
  const Object& left = values[x];
  const Object& right = values[y];
  const auto is_constant = [&](const Object& object) {
    return object.kind == ObjectKind::None ||
           (object.kind == ObjectKind::Str && object.name.exists()) ||
           (is_number(object) && number_of(engine.program(), object));
  };
  const auto is_tensor = [](const Object& object) { return object.kind == ObjectKind::Tensor; };
  if ((is_constant(left) && is_tensor(right)) || (is_tensor(left) && is_constant(right)))
    return Tri::No;
  if (!is_constant(left) || !is_constant(right)) return Tri::Unknown;
  if (is_number(left) && is_number(right))
    return tri(number_of(engine.program(), left) == number_of(engine.program(), right));
  return Tri::No;
}

}  // namespace hyb
