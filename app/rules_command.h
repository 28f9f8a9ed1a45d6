#pragma once

// `hybridize rules`: the table of checks, one check's page, or both as JSON. Called by the command
// line; the texts are also what tests read.

#include <string>
#include <string_view>

#include "app/arguments.h"
#include "app/console.h"
#include "core/rule/selector.h"

namespace hyb::app {

int run_rules(const Arguments& arguments, Console& console);

/// One line a rule with aligned columns, of the rules that are in `shown`.
std::string rules_table(RuleSpan rules, const RuleSet& shown, const RuleSet& enabled);
std::string rules_json(RuleSpan rules, const RuleSet& shown, const RuleSet& enabled);

}  // namespace hyb::app
