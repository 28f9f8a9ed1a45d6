#pragma once

// The patterns of one .gitignore file (or of .git/info/exclude, or of the configuration's
// `exclude`), with exactly git's meaning: anchors, `**`, negation, a trailing slash, character
// classes, escapes. Made and read by discovery. Matching takes time proportional to pattern times
// path, whatever the pattern.

#include <string>
#include <string_view>
#include <vector>

#include "core/base/tri.h"

namespace hyb {

class IgnorePatterns {
 public:
  /// `text` is a whole .gitignore file that lies in `folder`.
  IgnorePatterns(std::string folder, std::string_view text);

  /// Yes: ignored; No: taken in again by a `!` line; Unknown: no line speaks of it. `path` lies
  /// below the folder. What lies in an ignored folder is ignored too, but that is for the caller,
  /// who does not go down there.
  Tri ignores(std::string_view path, bool is_directory) const;
  bool empty() const { return patterns_.empty(); }

 private:
  struct Pattern {
    std::vector<std::string> parts;  // between slashes; one part if it speaks of the name alone
    bool negated = false;
    bool only_directories = false;
    bool name_only = false;
    bool literal = false;  // no wildcards: a comparison does
  };
  void add_line(std::string_view line);

  std::string folder_;
  std::vector<Pattern> patterns_;
};

/// One path part against one pattern part: `*`, `?`, `[…]`, `\`. Exposed for its tests.
bool part_matches(std::string_view pattern, std::string_view text);

}  // namespace hyb
