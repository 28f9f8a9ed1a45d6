#pragma once

// A call of a function of the language itself, as those who answer it read it: the arguments as
// they were bound, and values to answer with. Made by call_builtin() for one call.

#include "core/flow/engine.h"

namespace hyb::flow {

struct BuiltinCall {
  Engine& engine;
  const Bindings& bindings;
  Site site;

  Values& values() const { return engine.values(); }
  ValueId argument(std::size_t i) const {
    std::size_t at = 0;
    for (const Argument& a : bindings.arguments)
      if (!a.keyword.exists() && at++ == i) return a.value;
    return {};
  }
  ValueId iterator(ValueId element) const {
    return values().value({ObjectKind::Iterator, {}, element.raw(), 1});
  }
  ValueId repeatable(ValueId element) const {
    return values().value({ObjectKind::Iterator, {}, element.raw(), 0});
  }
  ValueId tuple(std::vector<ValueId> parts) const {
    return values().value({ObjectKind::Tuple, {}, values().list(std::move(parts)).raw(), 0});
  }
  ValueId any_int() const { return values().value({ObjectKind::Int, {}, 0, 0}); }
};

/// max, min, abs, round, pow and sum, of numbers and tensors.
ValueId extremum_call(const BuiltinCall& call);
ValueId abs_call(const BuiltinCall& call);
ValueId round_call(const BuiltinCall& call);
ValueId pow_call(const BuiltinCall& call);
ValueId sum_call(const BuiltinCall& call);

}  // namespace hyb::flow
