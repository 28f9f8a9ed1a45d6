// Layers of Keras: shapes behind convolutions, windows, recurrences and reshapings.

#include <algorithm>
#include <charconv>

#include "core/tensorflow/rules/axes.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::Dtype;

namespace {

/// n ints of an option: one for all axes, or one each.
std::optional<std::vector<std::int64_t>> option(const RuleCall& call, std::string_view name,
                                                std::size_t n) {
  auto out = call.integers(name);
  if (!out) return std::nullopt;
  if (out->size() == 1) out->resize(n, out->front());
  return out->size() == n ? out : std::nullopt;
}

Dim whole(const Dims& dims, std::size_t from) {
  std::int64_t size = 1;
  for (std::size_t i = from; i < dims.size(); ++i) {
    if (!dims[i].known()) return dims[i];
    size *= dims[i].size;
  }
  return Dim::of(size);
}

bool channels_first(const RuleCall& call) {
  return call.string("self.data_format") == "channels_first";
}

Dim channels(const RuleCall& call, std::string_view name) {
  const auto count = call.integer(name);
  return count ? Dim::of(*count) : Dim::fixed();
}

/// Whether a loss makes one number of its batch; nullopt = not known.
std::optional<bool> is_reduced(const RuleCall& call) {
  const auto reduction = call.string("self.reduction");
  if (!reduction) return std::nullopt;
  return *reduction != "none" && *reduction != "NONE";
}

/// Sizes of a window moved over an axis.
Dim windows(Dim size, std::int64_t window, std::int64_t stride, bool same) {
  if (!size.known()) return size;
  if (stride <= 0) return Dim::fixed();
  const std::int64_t room = same ? size.size : size.size - window + 1;
  return Dim::of(std::max<std::int64_t>((room + stride - 1) / stride, 0));
}

/// The n axes that a window is moved over, changed by `change`; nullopt if the rank does not fit.
template <class Change>
std::optional<Dims> over_space(const RuleCall& call, std::string_view inputs, std::size_t n,
                               Change&& change) {
  auto dims = call.dims(inputs);
  if (!dims) return std::nullopt;
  if (dims->size() != n + 2) return std::nullopt;
  const std::size_t first = channels_first(call) ? 2 : 1;
  for (std::size_t i = 0; i < n; ++i) (*dims)[first + i] = change((*dims)[first + i], i);
  return dims;
}

void set_channels(const RuleCall& call, Dims& dims, Dim count) {
  dims[channels_first(call) ? 1 : dims.size() - 1] = count;
}

std::optional<Dims> convolved(const RuleCall& call, RuleArguments a) {
  const std::size_t n = count_of(a[1]);
  const auto kernel = option(call, "self.kernel_size", n);
  const auto strides = option(call, "self.strides", n);
  const auto dilation = option(call, "self.dilation_rate", n);
  const auto padding = call.string("self.padding");
  return over_space(call, a[0], n, [&](Dim size, std::size_t i) {
    if (!strides || !padding) return size.known() ? Dim::fixed() : size;
    const bool same = *padding == "same" || *padding == "causal" || *padding == "SAME";
    if (!same && (!kernel || !dilation)) return size.known() ? Dim::fixed() : size;
    const std::int64_t reach = same ? 1 : ((*kernel)[i] - 1) * (*dilation)[i] + 1;
    return windows(size, reach, (*strides)[i], same);
  });
}

}  // namespace

Dtype dtype_layer(const RuleCall& call, RuleArguments) {
  const Dtype own = call.dtype("self.dtype");
  const bool told = call.value("self.dtype").exists() && !call.is_none("self.dtype");
  return own == Dtype::Unknown && !told ? Dtype::Float32 : own;
}

Dtype dtype_weight(const RuleCall& call, RuleArguments a) {
  if (call.given(a[0]) && !call.is_none(a[0])) return call.dtype(a[0]);
  const std::string_view own = "self.<dtype>";  // kLayerDtype, of a layer of the project
  const bool told = call.value(own).exists() && !call.is_none(own);
  return told ? call.dtype(own) : dtype_layer(call, a);
}

