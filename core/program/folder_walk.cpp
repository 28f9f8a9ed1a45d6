#include "core/program/folder_walk.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "core/program/declared_roots.h"

namespace hyb {

namespace {

constexpr std::uint64_t kMaxIgnoreFileBytes = 1ULL << 22;

/// Never sources of the program.
constexpr std::array<std::string_view, 5> kSkipped{"__pycache__", "__pypackages__", "node_modules",
                                                   "site-packages", "venv"};
/// Build output, unless it is a package.
constexpr std::array<std::string_view, 4> kBuildOutput{"_build", "build", "buck-out", "dist"};

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

std::string child_of(const std::string& folder, std::string_view name) {
  std::string path = folder;
  if (path != "/") path += '/';
  return path.append(name);
}

const DirectoryEntry* find(const std::vector<DirectoryEntry>& entries, std::string_view name) {
  const auto at = std::lower_bound(
      entries.begin(), entries.end(), name,
      [](const DirectoryEntry& entry, std::string_view wanted) { return entry.name < wanted; });
  return at != entries.end() && at->name == name ? &*at : nullptr;
}

std::string first_line(std::string text) {
  text.resize(std::min(text.find_first_of("\r\n"), text.size()));
  return text;
}

/// Where a repository keeps what it does not commit. In a work tree or a submodule `.git` is a file
/// that names the folder, and that may name a common one.
std::string git_folder(const std::string& repository) {
  const std::string git = child_of(repository, ".git");
  if (is_directory(git)) return git;
  const Result<std::string> pointer = read_file(git, kMaxIgnoreFileBytes);
  constexpr std::string_view kKey = "gitdir: ";
  if (!pointer || !pointer.value().starts_with(kKey)) return git;
  const std::string own = join_path(repository, first_line(pointer.value().substr(kKey.size())));
  const Result<std::string> common = read_file(child_of(own, "commondir"), kMaxIgnoreFileBytes);
  return common ? join_path(own, first_line(common.value())) : own;
}

}  // namespace

FolderWalk::FolderWalk(std::string top, bool respect_gitignore, IgnorePatterns exclude)
    : top_(std::move(top)), respect_gitignore_(respect_gitignore), exclude_(std::move(exclude)) {}

Status FolderWalk::walk(const Start& start) {
  Folder folder;
  folder.real = start.real;
  folder.shown = start.shown;
  folder.report = start.report;
  folder.is_start = true;
  folder.only_packages = start.only_packages_below;
  folder.chain = respect_gitignore_ ? chain_above(start.real) : kNone;
  return run(std::move(folder));
}

Status FolderWalk::run(Folder start) {
  std::vector<Folder> waiting{std::move(start)};
  while (!waiting.empty()) {
    const Folder folder = std::move(waiting.back());
    waiting.pop_back();
    if (visited_.contains(folder.real)) continue;
    const Result<std::vector<DirectoryEntry>> entries = list_directory(folder.real);
    if (!entries) {
      if (folder.is_start) return entries.error();
      visited_.insert(folder.real);
      unlisted_.push_back(folder.real);
      continue;
    }
    if (!folder.is_start) {
      const bool package = find(entries.value(), "__init__.py") != nullptr;
      const std::string_view name =
          std::string_view(folder.real).substr(folder.real.rfind('/') + 1);
      if (folder.only_packages && !package) continue;
      if (!package && contains(kBuildOutput, name)) continue;
      // Virtual environments, whatever they are called.
      if (find(entries.value(), "pyvenv.cfg") != nullptr) continue;
      if (find(entries.value(), "conda-meta") != nullptr) continue;
    }
    visited_.insert(folder.real);
    std::vector<Folder> below;
    enter(folder, entries.value(), below);
    // The last of them is taken first.
    waiting.insert(waiting.end(), std::make_move_iterator(below.rbegin()),
                   std::make_move_iterator(below.rend()));
  }
  return ok_status();
}

void FolderWalk::enter(const Folder& folder, const std::vector<DirectoryEntry>& entries,
                       std::vector<Folder>& next) {
  std::size_t chain = folder.chain;
  if (respect_gitignore_) {
    // What an outer repository ignores says nothing about a repository inside it.
    if (find(entries, ".git") != nullptr) chain = repository_chain(folder.real);
    if (find(entries, ".gitignore") != nullptr) chain = with_gitignore(folder.real, chain);
  }
  for (const DirectoryEntry& entry : entries) {
    const bool python = entry.is_regular && entry.name.ends_with(".py");
    if (!entry.is_directory && !python) continue;
    if (entry.is_directory && (entry.name.front() == '.' || contains(kSkipped, entry.name))) {
      continue;
    }
    std::string real = child_of(folder.real, entry.name);
    if (python && !entry.is_symlink && is_project_file(entry.name)) {
      project_files_[folder.real].push_back(entry.name);
    }
    // For git a link is a file, even one to a folder.
    if (ignored(real, entry.is_directory && !entry.is_symlink, chain)) continue;
    std::string shown = child_of(folder.shown, entry.name);
    if (entry.is_symlink) {
      links_.push_back(
          {std::move(real), std::move(shown), chain, folder.report, entry.is_directory});
    } else if (python) {
      add_file(std::move(real), std::move(shown), folder.report);
    } else {
      next.push_back(
          {std::move(real), std::move(shown), chain, folder.report, false, folder.only_packages});
    }
  }
  for (std::string_view name : {"pyproject.toml", "setup.cfg"}) {
    const DirectoryEntry* entry = find(entries, name);
    if (entry != nullptr && entry->is_regular) project_files_[folder.real].emplace_back(name);
  }
}

void FolderWalk::follow_links() {
  // A followed link may hold further links; those come after all that are known now.
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const Link link = links_[i];
    const Result<std::string> real = real_path(link.real);
    if (!real) continue;
    if (!link.is_directory) {
      add_file(real.value(), link.shown, link.report);
      continue;
    }
    if (visited_.contains(real.value())) continue;
    // Links lead to data as often as to code, and that may be millions of files.
    const Result<std::vector<DirectoryEntry>> entries = list_directory(real.value());
    if (!entries) continue;
    const bool holds_python = std::any_of(entries.value().begin(), entries.value().end(),
                                          [](const DirectoryEntry& entry) {
                                            return entry.is_regular && entry.name.ends_with(".py");
                                          });
    if (!holds_python) continue;
    Folder folder;
    folder.real = real.value();
    folder.shown = link.shown;
    folder.chain = link.chain;
    folder.report = link.report;
    if (!run(std::move(folder))) unlisted_.push_back(real.value());
  }
  links_.clear();
}

