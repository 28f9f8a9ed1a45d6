#pragma once

// What the linter itself has to say about a file or a suppression comment, told as findings like
// any other (family `lint`, HYB9xx): they can be selected, suppressed and read in every report.
// Reported by the driver; listed behind the checks wherever rules are listed.

#include <string>
#include <string_view>
#include <vector>

#include "core/diag/diagnostic.h"
#include "core/rule/rule_info.h"
#include "core/rule/selector.h"

namespace hyb {

extern const RuleInfo kSyntaxError;           // HYB901: "default" (the text that does not fit)
extern const RuleInfo kFileNotAnalysed;       // HYB902: "default" (a clause that says why)
extern const RuleInfo kUnknownSuppression;    // HYB903: "default" (word), "near" (word, nearest)
extern const RuleInfo kMalformedSuppression;  // HYB904: "default" (problem)

/// The four above, in code order.
RuleSpan engine_rules();

/// The message `id` of `rule` with its placeholders replaced, by the first line of each argument.
/// The id must be one of the rule's.
Message engine_message(const RuleInfo& rule, std::string_view id,
                       std::vector<std::string> arguments);

}  // namespace hyb
