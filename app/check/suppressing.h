#pragma once

// Applies suppression comments to findings. Used by the driver, once per run, after all checks. A
// comment covers a finding when it stands on the finding's line, on the first or last line of the
// simple statement (or header) around it, or alone on the line above that.

#include <string>
#include <string_view>
#include <vector>

#include "core/diag/diagnostic.h"
#include "core/program/program.h"
#include "core/rule/rule_info.h"
#include "core/rule/selector.h"

namespace hyb::app {

struct SuppressionProblem {
  const RuleInfo* rule = nullptr;  // unknown-suppression or malformed-suppression
  Loc where;
  std::string_view message;
  std::vector<std::string> arguments;
};

/// Marks what comments cover, with the reason they give.
void suppress_findings(const Program& program, RuleSpan rules, std::vector<Diagnostic>& findings);

/// Comments of one file that cannot be read or name no check.
std::vector<SuppressionProblem> suppression_problems(const Program& program, FileId file,
                                                     RuleSpan rules);

}  // namespace hyb::app
