// Shapes that only NumPy knows: sizes as separate arguments, None for "flattened", promotion of
// sums.

#include <algorithm>

#include "core/tensorflow/rules/rules.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::Dtype;
using flow::ValueId;

namespace {

Dim product(const Dims& dims) {
  std::int64_t size = 1;
  for (Dim dim : dims) {
    if (!dim.known()) return dim == Dim::dynamic() ? Dim::dynamic() : Dim::fixed();
    size *= dim.size;
  }
  return Dim::of(size);
}

Dim size_of(const RuleCall& call, ValueId value) {
  const auto number = call.engine().number(value);
  return !number ? Dim::fixed() : *number < 0 ? Dim::dynamic() : Dim::of(*number);
}

/// The sizes that `reshape(2, -1)` and `reshape((2, -1))` give.
std::optional<Dims> listed_sizes(const RuleCall& call) {
  const auto given = call.rest(0);
  if (given.size() == 1) {
    const flow::ObjectId only = call.engine().values().only(given.front());
    const auto parts = only.exists() ? call.engine().parts(only) : std::nullopt;
    if (parts && parts->open) return std::nullopt;
    if (parts) {
      Dims out;
      for (ValueId part : parts->each) out.push_back(size_of(call, part));
      return out;
    }
    if (!only.exists() || call.engine().values()[only].kind != flow::ObjectKind::Int)
      return std::nullopt;
  }
  if (given.empty()) return std::nullopt;
  Dims out;
  for (ValueId size : given) out.push_back(size_of(call, size));
  return out;
}

Dtype summed(Dtype dtype) {
  switch (dtype) {
    case Dtype::Bool:
    case Dtype::Int8:
    case Dtype::Int16:
    case Dtype::Int32:
      return Dtype::Int64;
    case Dtype::Uint8:
    case Dtype::Uint16:
    case Dtype::Uint32:
      return Dtype::Uint64;
    default:
      return dtype;
  }
}

Dtype as_real(Dtype dtype) {
  return is_integer(dtype) || dtype == Dtype::Bool ? Dtype::Float64 : dtype;
}

/// True when a dtype argument was given, and is not None.
bool chosen(const RuleCall& call, std::string_view parameter) {
  return call.given(parameter) && !call.is_none(parameter);
}

}  // namespace

Dtype dtype_accumulated(const RuleCall& call, RuleArguments a) {
  return chosen(call, a[0]) ? call.dtype(a[0]) : summed(call.array(a[1]).dtype);
}

Dtype dtype_mean(const RuleCall& call, RuleArguments a) {
  return chosen(call, a[0]) ? call.dtype(a[0]) : as_real(call.array(a[1]).dtype);
}

Dtype dtype_deviation(const RuleCall& call, RuleArguments a) {
  return chosen(call, a[0])                              ? call.dtype(a[0])
         : dtype_mean(call, a) == call.array(a[1]).dtype ? dtype_real_part(call, a.subspan(1))
                                                         : dtype_mean(call, a);
}

Dtype dtype_real(const RuleCall& call, RuleArguments a) {
  const Dtype common = dtype_common(call, a);
  switch (common) {
    case Dtype::Bool:
    case Dtype::Int8:
    case Dtype::Uint8:
      return Dtype::Float16;
    case Dtype::Int16:
    case Dtype::Uint16:
      return Dtype::Float32;
    default:
      return as_real(common);
  }
}

Dtype dtype_counted(const RuleCall& call, RuleArguments a) {
  const Dtype common = dtype_common(call, a);
  return common == Dtype::Bool ? Dtype::Int8 : common;
}

Dtype dtype_halved(const RuleCall& call, RuleArguments a) {
  const Dtype own = call.array(a[0]).dtype;
  return own == Dtype::Bool ? Dtype::Float16 : own;
}

Dtype dtype_spaced(const RuleCall& call, RuleArguments a) {
  return chosen(call, a[0]) ? call.dtype(a[0]) : as_real(dtype_common(call, a.subspan(1)));
}

std::optional<Dims> shape_reshaped(const RuleCall& call, RuleArguments a) {
  auto out = listed_sizes(call);
  const auto from = call.dims(a[0]);
  if (!out) return std::nullopt;
  const auto open = std::find(out->begin(), out->end(), Dim::dynamic());
  if (open == out->end()) return out;
  *open = Dim::of(1);
  const Dim whole = from ? product(*from) : Dim::fixed();
  const Dim rest = product(*out);
  *open = whole.known() && rest.known() && rest.size > 0 ? Dim::of(whole.size / rest.size)
          : whole == Dim::dynamic()                      ? Dim::dynamic()
                                                         : Dim::fixed();
  return out;
}

std::optional<Dims> shape_permuted(const RuleCall& call, RuleArguments a) {
  const auto from = call.dims(a[0]);
  if (!from) return std::nullopt;
  if (call.rest(0).empty()) return Dims(from->rbegin(), from->rend());
  const auto order = listed_sizes(call);
  Dims out(from->size(), Dim::fixed());
  if (!order || order->size() != from->size()) return out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Dim axis = (*order)[i];
    if (axis.known() && static_cast<std::size_t>(axis.size) < from->size())
      out[i] = (*from)[static_cast<std::size_t>(axis.size)];
  }
  return out;
}

