#pragma once

// The import lines of a text, found without parsing. Used by link to see which files lead to those
// that matter; what it finds decides only whether a file is parsed, never what a name means.

#include <string_view>
#include <vector>

namespace hyb {

struct WrittenImport {
  unsigned dots = 0;
  std::string_view module;  // "" for `from . import x`
  std::vector<std::string_view>
      names;  // behind `from … import`, on the same line or in parentheses
};

/// Lines that begin with `import` or `from`. Views into `bytes`.
std::vector<WrittenImport> written_imports(std::string_view bytes);

}  // namespace hyb
