// Element types that follow from an argument, but are not its own.

#include <algorithm>
#include <array>

#include "core/tensorflow/rules/axes.h"

namespace hyb {

using flow::Dtype;

Dtype dtype_real_part(const RuleCall& call, RuleArguments a) {
  const Dtype dtype = call.array(a[0]).dtype;
  return dtype == Dtype::Complex64    ? Dtype::Float32
         : dtype == Dtype::Complex128 ? Dtype::Float64
                                      : dtype;
}

Dtype dtype_complex_of(const RuleCall& call, RuleArguments a) {
  const Dtype dtype = call.array(a[0]).dtype;
  return dtype == Dtype::Float32   ? Dtype::Complex64
         : dtype == Dtype::Float64 ? Dtype::Complex128
         : is_complex(dtype)       ? dtype
                                   : Dtype::Unknown;
}

Dtype dtype_first_given(const RuleCall& call, RuleArguments a) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const Dtype constant = flow::dtype_of_name(a[i]);
    if (constant != Dtype::Unknown) return constant;
    if (call.is_none(a[i])) continue;
    if (!call.value(a[i]).exists()) return Dtype::Unknown;
    return i == 0 ? call.dtype(a[i]) : call.array(a[i]).dtype;
  }
  return Dtype::Unknown;
}

Dtype dtype_if_given(const RuleCall& call, RuleArguments a) {
  if (!call.is_none(a[0])) return call.array(a[0]).dtype;
  return dtype_argument(call, a.subspan(1));
}

Dtype dtype_where(const RuleCall& call, RuleArguments a) {
  if (call.is_none(a[0])) return Dtype::Int64;
  return dtype_common(call, a);
}

Dtype dtype_floating(const RuleCall& call, RuleArguments a) {
  const Dtype dtype = call.array(a[0]).dtype;
  return is_integer(dtype) ? Dtype::Float64 : dtype;
}

Dtype dtype_operand(const RuleCall& call, RuleArguments a) {
  const auto given = call.rest(count_of(a[0]));
  return given.empty() ? Dtype::Unknown : call.array(given.front()).dtype;
}

Dtype dtype_drawn(const RuleCall& call, RuleArguments a) {
  const flow::ArrayType from = call.array(a[0]);
  if (!from.dims) return Dtype::Unknown;
  return from.dims->empty() ? Dtype::Int64 : from.dtype;
}

Dtype dtype_range(const RuleCall& call, RuleArguments a) {
  if (!call.is_none(a[0])) return call.dtype(a[0]);
  constexpr std::array kOrder = {Dtype::Int32,    Dtype::Int64,   Dtype::Float16,
                                 Dtype::Bfloat16, Dtype::Float32, Dtype::Float64};
  std::size_t furthest = 0;
  for (std::string_view parameter : a.subspan(1)) {
    if (call.is_none(parameter)) continue;
    const Dtype dtype = call.array(parameter).dtype;
    std::size_t at = 0;
    while (at < kOrder.size() && kOrder[at] != dtype) ++at;
    if (at == kOrder.size()) return Dtype::Unknown;
    furthest = std::max(furthest, at);
  }
  // NumPy promotes what is no Python number with its default step, of int64.
  const Dtype dtype = kOrder[furthest];
  const bool exact =
      call.flavor() == Flavor::TensorFlow || dtype == Dtype::Int64 || dtype == Dtype::Float64;
  return exact ? dtype : Dtype::Unknown;
}

}  // namespace hyb
