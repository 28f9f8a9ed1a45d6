#pragma once

// The shortest way from one list of lines to another. The library dtl finds it; nobody else sees
// that library. Used by unified_diff().

#include <string_view>
#include <vector>

namespace hyb::fixits {

enum class LineChange { Keep, Remove, Add };

struct ScriptLine {
  LineChange change = LineChange::Keep;
  std::string_view line;  // with its line end
};

/// Removed lines stand before the added ones of the same place.
std::vector<ScriptLine> line_script(std::string_view before, std::string_view after);

}  // namespace hyb::fixits
