#include "tests/config/config_rules.h"

#include <algorithm>
#include <array>

namespace hyb::config::test {

namespace {

constexpr std::array kOptions{
    OptionSpec{"allow-print", OptionType::Bool, "false", "Leave print alone."},
    OptionSpec{"max-traces", OptionType::Int, "5", "How many traces are fine."},
    OptionSpec{"prefix", OptionType::String, "step", "What names begin with."},
    OptionSpec{"extra-names", OptionType::StringList, "[]", "Further names."},
};

constinit const RuleInfo kTuned{.code = "HYB013",
                                .name = "side-effect-print",
                                .group = "side-effect",
                                .summary = "A traced function prints.",
                                .docs = "",
                                .messages = {},
                                .options = kOptions};
constinit const RuleInfo kPlain{.code = "HYB014",
                                .name = "side-effect-append",
                                .group = "side-effect",
                                .summary = "A traced function appends to a list.",
                                .docs = "",
                                .severity = Severity::Error,
                                .messages = {},
                                .options = {}};
constinit const RuleInfo kQuiet{.code = "HYB101",
                                .name = "api-deprecated",
                                .group = "api",
                                .summary = "A deprecated name is used.",
                                .docs = "",
                                .severity = Severity::Note,
                                .default_on = false,
                                .messages = {},
                                .options = {}};

}  // namespace

RuleSpan sample_rules() {
  static constexpr std::array<const RuleInfo*, 3> kRules{&kTuned, &kPlain, &kQuiet};
  return kRules;
}

Status accept(const OptionValue& value) {
  if (std::find(value.values.begin(), value.values.end(), "refused") != value.values.end()) {
    return Error{"`" + value.name + "` must not be `refused`."};
  }
  return ok_status();
}

}  // namespace hyb::config::test
