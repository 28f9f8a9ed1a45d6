#pragma once

// A few rules with options of every type, for the tests of the configuration.

#include "config/config.h"
#include "core/rule/selector.h"

namespace hyb::config::test {

RuleSpan sample_rules();
/// Accepts every value but the text "refused".
Status accept(const OptionValue& value);

}  // namespace hyb::config::test
