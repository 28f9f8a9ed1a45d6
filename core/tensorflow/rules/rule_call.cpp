#include <charconv>
#include <string>

#include "core/tensorflow/rules/rules.h"

namespace hyb {

using flow::ArrayType;
using flow::Dim;
using flow::Dims;
using flow::Dtype;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

std::optional<std::int64_t> parse_int(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// What a call passes for a parameter: by its name, or in its place.
const flow::Argument* argument_of(flow::Engine& engine, const ApiRow& row,
                                  const flow::Bindings& bindings, std::string_view parameter) {
  const int index = parameter_index(row, parameter);
  int at = 0;
  for (const flow::Argument& argument : bindings.arguments)
    if (argument.keyword.exists() ? engine.names().text(argument.keyword) == parameter
                                  : at++ == index)
      return &argument;
  return nullptr;
}

// The value of a default as the API model writes it.
ValueId literal(flow::Engine& engine, std::string_view text) {
  flow::Values& values = engine.values();
  if (text.empty() || text == "?") return {};
  if (text == "None") return values.none();
  if (text == "True" || text == "False")
    return values.value(Object{.kind = ObjectKind::Bool, .a = text == "True" ? 1U : 0U});
  if (text.front() == '\'' && text.size() >= 2)
    return values.value(
        Object{.kind = ObjectKind::Str, .name = engine.name(text.substr(1, text.size() - 2))});
  if (parse_int(text))
    return values.value(Object{.kind = ObjectKind::Int, .name = engine.name(text)});
  if (text.front() == '(' && text.back() == ')') {
    std::vector<ValueId> parts;
    for (text = text.substr(1, text.size() - 2); !text.empty();) {
      const std::size_t comma = text.find(',');
      const ValueId part = literal(engine, text.substr(0, comma));
      if (!part.exists()) return {};
      parts.push_back(part);
      if (comma == std::string_view::npos) break;
      text.remove_prefix(comma + 1);
    }
    return values.tuple(std::move(parts));
  }
  const bool number = text.find_first_not_of("-+.0123456789e") == std::string_view::npos;
  return number ? values.any_float() : ValueId{};
}

}  // namespace

RuleCall::RuleCall(flow::Engine& engine, const ApiRow& row, const flow::Bindings& bindings,
                   ValueId receiver)
    : engine_(engine),
      row_(row),
      bindings_(bindings),
      receiver_(receiver),
      flavor_(row.name.starts_with("numpy.") ||
                      row.name.starts_with("tensorflow.experimental.numpy.")
                  ? Flavor::NumPy
                  : Flavor::TensorFlow) {}

bool RuleCall::given(std::string_view parameter) const {
  if (const auto position = parse_int(parameter))
    parameter = parameter_at(row_, static_cast<std::size_t>(*position));
  return argument_of(engine_, row_, bindings_, parameter) != nullptr;
}

ValueId RuleCall::value(std::string_view parameter) const {
  if (const std::size_t bar = parameter.find('|'); bar != std::string_view::npos) {
    const std::string_view newer = parameter.substr(0, bar);
    const std::string_view older = parameter.substr(bar + 1);
    return value(given(older) && !is_none(older) ? older : newer);
  }
  if (const auto position = parse_int(parameter))
    parameter = parameter_at(row_, static_cast<std::size_t>(*position));
  if (parameter == "self") return receiver_;
  if (parameter.starts_with("self.")) {
    parameter.remove_prefix(5);
    const ObjectId object = engine_.values().only(receiver_);
    if (!object.exists()) return {};
    const ValueId kept = engine_.read_attribute(object, engine_.name(parameter));
    if (kept.exists()) return kept;
    const ApiRow* made = find_exact_api(engine_.names().text(engine_.values()[object].name));
    return made == nullptr ? ValueId{} : literal(engine_, default_of(*made, parameter));
  }
  const flow::Argument* argument = argument_of(engine_, row_, bindings_, parameter);
  if (argument != nullptr) return argument->value;
  if (bindings_.open) return {};
  return literal(engine_, default_of(row_, parameter));
}

bool RuleCall::is_none(std::string_view parameter) const {
  return value(parameter) == engine_.values().none();
}

ArrayType RuleCall::array(std::string_view parameter) const {
  return array(value(parameter));
}

std::optional<std::int64_t> RuleCall::integer(std::string_view parameter) const {
  const ObjectId only = engine_.values().only(value(parameter));
  if (!only.exists()) return std::nullopt;
  const Object& object = engine_.values()[only];
  if (object.kind == ObjectKind::Bool && object.a < 2) return object.a;
  if (object.kind != ObjectKind::Int || !object.name.exists()) return std::nullopt;
  return parse_int(engine_.names().text(object.name));
}

std::optional<bool> RuleCall::boolean(std::string_view parameter) const {
  const ObjectId only = engine_.values().only(value(parameter));
  if (!only.exists()) return std::nullopt;
  const Object& object = engine_.values()[only];
  if (object.kind == ObjectKind::None) return false;
  if (object.kind == ObjectKind::Bool && object.a < 2) return object.a == 1;
  if (object.kind == ObjectKind::Int && object.name.exists())
    return engine_.names().text(object.name) != "0";
  return std::nullopt;
}

std::optional<std::string_view> RuleCall::string(std::string_view parameter) const {
  const ObjectId only = engine_.values().only(value(parameter));
  if (!only.exists()) return std::nullopt;
  const Object& object = engine_.values()[only];
  if (object.kind != ObjectKind::Str || !object.name.exists()) return std::nullopt;
  return engine_.names().text(object.name);
}

Dtype RuleCall::dtype(std::string_view parameter) const {
  return named_dtype(engine_, value(parameter), flavor_);
}

std::optional<std::vector<ValueId>> RuleCall::items(std::string_view parameter) const {
  const ObjectId only = engine_.values().only(value(parameter));
  if (!only.exists()) return std::nullopt;
  const auto parts = engine_.parts(only);
  if (!parts || parts->open) return std::nullopt;
  return parts->each;
}

std::vector<ValueId> RuleCall::rest(std::size_t position) const {
  std::vector<ValueId> out;
  for (const flow::Argument& argument : bindings_.arguments) {
    if (argument.keyword.exists()) break;
    if (position == 0)
      out.push_back(argument.value);
    else
      --position;
  }
  return out;
}

std::optional<std::vector<std::int64_t>> RuleCall::integers(std::string_view parameter) const {
  if (const auto one = integer(parameter)) return std::vector<std::int64_t>{*one};
  const auto parts = items(parameter);
  if (!parts) return std::nullopt;
  std::vector<std::int64_t> out;
  for (ValueId part : *parts) {
    const ObjectId only = engine_.values().only(part);
    if (!only.exists()) return std::nullopt;
    const Object& object = engine_.values()[only];
    if (object.kind != ObjectKind::Int || !object.name.exists()) return std::nullopt;
    const auto number = parse_int(engine_.names().text(object.name));
    if (!number) return std::nullopt;
    out.push_back(*number);
  }
  return out;
}

std::optional<Dims> RuleCall::sizes(std::string_view parameter) const {
  const flow::Values& values = engine_.values();
  ObjectId only = values.only(value(parameter));
  if (only.exists() && values[only].kind == ObjectKind::ExternalInstance && values[only].a != 0 &&
      engine_.names().text(values[only].name) == "tensorflow.TensorShape")  // by the sizes it holds
    only = values.only(ValueId::from_index(values[only].a - 1));
  if (!only.exists()) return std::nullopt;
  const Object object = values[only];
  const auto size_of = [&](ValueId part) {
    const ObjectId one = values.only(part);
    if (!one.exists()) return Dim::fixed();
    const Object size = values[one];
    if (size.kind == ObjectKind::None) return Dim::dynamic();
    if (size.kind == ObjectKind::Tensor) return Dim::dynamic();
    if (size.kind != ObjectKind::Int || !size.name.exists()) return Dim::fixed();
    const auto number = parse_int(engine_.names().text(size.name));
    return !number ? Dim::fixed() : *number < 0 ? Dim::dynamic() : Dim::of(*number);
  };
  if (object.kind == ObjectKind::Int) return Dims{size_of(value(parameter))};
  if (object.kind == ObjectKind::Tensor) {  // a vector of sizes: as many axes as it is long
    const Dims* dims = values.dims(object);
    if (dims == nullptr || dims->size() != 1 || !dims->front().known()) return std::nullopt;
    return Dims(static_cast<std::size_t>(dims->front().size), Dim::dynamic());
  }
  const auto parts = engine_.parts(only);
  if (!parts || parts->open) return std::nullopt;
  Dims out;
  for (ValueId part : parts->each) out.push_back(size_of(part));
  return out;
}

}  // namespace hyb