Dtype dtype_loss(const RuleCall& call, RuleArguments a) {
  const Dtype own = dtype_layer(call, a);
  if (own != Dtype::Float32 || call.dtype("self.dtype") == Dtype::Float32) return own;
  const bool plain = call.array(a[0]).dtype == Dtype::Float32;
  return plain ? Dtype::Float32 : Dtype::Unknown;
}

Dtype dtype_standard(const RuleCall& call, RuleArguments) {
  const bool told = call.value("self.dtype").exists() && !call.is_none("self.dtype");
  return told ? Dtype::Unknown : Dtype::Float32;
}

Dtype dtype_encoded(const RuleCall& call, RuleArguments a) {
  const bool told = call.value("self.dtype").exists() && !call.is_none("self.dtype");
  const bool counts = call.string("self.output_mode") == "int";
  return counts && !told ? flow::dtype_of_name(a[0]) : Dtype::Unknown;
}

Dtype dtype_passed(const RuleCall& call, RuleArguments a) {
  const Dtype given = call.array(a[0]).dtype;
  return is_floating(given) ? dtype_layer(call, a) : given;
}

std::optional<Dims> shape_input(const RuleCall& call, RuleArguments a) {
  auto dims = call.sizes(a[0]);
  if (!dims) return std::nullopt;
  const auto batch = call.integer(a[1]);
  dims->insert(dims->begin(), batch ? Dim::of(*batch) : Dim::dynamic());
  return dims;
}

std::optional<Dims> shape_dense(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->empty()) return std::nullopt;
  dims->back() = channels(call, a[1]);
  return dims;
}

std::optional<Dims> shape_conv(const RuleCall& call, RuleArguments a) {
  auto dims = convolved(call, a);
  if (dims) set_channels(call, *dims, channels(call, "self.filters"));
  return dims;
}

std::optional<Dims> shape_depthwise(const RuleCall& call, RuleArguments a) {
  auto dims = convolved(call, a);
  if (!dims) return std::nullopt;
  const Dim before = (*dims)[channels_first(call) ? 1 : dims->size() - 1];
  const auto times = call.integer("self.depth_multiplier");
  set_channels(call, *dims, before.known() && times ? Dim::of(before.size * *times) : Dim::fixed());
  return dims;
}

std::optional<Dims> shape_conv_transpose(const RuleCall& call, RuleArguments a) {
  const std::size_t n = count_of(a[1]);
  const auto kernel = option(call, "self.kernel_size", n);
  const auto strides = option(call, "self.strides", n);
  const auto dilation = option(call, "self.dilation_rate", n);
  const auto padding = call.string("self.padding");
  const bool plain = call.is_none("self.output_padding");
  auto dims = over_space(call, a[0], n, [&](Dim size, std::size_t i) {
    if (!size.known()) return size;
    if (!strides || !padding || !plain) return Dim::fixed();
    if (*padding == "same") return Dim::of(size.size * (*strides)[i]);
    if (!kernel || !dilation) return Dim::fixed();
    const std::int64_t reach = ((*kernel)[i] - 1) * (*dilation)[i] + 1;
    return Dim::of(size.size * (*strides)[i] + std::max<std::int64_t>(reach - (*strides)[i], 0));
  });
  if (dims) set_channels(call, *dims, channels(call, "self.filters"));
  return dims;
}

std::optional<Dims> shape_pool(const RuleCall& call, RuleArguments a) {
  const std::size_t n = count_of(a[1]);
  const auto window = option(call, "self.pool_size", n);
  const auto strides = call.is_none("self.strides") ? window : option(call, "self.strides", n);
  const auto padding = call.string("self.padding");
  return over_space(call, a[0], n, [&](Dim size, std::size_t i) {
    if (!window || !strides || !padding) return size.known() ? Dim::fixed() : size;
    return windows(size, (*window)[i], (*strides)[i], *padding == "same");
  });
}

std::optional<Dims> shape_global_pool(const RuleCall& call, RuleArguments a) {
  const std::size_t n = count_of(a[1]);
  auto dims = over_space(call, a[0], n, [](Dim, std::size_t) { return Dim::of(1); });
  const auto keep = call.boolean("self.keepdims");
  if (!dims || !keep) return std::nullopt;
  if (*keep) return dims;
  const auto first = dims->begin() + (channels_first(call) ? 2 : 1);
  dims->erase(first, first + static_cast<std::ptrdiff_t>(n));
  return dims;
}

