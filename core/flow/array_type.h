#pragma once

// What is known of a tensor or array: element type, shape, and how we know it. Part of abstract
// values (value.h), made by the rules of core/tensorflow, read by facts and checks. A shape without
// id has unknown rank; a known rank may hold unknown dimensions.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.h"

namespace hyb::flow {

using ShapeId = Id<struct ShapeTag>;  // an interned list of dimensions; none = rank unknown

enum class Dtype : std::uint8_t {
  Unknown,
#define HYB_DTYPE(name, text) name,
#include "core/flow/dtypes.def"
#undef HYB_DTYPE
};

/// "float32"; "" for Unknown.
std::string_view dtype_name(Dtype dtype);
/// The dtype of that name; Unknown if there is none.
Dtype dtype_of_name(std::string_view name);
bool is_floating(Dtype dtype);
bool is_integer(Dtype dtype);  // without bool
bool is_complex(Dtype dtype);

/// Size of one axis: a number from 0 on, or one of these.
struct Dim {
  static constexpr std::int32_t kDynamic = -1;  // None while tracing
  static constexpr std::int32_t kFixed = -2;    // a number whenever it runs, not known to us
  static constexpr std::int32_t kRagged = -3;   // differs from row to row
  std::int32_t size = kFixed;

  static constexpr Dim dynamic() { return {kDynamic}; }
  static constexpr Dim fixed() { return {kFixed}; }
  static constexpr Dim ragged() { return {kRagged}; }
  /// Of a size that may be too large to keep: then only that it is fixed.
  static constexpr Dim of(std::int64_t size) {
    return size < 0 || size > INT32_MAX ? fixed() : Dim{static_cast<std::int32_t>(size)};
  }
  constexpr bool known() const { return size >= 0; }
  friend constexpr bool operator==(Dim, Dim) = default;
};

/// What both can be: equal sizes stay, a dynamic one wins, two different numbers are fixed only.
constexpr Dim join_dims(Dim a, Dim b) {
  if (a == b) return a;
  if (a == Dim::ragged() || b == Dim::ragged()) return Dim::ragged();
  if (a == Dim::dynamic() || b == Dim::dynamic()) return Dim::dynamic();
  return Dim::fixed();
}

using Dims = std::vector<Dim>;

/// How we know a fact, from best to least.
enum class Origin : std::uint8_t {
  Proved,       // from the code
  Annotated,    // from an annotation or docstring
  Assumed,      // from a protocol, name or default: nothing in the program calls it
  Speculative,  // from how it is used
};

/// Element type and shape as rules compute with them. `dims` absent = rank unknown.
struct ArrayType {
  Dtype dtype = Dtype::Unknown;
  std::optional<Dims> dims;
  friend bool operator==(const ArrayType&, const ArrayType&) = default;
};

/// "float32[?, 3]", "float32[...]" when the rank is unknown, "?[]" when the dtype is.
std::string to_text(const ArrayType& type);

}  // namespace hyb::flow
