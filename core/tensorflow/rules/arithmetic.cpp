// Reading rule expressions, and the rules of plain arithmetic.

#include <algorithm>
#include <cassert>
#include <charconv>

#include "core/tensorflow/rules/rules.h"

namespace hyb {

using flow::ArrayType;
using flow::Dim;
using flow::Dims;
using flow::Dtype;

namespace {

DtypeRule dtype_rule(std::string_view name) {
#define HYB_DTYPE_RULE(rule, form) \
  if (name == #rule) return dtype_##rule;
#define HYB_SHAPE_RULE(rule, form)
#include "core/tensorflow/rules/rules.def"
#undef HYB_DTYPE_RULE
#undef HYB_SHAPE_RULE
  return nullptr;
}

ShapeRule shape_rule(std::string_view name) {
#define HYB_DTYPE_RULE(rule, form)
#define HYB_SHAPE_RULE(rule, form) \
  if (name == #rule) return shape_##rule;
#include "core/tensorflow/rules/rules.def"
#undef HYB_DTYPE_RULE
#undef HYB_SHAPE_RULE
  return nullptr;
}

// How far a dtype reaches in NumPy's promotion; only those of the same kind are ordered.
int width(Dtype dtype) {
  switch (dtype) {
    case Dtype::Int8:
    case Dtype::Uint8:
      return 1;
    case Dtype::Int16:
    case Dtype::Uint16:
    case Dtype::Float16:
      return 2;
    case Dtype::Int32:
    case Dtype::Uint32:
    case Dtype::Float32:
      return 4;
    case Dtype::Int64:
    case Dtype::Uint64:
    case Dtype::Float64:
    case Dtype::Complex64:
      return 8;
    case Dtype::Complex128:
      return 16;
    default:
      return 0;
  }
}

int rank_of_kind(Dtype dtype) {
  return dtype == Dtype::Bool ? 0 : is_integer(dtype) ? 1 : is_floating(dtype) ? 2 : 3;
}

bool is_signed(Dtype dtype) {
  return dtype == Dtype::Int8 || dtype == Dtype::Int16 || dtype == Dtype::Int32 ||
         dtype == Dtype::Int64;
}

Dtype promoted(Dtype a, Dtype b) {
  if (a == b) return a;
  if (width(a) == 0 && a != Dtype::Bool) return Dtype::Unknown;
  if (width(b) == 0 && b != Dtype::Bool) return Dtype::Unknown;
  if (rank_of_kind(a) > rank_of_kind(b)) std::swap(a, b);
  if (a == Dtype::Bool) return b;
  if (rank_of_kind(a) == rank_of_kind(b)) {
    if (is_integer(a) && is_signed(a) != is_signed(b)) {
      if (is_signed(a)) std::swap(a, b);  // a unsigned, b signed
      if (width(b) > width(a)) return b;
      return width(a) == 1   ? Dtype::Int16
             : width(a) == 2 ? Dtype::Int32
             : width(a) == 4 ? Dtype::Int64
                             : Dtype::Float64;
    }
    return width(a) > width(b) ? a : b;
  }
  if (is_integer(a) && is_floating(b)) {
    if (width(a) == 1) return b;
    if (width(a) == 2) return width(b) >= 4 ? b : Dtype::Float32;
    return Dtype::Float64;
  }
  if (is_integer(a)) return width(a) <= 2 ? b : Dtype::Complex128;
  return width(a) == 8 ? Dtype::Complex128 : b;
}

}  // namespace

const Rules::Read& Rules::read(std::string_view text, bool dtype) {
  auto [at, fresh] = read_[dtype ? 1 : 0].try_emplace(text);
  Read& out = at->second;
  if (!fresh) return out;
  const std::size_t open = text.find('(');
  const std::string_view name = text.substr(0, open);
  if (open == std::string_view::npos) {
    if (dtype) out.constant = flow::dtype_of_name(name);
    return out;
  }
  std::string_view inside = text.substr(open + 1, text.rfind(')') - open - 1);
  while (!inside.empty()) {
    const std::size_t comma = inside.find(',');
    std::string_view word = inside.substr(0, comma);
    while (word.starts_with(' ')) word.remove_prefix(1);
    while (word.ends_with(' ')) word.remove_suffix(1);
    out.arguments.push_back(word);
    if (comma == std::string_view::npos) break;
    inside.remove_prefix(comma + 1);
  }
  if (dtype)
    out.dtype = dtype_rule(name);
  else
    out.shape = shape_rule(name);
  return out;
}

ArrayType Rules::apply(const RuleCall& call, std::string_view dtype, std::string_view shape) {
  ArrayType out;
  if (!dtype.empty()) {
    const Read& rule = read(dtype, true);
    out.dtype = rule.dtype == nullptr ? rule.constant : rule.dtype(call, rule.arguments);
  }
  if (!shape.empty()) {
    const Read& rule = read(shape, false);
    if (rule.shape != nullptr) out.dims = rule.shape(call, rule.arguments);
  }
  return out;
}

std::optional<Dims> broadcast_dims(const std::optional<Dims>& a, const std::optional<Dims>& b) {
  if (!a || !b) return std::nullopt;
  const Dims& longer = a->size() >= b->size() ? *a : *b;
  const Dims& shorter = a->size() >= b->size() ? *b : *a;
  Dims out = longer;
  const std::size_t lead = longer.size() - shorter.size();
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    const Dim x = longer[lead + i];
    const Dim y = shorter[i];
    Dim& to = out[lead + i];
    if (x == y) continue;
    if (x == Dim::of(1)) {
      to = y;
    } else if (y == Dim::of(1)) {
      to = x;
    } else if (x.known() && y.known()) {
      return std::nullopt;
    } else if (x.known() || y.known()) {
      to = x.known() ? x : y;  // a size above one: the other is that or one
    } else {
      to = x == Dim::ragged() || y == Dim::ragged() ? Dim::ragged() : Dim::dynamic();
    }
  }
  return out;
}

Dtype common_dtype(Dtype a, bool a_literal, Dtype b, bool b_literal, Flavor flavor) {
  if (flavor == Flavor::NumPy) {
    if (a == Dtype::Unknown || b == Dtype::Unknown) return Dtype::Unknown;
    // A Python number does not widen an array of its kind.
    if (a_literal && !b_literal && rank_of_kind(a) <= rank_of_kind(b)) return b;
    if (b_literal && !a_literal && rank_of_kind(b) <= rank_of_kind(a)) return a;
    return promoted(a, b);
  }
  if (a_literal && b_literal) {  // [1, 2.5]
    if (a == Dtype::Unknown || b == Dtype::Unknown) return Dtype::Unknown;
    return rank_of_kind(a) >= rank_of_kind(b) ? a : b;
  }
  if (a_literal) return b;
  if (b_literal) return a;
  if (a == Dtype::Unknown) return b;  // two tensors have one dtype, or TensorFlow refuses
  return a;
}

Dtype quotient_dtype(Dtype dtype, Flavor flavor) {
  if (flavor == Flavor::NumPy)
    return is_integer(dtype) || dtype == Dtype::Bool ? Dtype::Float64 : dtype;
  switch (dtype) {
    case Dtype::Int8:
    case Dtype::Int16:
    case Dtype::Uint8:
    case Dtype::Uint16:
      return Dtype::Float32;
    case Dtype::Int32:
    case Dtype::Int64:
    case Dtype::Uint32:
    case Dtype::Uint64:
      return Dtype::Float64;
    default:
      return dtype;
  }
}

std::optional<Dims> matmul_dims(const std::optional<Dims>& a, const std::optional<Dims>& b) {
  if (!a || !b || a->empty() || b->empty()) return std::nullopt;
  Dims left = *a;
  Dims right = *b;
  const bool row = left.size() == 1;
  const bool column = right.size() == 1;
  if (row) left.insert(left.begin(), Dim::of(1));
  if (column) right.push_back(Dim::of(1));
  const std::optional<Dims> lead =
      broadcast_dims(Dims(left.begin(), left.end() - 2), Dims(right.begin(), right.end() - 2));
  if (!lead) return std::nullopt;
  Dims out = *lead;
  if (!row) out.push_back(left[left.size() - 2]);
  if (!column) out.push_back(right.back());
  return out;
}

std::optional<std::size_t> normal_axis(std::int64_t axis, std::size_t rank) {
  const std::int64_t size = static_cast<std::int64_t>(rank);
  if (axis < -size || axis >= size) return std::nullopt;
  return static_cast<std::size_t>(axis < 0 ? axis + size : axis);
}

Dtype dtype_of(const RuleCall& call, RuleArguments a) {
  return call.array(a[0]).dtype;
}

Dtype dtype_common(const RuleCall& call, RuleArguments a) {
  Dtype out = Dtype::Unknown;
  bool literal = true;
  bool first = true;
  for (std::string_view parameter : a) {
    const flow::ValueId value = call.value(parameter);
    const Dtype one = call.array(value).dtype;
    const bool is = is_literal(call.engine(), value);
    out = first ? one : common_dtype(out, literal, one, is, call.flavor());
    literal = (first || literal) && is;
    first = false;
  }
  return out;
}

Dtype dtype_argument(const RuleCall& call, RuleArguments a) {
  const flow::ValueId value = call.value(a[0]);
  if (value.exists() && !call.is_none(a[0])) return call.dtype(a[0]);
  if (a.size() < 2 || (!value.exists() && call.given(a[0]))) return Dtype::Unknown;
  const Dtype constant = flow::dtype_of_name(a[1]);
  return constant != Dtype::Unknown ? constant : call.array(a[1]).dtype;
}

Dtype dtype_quotient(const RuleCall& call, RuleArguments a) {
  return quotient_dtype(dtype_common(call, a), call.flavor());
}

std::optional<Dims> shape_same(const RuleCall& call, RuleArguments a) {
  return call.dims(a[0]);
}

std::optional<Dims> shape_scalar(const RuleCall&, RuleArguments) {
  return Dims{};
}

std::optional<Dims> shape_constant(const RuleCall&, RuleArguments a) {
  Dims out;
  for (std::string_view word : a) {
    std::int32_t size = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), size);
    out.push_back(error == std::errc{} && end == word.data() + word.size() ? Dim::of(size)
                                                                           : Dim::fixed());
  }
  return out;
}

