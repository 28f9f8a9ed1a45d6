// Rules of operations that rearrange axes: concat, stack, split, reshape, transpose, pad, ….

#include <algorithm>
#include <numeric>

#include "core/tensorflow/rules/axes.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::ValueId;

namespace {

std::ptrdiff_t offset(std::size_t index) {
  return static_cast<std::ptrdiff_t>(index);
}

std::optional<Dims> unknown_rank_kept(const std::optional<Dims>& dims) {
  if (!dims) return std::nullopt;
  return any_dims(dims->size());
}

}  // namespace

std::optional<Dims> shape_of_rank(const RuleCall&, RuleArguments a) {
  return Dims(count_of(a[0]), Dim::dynamic());
}

std::optional<Dims> shape_ranked(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  return Dims(dims->size(), Dim::dynamic());
}

std::optional<Dims> shape_more(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (dims) dims->push_back(Dim::dynamic());
  return dims;
}

std::optional<Dims> shape_ragged_more(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (dims) dims->push_back(dims->empty() ? Dim::dynamic() : Dim::ragged());
  return dims;
}

std::optional<Dims> shape_image(const RuleCall& call, RuleArguments a) {
  const auto channels = call.integer(a[0]);
  const bool any = !channels || *channels == 0 || call.is_none(a[0]);
  return Dims{Dim::dynamic(), Dim::dynamic(), any ? Dim::dynamic() : Dim::of(*channels)};
}

std::optional<Dims> shape_counts(const RuleCall& call, RuleArguments a) {
  if (call.is_none(a[1]) || call.integer(a[1]) == 0) return Dims{Dim::dynamic()};
  const auto dims = call.dims(a[0]);
  if (!dims || dims->empty()) return std::nullopt;
  return Dims(dims->size(), Dim::dynamic());
}

std::optional<Dims> shape_rank_vector(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  return Dims{dims ? Dim::of(std::int64_t(dims->size())) : Dim::dynamic()};
}

std::optional<Dims> shape_leading(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  const std::size_t count = count_of(a[1]);
  if (!dims) return std::nullopt;
  if (dims->size() < count) {
    call.refuse();
    return std::nullopt;
  }
  dims->resize(dims->size() - count);
  return dims;
}

std::optional<Dims> shape_append(const RuleCall& call, RuleArguments a) {
  auto dims = shape_leading(call, a);
  if (!dims) return std::nullopt;
  for (std::string_view size : a.subspan(2)) dims->push_back(size_of(call, size));
  return dims;
}

std::optional<Dims> shape_prepend(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[1]);
  const std::size_t count = count_of(a[2]);
  if (!dims || dims->size() < count) return std::nullopt;
  Dims out{size_of(call, a[0])};
  out.insert(out.end(), dims->begin() + offset(count), dims->end());
  return out;
}

std::optional<Dims> shape_sized(const RuleCall& call, RuleArguments a) {
  Dims out;
  for (std::string_view size : a) out.push_back(size_of(call, size));
  return out;
}

std::optional<Dims> shape_drop(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (call.is_none(a[1]) && a[2] == "all") return Dims{};
  if (!dims || dims->empty()) return std::nullopt;
  const auto axis = axis_of(call, a[1], dims->size(), a[2] == "last" ? -1 : 0);
  if (!axis) return any_dims(dims->size() - 1);
  dims->erase(dims->begin() + offset(*axis));
  return dims;
}

std::optional<Dims> shape_concat(const RuleCall& call, RuleArguments a) {
  if (is_tensor(call, a[0]) && call.flavor() == Flavor::TensorFlow)
    return call.dims(a[0]);  // of one part
  std::optional<Dims> each;
  const auto parts = shapes_of_parts(call, a[0], &each);
  if (!parts) {
    if (!each) return std::nullopt;
    const auto axis = axis_of(call, a[1], each->size(), 0);
    if (!axis) return any_dims(each->size());
    (*each)[*axis] = Dim::fixed();
    return each;
  }
  std::optional<std::size_t> rank;
  for (const auto& part : *parts)
    if (part) rank = part->size();
  if (!rank) return std::nullopt;
  const auto axis = axis_of(call, a[1], *rank, 0);
  if (!axis) return any_dims(*rank);
  std::optional<Dims> out;
  Dim size = Dim::of(0);
  for (const auto& part : *parts) {
    if (part && part->size() != *rank) {
      call.refuse();
      return std::nullopt;
    }
    size = sum(size, part ? (*part)[*axis] : Dim::dynamic());
    if (!part) continue;
    Dims others = *part;
    others[*axis] = Dim::of(0);
    out = meet(call, out, others);
  }
  (*out)[*axis] = size;
  return out;
}

