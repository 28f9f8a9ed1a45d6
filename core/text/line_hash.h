#pragma once

// The line hash that GitHub code scanning calls primaryLocationLineHash, computed exactly: for each
// line a rolling hash over the 100 UTF-16 units (blanks dropped) that begin at it. Used by the
// SARIF report.

#include <string>
#include <string_view>
#include <vector>

namespace hyb {

/// One entry a line (index 0 = line 1): lower-case hex, ":", how often that hex has occurred so
/// far. Invalid bytes count as U+FFFD, a byte order mark is kept.
std::vector<std::string> line_hashes(std::string_view bytes);

}  // namespace hyb