std::optional<Dims> shape_adapted(const RuleCall& call, RuleArguments a) {
  const std::size_t n = count_of(a[1]);
  const auto sizes = option(call, "self.output_size", n);
  return over_space(call, a[0], n, [&](Dim, std::size_t i) {
    return sizes ? Dim::of((*sizes)[i]) : Dim::fixed();
  });
}

std::optional<Dims> shape_encoded(const RuleCall& call, RuleArguments a) {
  if (call.string("self.output_mode") != "int") return std::nullopt;
  return call.dims(a[0]);
}

std::optional<Dims> shape_flatten(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  if (!dims) return Dims{Dim::dynamic(), Dim::fixed()};
  if (dims->empty()) return std::nullopt;
  return Dims{dims->front(), whole(*dims, 1)};
}

std::optional<Dims> shape_target(const RuleCall& call, RuleArguments a) {
  const auto target = call.sizes(a[1]);
  const auto dims = call.dims(a[0]);
  if (!target) return std::nullopt;
  Dims out = *target;
  const auto open = std::find(out.begin(), out.end(), Dim::dynamic());
  if (open != out.end()) {
    *open = Dim::of(1);
    const Dim all = dims && !dims->empty() ? whole(*dims, 1) : Dim::fixed();
    const Dim rest = whole(out, 0);
    *open =
        all.known() && rest.known() && rest.size > 0 ? Dim::of(all.size / rest.size) : Dim::fixed();
  }
  out.insert(out.begin(), dims && !dims->empty() ? dims->front() : Dim::dynamic());
  return out;
}

std::optional<Dims> shape_permute(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  const auto order = call.integers(a[1]);
  if (!dims) return std::nullopt;
  if (!order || order->size() + 1 != dims->size()) return Dims(dims->size(), Dim::fixed());
  Dims out{dims->front()};
  for (std::int64_t axis : *order) {
    const auto at = normal_axis(axis, dims->size());
    if (!at) return std::nullopt;
    out.push_back((*dims)[*at]);
  }
  return out;
}

std::optional<Dims> shape_repeat_vector(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->size() != 2) return std::nullopt;
  dims->insert(dims->begin() + 1, channels(call, a[1]));
  return dims;
}

std::optional<Dims> shape_recurrent(const RuleCall& call, RuleArguments a) {
  const auto dims = call.dims(a[0]);
  const auto sequences = call.boolean("self.return_sequences");
  if (!sequences) return std::nullopt;
  const Dim batch = dims && !dims->empty() ? dims->front() : Dim::dynamic();
  if (!*sequences) return Dims{batch, channels(call, a[1])};
  return Dims{batch, dims && dims->size() > 1 ? (*dims)[1] : Dim::dynamic(), channels(call, a[1])};
}

std::optional<Dims> shape_upsample(const RuleCall& call, RuleArguments a) {
  const std::size_t n = count_of(a[1]);
  const auto times = option(call, "self.size", n);
  return over_space(call, a[0], n, [&](Dim size, std::size_t i) {
    if (!size.known()) return size;
    return times ? Dim::of(size.size * (*times)[i]) : Dim::fixed();
  });
}

// One number for all sides, one for each axis, or a pair for each axis.
std::optional<Dims> shape_margin(const RuleCall& call, RuleArguments a) {
  const std::size_t n = count_of(a[1]);
  const std::string name = "self." + std::string(a[2]);
  const int sign = a[3] == "-" ? -1 : 1;
  std::vector<std::optional<std::int64_t>> both(n);
  if (const auto one = call.integer(name)) {
    std::fill(both.begin(), both.end(), 2 * *one);
  } else if (const auto parts = call.items(name)) {
    for (std::size_t i = 0; i < n; ++i) {
      if (n == 1 && parts->size() == 2) {
        const auto x = call.engine().number((*parts)[0]);
        const auto y = call.engine().number((*parts)[1]);
        if (x && y) both[0] = *x + *y;
      } else if (i < parts->size()) {
        if (const auto alike = call.engine().number((*parts)[i])) {
          both[i] = 2 * *alike;
          continue;
        }
        const flow::ObjectId only = call.engine().values().only((*parts)[i]);
        const auto pair = only.exists() ? call.engine().parts(only) : std::nullopt;
        if (!pair || pair->open || pair->each.size() != 2) continue;
        const auto x = call.engine().number(pair->each[0]);
        const auto y = call.engine().number(pair->each[1]);
        if (x && y) both[i] = *x + *y;
      }
    }
  }
  return over_space(call, a[0], n, [&](Dim size, std::size_t i) {
    if (!size.known()) return size;
    return both[i] ? Dim::of(size.size + sign * *both[i]) : Dim::fixed();
  });
}

