#pragma once

// The bytes of one Python file and where its lines begin. Made by discovery (read once, never
// changed), read by the parser, by reports and by fixes. All positions in the program are byte
// offsets into `bytes`, the text exactly as it is on disk: encoding, line ends, tabs and a byte
// order mark included. Lines and columns are computed only when something is printed.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/id.h"
#include "core/text/loc.h"

namespace hyb {

/// A place as people and tools count it. Both numbers count from 1.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
};

class SourceFile {
 public:
  SourceFile() = default;
  /// `path` is what messages show: relative to the working directory where possible, with '/'.
  SourceFile(std::string path, std::string bytes);

  const std::string& path() const { return path_; }
  std::string_view bytes() const { return bytes_; }
  std::string_view text(Loc where) const {
    return std::string_view(bytes_).substr(where.begin, where.end - where.begin);
  }
  bool has_bom() const { return bytes_.starts_with("\xEF\xBB\xBF"); }

  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }
  /// Line (from 1) that holds the byte at `offset`; lines end at \n, \r\n or a lone \r.
  std::uint32_t line_at(std::uint32_t offset) const;
  /// First byte of `line` (from 1), and the byte after its last one, line end excluded.
  std::uint32_t line_begin(std::uint32_t line) const { return line_starts_[line - 1]; }
  std::uint32_t line_end(std::uint32_t line) const;
  /// The text of `line` without its line end.
  std::string_view line_text(std::uint32_t line) const {
    return std::string_view(bytes_).substr(line_begin(line), line_end(line) - line_begin(line));
  }

  /// Column in code points (text output and JSON); a byte order mark does not count, an invalid
  /// byte counts as one.
  Position position(std::uint32_t offset) const;
  /// Column in UTF-16 code units (SARIF, editors); a byte order mark does not count.
  Position position_utf16(std::uint32_t offset) const;

 private:
  std::string path_;
  std::string bytes_;
  std::vector<std::uint32_t> line_starts_;
};

}  // namespace hyb
