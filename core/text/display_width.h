#pragma once

// Text for a terminal: how many columns it takes, what must not reach the terminal as it is, and
// one source line with a marked part, ready to print. Used by the text report and by the
// configuration's messages. Nothing depends on the locale.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hyb {

/// Columns of one code point: 0, 1 or 2.
unsigned display_width(char32_t value);
/// Columns of a text that escape_controls() has made printable.
std::size_t display_width(std::string_view text);

/// Control characters, invisible direction marks and invalid bytes become visible escapes (`\x1b`,
/// `\u202e`), so that no text of a program under analysis can steer a terminal.
std::string escape_controls(std::string_view text);

/// A line of source as it is printed, and the columns (from 0) of the marked part in it.
struct MarkedLine {
  std::string text;
  std::size_t column = 0;
  std::size_t width = 1;
};

/// Prints `line` (no line end) with tabs expanded and controls escaped, cut to about `max_columns`
/// around the marked bytes [begin, end); an empty range marks one column.
MarkedLine mark_line(std::string_view line, std::size_t begin, std::size_t end,
                     std::size_t max_columns);

}  // namespace hyb
