// Rules of operations that pick elements: gather, slice, masks, one_hot, segments.

#include <algorithm>

#include "core/tensorflow/rules/axes.h"

namespace hyb {

using flow::Dim;
using flow::Dims;

namespace {

std::ptrdiff_t offset(std::size_t index) {
  return static_cast<std::ptrdiff_t>(index);
}

void append(Dims& out, const Dims& from, std::size_t begin, std::size_t end) {
  if (begin < end) out.insert(out.end(), from.begin() + offset(begin), from.begin() + offset(end));
}

// Ints of an argument one by one: what is not known is nullopt.
std::optional<std::vector<std::optional<std::int64_t>>> loose(const RuleCall& call,
                                                              std::string_view parameter) {
  std::vector<std::optional<std::int64_t>> out;
  const auto items = call.items(parameter);
  if (!items) return std::nullopt;
  for (flow::ValueId item : *items) out.push_back(call.engine().number(item));
  return out;
}

}  // namespace

std::optional<Dims> shape_gather(const RuleCall& call, RuleArguments a) {
  const auto params = call.dims(a[0]);
  const auto indices = call.dims(a[1]);
  auto batch = a.size() > 3 ? call.integer(a[3]) : 0;
  if (a.size() > 2 && call.integer(a[2]) == 0) batch = 0;  // the plain gather, which has none
  if (!params || !indices || !batch) return std::nullopt;
  if (params->empty()) {
    call.refuse();
    return std::nullopt;
  }
  std::size_t shared = 0;
  if (*batch != 0) {
    const auto at = *batch < 0 ? normal_axis(*batch, indices->size())
                               : std::optional<std::size_t>(static_cast<std::size_t>(*batch));
    if (!at || *at > indices->size() || *at >= params->size()) {
      call.refuse();
      return std::nullopt;
    }
    shared = *at;
  }
  std::optional<std::size_t> axis = shared;
  if (a.size() > 2) axis = axis_of(call, a[2], params->size(), std::int64_t(shared));
  if (!axis) return any_dims(params->size() - 1 + indices->size() - shared);
  if (*axis < shared) {
    call.refuse();
    return std::nullopt;
  }
  Dims out;
  for (std::size_t i = 0; i < shared; ++i) out.push_back(meet(call, (*params)[i], (*indices)[i]));
  append(out, *params, shared, *axis);
  append(out, *indices, shared, indices->size());
  append(out, *params, *axis + 1, params->size());
  return out;
}

std::optional<Dims> shape_gather_nd(const RuleCall& call, RuleArguments a) {
  const auto params = call.dims(a[0]);
  const auto indices = call.dims(a[1]);
  const auto batch = a.size() > 2 ? call.integer(a[2]) : 0;
  if (!params || !indices || !batch || *batch < 0) return std::nullopt;
  if (indices->empty()) {
    call.refuse();
    return std::nullopt;
  }
  if (!indices->back().known()) return std::nullopt;
  const std::size_t taken =
      static_cast<std::size_t>(indices->back().size) + static_cast<std::size_t>(*batch);
  if (taken > params->size()) {
    call.refuse();
    return std::nullopt;
  }
  Dims out(indices->begin(), indices->end() - 1);
  append(out, *params, taken, params->size());
  return out;
}

std::optional<Dims> shape_mask(const RuleCall& call, RuleArguments a) {
  const auto tensor = call.dims(a[0]);
  const auto mask = call.dims(a[1]);
  if (!tensor || !mask) return std::nullopt;
  if (mask->empty() || mask->size() > tensor->size()) {
    call.refuse();
    return std::nullopt;
  }
  const auto axis = axis_of(call, a[2], tensor->size(), 0);
  if (!axis) return any_dims(tensor->size() - mask->size() + 1);
  if (*axis + mask->size() > tensor->size()) {
    call.refuse();
    return std::nullopt;
  }
  Dims out;
  append(out, *tensor, 0, *axis);
  out.push_back(Dim::dynamic());
  append(out, *tensor, *axis + mask->size(), tensor->size());
  return out;
}

std::optional<Dims> shape_slice(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  const auto begin = loose(call, a[1]);
  const auto size = loose(call, a[2]);
  if (!size) {
    if (dims) return Dims(dims->size(), Dim::dynamic());
    const auto sizes = call.sizes(a[2]);
    return sizes ? sizes : call.sizes(a[1]);
  }
  Dims out;
  for (std::size_t i = 0; i < size->size(); ++i) {
    const auto length = (*size)[i];
    if (!length) {
      out.push_back(Dim::dynamic());
    } else if (*length >= 0) {
      out.push_back(Dim::of(*length));
    } else {  // -1: all that follows
      const bool known = dims && i < dims->size() && begin && i < begin->size() && (*begin)[i];
      if (!known)
        out.push_back(Dim::dynamic());
      else if ((*begin)[i] == 0 || !(*dims)[i].known())
        out.push_back((*dims)[i]);
      else
        out.push_back(Dim::of((*dims)[i].size - *(*begin)[i]));
    }
  }
  return out;
}

std::optional<Dims> shape_strided(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  for (std::string_view masked : a.subspan(4))
    if (call.integer(masked) != 0) return std::nullopt;
  if (!dims) return std::nullopt;
  const auto begin = loose(call, a[1]);
  const auto end = loose(call, a[2]);
  const bool plain = call.is_none(a[3]);
  const auto strides = loose(call, a[3]);
  Dims out = *dims;
  if (!begin || !end || (!plain && !strides)) return any_dims(dims->size());
  if (begin->size() != end->size() || begin->size() > dims->size()) {
    call.refuse();
    return std::nullopt;
  }
  for (std::size_t i = 0; i < begin->size(); ++i) {
    const auto step = plain                 ? std::optional<std::int64_t>(1)
                      : i < strides->size() ? (*strides)[i]
                                            : std::nullopt;
    const Dim size = out[i];
    out[i] = size == Dim::dynamic() ? size : Dim::fixed();
    if (!step || *step == 0 || !(*begin)[i] || !(*end)[i] || !size.known()) continue;
    const auto clamp = [&](std::int64_t at) {
      if (at < 0) at += size.size;
      return std::clamp<std::int64_t>(at, *step < 0 ? -1 : 0,
                                      *step < 0 ? size.size - 1 : size.size);
    };
    const std::int64_t span = clamp(*(*end)[i]) - clamp(*(*begin)[i]);
    const std::int64_t by = *step;
    out[i] = Dim::of(by > 0 ? (span <= 0 ? 0 : (span + by - 1) / by)
                            : (span >= 0 ? 0 : (span + by + 1) / by));
  }
  return out;
}

std::optional<Dims> shape_where(const RuleCall& call, RuleArguments a) {
  if (!call.is_none(a[1])) return shape_broadcast(call, a);
  const auto condition = call.dims(a[0]);
  return Dims{Dim::dynamic(),
              condition ? Dim::of(std::int64_t(condition->size())) : Dim::dynamic()};
}

std::optional<Dims> shape_one_hot(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  const auto axis = axis_of(call, a[2], dims->size() + 1, -1);
  if (!axis) return any_dims(dims->size() + 1);
  dims->insert(dims->begin() + offset(*axis), size_of(call, a[1]));
  return dims;
}

std::optional<Dims> shape_segment(const RuleCall& call, RuleArguments a) {
  const auto data = call.dims(a[0]);
  const auto ids = call.dims(a[1]);
  if (!data || !ids) return std::nullopt;
  if (ids->size() > data->size()) {
    call.refuse();
    return std::nullopt;
  }
  const bool counted = a.size() > 2 && call.value(a[2]).exists() && !call.is_none(a[2]);
  Dims out{counted ? size_of(call, a[2]) : Dim::dynamic()};
  append(out, *data, ids->size(), data->size());
  return out;
}

}  // namespace hyb
