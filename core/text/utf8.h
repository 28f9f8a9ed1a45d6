#pragma once

// Reading and writing UTF-8, one code point at a time. Used for columns, line hashes and string
// values. Invalid input is never an error: each byte that does not begin a well-formed sequence
// counts as one code point, U+FFFD.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hyb {

struct CodePoint {
  char32_t value = 0;
  std::uint32_t bytes = 0;  // how many bytes it takes; at least 1
};

constexpr char32_t kReplacementCharacter = 0xFFFD;

/// The code point that begins at `at`, which must be below `text.size()`.
CodePoint decode_utf8(std::string_view text, std::size_t at);
/// Values that are no Unicode scalar value (surrogates, above 0x10FFFF) are written as U+FFFD.
void append_utf8(std::string& out, char32_t value);

}  // namespace hyb