void FolderWalk::add_file(std::string real, std::string shown, bool report) {
  if (!seen_files_.insert(real).second) return;
  files_.push_back({std::move(real), std::move(shown), report});
}

std::size_t FolderWalk::chain_above(const std::string& folder) {
  // Outermost last: the repository's root, or `top_` where there is no repository.
  std::vector<std::string> above;
  bool in_repository = false;
  for (std::string at = folder; at != "/" && !in_repository;) {
    if (at != folder) above.push_back(at);
    in_repository = path_exists(child_of(at, ".git"));
    at = parent_of(at);
  }
  if (!in_repository) {
    const auto top = std::find(above.begin(), above.end(), top_);
    above.erase(top == above.end() ? above.begin() : top + 1, above.end());
  }
  std::size_t chain = kNone;
  for (auto at = above.rbegin(); at != above.rend(); ++at) {
    if (in_repository && at == above.rbegin()) chain = repository_chain(*at);
    if (path_exists(child_of(*at, ".gitignore"))) chain = with_gitignore(*at, chain);
  }
  return chain;
}

std::size_t FolderWalk::repository_chain(const std::string& folder) {
  const Result<std::string> text =
      read_file(join_path(git_folder(folder), "info/exclude"), kMaxIgnoreFileBytes);
  if (!text) return kNone;
  chains_.push_back({IgnorePatterns(folder, text.value()), kNone});
  return chains_.size() - 1;
}

std::size_t FolderWalk::with_gitignore(const std::string& folder, std::size_t chain) {
  const Result<std::string> text = read_file(child_of(folder, ".gitignore"), kMaxIgnoreFileBytes);
  if (!text) return chain;
  IgnorePatterns patterns(folder, text.value());
  if (patterns.empty()) return chain;
  chains_.push_back({std::move(patterns), chain});
  return chains_.size() - 1;
}

bool FolderWalk::ignored(const std::string& path, bool is_directory, std::size_t chain) const {
  if (yes(exclude_.ignores(path, is_directory))) return true;
  for (; chain != kNone; chain = chains_[chain].outer) {
    const Tri verdict = chains_[chain].patterns.ignores(path, is_directory);
    if (verdict != Tri::Unknown) return yes(verdict);
  }
  return false;
}

}  // namespace hyb
