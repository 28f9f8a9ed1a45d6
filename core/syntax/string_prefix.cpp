#include "core/syntax/string_prefix.h"

#include <cstddef>

namespace hyb {

StringPrefix read_string_prefix(std::string_view literal) {
  StringPrefix prefix;
  std::size_t at = 0;
  for (; at < literal.size(); ++at) {
    const char c = literal[at];
    if (c == 'f' || c == 'F') {
      prefix.flags |= string_flag::kFormat;
    } else if (c == 't' || c == 'T') {
      prefix.flags |= string_flag::kTemplate;
    } else if (c == 'b' || c == 'B') {
      prefix.flags |= string_flag::kBytes;
    } else if (c == 'r' || c == 'R') {
      prefix.flags |= string_flag::kRaw;
    } else if (c != 'u' && c != 'U') {
      break;
    }
  }
  prefix.letters = static_cast<std::uint32_t>(at);
  if (at == literal.size()) return prefix;
  prefix.quote = literal[at];
  if (literal.size() - at >= 3 && literal[at + 1] == prefix.quote &&
      literal[at + 2] == prefix.quote && prefix.quote != '`') {
    prefix.flags |= string_flag::kTriple;
  }
  return prefix;
}

}  // namespace hyb
