// Functions on images and signals: convolutions and windows whose kernel, strides and padding are
// arguments of the call, and what changes the size of an image.

#include <algorithm>
#include <charconv>

#include "core/tensorflow/rules/rules.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::Dtype;

namespace {

std::size_t count_of(std::string_view word) {
  std::size_t count = 0;
  std::from_chars(word.data(), word.data() + word.size(), count);
  return count;
}

/// True = channels come before the axes that a window moves over; nullopt = not known.
std::optional<bool> channels_in_front(const RuleCall& call) {
  if (call.is_none("data_format") || !call.value("data_format").exists()) return false;
  const auto format = call.string("data_format");
  if (!format) return std::nullopt;
  return format->starts_with("NC") || *format == "channels_first";
}

/// One number for each of n axes: given as one, as n, or as n + 2 with those of batch and channels.
std::optional<std::vector<std::int64_t>> per_axis(const RuleCall& call, std::string_view name,
                                                  std::size_t n, bool front) {
  if (!call.value(name).exists() || call.is_none(name)) return std::vector<std::int64_t>(n, 1);
  auto out = call.integers(name);
  if (!out) return std::nullopt;
  if (out->size() == 1) return std::vector<std::int64_t>(n, out->front());
  if (out->size() == n + 2) {
    out->erase(out->begin(), out->begin() + (front ? 2 : 1));
    out->resize(n);
  }
  return out->size() == n ? out : std::nullopt;
}

/// How often a window of that reach fits, moved by that stride.
Dim fits(Dim size, Dim reach, std::int64_t stride, bool same) {
  if (!size.known()) return size;
  if (stride <= 0 || (!same && !reach.known())) return Dim::fixed();
  const std::int64_t room = same ? size.size : std::int64_t{size.size} - reach.size + 1;
  return Dim::of(std::max<std::int64_t>((room + stride - 1) / stride, 0));
}

Dim product(Dim a, Dim b) {
  return a.known() && b.known() ? Dim::of(std::int64_t{a.size} * b.size) : Dim::fixed();
}

/// The axes of `dims` that windows of these reaches are moved over, changed.
void move_windows(const RuleCall& call, Dims& dims, std::span<const Dim> reaches, bool front,
                  std::string_view strides_name) {
  const auto padding = call.string("padding");
  const auto strides = per_axis(call, strides_name, reaches.size(), front);
  const bool same = padding && (*padding == "SAME" || *padding == "same");
  const bool valid = padding && (*padding == "VALID" || *padding == "valid");
  for (std::size_t i = 0; i < reaches.size(); ++i) {
    Dim& size = dims[(front ? 2 : 1) + i];
    if ((!same && !valid) || !strides)
      size = size.known() ? Dim::fixed() : size;
    else
      size = fits(size, reaches[i], (*strides)[i], same);
  }
}

}  // namespace

Dtype dtype_single(const RuleCall& call, RuleArguments a) {
  const Dtype common = dtype_common(call, a);
  return is_integer(common) || common == Dtype::Bool ? Dtype::Float32 : common;
}

Dtype dtype_floats(const RuleCall& call, RuleArguments a) {
  const Dtype dtype = call.array(a[0]).dtype;
  return is_floating(dtype) ? dtype : Dtype::Unknown;
}

Dtype dtype_matched(const RuleCall& call, RuleArguments a) {
  const Dtype x = call.array(a[0]).dtype;
  return x == call.array(a[1]).dtype ? x : Dtype::Unknown;
}

Dtype dtype_matched_floats(const RuleCall& call, RuleArguments a) {
  const Dtype dtype = dtype_matched(call, a);
  return is_floating(dtype) ? dtype : Dtype::Unknown;
}

Dtype dtype_real_of(const RuleCall& call, RuleArguments a) {
  return is_complex(call.array(a[0]).dtype) ? dtype_real_part(call, a) : Dtype::Unknown;
}

Dtype dtype_resized(const RuleCall& call, RuleArguments a) {
  const Dtype given = call.array(a[0]).dtype;
  const auto method = call.string(a[1]);
  if (method && *method != "nearest") return Dtype::Float32;
  return method || given == Dtype::Float32 ? given : Dtype::Unknown;
}

// convolution(input,filters,n,strides,how): how = depth: every channel times those of the filter.
std::optional<Dims> shape_convolution(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->size() < 3) return std::nullopt;
  const std::size_t n = a[2] == "all" ? dims->size() - 2 : count_of(a[2]);
  const auto filters = call.dims(a[1]);
  const auto front = channels_in_front(call);
  if (!front || dims->size() != n + 2) return std::nullopt;
  std::vector<Dim> reaches(n, Dim::fixed());
  Dim channels = Dim::fixed();
  if (filters && filters->size() == n + 2) {
    const auto dilations = per_axis(call, "dilations", n, *front);
    for (std::size_t i = 0; i < n; ++i)
      if ((*filters)[i].known() && dilations)
        reaches[i] = Dim::of(((*filters)[i].size - std::int64_t{1}) * (*dilations)[i] + 1);
    channels = filters->back();
    if (a.size() > 4) channels = product((*filters)[n], (*filters)[n + 1]);
  }
  move_windows(call, *dims, reaches, *front, a[3]);
  (*front ? (*dims)[1] : dims->back()) = channels;
  return dims;
}

// windows(input,ksize,n)
std::optional<Dims> shape_windows(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->size() < 3) return std::nullopt;
  const std::size_t n = a[2] == "all" ? dims->size() - 2 : count_of(a[2]);
  const auto front = channels_in_front(call);
  if (!front || dims->size() != n + 2) return std::nullopt;
  std::vector<Dim> reaches(n, Dim::fixed());
  if (const auto sizes = per_axis(call, a[1], n, *front))
    for (std::size_t i = 0; i < n; ++i) reaches[i] = Dim::of((*sizes)[i]);
  move_windows(call, *dims, reaches, *front, "strides");
  return dims;
}

// sized_image(images,size) or sized_image(images,height,width): two of the last three axes.
std::optional<Dims> shape_sized_image(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->size() < 3) return std::nullopt;
  Dim sizes[2] = {Dim::fixed(), Dim::fixed()};
  if (a.size() == 2) {
    const auto given = call.integers(a[1]);
    const bool kept = call.value("preserve_aspect_ratio").exists() &&
                      call.boolean("preserve_aspect_ratio") != false;
    if (given && given->size() == 2 && !kept)
      for (std::size_t i = 0; i < 2; ++i) sizes[i] = Dim::of((*given)[i]);
  } else {
    for (std::size_t i = 0; i < 2; ++i)
      if (const auto size = call.integer(a[1 + i])) sizes[i] = Dim::of(*size);
  }
  (*dims)[dims->size() - 3] = sizes[0];
  (*dims)[dims->size() - 2] = sizes[1];
  return dims;
}

// frames(x): the last axis cut into pieces of equal length.
std::optional<Dims> shape_frames(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->empty()) return std::nullopt;
  if (call.value("axis").exists() && call.integer("axis") != -1) {
    std::fill(dims->begin(), dims->end(), Dim::fixed());
  } else {
    dims->back() = Dim::fixed();
  }
  dims->push_back(Dim::fixed());
  return dims;
}

// channels(x,n): the last axis has that size.
std::optional<Dims> shape_channels(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->empty()) return std::nullopt;
  dims->back() = Dim::of(static_cast<std::int64_t>(count_of(a[1])));
  return dims;
}

}  // namespace hyb
