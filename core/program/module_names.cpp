// Python has no one answer to what a file is called: it depends on sys.path at run time. What
// people do is one of these, tried in this order for a file in folder D:
//
//   1. D has __init__.py: climb to the topmost package; its parent is the root ("pkg.sub.mod").
//   Where
//      that parent lies below a declared root without being one, namespace packages are between.
//   2. D is a declared root, or a folder with a project file: the module is the file's name.
//   3. D lies below a declared root (src/google/cloud): namespace packages from there.
//   4. D lies in a package without being one (pkg/data/load.py): part of that package.
//   5. Otherwise the file is a script, which Python runs with its own folder as the root; so
//      siblings import each other by bare names.

#include "core/program/module_names.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include "core/text/file_system.h"

namespace hyb {

namespace {

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

std::string name_of(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_identifier(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & '\x80') != 0;
  };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

/// `folder` as seen from `root`, dotted; "" for the root itself.
std::string dotted(const std::string& folder, const std::string& root) {
  if (folder == root) return "";
  std::string name = relative_path(folder, root);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

bool importable(const std::string& folder, const std::string& root) {
  for (std::string at = folder; at != root; at = parent_of(at)) {
    if (!is_identifier(name_of(at))) return false;
  }
  return true;
}

class Namer {
 public:
  explicit Namer(const SourceLayout& layout) : layout_(layout) {}

  void name(ProjectFile& file) {
    const std::string folder = parent_of(file.absolute);
    const std::string& root = root_of(folder);
    std::string stem = name_of(file.absolute);
    if (stem.ends_with(".py")) stem.resize(stem.size() - 3);
    file.is_package = stem == "__init__";
    file.source_root = root;
    file.module = dotted(folder, root);
    if (!file.is_package) {
      file.module += (file.module.empty() ? "" : ".") + stem;
    } else if (file.module.empty()) {
      // A package that is a root: only its parent can tell its name.
      file.source_root = parent_of(folder);
      file.module = name_of(folder);
      above_roots_.insert(file.source_root);
    }
  }

  /// Roots that are no script's own folder.
  std::set<std::string> shared_roots() const {
    std::set<std::string> roots = layout_.declared;
    roots.insert(above_roots_.begin(), above_roots_.end());
    roots.insert(layout_.project_folders.begin(), layout_.project_folders.end());
    for (const auto& [folder, place] : places_) {
      if (!place.script) roots.insert(place.root);
    }
    return roots;
  }

 private:
  struct Place {
    std::string root;
    bool script = false;
  };

  const std::string& root_of(const std::string& folder) {
    const auto [at, fresh] = places_.try_emplace(folder);
    if (fresh) at->second = find(folder);
    return at->second.root;
  }

  bool is_root(const std::string& folder) const {
    return layout_.declared.contains(folder) || layout_.project_folders.contains(folder);
  }

  /// A package that another file can import by name. A root is none, though __init__.py may lie in
  /// it: people put one beside setup.py.
  bool is_package(const std::string& folder) const {
    return folder != "/" && !is_root(folder) && is_identifier(name_of(folder)) &&
           layout_.has_init(folder);
  }

  Place find(const std::string& folder) const {
    if (is_package(folder)) return {above_packages(folder), false};
    if (is_root(folder)) return {folder, false};
    if (const std::string root = declared_above(folder); !root.empty()) return {root, false};
    for (std::string at = folder; at != "/" && !is_root(at); at = parent_of(at)) {
      if (!is_identifier(name_of(at))) break;
      if (is_package(at)) return {above_packages(at), false};
    }
    return {folder, true};
  }

  std::string above_packages(std::string folder) const {
    while (is_package(folder)) folder = parent_of(folder);
    if (is_root(folder)) return folder;
    const std::string declared = declared_above(folder);
    return declared.empty() ? folder : declared;
  }

  /// The nearest declared root above, if imports can reach `folder` from there.
  std::string declared_above(const std::string& folder) const {
    for (std::string at = folder; at != "/"; at = parent_of(at)) {
      if (layout_.declared.contains(at)) return importable(folder, at) ? at : "";
      if (layout_.project_folders.contains(at)) break;
    }
    return "";
  }

  const SourceLayout& layout_;
  std::map<std::string, Place> places_;
  std::set<std::string> above_roots_;
};

}  // namespace

std::vector<std::string> name_modules(std::vector<ProjectFile>& files, const SourceLayout& layout) {
  Namer namer(layout);
  for (ProjectFile& file : files) namer.name(file);
  const std::set<std::string> roots = namer.shared_roots();
  return {roots.begin(), roots.end()};
}

}  // namespace hyb
