#pragma once

// The letters and quotes that begin a string literal, as string_flag bits. Private to core/syntax:
// read by the concrete tree, lowering and string_value().

#include <cstdint>
#include <string_view>

#include "core/syntax/tree.h"

namespace hyb {

struct StringPrefix {
  std::uint16_t flags = 0;    // string_flag bits
  std::uint32_t letters = 0;  // how many prefix letters
  char quote = 0;             // 0 when `literal` is no string
  std::uint32_t quote_length() const { return (flags & string_flag::kTriple) != 0 ? 3 : 1; }
};

StringPrefix read_string_prefix(std::string_view literal);

}  // namespace hyb
