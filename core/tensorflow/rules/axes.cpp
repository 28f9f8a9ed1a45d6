#include "core/tensorflow/rules/axes.h"

#include <cassert>

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::ValueId;

std::optional<std::size_t> axis_of(const RuleCall& call, std::string_view parameter,
                                   std::size_t rank, std::int64_t fallback) {
  const bool absent =
      parameter.empty() || !call.value(parameter).exists() || call.is_none(parameter);
  if (absent && !parameter.empty() && call.given(parameter) && !call.is_none(parameter))
    return std::nullopt;
  std::optional<std::int64_t> axis = fallback;
  if (!absent) {
    axis = call.integer(parameter);
    if (!axis) {
      const auto listed = call.integers(parameter);
      if (!listed || listed->size() != 1) return std::nullopt;
      axis = listed->front();
    }
  }
  const auto out = normal_axis(*axis, rank);
  if (!out) call.refuse();
  return out;
}

Dim size_of(const RuleCall& call, std::string_view parameter) {
  if (const auto number = call.integer(parameter)) return Dim::of(*number);
  return is_tensor(call, parameter) ? Dim::dynamic() : Dim::fixed();
}

bool is_tensor(const RuleCall& call, std::string_view parameter) {
  const flow::ObjectId only = call.engine().values().only(call.value(parameter));
  return only.exists() && call.engine().values()[only].kind == flow::ObjectKind::Tensor;
}

std::optional<std::vector<std::int64_t>> numbers(const RuleCall& call, ValueId value) {
  flow::Engine& engine = call.engine();
  const flow::ObjectId only = engine.values().only(value);
  if (!only.exists()) return std::nullopt;
  const auto parts = engine.parts(only);
  if (!parts || parts->open) return std::nullopt;
  std::vector<std::int64_t> out;
  for (ValueId part : parts->each) {
    const auto number = engine.number(part);
    if (!number) return std::nullopt;
    out.push_back(*number);
  }
  return out;
}

Dim meet(const RuleCall& call, Dim a, Dim b) {
  if (a == b) return a;
  if (a.known() && b.known()) {
    call.refuse();
    return Dim::fixed();
  }
  if (a.known() || b.known()) return a.known() ? a : b;
  return a == Dim::fixed() || b == Dim::fixed() ? Dim::fixed() : Dim::dynamic();
}

std::optional<Dims> meet(const RuleCall& call, const std::optional<Dims>& a,
                         const std::optional<Dims>& b) {
  if (!a || !b) return a ? a : b;
  if (a->size() != b->size()) {
    call.refuse();
    return std::nullopt;
  }
  Dims out = *a;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = meet(call, out[i], (*b)[i]);
  return out;
}

Dim sum(Dim a, Dim b) {
  if (a.known() && b.known()) return Dim::of(std::int64_t{a.size} + b.size);
  return a == Dim::dynamic() || b == Dim::dynamic() ? Dim::dynamic() : Dim::fixed();
}

Dim product(Dim a, Dim b) {
  if (a.known() && b.known()) return Dim::of(std::int64_t{a.size} * b.size);
  if (a == Dim::of(1)) return b;
  if (b == Dim::of(1)) return a;
  return a == Dim::dynamic() || b == Dim::dynamic() ? Dim::dynamic() : Dim::fixed();
}

std::optional<std::vector<std::optional<Dims>>> shapes_of_parts(const RuleCall& call,
                                                                std::string_view parameter,
                                                                std::optional<Dims>* each) {
  std::vector<std::optional<Dims>> out;
  if (const auto items = call.items(parameter)) {
    for (ValueId item : *items) out.push_back(call.array(item).dims);
    return out;
  }
  const std::optional<Dims> all = call.dims(parameter);
  if (!all || all->empty()) return std::nullopt;
  *each = Dims(all->begin() + 1, all->end());
  return std::nullopt;
}

std::size_t count_of(std::string_view digits) {
  std::size_t out = 0;
  for (char c : digits) {
    assert(c >= '0' && c <= '9');
    out = out * 10 + static_cast<std::size_t>(c - '0');
  }
  return out;
}

}  // namespace hyb