std::optional<Dims> shape_resized(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims || dims->size() < 3) return dims;
  (*dims)[dims->size() - 3] = channels(call, "self.height");
  (*dims)[dims->size() - 2] = channels(call, "self.width");
  return dims;
}

std::optional<Dims> shape_loss(const RuleCall& call, RuleArguments a) {
  const auto reduces = is_reduced(call);
  if (!reduces) return std::nullopt;
  if (*reduces) return Dims{};
  if (a.size() < 3) return shape_row_losses(call, a);
  auto dims = broadcast_dims(call.dims(a[0]), call.dims(a[1]));
  if (!dims || dims->empty()) return std::nullopt;
  const auto axis = axis_of(call, a[2], dims->size(), -1);
  if (!axis) return std::nullopt;
  dims->erase(dims->begin() + static_cast<std::ptrdiff_t>(*axis));
  return dims;
}

std::optional<Dims> shape_loss_of(const RuleCall& call, RuleArguments a) {
  const auto reduces = is_reduced(call);
  if (!reduces) return std::nullopt;
  if (*reduces) return Dims{};
  auto dims = call.dims(a[0]);
  const std::size_t n = count_of(a[1]);
  if (!dims || dims->size() < n) return std::nullopt;
  dims->resize(dims->size() - n);
  return dims;
}

std::optional<Dims> shape_loss_over(const RuleCall& call, RuleArguments a) {
  const auto reduces = is_reduced(call);
  if (!reduces) return std::nullopt;
  if (*reduces || call.is_none(a[1])) return Dims{};
  const auto dims = call.dims(a[0]);
  const auto axes = call.integers(a[1]);
  if (!dims || !axes) return std::nullopt;
  std::vector<bool> gone(dims->size());
  for (std::int64_t axis : *axes) {
    const auto at = normal_axis(axis, dims->size());
    if (!at) return std::nullopt;
    gone[*at] = true;
  }
  Dims out;
  for (std::size_t i = 0; i < dims->size(); ++i)
    if (!gone[i]) out.push_back((*dims)[i]);
  return out;
}

std::optional<Dims> shape_thresholds(const RuleCall& call, RuleArguments a) {
  const flow::Values& values = call.engine().values();
  if (call.is_none(a[0])) return Dims{};
  if (const auto each = call.items(a[0]))
    return each->size() == 1 ? Dims{} : Dims{Dim::of(static_cast<std::int64_t>(each->size()))};
  const flow::ObjectId only = values.only(call.value(a[0]));
  if (!only.exists()) return std::nullopt;
  const flow::ObjectKind kind = values[only].kind;
  const bool number = kind == flow::ObjectKind::Float || kind == flow::ObjectKind::Int;
  return number ? std::optional<Dims>(Dims{}) : std::nullopt;
}

std::optional<Dims> shape_averaged(const RuleCall& call, RuleArguments a) {
  if (call.is_none(a[0])) return Dims{Dim::fixed()};
  return call.string(a[0]) ? std::optional<Dims>(Dims{}) : std::nullopt;
}

std::optional<Dims> shape_row_losses(const RuleCall& call, RuleArguments a) {
  const auto truth = call.dims(a[0]);
  const auto guess = call.dims(a[1]);
  if (!truth || !guess) return std::nullopt;
  if (truth->size() != guess->size() || truth->empty()) return std::nullopt;
  auto dims = broadcast_dims(truth, guess);
  if (dims) dims->pop_back();
  return dims;
}

}  // namespace hyb
