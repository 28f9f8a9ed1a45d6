// Rules of operations that make a tensor of given sizes.

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/tensorflow/rules/axes.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::ObjectKind;
using flow::ValueId;

namespace {

// A number as a double; nullopt = not known.
std::optional<double> real(const RuleCall& call, std::string_view parameter) {
  if (const auto number = call.integer(parameter)) return static_cast<double>(*number);
  flow::Engine& engine = call.engine();
  const flow::ObjectId only = engine.values().only(call.value(parameter));
  if (!only.exists()) return std::nullopt;
  const flow::Object& object = engine.values()[only];
  if (object.kind != ObjectKind::Float || !object.name.exists()) return std::nullopt;
  const std::string_view text = engine.names().text(object.name);
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

std::optional<Dims> shape_range(const RuleCall& call, RuleArguments a) {
  const bool one = call.is_none(a[1]);  // range(limit)
  const auto start = one ? std::optional<double>(0) : real(call, a[0]);
  const auto limit = real(call, a[one ? 0 : 1]);
  const auto delta = real(call, a[2]);
  if (start && limit && delta && *delta != 0)
    return Dims{Dim::of(
        static_cast<std::int64_t>(std::clamp(std::ceil((*limit - *start) / *delta), 0.0, 4e9)))};
  const bool dynamic = std::any_of(a.begin(), a.end(), [&](auto p) { return is_tensor(call, p); });
  return Dims{dynamic ? Dim::dynamic() : Dim::fixed()};
}

std::optional<Dims> shape_linspace(const RuleCall& call, RuleArguments a) {
  auto dims = broadcast_dims(call.dims(a[0]), call.dims(a[1]));
  if (!dims) return std::nullopt;
  const auto axis = axis_of(call, a[3], dims->size() + 1, 0);
  if (!axis) return any_dims(dims->size() + 1);
  dims->insert(dims->begin() + static_cast<std::ptrdiff_t>(*axis), size_of(call, a[2]));
  return dims;
}

std::optional<Dims> shape_eye(const RuleCall& call, RuleArguments a) {
  Dims out;
  if (a.size() > 2 && !call.is_none(a[2])) {
    const auto batch = call.sizes(a[2]);
    if (!batch) return std::nullopt;
    out = *batch;
  }
  const Dim rows = size_of(call, a[0]);
  out.push_back(rows);
  out.push_back(call.is_none(a[1]) ? rows : size_of(call, a[1]));
  return out;
}

std::optional<Dims> shape_lengths(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  dims->push_back(call.is_none(a[1]) ? Dim::dynamic() : size_of(call, a[1]));
  return dims;
}

std::optional<Dims> shape_meshgrid(const RuleCall& call, RuleArguments) {
  Dims out;
  for (ValueId part : call.rest(0)) {
    const auto dims = call.array(part).dims;
    if (!dims)
      out.push_back(Dim::dynamic());
    else if (dims->empty())
      out.push_back(Dim::of(1));
    else
      out.push_back(dims->size() == 1 ? dims->front() : Dim::fixed());
  }
  const auto indexing = call.string("indexing");
  if (!indexing && call.given("indexing")) return any_dims(out.size());
  if (indexing != "ij" && out.size() > 1) std::swap(out[0], out[1]);
  return out;
}

std::optional<Dims> shape_sample(const RuleCall& call, RuleArguments a) {
  auto out = call.sizes(a[0]);
  std::optional<Dims> each = Dims{};
  for (std::string_view parameter : a.subspan(1))
    if (!call.is_none(parameter)) each = broadcast_dims(each, call.dims(parameter));
  if (!out || !each) return std::nullopt;
  out->insert(out->end(), each->begin(), each->end());
  return out;
}

}  // namespace hyb
