// Ragged tensors: how many rows, and which axes are ragged.

#include <algorithm>
#include <charconv>

#include "core/tensorflow/rules/rules.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::ValueId;

namespace {

// Length of a vector argument, less n; row ids in a literal list count by the largest of them.
Dim rows_of(const RuleCall& call, ValueId rows, std::string_view less) {
  if (less == "ids") {
    const flow::ObjectId only = call.engine().values().only(rows);
    const auto parts = only.exists() ? call.engine().parts(only) : std::nullopt;
    if (!parts || parts->open) return Dim::fixed();
    std::int64_t most = -1;
    for (ValueId part : parts->each) {
      const auto id = call.engine().number(part);
      if (!id) return Dim::fixed();
      most = std::max(most, *id);
    }
    return Dim::of(most + 1);
  }
  const auto dims = call.array(rows).dims;
  if (!dims || dims->size() != 1) return Dim::fixed();
  if (!dims->front().known()) return dims->front();
  return Dim::of(dims->front().size - (less == "1" ? 1 : 0));
}

// Rows over values: one more axis in front, the values' own first axis becomes ragged.
std::optional<Dims> over(Dim rows, const std::optional<Dims>& values) {
  if (!values || values->empty()) return std::nullopt;
  Dims out{rows, Dim::ragged()};
  out.insert(out.end(), values->begin() + 1, values->end());
  return out;
}

/// How deep lists stand in lists; -1 = not known.
int depth_of(flow::Engine& engine, ValueId value, int limit) {
  if (limit == 0) return -1;
  int depth = 0;
  for (flow::ObjectId o : engine.values().members(value)) {
    const auto parts = engine.parts(o);
    if (!parts) {
      if (engine.values()[o].kind == flow::ObjectKind::Unknown) return -1;
      continue;
    }
    for (ValueId part : parts->each) {
      const int inner = depth_of(engine, part, limit - 1);
      if (inner < 0) return -1;
      depth = std::max(depth, inner);
    }
    depth = depth + 1;
  }
  return depth;
}

}  // namespace

std::optional<Dims> shape_reversed(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (dims) std::reverse(dims->begin(), dims->end());
  return dims;
}

std::optional<Dims> shape_stacked(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (dims) dims->insert(dims->begin(), Dim::dynamic());
  return dims;
}

std::optional<Dims> shape_unragged(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (dims)
    for (Dim& dim : *dims)
      if (dim == Dim::ragged()) dim = Dim::dynamic();
  return dims;
}

std::optional<Dims> shape_ragged_rows(const RuleCall& call, RuleArguments a) {
  return over(rows_of(call, call.value(a[1]), a[2]), call.dims(a[0]));
}

std::optional<Dims> shape_ragged_ids(const RuleCall& call, RuleArguments a) {
  const auto rows = call.integer(a[2]);
  return over(rows ? Dim::of(*rows) : rows_of(call, call.value(a[1]), "ids"), call.dims(a[0]));
}

std::optional<Dims> shape_ragged_nested(const RuleCall& call, RuleArguments a) {
  const auto parts = call.items(a[1]);
  std::optional<Dims> out = call.dims(a[0]);
  if (!parts) return std::nullopt;
  for (auto part = parts->rbegin(); part != parts->rend(); ++part)
    out = over(rows_of(call, *part, a[2]), out);
  return out;
}

std::optional<Dims> shape_ragged_from(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  std::int64_t rank = 1;
  if (a[1] != "1") {
    const auto given = call.integer(a[1]);
    if (!given) return Dims(dims->size(), Dim::fixed());
    rank = *given;
  }
  for (std::size_t i = 1; i < dims->size() && static_cast<std::int64_t>(i) <= rank; ++i)
    (*dims)[i] = Dim::ragged();
  return dims;
}

std::optional<Dims> shape_ragged_constant(const RuleCall& call, RuleArguments a) {
  const auto parts = call.items(a[0]);
  const int depth = depth_of(call.engine(), call.value(a[0]), 12);
  if (const auto own = call.dims(a[0]); own && own->empty()) return Dims{};
  if (!parts || depth < 1) return std::nullopt;
  Dims out(static_cast<std::size_t>(depth), Dim::ragged());
  out.front() = Dim::of(static_cast<std::int64_t>(parts->size()));
  if (!call.is_none(a[2])) {
    const auto inner = call.sizes(a[2]);
    if (!inner || inner->size() >= out.size()) return std::nullopt;
    std::copy(inner->begin(), inner->end(), out.end() - static_cast<std::ptrdiff_t>(inner->size()));
  } else if (!call.is_none(a[1])) {
    const auto rank = call.integer(a[1]);
    if (!rank) return std::nullopt;
    const auto inner = call.dims(a[0]);
    for (std::size_t i = static_cast<std::size_t>(*rank) + 1; i < out.size(); ++i)
      out[i] = inner && i < inner->size() ? (*inner)[i] : Dim::fixed();
  }
  return out;
}

flow::Dtype dtype_row_numbers(const RuleCall& call, RuleArguments a) {
  if (call.given(a[0]) && !call.is_none(a[0])) return call.dtype(a[0]);
  return is_literal(call.engine(), call.value(a[1])) ? flow::Dtype::Int64 : call.array(a[1]).dtype;
}

std::optional<Dims> shape_ragged_range(const RuleCall& call, RuleArguments a) {
  std::optional<Dims> all = Dims{};
  for (std::string_view parameter : a)
    if (!call.is_none(parameter)) all = broadcast_dims(all, call.dims(parameter));
  if (!all) return Dims{Dim::fixed(), Dim::ragged()};
  return Dims{all->empty() ? Dim::of(1) : all->front(), Dim::ragged()};
}

// The rows of all rows: two axes become one.
std::optional<Dims> shape_ragged_values(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->size() < 2) return std::nullopt;
  dims->erase(dims->begin());
  dims->front() = Dim::fixed();
  return dims;
}

std::optional<Dims> shape_merged(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  const auto outer = call.integer(a[1]);
  const auto inner = call.integer(a[2]);
  if (!dims || !outer || !inner) return std::nullopt;
  const auto first = normal_axis(*outer, dims->size());
  const auto last = normal_axis(*inner, dims->size());
  if (!first || !last || *first >= *last) return std::nullopt;
  const auto at = dims->begin() + static_cast<std::ptrdiff_t>(*first);
  dims->erase(at, dims->begin() + static_cast<std::ptrdiff_t>(*last));
  (*dims)[*first] = *first == 0 ? Dim::fixed() : Dim::ragged();
  return dims;
}

}  // namespace hyb
