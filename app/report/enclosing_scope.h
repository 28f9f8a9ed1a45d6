#pragma once

// In which class or function of a file a place lies, for the logical locations and fingerprints of
// SARIF. Made per file with findings by parsing it once more: the stages that held its tree are
// over when reports are written.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/source_file.h"

namespace hyb::app {

enum class ScopeKind : std::uint8_t { Module, Class, Function, Method };

struct Scope {
  std::string qualified_name;  // below the module: "Model.call"; "" for the module itself
  std::string name;            // the last part
  ScopeKind kind = ScopeKind::Module;
};

class EnclosingScopes {
 public:
  explicit EnclosingScopes(const SourceFile& source);
  /// The innermost def or class that holds the byte at `offset`, decorators included.
  Scope at(std::uint32_t offset) const;

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    Scope scope;
  };
  std::vector<Span> spans_;  // outer before inner
};

}  // namespace hyb::app