std::optional<Dims> shape_given_or(const RuleCall& call, RuleArguments a) {
  if (chosen(call, a[0])) return call.sizes(a[0]);
  std::optional<Dims> out = Dims{};
  for (std::string_view parameter : a.subspan(1))
    if (call.given(parameter)) out = broadcast_dims(out, call.dims(parameter));
  return out;
}

std::optional<Dims> shape_listed(const RuleCall& call, RuleArguments) {
  Dims out;
  for (ValueId size : call.rest(0)) out.push_back(size_of(call, size));
  return out;
}

std::optional<Dims> shape_flat(const RuleCall& call, RuleArguments a) {
  const auto from = call.dims(a[0]);
  return Dims{from ? product(*from) : Dim::fixed()};
}

std::optional<Dims> shape_arange(const RuleCall& call, RuleArguments a) {
  const auto first = call.integer(a[0]);
  const bool one = !call.given(a[1]) || call.is_none(a[1]);
  const auto second = one ? first : call.integer(a[1]);
  const auto step = call.given(a[2]) ? call.integer(a[2]) : std::optional<std::int64_t>(1);
  if (!first || !second || !step || *step == 0) return Dims{Dim::fixed()};
  const std::int64_t span = *second - (one ? 0 : *first);
  const std::int64_t count = (span + *step - (*step > 0 ? 1 : -1)) / *step;
  return Dims{Dim::of(std::max<std::int64_t>(count, 0))};
}

std::optional<Dims> shape_dot(const RuleCall& call, RuleArguments a) {
  const auto left = call.dims(a[0]);
  const auto right = call.dims(a[1]);
  if (!left || !right) return std::nullopt;
  if (left->empty()) return right;
  if (right->empty()) return left;
  Dims out(left->begin(), left->end() - 1);
  for (std::size_t i = 0; i < right->size(); ++i)
    if (right->size() == 1 ? false : i != right->size() - 2) out.push_back((*right)[i]);
  return out;
}

std::optional<Dims> shape_joined(const RuleCall& call, RuleArguments a) {
  if (call.is_none(a[1])) return Dims{Dim::fixed()};
  return shape_concat(call, a);
}

std::optional<Dims> shape_spaced(const RuleCall& call, RuleArguments a) {
  const auto both = broadcast_dims(call.dims(a[1]), call.dims(a[2]));
  if (!both || !both->empty()) return std::nullopt;
  return Dims{size_of(call, call.value(a[0]))};
}

std::optional<Dims> shape_along(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (dims && dims->empty()) return Dims{Dim::of(1)};
  return call.is_none(a[1]) ? shape_flat(call, a) : dims;
}

std::optional<Dims> shape_square(const RuleCall& call, RuleArguments a) {
  const Dim rows = size_of(call, call.value(a[0]));
  const bool same = !call.given(a[1]) || call.is_none(a[1]);
  return Dims{rows, same ? rows : size_of(call, call.value(a[1]))};
}

std::optional<Dims> shape_at_least(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  const std::size_t least = static_cast<std::size_t>(a[1].front() - '0');
  if (least == 3 && dims->size() == 2) {
    dims->push_back(Dim::of(1));
    return dims;
  }
  while (dims->size() < least) {
    const bool behind = least == 3 && dims->size() == 2;
    dims->insert(behind ? dims->end() : dims->begin(), Dim::of(1));
  }
  return dims;
}

std::optional<Dims> shape_pasted(const RuleCall& call, RuleArguments a) {
  const auto parts = call.items(a[0]);
  if (!parts || parts->empty()) return std::nullopt;
  std::optional<Dims> out;
  for (ValueId part : *parts) {
    auto dims = call.array(part).dims;
    if (!dims) return std::nullopt;
    if (a[1] == "0" && dims->size() < 2) {  // vstack: vectors are rows
      while (dims->size() < 2) dims->insert(dims->begin(), Dim::of(1));
    } else if (a[1] == "2") {  // dstack
      if (dims->size() == 1) dims->insert(dims->begin(), Dim::of(1));
      if (dims->size() == 2) dims->push_back(Dim::of(1));
    } else if (dims->empty()) {
      dims->push_back(Dim::of(1));
    }
    const std::size_t axis =
        a[1] == "1" && dims->size() == 1 ? 0 : static_cast<std::size_t>(a[1].front() - '0');
    if (!out) {
      out = dims;
      continue;
    }
    if (out->size() != dims->size() || axis >= dims->size()) return std::nullopt;
    for (std::size_t i = 0; i < dims->size(); ++i) {
      Dim& to = (*out)[i];
      const Dim next = (*dims)[i];
      if (i != axis)
        to = to.known() ? to : next;
      else
        to = to.known() && next.known() ? Dim::of(to.size + next.size) : Dim::fixed();
    }
  }
  return out;
}

}  // namespace hyb
