#pragma once

// `# hybridize: ignore[selector, …] -- reason` comments. Made per file from the comments of its
// tree, read by the driver, which marks the findings they cover. Only comments count, never
// strings; the brackets are required; a comment alone on its line covers the next statement line,
// one behind code covers its own line (for a statement of several lines: the line the finding
// begins on, and the statement's first line). The marker may stand behind another tool's part of
// the same comment: `# noqa # hybridize: ignore[a]`; a reason ends where the next part begins.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/loc.h"
#include "core/text/source_file.h"

namespace hyb {

struct Suppression {
  Loc comment;                         // from its own '#' to the end of its reason
  std::uint32_t line = 0;              // the line it covers, from 1
  std::vector<std::string> selectors;  // as written: codes, names, groups, globs, `all`
  std::vector<Loc> selector_locs;
  std::string reason;  // behind `--`, trimmed
};

/// A comment that begins with `hybridize:` but cannot be read, and why.
struct MalformedSuppression {
  Loc where;
  std::string problem;  // "brackets are required: write ignore[NAME]"
};

struct Suppressions {
  std::vector<Suppression> valid;
  std::vector<MalformedSuppression> malformed;
};

struct CommentSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

Suppressions read_suppressions(FileId file, const SourceFile& source,
                               const std::vector<CommentSpan>& comments);

}  // namespace hyb
