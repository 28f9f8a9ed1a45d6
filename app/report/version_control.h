#pragma once

// Where a project stands in version control, for SARIF's provenance. Read from the files of `.git`
// alone: running git inside a foreign project could run programs its configuration names. Read by
// the SARIF report; absent when anything about it is not clear.

#include <optional>
#include <string>
#include <string_view>

namespace hyb::app {

struct VersionControl {
  std::string repository_uri;  // of the remote `origin`, credentials removed; may be empty
  std::string revision;        // 40 or 64 hexadecimal digits
  std::string branch;          // empty when HEAD is detached
};

/// Looks at `folder`/.git, a folder or the one-line file of a work tree.
std::optional<VersionControl> read_version_control(const std::string& folder);

/// A remote's address as a URI without user, password, query and fragment; empty when it is a path
/// on this machine or cannot be read. `git@host:group/project.git` becomes `https://host/group/…`.
std::string public_repository_uri(std::string_view remote);

}  // namespace hyb::app
