#pragma once

// Applies fixes to texts, in rounds. Used by `--fix`, `--diff` and the test harness. A round takes
// fixes in output order, leaves out those that overlap one already taken or share its isolation
// group in the same file, and never splits a fix. The caller lints again between rounds.

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/diag/diagnostic.h"
#include "core/text/loc.h"
#include "core/text/source_file.h"

namespace hyb::fixits {

/// One round's choice: the fixes to apply now, in order.
struct Round {
  std::vector<const Fix*> fixes;
  std::vector<const Diagnostic*> of;  // the finding each belongs to, same index
  std::size_t waiting = 0;            // applicable fixes left for a later round
};

/// Picks for each finding its first fix that is at least `threshold`.
Round choose(std::span<const Diagnostic> findings, Applicability threshold);

/// New bytes of every file that the round changes. Edits of one file are disjoint by construction.
std::map<FileId, std::string> apply(const Round& round,
                                    const std::function<const SourceFile&(FileId)>& source);

/// True when `after` has no more syntax errors than `before` and, where `before` had none, parses
/// whole. Nothing is written when this fails.
bool still_parses(std::string_view before, std::string_view after);

/// Unified diff (git-appliable, -p1), "" when equal. `path` is relative with '/'.
std::string unified_diff(std::string_view path, std::string_view before, std::string_view after);

}  // namespace hyb::fixits
