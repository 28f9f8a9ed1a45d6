#pragma once

// What a check reports. Made by checks through checks::Report, sorted and filtered by the driver,
// read by every report writer and by the fix driver. Plain data; positions are byte ranges.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/loc.h"

namespace hyb {

enum class Severity : std::uint8_t { Note, Warning, Error };

/// How far a fix may be trusted. `--fix` applies Safe ones, `--unsafe-fixes` also Unsafe ones,
/// Display ones are only ever shown.
enum class Applicability : std::uint8_t { Display, Unsafe, Safe };

/// Replace the bytes of `where` (empty range = insertion) by `replacement`.
struct Edit {
  Loc where;
  std::string replacement;
};

struct Fix {
  std::string title;        // imperative: "Add @tf.function to 'step'"
  std::string reason;       // why it is not Safe, one sentence; empty for Safe
  std::vector<Edit> edits;  // disjoint, sorted by file and position; several files are allowed
  Applicability applicability = Applicability::Display;
  /// Fixes of one group in one file never run in the same round ("import:tensorflow"), unless all
  /// of them share it.
  std::string isolation;
  bool shares = false;
};

/// A further place that explains the finding. `depth` is the nesting of calls on a chain (0 =
/// none).
struct Note {
  Loc where;
  std::string text;
  std::uint8_t depth = 0;
};

/// A message with named template, so that SARIF can carry template and arguments apart. `text` is
/// the template with '{0}', '{1}' … replaced.
struct Message {
  std::string_view id;  // of the MessageSpec in RuleInfo::messages
  std::vector<std::string> arguments;
  std::string text;
};

struct Diagnostic {
  std::string_view code;  // "HYB013"; points into the check's static RuleInfo
  std::string_view name;  // "side-effect-print"
  Severity severity = Severity::Warning;
  Loc where;  // on one line: the offending expression, or a function's name
  Message message;
  std::vector<Note> notes;    // in reading order: chain from the tf.function, then further places
  std::vector<Fix> fixes;     // preferred first
  bool suppressed = false;    // by a comment; kept for json, left out everywhere else
  std::string justification;  // the text after `--` of that comment
};

/// The one order of output: path, begin, end, code, text. Files are numbered in path order, so a
/// FileId is the rank of its path.
bool comes_before(const Diagnostic& a, const Diagnostic& b);

}  // namespace hyb
