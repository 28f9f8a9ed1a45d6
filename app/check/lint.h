#pragma once

// One run of the linter over a program: discover, index, link, solve, check, suppress, sort. Made
// for the command line, the fix rounds and the tests; the only place that knows all stages. The
// result is the same bytes for any number of threads and any order of the paths.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/diag/diagnostic.h"
#include "core/program/project.h"
#include "core/rule/rule_info.h"
#include "core/rule/selector.h"
#include "core/text/source_file.h"

namespace hyb::app {

/// All rules in code order: the checks and the linter's own (HYB9xx). Indexes below refer to it.
RuleSpan all_rules();

/// A user's value for one option of one rule, already known to be valid.
struct OptionSetting {
  std::size_t rule = 0;
  std::string name;
  std::vector<std::string> values;
};

struct LintRequest {
  DiscoverRequest discover;
  RuleSet enabled;
  std::vector<OptionSetting> options;
  std::map<std::size_t, Severity> severity;  // by rule index, where the user changed it
  unsigned jobs = 0;                         // 0 = one per core
  bool effort = false;                       // also make LintResult::effort
  bool profile = false;                      // also make LintResult::profile
};

/// What `--stats` prints, in this order. Counts never depend on the thread count.
struct Stat {
  std::string name;
  std::uint64_t value = 0;
};

struct LintResult {
  Project project;
  std::deque<SourceFile> sources;     // by FileId; empty bytes for files that were not read
  std::vector<Diagnostic> findings;   // sorted; suppressed ones marked; only in reported files
  std::vector<std::string> failures;  // sentences for stderr; any of them means exit status 2
  std::vector<Stat> stats;
  std::string effort;   // where the work went, as tables
  std::string profile;  // how long each check took, as a table
  const SourceFile& source(FileId file) const { return sources[file.index()]; }
};

LintResult lint(const LintRequest& request);

/// Checks one option value against the rule's own parser, without running anything.
Status validate_option(const OptionSetting& setting);

/// The dump of one stage for `hybridize debug --print=STAGE`; an error names the stages there are.
/// `function`: only functions whose qualified name fits this glob, where the stage has any.
Result<std::string> dump_stage(const LintRequest& request, std::string_view stage,
                               std::string_view function);

}  // namespace hyb::app
