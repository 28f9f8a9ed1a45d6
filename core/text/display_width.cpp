#include "core/text/display_width.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

#include "core/text/utf8.h"

namespace hyb {

namespace {

struct Range {
  char32_t first;
  char32_t last;
};

#include "core/text/display_width_ranges.inc"

constexpr std::size_t kTabStop = 4;
constexpr std::string_view kCut = "…";

bool holds(std::span<const Range> ranges, char32_t value) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), value,
                       [](char32_t v, const Range& range) { return v < range.first; });
  return after != ranges.begin() && value <= std::prev(after)->last;
}

bool is_hidden_control(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0) || (value >= 0x200E && value <= 0x200F) ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) ||
         value == 0xFEFF;
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
    out += kDigits[(value >> static_cast<unsigned>(shift)) & 0xFU];
  }
}

/// Appends one character in printable form.
void append_printable(std::string& out, std::string_view text, std::size_t at,
                      const CodePoint& point) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (point.value == kReplacementCharacter && point.bytes == 1) {
    out += "\\x";
    append_hex(out, byte, 2);
  } else if (!is_hidden_control(point.value)) {
    out += text.substr(at, point.bytes);
  } else if (point.value == '\n') {
    out += "\\n";
  } else if (point.value == '\r') {
    out += "\\r";
  } else if (point.value == '\t') {
    out += "\\t";
  } else if (point.value < 0x100) {
    out += "\\x";
    append_hex(out, static_cast<std::uint32_t>(point.value), 2);
  } else {
    out += "\\u";
    append_hex(out, static_cast<std::uint32_t>(point.value), 4);
  }
}

/// One character of the line as printed.
struct Cell {
  std::string text;
  std::size_t source = 0;  // byte in the line
  std::size_t column = 0;
  std::size_t width = 0;
};

std::vector<Cell> cells_of(std::string_view line) {
  std::vector<Cell> cells;
  std::size_t column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const CodePoint point = decode_utf8(line, at);
    Cell cell;
    cell.source = at;
    cell.column = column;
    if (point.value == '\t') {
      cell.width = kTabStop - column % kTabStop;
      cell.text.assign(cell.width, ' ');
    } else if (point.value == 0xFEFF && at == 0) {
      cell.width = 0;  // a byte order mark is no column of anything
    } else {
      append_printable(cell.text, line, at, point);
      cell.width = display_width(std::string_view(cell.text));
    }
    column += cell.width;
    at += point.bytes;
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace

unsigned display_width(char32_t value) {
  constexpr char32_t kFirstSpecial = 0x300;  // everything below takes one column
  if (value < kFirstSpecial) return 1;
  if (holds(kZeroWidth, value)) return 0;
  return holds(kDoubleWidth, value) ? 2 : 1;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    width += display_width(point.value);
    at += point.bytes;
  }
  return width;
}

std::string escape_controls(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = decode_utf8(text, at);
    append_printable(out, text, at, point);
    at += point.bytes;
  }
  return out;
}

MarkedLine mark_line(std::string_view line, std::size_t begin, std::size_t end,
                     std::size_t max_columns) {
  begin = std::min(begin, line.size());
  end = std::clamp(end, begin, line.size());
  // A line of a megabyte is looked at only around the mark; every character has at most 4 bytes.
  const std::size_t reach = max_columns * 4;
  std::size_t from = begin > reach ? begin - reach : 0;
  while (from < begin && (static_cast<unsigned char>(line[from]) & 0xC0U) == 0x80U) ++from;
  const std::size_t until = std::min(line.size(), begin + reach);
  const std::vector<Cell> cells = cells_of(line.substr(from, until - from));
  const auto column_of = [&](std::size_t byte) {
    const auto cell = std::lower_bound(cells.begin(), cells.end(), byte - from,
                                       [](const Cell& c, std::size_t b) { return c.source < b; });
    if (cell != cells.end()) return cell->column;
    return cells.empty() ? std::size_t{0} : cells.back().column + cells.back().width;
  };
  const std::size_t mark = column_of(begin);
  const std::size_t mark_end = column_of(std::min(end, until));
  const std::size_t total = column_of(until);

  // The window of columns that is printed: all, or as much of it as fits around the mark.
  std::size_t first = 0;
  std::size_t last = total;
  if (total > max_columns) {
    const std::size_t before = std::min(max_columns / 3, mark);
    first = mark_end <= max_columns && from == 0 ? 0 : mark - before;
    last = std::min(total, first + max_columns);
  }
  MarkedLine result;
  if (first > 0 || from > 0) result.text += kCut;
  const std::size_t shift = result.text.empty() ? 0 : 1;
  std::size_t printed_from = total;
  for (const Cell& cell : cells) {
    if (cell.column < first || cell.column + cell.width > last) continue;
    printed_from = std::min(printed_from, cell.column);
    result.text += cell.text;
  }
  if (last < total || until < line.size()) result.text += kCut;
  result.column = mark - std::min(mark, printed_from) + shift;
  result.width = std::max<std::size_t>(1, std::min(mark_end, last) - std::min(mark, last));
  return result;
}

}  // namespace hyb
