#pragma once

// Walks folders and finds the Python files in them: which folders are entered, what .gitignore
// files and exclusions leave out, which links are followed. Used by discovery, which decides where
// walks begin. Each folder is listed once, however many walks lead to it.

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/program/ignore_patterns.h"
#include "core/text/file_system.h"

namespace hyb {

struct FoundFile {
  std::string real;   // absolute, links resolved
  std::string shown;  // absolute, by the way that led to it
  bool report = false;
};

class FolderWalk {
 public:
  struct Start {
    std::string real;
    std::string shown;
    bool report = false;
    bool only_packages_below = false;  // go down into packages only
  };

  /// `top`: .gitignore files above it count only when a git repository holds it.
  FolderWalk(std::string top, bool respect_gitignore, IgnorePatterns exclude);

  /// Walks below `start`, whatever is said of `start` itself. An error if it cannot be listed.
  Status walk(const Start& start);
  /// Walks what links lead to, once every real folder has been seen; call it after the last walk().
  void follow_links();

  /// Each real path once, the first way that led to it.
  const std::vector<FoundFile>& files() const { return files_; }
  const std::vector<std::string>& unlisted() const { return unlisted_; }
  /// Folders that hold a setup.py, setup.cfg or pyproject.toml, and which.
  const std::map<std::string, std::vector<std::string>>& project_files() const {
    return project_files_;
  }
  bool visited(const std::string& real_folder) const { return visited_.contains(real_folder); }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  /// A .gitignore file and the ones outside it; the innermost that speaks of a path decides.
  struct Chained {
    IgnorePatterns patterns;
    std::size_t outer = kNone;
  };
  struct Folder {
    std::string real;
    std::string shown;
    std::size_t chain = kNone;
    bool report = false;
    bool is_start = false;
    bool only_packages = false;
  };
  struct Link {
    std::string real;
    std::string shown;
    std::size_t chain = kNone;
    bool report = false;
    bool is_directory = false;
  };

  Status run(Folder start);
  void enter(const Folder& folder, const std::vector<DirectoryEntry>& entries,
             std::vector<Folder>& next);
  std::size_t chain_above(const std::string& folder);
  std::size_t with_gitignore(const std::string& folder, std::size_t chain);
  std::size_t repository_chain(const std::string& folder);
  bool ignored(const std::string& path, bool is_directory, std::size_t chain) const;
  void add_file(std::string real, std::string shown, bool report);

  std::string top_;
  bool respect_gitignore_;
  IgnorePatterns exclude_;
  std::deque<Chained> chains_;
  std::set<std::string> visited_;
  std::set<std::string> seen_files_;
  std::vector<FoundFile> files_;
  std::vector<Link> links_;
  std::vector<std::string> unlisted_;
  std::map<std::string, std::vector<std::string>> project_files_;
};

}  // namespace hyb
