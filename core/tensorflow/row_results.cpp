// Carrying out the rules of an API row: the tensors that a call gives. Part of Framework.

#include <algorithm>
#include <string>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Argument;
using flow::Bindings;
using flow::Dtype;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Origin;
using flow::ValueId;
using flow::Values;

namespace {

constexpr std::size_t kMaxCombinations = 8;  // of argument values that one call is judged by

}  // namespace

// One result per combination of single values, so that two dtypes at one call stay two; too many
// combinations are judged as one.
ValueId Framework::by_rule(const Call& call, const ApiRow& row, ValueId receiver) {
  Values& values = call.engine.values();
  std::size_t combinations = std::max<std::size_t>(values.objects(receiver).size(), 1);
  for (const Argument& a : call.bindings.arguments)
    combinations *= std::max<std::size_t>(values.objects(a.value).size(), 1);
  if (combinations == 1) return by_rule_once(call, row, receiver);
  Bindings bindings = call.bindings;
  if (combinations > kMaxCombinations) {
    for (Argument& a : bindings.arguments) a.value = values.merged(a.value, true);
    return by_rule_once({call.engine, bindings, call.site}, row, values.merged(receiver, true));
  }
  std::vector<flow::Members> choices;
  for (const Argument& a : call.bindings.arguments) choices.push_back(values.members(a.value));
  ValueId out;
  const flow::Members receivers = values.members(receiver);
  for (std::size_t number = 0; number < combinations; ++number) {
    std::size_t rest = number;
    const auto pick = [&](const flow::Members& from, ValueId all) {
      const std::size_t size = static_cast<std::size_t>(from.end() - from.begin());
      if (size == 0) return all;
      const ValueId one = values.value(from.begin()[rest % size]);
      rest /= size;
      return one;
    };
    const ValueId self = pick(receivers, receiver);
    for (std::size_t i = 0; i < choices.size(); ++i)
      bindings.arguments[i].value = pick(choices[i], call.bindings.arguments[i].value);
    out = values.join(out, by_rule_once({call.engine, bindings, call.site}, row, self));
  }
  return out;
}

ValueId Framework::by_rule_once(const Call& call, const ApiRow& row, ValueId receiver) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const RuleCall judged(engine, row, call.bindings, receiver);
  // The class of the result follows its inputs: symbolic in, symbolic out.
  std::string_view cls = kTensorClass;
  Origin origin = Origin::Proved;
  const auto look = [&](ValueId value) {
    for (ObjectId o : values.members(value)) {
      const Object object = values[o];
      if (object.kind != ObjectKind::Tensor) continue;
      origin = std::max(origin, object.origin);
      const std::string_view own = engine.names().text(object.name);
      if (own == kSymbolicClass) cls = own;
      if (own == kRaggedClass && cls == kTensorClass &&
          (row.shape.starts_with("same") || row.shape.starts_with("broadcast")))
        cls = own;
      if (own == kSparseClass && row.has(Trait::KeepsSparse)) cls = own;
    }
  };
  if (receiver.exists()) look(receiver);
  for (const Argument& a : call.bindings.arguments) {
    look(a.value);
    for (ObjectId o : values.members(a.value))
      if (const auto parts = engine.parts(o))
        for (ValueId part : parts->each) look(part);
  }
  const auto made = [&](std::string_view dtype, std::string_view shape) {
    flow::ArrayType type = rules_.apply(judged, dtype, shape);
    const bool nothing = type.dtype == Dtype::Unknown && !type.dims;
    // What is ragged for vectors (strings.split) is a tensor for scalars.
    const bool dense = row.result == ApiResult::Ragged && type.dims &&
                       std::count(type.dims->begin(), type.dims->end(), flow::Dim::ragged()) == 0;
    const Origin known = nothing ? Origin::Proved : origin;
    return row.name.starts_with("keras.") && type.dtype == Dtype::Float32
               ? float_tensors(engine, dense ? kTensorClass : cls, type, known, {})
               : engine.tensor(dense ? kTensorClass : cls, type, known);
  };
  switch (row.result) {
    case ApiResult::Array:
      cls = kArrayClass;
      break;
    case ApiResult::Ragged:
      cls = kRaggedClass;
      break;
    case ApiResult::Sparse:
      cls = kSparseClass;
      break;
    case ApiResult::Variable: {
      const flow::ArrayType type = rules_.apply(judged, row.dtype, row.shape);
      return row.name.starts_with("keras.") && type.dtype == Dtype::Float32
                 ? float_tensors(engine, kVariableClass, type, Origin::Proved, call.site.node)
                 : engine.tensor(kVariableClass, type, Origin::Proved, call.site.node);
    }
    case ApiResult::TensorList: {
      const ValueId each = made(row.dtype, row.shape);
      return values.value(Object{.kind = ObjectKind::List,
                                 .a = values.list({each}).raw(),
                                 .b = engine.site_number(call.site.node),
                                 .open = true});
    }
    case ApiResult::ArraySplits:
    case ApiResult::IteratorOfParts:
    case ApiResult::Tuple: {
      if (row.name.starts_with("numpy.") || row.result != ApiResult::Tuple) cls = kArrayClass;
      std::vector<ValueId> parts;
      for (std::string_view rest = row.parts; !rest.empty();) {
        const std::size_t end = rest.find(';');
        const std::string_view part = rest.substr(0, end);
        const std::size_t at = part.find('@');
        parts.push_back(
            made(part.substr(0, at), at == std::string_view::npos ? "" : part.substr(at + 1)));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
      }
      if (row.result == ApiResult::ArraySplits) {
        if (parts.size() != 4) return values.unknown();
        return values.tuple(
            {values.tuple({parts[0], parts[1]}), values.tuple({parts[2], parts[3]})});
      }
      if (row.result == ApiResult::IteratorOfParts)
        return values.value(
            Object{.kind = ObjectKind::Iterator, .a = values.tuple(std::move(parts)).raw()});
      const NameId fields = row.fields.empty() ? NameId{} : engine.name(row.fields);
      return values.value(Object{
          .kind = ObjectKind::Tuple, .name = fields, .a = values.list(std::move(parts)).raw()});
    }
    default:
      if (row.has(Trait::Symbolic)) cls = kSymbolicClass;
      break;
  }
  return made(row.dtype, row.shape);
}

}  // namespace hyb