std::optional<Dims> shape_stack(const RuleCall& call, RuleArguments a) {
  std::optional<Dims> each;
  Dim count = Dim::fixed();
  if (const auto parts = shapes_of_parts(call, a[0], &each)) {
    count = Dim::of(std::int64_t(parts->size()));
    for (const auto& part : *parts) each = meet(call, each, part);
  } else if (const auto all = call.dims(a[0]); all && !all->empty()) {
    count = all->front();
  }
  if (!each) return std::nullopt;
  const auto axis = axis_of(call, a.size() > 1 ? a[1] : "", each->size() + 1, 0);
  if (!axis) return any_dims(each->size() + 1);
  each->insert(each->begin() + offset(*axis), count);
  return each;
}

std::optional<Dims> shape_unstack(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  if (dims->empty()) {
    call.refuse();
    return std::nullopt;
  }
  const auto axis = axis_of(call, a[1], dims->size(), 0);
  if (!axis) return any_dims(dims->size() - 1);
  dims->erase(dims->begin() + offset(*axis));
  return dims;
}

std::optional<Dims> shape_split(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  const auto axis = axis_of(call, a[2], dims->size(), 0);
  if (!axis) return any_dims(dims->size());
  Dim& size = (*dims)[*axis];
  if (const auto count = call.integer(a[1])) {
    if (size.known() && *count > 0) {
      if (size.size % *count != 0) call.refuse();
      size = Dim::of(size.size / *count);
    }
    return dims;
  }
  const auto sizes = numbers(call, call.value(a[1]));
  const bool equal = sizes && !sizes->empty() && sizes->front() >= 0 &&
                     std::all_of(sizes->begin(), sizes->end(),
                                 [&](std::int64_t n) { return n == sizes->front(); });
  size = equal ? Dim::of(sizes->front()) : Dim::fixed();
  return dims;
}

std::optional<Dims> shape_element(const RuleCall& call, RuleArguments a) {
  std::optional<Dims> each;
  const auto parts = shapes_of_parts(call, a[0], &each);
  if (!parts) return each;
  bool first = true;
  for (const auto& part : *parts) {
    if (first) {
      each = part;
    } else if (!each || !part || each->size() != part->size()) {
      return std::nullopt;
    } else {
      for (std::size_t i = 0; i < each->size(); ++i)
        (*each)[i] = flow::join_dims((*each)[i], (*part)[i]);
    }
    first = false;
  }
  return each;
}

std::optional<Dims> shape_broadcast_parts(const RuleCall& call, RuleArguments a) {
  std::optional<Dims> each;
  const auto parts = shapes_of_parts(call, a[0], &each);
  if (!parts) return each;
  std::optional<Dims> out = Dims{};
  for (const auto& part : *parts) out = broadcast_dims(out, part);
  return out;
}

std::optional<Dims> shape_filled(const RuleCall& call, RuleArguments a) {
  return call.is_none(a[1]) || !call.given(a[1]) ? call.dims(a[0]) : call.sizes(a[1]);
}

std::optional<Dims> shape_ensure(const RuleCall& call, RuleArguments a) {
  return meet(call, call.dims(a[0]), call.sizes(a[1]));
}

std::optional<Dims> shape_kept(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  if (call.is_none(a[1])) return Dims(dims->size(), Dim::of(1));
  const auto axes = call.integers(a[1]);
  if (!axes) return any_dims(dims->size());
  for (std::int64_t axis : *axes) {
    const auto at = normal_axis(axis, dims->size());
    if (!at) {
      call.refuse();
      return std::nullopt;
    }
    (*dims)[*at] = Dim::of(1);
  }
  return dims;
}

std::optional<Dims> shape_tile(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  const auto multiples = numbers(call, call.value(a[1]));
  if (!dims) return multiples ? std::optional<Dims>(any_dims(multiples->size())) : std::nullopt;
  if (!multiples) {
    const auto sizes = call.sizes(a[1]);
    if (!sizes || sizes->size() != dims->size()) return any_dims(dims->size());
    for (std::size_t i = 0; i < dims->size(); ++i) (*dims)[i] = product((*dims)[i], (*sizes)[i]);
    return dims;
  }
  if (multiples->size() != dims->size()) {
    call.refuse();
    return std::nullopt;
  }
  for (std::size_t i = 0; i < dims->size(); ++i)
    (*dims)[i] = product((*dims)[i], Dim::of((*multiples)[i]));
  return dims;
}

std::optional<Dims> shape_pad(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  const auto pairs = call.items(a[1]);
  if (!pairs) return unknown_rank_kept(dims);
  if (!dims) return any_dims(pairs->size());
  if (pairs->size() != dims->size()) {
    call.refuse();
    return std::nullopt;
  }
  for (std::size_t i = 0; i < dims->size(); ++i) {
    const auto pair = numbers(call, (*pairs)[i]);
    const bool known = pair && pair->size() == 2;
    (*dims)[i] = known ? sum((*dims)[i], Dim::of((*pair)[0] + (*pair)[1])) : Dim::fixed();
  }
  return dims;
}

