#pragma once

// Three-valued answers. Made by every analysis, read by checks. Unknown is a real answer: whoever
// reads it must say what it does with it, and nothing converts it to a bool silently.

#include <cstdint>

namespace hyb {

enum class Tri : std::uint8_t { No, Yes, Unknown };

constexpr Tri tri(bool yes) {
  return yes ? Tri::Yes : Tri::No;
}
constexpr bool yes(Tri value) {
  return value == Tri::Yes;
}
constexpr bool no(Tri value) {
  return value == Tri::No;
}
constexpr Tri operator&&(Tri a, Tri b) {
  if (a == Tri::No || b == Tri::No) return Tri::No;
  return a == Tri::Yes && b == Tri::Yes ? Tri::Yes : Tri::Unknown;
}
constexpr Tri operator||(Tri a, Tri b) {
  if (a == Tri::Yes || b == Tri::Yes) return Tri::Yes;
  return a == Tri::No && b == Tri::No ? Tri::No : Tri::Unknown;
}
constexpr Tri operator!(Tri a) {
  return a == Tri::Unknown ? a : tri(a == Tri::No);
}

}  // namespace hyb
