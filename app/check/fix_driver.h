#pragma once

// `--fix` and `--diff`: lint, apply what may be applied, lint the new texts, until nothing
// applicable is left; only then is anything written. Made by the check command. Either all fixes
// settle and all files are replaced, each as a whole, or no file changes.

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "app/check/lint.h"
#include "core/base/result.h"
#include "core/diag/diagnostic.h"

namespace hyb::app {

using LintFunction = std::function<LintResult(const LintRequest&)>;

struct FileChange {
  std::string path;  // as shown
  std::string absolute;
  std::string before;
  std::string after;
};

/// How many findings of a rule were fixed in a file.
struct AppliedFixes {
  std::string path;
  std::string name;
  std::size_t count = 0;
};

struct FixOutcome {
  LintResult before;                  // of the files as they are on disk
  LintResult after;                   // of the files as they will be, where anything changes
  std::vector<FileChange> changes;    // in the order of the paths; empty when nothing applies
  std::vector<AppliedFixes> applied;  // by path, then name
  std::vector<std::string> refused;   // a line for each fix whose graph would do harm
  std::string failure;                // a sentence; then there are no changes

  /// What is left to report once the changes are made.
  const LintResult& remaining() const { return changes.empty() ? before : after; }
};

/// Runs rounds until no fix that is at least `threshold` is left. Calls `lint` once per round that
/// changed something, and once at the start; more often where fixes make graphs. Writes nothing.
FixOutcome settle_fixes(const LintRequest& request, Applicability threshold,
                        const LintFunction& lint);

/// Replaces the files. When one of them cannot be written, or has changed since it was read, those
/// written before it are put back and the error says so.
Status write_changes(const std::vector<FileChange>& changes);

/// "train.py: fixed 2 side-effect-print, 1 api-deprecated." for each file, and the sum; `verb` is
/// "fixed" or "would fix".
std::string describe_fixes(const FixOutcome& outcome, const std::string& verb);

}  // namespace hyb::app