std::optional<Dims> shape_transpose(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (call.is_none(a[1]) || !call.value(a[1]).exists()) {
    if (!dims || call.given(a[1]) != call.value(a[1]).exists()) return unknown_rank_kept(dims);
    std::reverse(dims->begin(), dims->end());
    return dims;
  }
  const auto perm = numbers(call, call.value(a[1]));
  if (!perm) return unknown_rank_kept(dims);
  if (!dims) return any_dims(perm->size());
  if (perm->size() != dims->size()) {
    call.refuse();
    return std::nullopt;
  }
  Dims out;
  for (std::int64_t axis : *perm) {
    const auto at = normal_axis(axis, dims->size());
    if (!at) {
      call.refuse();
      return std::nullopt;
    }
    out.push_back((*dims)[*at]);
  }
  return out;
}

std::optional<Dims> shape_swap(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  if (dims->size() < 2) {
    call.refuse();
    return std::nullopt;
  }
  std::swap((*dims)[dims->size() - 1], (*dims)[dims->size() - 2]);
  return dims;
}

std::optional<Dims> shape_reshape(const RuleCall& call, RuleArguments a) {
  auto out = call.sizes(a[1]);
  const auto dims = call.dims(a[0]);
  if (!out || !dims) return out;
  // One size is left open: it takes what the others leave.
  const auto open = [](Dim d) { return !d.known(); };
  const auto from = std::count_if(dims->begin(), dims->end(), open);
  const auto to = std::count_if(out->begin(), out->end(), open);
  std::int64_t had = 1;
  std::int64_t has = 1;
  for (Dim d : *dims) had *= d.known() ? d.size : 1;
  for (Dim d : *out) has *= d.known() ? d.size : 1;
  if (from == 0 && to == 0 && had != has) {
    call.refuse();
    return std::nullopt;
  }
  if (to != 1 || from > 1 || has == 0) return out;
  Dim& rest = *std::find_if(out->begin(), out->end(), open);
  if (from == 0) {
    if (had % has == 0)
      rest = Dim::of(had / has);
    else
      call.refuse();
  } else if (had == has) {
    rest = *std::find_if(dims->begin(), dims->end(), open);
  }
  return out;
}

std::optional<Dims> shape_expand(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  const bool last = a.size() > 2 && a[2] == "last";
  const auto axis = axis_of(call, a[1], dims->size() + 1, last ? -1 : 0);
  if (!axis) return any_dims(dims->size() + 1);
  dims->insert(dims->begin() + offset(*axis), Dim::of(1));
  return dims;
}

std::optional<Dims> shape_squeeze(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  const auto axes = call.integers(a[1]);
  if (call.is_none(a[1]) || (axes && axes->empty())) {
    Dims out;
    for (Dim d : *dims) {
      if (!d.known()) return std::nullopt;
      if (d.size != 1) out.push_back(d);
    }
    return out;
  }
  if (!axes) return std::nullopt;
  std::vector<bool> gone(dims->size());
  for (std::int64_t axis : *axes) {
    const auto at = normal_axis(axis, dims->size());
    if (!at || ((*dims)[*at].known() && (*dims)[*at].size != 1)) {
      call.refuse();
      return std::nullopt;
    }
    gone[*at] = true;
  }
  Dims out;
  for (std::size_t i = 0; i < dims->size(); ++i)
    if (!gone[i]) out.push_back((*dims)[i]);
  return out;
}

std::optional<Dims> shape_repeat(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  const auto times = call.integer(a[1]);
  const auto list = times ? std::nullopt : numbers(call, call.value(a[1]));
  if (call.is_none(a[2])) {  // of the flattened array
    if (!dims) return Dims{Dim::dynamic()};
    dims = Dims{std::accumulate(dims->begin(), dims->end(), Dim::of(1), product)};
  }
  if (!dims) return std::nullopt;
  if (dims->empty()) dims->push_back(Dim::of(1));
  const auto axis = axis_of(call, a[2], dims->size(), 0);
  if (!axis) return any_dims(dims->size());
  Dim& size = (*dims)[*axis];
  if (times) {
    size = product(size, Dim::of(*times));
  } else if (list && list->size() == 1) {
    size = product(size, Dim::of(list->front()));
  } else if (list) {
    size = Dim::of(std::accumulate(list->begin(), list->end(), std::int64_t{0}));
  } else {
    size = Dim::dynamic();
  }
  return dims;
}

std::optional<Dims> shape_join(const RuleCall& call, RuleArguments a) {
  Dims out;
  for (std::string_view parameter : a) {
    const auto dims = call.dims(parameter);
    if (!dims) return std::nullopt;
    out.insert(out.end(), dims->begin(), dims->end());
  }
  return out;
}

}  // namespace hyb