std::optional<Dims> shape_vector(const RuleCall&, RuleArguments) {
  return Dims{Dim::dynamic()};
}

std::optional<Dims> shape_broadcast(const RuleCall& call, RuleArguments a) {
  std::optional<Dims> out = call.dims(a[0]);
  for (std::string_view parameter : a.subspan(1)) {
    const std::optional<Dims> next = call.dims(parameter);
    const std::optional<Dims> both = broadcast_dims(out, next);
    if (!both && out && next) call.refuse();
    out = both;
  }
  return out;
}

std::optional<Dims> shape_given(const RuleCall& call, RuleArguments a) {
  return call.sizes(a[0]);
}

std::optional<Dims> shape_reduce(const RuleCall& call, RuleArguments a) {
  std::optional<Dims> dims = call.dims(a[0]);
  const std::optional<bool> keep = call.boolean(a[2]);
  if (call.is_none(a[1]) && keep && !*keep) return Dims{};
  if (!dims || !keep) return std::nullopt;
  std::vector<bool> gone(dims->size(), call.is_none(a[1]));
  if (!call.is_none(a[1])) {
    const auto axes = call.integers(a[1]);
    if (!axes) {
      if (*keep) return Dims(dims->size(), Dim::fixed());
      // One axis we do not know: the rank is known all the same.
      const auto axis = call.array(a[1]).dims;
      if (!axis || !axis->empty() || dims->empty()) return std::nullopt;
      return Dims(dims->size() - 1, Dim::fixed());
    }
    for (std::int64_t axis : *axes) {
      const auto at = normal_axis(axis, dims->size());
      if (!at) {
        call.refuse();
        return std::nullopt;
      }
      gone[*at] = true;
    }
  }
  Dims out;
  for (std::size_t i = 0; i < dims->size(); ++i) {
    if (!gone[i])
      out.push_back((*dims)[i]);
    else if (*keep)
      out.push_back(Dim::of(1));
  }
  return out;
}

}  // namespace hyb
