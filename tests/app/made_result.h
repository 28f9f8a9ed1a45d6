#pragma once

// A LintResult made by hand: sources, rules and findings of exactly the shape a report test needs.
// Findings are placed by the text they mark, so that a test reads like the source it is about.

#include <string>
#include <string_view>
#include <vector>

#include "app/check/lint.h"

namespace hyb::app::test {

extern const RuleInfo kPrintRule;    // HYB013 side-effect-print, warning, safe fix
extern const RuleInfo kRetraceRule;  // HYB020 retracing-lambda, error, very-high
RuleSpan made_rules();
RuleSet all_enabled();

class MadeResult {
 public:
  /// The project root is `root`; nothing there is read unless it exists.
  explicit MadeResult(std::string root = "/nowhere/project");
  /// Files must be added in the order of their paths.
  FileId add(const std::string& path, const std::string& bytes);
  /// Where the `nth` occurrence (from 0) of `text` is in `file`.
  Loc at(FileId file, std::string_view text, std::size_t nth = 0) const;
  Diagnostic& find(const RuleInfo& rule, Loc where, std::vector<std::string> arguments);

  LintResult result;
};

}  // namespace hyb::app::test
