#include "core/flow/array_type.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace hyb::flow {
namespace {

constexpr std::array kNames = {
    std::string_view{},
#define HYB_DTYPE(name, text) std::string_view{text},
#include "core/flow/dtypes.def"
#undef HYB_DTYPE
};

bool between(Dtype dtype, Dtype first, Dtype last) {
  return dtype >= first && dtype <= last;
}

}  // namespace

std::string_view dtype_name(Dtype dtype) {
  return kNames[static_cast<std::size_t>(dtype)];
}

Dtype dtype_of_name(std::string_view name) {
  if (name.empty()) return Dtype::Unknown;
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  return at == kNames.end() ? Dtype::Unknown
                            : static_cast<Dtype>(std::distance(kNames.begin(), at));
}

bool is_floating(Dtype dtype) {
  return between(dtype, Dtype::Float8e5m2, Dtype::Float64);
}
bool is_integer(Dtype dtype) {
  return between(dtype, Dtype::Int4, Dtype::Uint64);
}
bool is_complex(Dtype dtype) {
  return between(dtype, Dtype::Complex64, Dtype::Complex128);
}

std::string to_text(const ArrayType& type) {
  std::string out(type.dtype == Dtype::Unknown ? "?" : dtype_name(type.dtype));
  if (!type.dims) return out + "[...]";
  out += '[';
  for (std::size_t i = 0; i < type.dims->size(); ++i) {
    if (i > 0) out += ", ";
    const Dim dim = (*type.dims)[i];
    if (dim.known())
      out += std::to_string(dim.size);
    else
      out += dim == Dim::dynamic() ? "None" : dim == Dim::ragged() ? "ragged" : "?";
  }
  return out + "]";
}

}  // namespace hyb::flow
