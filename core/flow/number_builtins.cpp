// What Python's functions on numbers give: one of their arguments, or what the operators give that
// they stand for. Of objects that answer themselves nothing is known.

#include <algorithm>

#include "core/flow/builtin_call.h"

namespace hyb::flow {
namespace {

constexpr std::size_t kMaxTerms = 16;  // of a sum that is worked out term by term
constexpr int kMaxRounds = 4;          // of a sum of unknown length, until it grows no more

ValueId keyword(const BuiltinCall& call, std::string_view name) {
  for (const Argument& a : call.bindings.arguments)
    if (a.keyword.exists() && call.engine.names().text(a.keyword) == name) return a.value;
  return {};
}

bool is_number(const Object& object) {
  return object.kind == ObjectKind::Int || object.kind == ObjectKind::Float ||
         object.kind == ObjectKind::Bool;
}

/// What `of` says of each object that the value may be; Unknown beside where it says nothing.
template <class Of>
ValueId each(const BuiltinCall& call, ValueId value, Of&& of) {
  ValueId out;
  for (ObjectId o : call.values().members(value)) {
    const ValueId one = of(o, Object(call.values()[o]));
    out = call.values().join(out, one.exists() ? one : call.values().unknown());
  }
  return out.exists() ? out : call.values().unknown();
}

}  // namespace

/// `max(a, b)`, `max(xs)`, `max(xs, default=0)`
ValueId extremum_call(const BuiltinCall& call) {
  if (call.bindings.open || !call.argument(0).exists()) return call.values().unknown();
  if (!call.argument(1).exists()) {
    const ValueId found = call.values().join(call.engine.elements(call.argument(0), call.site),
                                             keyword(call, "default"));
    return found.exists() ? found : call.values().unknown();
  }
  ValueId out;
  for (std::size_t i = 0; call.argument(i).exists(); ++i)
    out = call.values().join(out, call.argument(i));
  return out;
}

ValueId abs_call(const BuiltinCall& call) {
  return each(call, call.argument(0), [&](ObjectId o, const Object& object) {
    // The sign aside it is what it was; of complex numbers it is something else.
    const bool real = object.kind == ObjectKind::Tensor && is_floating(object.dtype);
    return is_number(object) || real
               ? call.engine.unary(Operator::Minus, call.values().value(o), call.site)
               : ValueId{};
  });
}

ValueId round_call(const BuiltinCall& call) {
  const bool to_digits = call.argument(1).exists() || keyword(call, "ndigits").exists();
  return each(call, call.argument(0), [&](ObjectId, const Object& object) {
    if (!is_number(object)) return ValueId{};
    return to_digits && object.kind == ObjectKind::Float ? call.values().any_float()
                                                         : call.any_int();
  });
}

ValueId pow_call(const BuiltinCall& call) {
  if (!call.argument(1).exists() || call.argument(2).exists() || call.bindings.open)
    return call.values().unknown();
  return call.engine.binary(Operator::Pow, call.argument(0), call.argument(1), call.site);
}

/// `sum(terms, start=0)`: as the additions that it does, one by one where the terms are few.
ValueId sum_call(const BuiltinCall& call) {
  Values& values = call.values();
  if (call.bindings.open || !call.argument(0).exists()) return values.unknown();
  ValueId sum = call.argument(1).exists() ? call.argument(1) : keyword(call, "start");
  if (!sum.exists()) sum = values.integer(0, call.engine.names());
  const ObjectId only = values.only(call.argument(0));
  if (only.exists())
    if (const auto parts = call.engine.parts(only);
        parts && !parts->open && parts->each.size() <= kMaxTerms) {
      for (ValueId part : parts->each)
        sum = call.engine.binary(Operator::Add, sum, part, call.site);
      return sum.exists() ? sum : values.unknown();
    }
  const ValueId term = call.engine.elements(call.argument(0), call.site);
  if (!term.exists()) return sum;
  // How many there are nobody knows, and there may be none.
  ValueId all = call.engine.binary(Operator::Add, sum, term, call.site);
  for (int round = 0; round < kMaxRounds && all.exists(); ++round) {
    const ValueId more = values.join(all, call.engine.binary(Operator::Add, all, term, call.site));
    if (more == all) return values.join(sum, all);
    all = more;
  }
  return values.unknown();
}

}  // namespace hyb::flow
