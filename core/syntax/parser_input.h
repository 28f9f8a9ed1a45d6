#pragma once

// The text as tree-sitter gets it: of the same length as the file, so that all offsets agree, but
// without what would make the parser fail or slow. Private to core/syntax; made by
// prepare_parser_input() for each file, in a buffer that is reused.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/syntax/tree.h"

namespace hyb {

struct ParserInput {
  /// Either the file itself or `buffer`.
  std::string_view text;
  /// Comments that were blanked in `text`, in order.
  std::vector<Comment> blanked;
  /// Offset of the first NUL byte (Python refuses such files), or the size of the file.
  std::uint32_t first_nul = 0;
  std::string buffer;
};

/// - A lone \r becomes \n, which it means to Python but not to the grammar.
/// - NUL bytes become blanks: tree-sitter takes them for the end of the text.
/// - Comment-only lines in long runs become blank lines: the grammar's scanner reads the rest of
///   the run again at each of its lines, so a run takes quadratic time.
void prepare_parser_input(std::string_view bytes, ParserInput& input);

}  // namespace hyb
