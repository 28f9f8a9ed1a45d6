#pragma once

// What the modules of a project are called: the dotted name of each file and the folder it is
// counted from. Pure computation on paths; discovery tells which folders are packages and which
// folders the project declares as roots.

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "core/program/project.h"

namespace hyb {

struct SourceLayout {
  /// Folders with a project file, and the project's root: a file directly in one is counted from
  /// it.
  std::set<std::string> project_folders;
  /// `src` and what the project files declare: everything below is counted from them, with or
  /// without __init__.py.
  std::set<std::string> declared;
  std::function<bool(const std::string& folder)> has_init;
};

/// Fills `module`, `source_root` and `is_package` of every file from its `absolute` path. Returns
/// the roots for Project::source_roots.
std::vector<std::string> name_modules(std::vector<ProjectFile>& files, const SourceLayout& layout);

}  // namespace hyb
