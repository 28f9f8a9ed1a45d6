#pragma once

// What everyone but the engine needs to know of a check: pure data. One constexpr per check; from
// it come `hybridize rules`, SARIF rules[], the configuration's schema and example, the docs table.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/diag/diagnostic.h"

namespace hyb {

/// Analyses a rule reads. The driver runs the union of what the enabled rules need, no more.
enum class Need : std::uint32_t {
  None = 0,
  Values = 1U << 0,         // what names and expressions denote
  Tracing = 1U << 1,        // which functions run in a graph, and why
  GradientSteps = 1U << 2,  // gradient tapes, and what updates variables
  SideEffects = 1U << 3,    // Python side effects of functions, here and below
  Verdicts = 1U << 4,       // should each function be a graph; brings side effects along
  Hazards = 1U << 5,        // what of traced functions fails or misleads while they are traced
};
constexpr Need operator|(Need a, Need b) {
  return Need(std::uint32_t(a) | std::uint32_t(b));
}
constexpr bool has(Need set, Need one) {
  return (std::uint32_t(set) & std::uint32_t(one)) != 0;
}

enum class Maturity : std::uint8_t { Preview, Stable };

/// How sure the rule is of what it says, as SARIF's `precision` words it.
enum class Precision : std::uint8_t { Medium, High, VeryHigh };

enum class OptionType : std::uint8_t { Bool, Int, String, StringList };

/// One `key: value` a user may set for a rule. `set` parses the value (one text for a scalar, any
/// number for a list) into the rule's own options struct; its error says what was expected.
struct OptionSpec {
  std::string_view name;
  OptionType type = OptionType::Bool;
  std::string_view default_text;  // as it is written in YAML
  std::string_view help;          // one line
  Status (*set)(void* options, std::span<const std::string> values) = nullptr;
};

/// A message template: ends with a period, at least one '{0}'; placeholders for code stand in
/// single quotes, those for versions and phrases do not.
struct MessageSpec {
  std::string_view id;  // "default" for the first
  std::string_view text;
};

struct RuleInfo {
  std::string_view code;     // "HYB013": never reused, never renumbered
  std::string_view name;     // "side-effect-print": what the user writes
  std::string_view group;    // "side-effect": the family
  std::string_view summary;  // one sentence
  std::string_view docs;     // the whole .md page, embedded at build time
  Severity severity = Severity::Warning;
  Applicability best_fix = Applicability::Display;
  bool has_fix = false;
  bool default_on = true;
  Maturity maturity = Maturity::Stable;
  Precision precision = Precision::High;
  bool for_legacy_code = false;  // also reported in files that only run under TensorFlow 1
  Need needs = Need::None;
  std::span<const MessageSpec> messages = {};
  std::span<const OptionSpec> options = {};
};

}  // namespace hyb
