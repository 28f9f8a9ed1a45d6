// From the paths on the command line to the files of the program: where the project begins, which
// files lie in it, what they are called, which TensorFlow they are written for.

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/timeline.h"
#include "core/program/declared_roots.h"
#include "core/program/folder_walk.h"
#include "core/program/ignore_patterns.h"
#include "core/program/module_names.h"
#include "core/program/project.h"
#include "core/program/tensorflow_requirement.h"
#include "core/text/file_system.h"

namespace hyb {

namespace {

constexpr std::uint64_t kMaxProjectFileBytes = 1ULL << 22;

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos || slash == 0 ? "/" : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_below(std::string_view path, std::string_view folder) {
  if (folder == "/") return true;
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

bool is_test_code(std::string_view path) {
  const std::string_view name = name_of(path);
  if (name == "conftest.py" || name.ends_with("_test.py")) return true;
  if (name.starts_with("test_") && name.ends_with(".py")) return true;
  for (std::size_t at = 0; at < path.size();) {
    const std::size_t slash = path.find('/', at);
    if (slash == std::string_view::npos) break;
    const std::string_view folder = path.substr(at, slash - at);
    if (folder == "tests" || folder == "test") return true;
    at = slash + 1;
  }
  return false;
}

/// One path of the command line that is there.
struct Argument {
  std::string given;
  std::string real;
  std::string shown;  // absolute, as it was written
  bool is_folder = false;
};

class Discovery {
 public:
  explicit Discovery(const DiscoverRequest& request)
      : request_(request), cwd_(current_directory()) {}

  Project run() {
    std::vector<std::string> paths = request_.paths;
    if (paths.empty()) paths.emplace_back(".");
    for (const std::string& path : paths) resolve(path);
    find_root();
    std::string patterns;
    for (const std::string& line : request_.exclude) patterns += line + "\n";
    const std::string& base = request_.exclude_base.empty() ? project_.root : request_.exclude_base;
    FolderWalk walk(project_.root, request_.respect_gitignore, IgnorePatterns(base, patterns));
    add_named();
    walk_all(walk);
    for (const FoundFile& file : walk.files()) add(file.real, file.shown, file.report);
    add_overlay();
    name_files(walk);
    read_target();
    std::sort(project_.files.begin(), project_.files.end(),
              [](const ProjectFile& a, const ProjectFile& b) { return a.path < b.path; });
    project_.unlisted.insert(project_.unlisted.end(), walk.unlisted().begin(),
                             walk.unlisted().end());
    std::sort(project_.unlisted.begin(), project_.unlisted.end());
    return std::move(project_);
  }

 private:
  void fail(std::string sentence) { project_.failures.push_back(std::move(sentence)); }

  void resolve(const std::string& path) {
    Argument argument;
    argument.given = path;
    argument.shown = join_path(cwd_, path);
    Result<std::string> real = real_path(path.empty() ? "." : path);
    if (real) {
      argument.real = std::move(real).value();
      argument.is_folder = is_directory(argument.real);
    } else {
      // Not on the disk; but what stands in for the disk may hold it.
      argument.real = argument.shown;
      const auto inside = request_.overlay.lower_bound(argument.real + "/");
      argument.is_folder =
          inside != request_.overlay.end() && is_below(inside->first, argument.real);
    }
    const bool in_overlay = argument.is_folder || request_.overlay.contains(argument.real);
    if (!real && !in_overlay) return fail(real.error().message);
    if (!argument.is_folder && !request_.overlay.contains(argument.real)) {
      // Reading is the one test that also knows FIFOs, access lists and broken disks.
      const Result<std::string> bytes = read_file(path);
      if (!bytes) return fail(bytes.error().message);
    }
    arguments_.push_back(std::move(argument));
  }

  void find_root() {
    std::string common;
    for (const Argument& argument : arguments_) {
      const std::string folder = argument.is_folder ? argument.real : parent_of(argument.real);
      if (common.empty()) common = folder;
      while (common != folder && !is_below(folder, common)) common = parent_of(common);
    }
    if (common.empty()) common = cwd_;
    project_.root = common;
    for (std::string at = common; at != "/"; at = parent_of(at)) {
      for (std::string_view marker :
           {".git", "pyproject.toml", "setup.py", "setup.cfg", ".hybridize.yaml"}) {
        if (!path_exists(join_path(at, marker))) continue;
        project_.root = at;
        root_is_marked_ = true;
        return;
      }
    }
  }

  void add_named() {
    for (const Argument& argument : arguments_) {
      if (argument.is_folder) continue;
      add(argument.real, argument.shown, true);
      project_.files[by_real_.at(argument.real)].named = true;
    }
  }

  void walk_all(FolderWalk& walk) {
    for (const Argument& argument : arguments_) {
      if (!argument.is_folder || !is_directory(argument.real)) continue;
      const Status walked = walk.walk({argument.real, argument.shown, true, false});
      if (!walked) fail(walked.error().message);
    }
    if (root_is_marked_) {
      walk_around(walk, {project_.root, project_.root, false, false});
    } else {
      for (const Argument& argument : arguments_) {
        if (argument.is_folder) continue;
        const std::string folder = parent_of(argument.real);
        if (!is_directory(folder)) continue;
        walk_around(walk, {folder, parent_of(argument.shown), false, true});
      }
    }
    walk.follow_links();
  }

  /// The rest of the project is context; what of it cannot be read is not the user's mistake.
  void walk_around(FolderWalk& walk, const FolderWalk::Start& start) {
    const Status walked = walk.walk(start);
    if (!walked) project_.unlisted.push_back(start.real);
  }

  void add(const std::string& real, const std::string& shown, bool report) {
    const auto [at, fresh] = by_real_.emplace(real, project_.files.size());
    if (!fresh) {
      project_.files[at->second].report |= report;
      return;
    }
    ProjectFile file;
    file.path = relative_path(shown, cwd_);
    file.absolute = real;
    file.report = report;
    file.test_code = is_test_code(relative_path(real, project_.root));
    project_.files.push_back(std::move(file));
  }

  void add_overlay() {
    for (const auto& [path, bytes] : request_.overlay) {
      if (!path.ends_with(".py") || by_real_.contains(path)) continue;
      bool report = false;
      for (const Argument& argument : arguments_) {
        report |= argument.is_folder && is_below(path, argument.real);
      }
      // A file that is on the disk and was left out stays out.
      if (path_exists(path) || (!report && !is_below(path, project_.root))) continue;
      add(path, path, report);
    }
  }

  bool has_init(const std::string& folder) {
    const auto [at, fresh] = has_init_.emplace(folder, false);
    if (fresh) {
      const std::string path = join_path(folder, "__init__.py");
      at->second = by_real_.contains(path) || path_exists(path);
    }
    return at->second;
  }

  void name_files(const FolderWalk& walk) {
    SourceLayout layout;
    layout.has_init = [this](const std::string& folder) { return has_init(folder); };
    if (root_is_marked_ || !has_init(project_.root)) layout.project_folders.insert(project_.root);
    for (const auto& [folder, names] : walk.project_files()) {
      layout.project_folders.insert(folder);
      for (const std::string& name : names) {
        const Result<std::string> text = read_file(join_path(folder, name), kMaxProjectFileBytes);
        if (!text) continue;
        for (const std::string& root : declared_roots(name, text.value())) {
          const std::string path = join_path(folder, root);
          if (is_directory(path)) layout.declared.insert(path);
        }
      }
    }
    // `src` needs no declaration: build tools find it by its name.
    for (const std::string& folder : layout.project_folders) {
      const std::string source = join_path(folder, "src");
      if (walk.visited(source) && !has_init(source)) layout.declared.insert(source);
    }
    project_.source_roots = name_modules(project_.files, layout);
  }

  /// What the files of one folder, and those in its folder `requirements`, ask for. What is
  /// declared is what the program must run under; a lock file is one choice within it.
  TensorflowRequirement requirement_of(const std::string& folder) const {
    TensorflowRequirement declared;
    TensorflowRequirement locked;
    const auto read = [&](const std::string& where, bool all_text) {
      const auto entries = list_directory(where);
      if (!entries) return;
      for (const DirectoryEntry& entry : entries.value()) {
        auto syntax = requirement_syntax(entry.name);
        if (!syntax && all_text && entry.name.ends_with(".txt")) syntax = RequirementSyntax::Loose;
        if (!syntax || !entry.is_regular) continue;
        const Result<std::string> text =
            read_file(join_path(where, entry.name), kMaxProjectFileBytes);
        if (!text) continue;
        TensorflowRequirement& sum = *syntax == RequirementSyntax::Loose ? declared : locked;
        sum = united(sum, read_requirement(text.value(), *syntax));
      }
    };
    read(folder, false);
    read(join_path(folder, "requirements"), true);
    TensorflowRequirement found = declared.bounded ? declared : locked;
    found.tf_keras = declared.tf_keras || locked.tf_keras;
    return found;
  }

  void read_target() {
    const TensorflowRequirement whole = requirement_of(project_.root);
    project_.target = {whole.min, whole.max, whole.tf_keras};
    if (request_.target_tensorflow.known()) {
      project_.target.tensorflow_min = request_.target_tensorflow;
      project_.target.tensorflow_max = request_.target_tensorflow;
    }
    std::map<std::string, Target, std::less<>> targets{{project_.root, project_.target}};
    for (ProjectFile& file : project_.files)
      file.target = target_in(parent_of(file.absolute), targets);
  }

  /// Of the nearest folder upward that bounds TensorFlow.
  const Target& target_in(const std::string& folder,
                          std::map<std::string, Target, std::less<>>& targets) const {
    if (const auto known = targets.find(folder); known != targets.end()) return known->second;
    if (request_.target_tensorflow.known() || !is_below(folder, project_.root))
      return project_.target;
    const TensorflowRequirement own = requirement_of(folder);
    Target target = own.bounded ? Target{own.min, own.max, own.tf_keras}
                                : target_in(parent_of(folder), targets);
    return targets.emplace(folder, target).first->second;
  }

  const DiscoverRequest& request_;
  std::string cwd_;
  Project project_;
  std::vector<Argument> arguments_;
  std::map<std::string, std::size_t> by_real_;  // index into project_.files until they are sorted
  std::map<std::string, bool> has_init_;
  bool root_is_marked_ = false;
};

}  // namespace

Project discover(const DiscoverRequest& request) {
  const TimelineScope stage("discover");
  return Discovery(request).run();
}

}  // namespace hyb
