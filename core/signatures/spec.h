#pragma once

// One entry of a tf.function's input_signature: a spec of a tensor, or a list, tuple or dict of
// entries. Made by SignatureMaker from the calls of a function, and by read_signature() from a
// signature that is there; printed for facts and fixes; compared by supplied.h.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/flow/array_type.h"

namespace hyb {

constexpr int kMaxSpecDepth = 4;  // containers inside containers

struct Spec {
  enum class Kind : std::uint8_t { Dense, Ragged, Sparse, List, Tuple, Dict };
  Kind kind = Kind::Dense;
  // of a tensor; a dimension is a number or None (dynamic), with ragged ones the axes they are
  flow::Dtype dtype = flow::Dtype::Unknown;
  std::optional<flow::Dims> dims;  // absent = any rank
  // of a container
  std::vector<std::string> keys;  // of a Dict, as they are written
  std::vector<Spec> items;

  bool is_tensor() const { return kind < Kind::List; }
  friend bool operator==(const Spec&, const Spec&) = default;
};

/// "tf.TensorSpec(shape=(None, 3), dtype=tf.float32)", "[tf.TensorSpec(…)]", …
std::string text_of(const Spec& spec, std::string_view alias);
/// "[…]": a whole signature.
std::string text_of(const std::vector<Spec>& signature, std::string_view alias);

/// How what one signature takes compares with what another takes.
enum class Relation : std::uint8_t { Agrees, Tighter, Broader, Incomparable };
std::string_view name_of(Relation relation);
/// `given` against `needed`: Tighter = it leaves out something that `needed` takes.
Relation compare(const Spec& given, const Spec& needed);
Relation compare(const std::vector<Spec>& given, const std::vector<Spec>& needed);

/// Has TensorFlow a name for it that a TensorSpec can be given?
bool can_be_specified(flow::Dtype dtype);

}  // namespace hyb
