#pragma once

// Which Python files make up the program, what their modules are called, and which TensorFlow they
// are written for. Made once per run by discover() from the paths on the command line; frozen then.
// Files are numbered in the order of their paths, so FileId order is output order.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/id.h"
#include "core/base/result.h"
#include "core/text/loc.h"
#include "core/text/source_file.h"

namespace hyb {

/// "2.15" as {2, 15}; {0, 0} = not known.
struct Version {
  std::uint16_t major = 0;
  std::uint16_t minor = 0;
  friend constexpr auto operator<=>(const Version&, const Version&) = default;
  bool known() const { return major != 0; }
};

/// What is known of the TensorFlow the project runs on: from the configuration, else from
/// requirements*.txt, pyproject.toml, setup.py, setup.cfg, lock files of the project root.
struct Target {
  Version tensorflow_min;  // lowest version allowed
  Version tensorflow_max;  // highest version allowed, {0, 0} = open
  bool tf_keras = false;   // depends on the tf_keras package (Keras 2)
};

struct ProjectFile {
  std::string path;         // as shown: relative to the working directory, with '/'
  std::string absolute;     // real path, symbolic links resolved
  std::string module;       // dotted: "pkg.sub.mod"; a package is called by its folder's name
  std::string source_root;  // absolute folder from which `module` is counted
  bool is_package = false;  // an __init__.py
  bool report = false;      // below a path given by the user: findings here are shown
  bool named = false;       // given by name on the command line
  bool test_code = false;   // tests/ folders, test_*.py, *_test.py, conftest.py
  Target target;            // of the nearest folder upward whose files bound TensorFlow
};

struct DiscoverRequest {
  std::vector<std::string> paths;    // as given; empty = "."
  std::vector<std::string> exclude;  // gitignore-style patterns from the configuration
  std::string exclude_base;          // folder they are anchored at; empty = the project's root
  Version target_tensorflow;         // from the configuration, if given
  bool respect_gitignore = true;
  /// Texts that stand in for files on disk (absolute path -> bytes): fixes not yet written.
  std::map<std::string, std::string> overlay;
};

struct Project {
  std::string root;                // absolute; nearest folder upward with .git, pyproject.toml,
                                   // setup.py, setup.cfg or .hybridize.yaml; else what was given
  std::vector<ProjectFile> files;  // sorted by path; FileId::from_index(i) is files[i]
  /// Folders that absolute imports may be counted from wherever they stand, sorted: the project's
  /// root, `src` and other declared folders, parents of packages. Scripts have their own folder as
  /// `source_root`, which is not among these: only they see it.
  std::vector<std::string> source_roots;
  std::vector<std::string> failures;  // named paths that cannot be read: one sentence each, exit 2
  std::vector<std::string> unlisted;  // folders met on the way that cannot be listed, sorted
  Target target;
};

/// Walks the given folders and the rest of the project around them (`report` is false there): the
/// whole tree below the root, or, where nothing marks a root, the folder of each named file and the
/// packages in it. Takes `.py` files; others only when named.
/// Honours .gitignore files (nested, negated, anchored, `**`), .git/info/exclude, skips hidden
/// folders, virtual environments, __pycache__, node_modules, build output; a path that is named is
/// taken all the same. A link to a folder is followed when Python files lie in it directly, and
/// never to a folder seen before (loops end). The same file under two names is taken once.
Project discover(const DiscoverRequest& request);

}  // namespace hyb
