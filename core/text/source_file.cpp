#include "core/text/source_file.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/text/utf8.h"

namespace hyb {

namespace {

constexpr std::uint32_t kBomBytes = 3;

/// Column of the byte at `offset` in the line that begins at `begin`; `units(value)` tells how many
/// columns a code point takes.
template <class Units>
std::uint32_t column_at(std::string_view bytes, std::uint32_t begin, std::uint32_t offset,
                        Units units) {
  std::uint32_t column = 1;
  std::uint32_t at = begin;
  while (at < offset) {
    const CodePoint point = decode_utf8(bytes, at);
    at += point.bytes;
    if (at > offset) break;  // inside a character: the column of that character
    column += units(point.value);
  }
  return column;
}

}  // namespace

SourceFile::SourceFile(std::string path, std::string bytes)
    : path_(std::move(path)), bytes_(std::move(bytes)) {
  line_starts_.push_back(0);
  if (bytes_.find('\r') == std::string::npos) {
    for (std::size_t at = bytes_.find('\n'); at != std::string::npos;
         at = bytes_.find('\n', at + 1))
      line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
    return;
  }
  for (std::size_t i = 0; i < bytes_.size(); ++i) {
    const char c = bytes_[i];
    if (c != '\n' && c != '\r') continue;
    if (c == '\r' && i + 1 < bytes_.size() && bytes_[i + 1] == '\n') ++i;
    line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
}

std::uint32_t SourceFile::line_at(std::uint32_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<std::uint32_t>(after - line_starts_.begin());
}

std::uint32_t SourceFile::line_end(std::uint32_t line) const {
  if (line == line_count()) return static_cast<std::uint32_t>(bytes_.size());
  std::uint32_t end = line_starts_[line] - 1;  // the \n or the lone \r
  if (bytes_[end] == '\n' && end > line_begin(line) && bytes_[end - 1] == '\r') --end;
  return end;
}

Position SourceFile::position(std::uint32_t offset) const {
  const std::uint32_t line = line_at(offset);
  const std::uint32_t skipped = line == 1 && has_bom() ? kBomBytes : 0;
  return {line, column_at(bytes_, line_begin(line) + skipped, offset,
                          [](char32_t) -> std::uint32_t { return 1; })};
}

Position SourceFile::position_utf16(std::uint32_t offset) const {
  const std::uint32_t line = line_at(offset);
  const std::uint32_t skipped = line == 1 && has_bom() ? kBomBytes : 0;
  return {line, column_at(bytes_, line_begin(line) + skipped, offset,
                          [](char32_t value) -> std::uint32_t { return value > 0xFFFF ? 2 : 1; })};
}

}  // namespace hyb
