#pragma once

// The settings of a project, from `.hybridize.yaml`. Read once per run by the command line;
// everything in it has been checked against the rules there are. Reading is strict: every mistake
// is told with its place, and a file with a mistake gives no settings at all.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/diag/diagnostic.h"
#include "core/rule/rule_info.h"
#include "core/rule/selector.h"

namespace hyb::config {

constexpr std::string_view kFileName = ".hybridize.yaml";

/// From which severity on a finding makes the run fail.
enum class FailOn : std::uint8_t { Note, Warning, Error, Never };
constexpr FailOn kDefaultFailOn = FailOn::Warning;
std::optional<FailOn> fail_on_named(std::string_view name);
std::string_view name_of(FailOn fail_on);

/// A user's value for one option of one rule (an index into the rules).
struct OptionValue {
  std::size_t rule = 0;
  std::string name;
  std::vector<std::string> values;
};

struct Config {
  std::string path;                          // as shown in messages; empty without a file
  std::vector<std::string> checks;           // selectors in order; empty = `default`
  std::map<std::size_t, Severity> severity;  // by rule index, where changed
  std::set<std::size_t> off;                 // rules with `severity: off`
  std::vector<OptionValue> options;
  FailOn fail_on = kDefaultFailOn;
  std::vector<std::string> exclude;  // gitignore-style patterns
  bool respect_gitignore = true;
  std::uint16_t tensorflow_major = 0;  // 0.0 = not given
  std::uint16_t tensorflow_minor = 0;
};

/// Tells whether a rule takes a value for one of its options; the error says what was expected.
using OptionCheck = std::function<Status(const OptionValue&)>;

struct LoadedConfig {
  Config config;
  std::vector<std::string> mistakes;  // `file:line:col: sentence` with the line and a caret
};

/// The settings in `bytes`; `path` is what messages call the file.
LoadedConfig parse_config(const std::string& path, const std::string& bytes, RuleSpan rules,
                          const OptionCheck& check);
/// The same from the disk, at most 1 MiB.
LoadedConfig load_config(const std::string& path, RuleSpan rules, const OptionCheck& check);

/// The nearest `.hybridize.yaml` in `folder` (absolute) or above it, not above a folder with
/// `.git`; empty when there is none.
std::string find_config(const std::string& folder);

/// A `.hybridize.yaml` that sets nothing but defaults and names every check and option in comments,
/// which stay valid when the comment signs are removed.
std::string example_config(RuleSpan rules);

}  // namespace hyb::config
