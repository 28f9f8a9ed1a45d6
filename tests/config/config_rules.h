#pragma once

// A few rules with options of every type, and a judge of option values. Read by the tests of the
// configuration, so that they do not depend on which checks there are.

#include "config/config.h"
#include "core/rule/selector.h"

namespace hyb::config::test {

RuleSpan sample_rules();
/// Accepts every value but the text "refused".
Status accept(const OptionValue& value);

}  // namespace hyb::config::test
