#include "core/program/program.h"

#include <algorithm>

#include "core/text/file_system.h"

namespace hyb {

FunctionId Program::enclosing_function(NodeRef at) const {
  const ModuleFile& module = file(at.file);
  NodeId below = at.node;
  for (NodeId up = module.tree.parent(at.node); up.exists(); up = module.tree.parent(up)) {
    const NodeKind kind = module.tree.kind(up);
    const bool in_body = module.tree[below].field == Field::Body;
    if (in_body && (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda))
      return module.function_of[up.index()];
    below = up;
  }
  return {};
}

std::string Program::qualified_name(FunctionId id) const {
  const FunctionInfo& info = functions_[id];
  std::string own = info.is_lambda() ? "<lambda>" : std::string(text(info.name));
  if (info.owner.exists()) return qualified_name(info.owner) + "." + own;
  if (info.outer.exists()) return qualified_name(info.outer) + "." + own;
  return own;
}

std::string Program::qualified_name(ClassId id) const {
  const ClassInfo& info = classes_[id];
  const std::string own(text(info.name));
  if (info.owner.exists()) return qualified_name(info.owner) + "." + own;
  if (info.outer.exists()) return qualified_name(info.outer) + "." + own;
  return own;
}

Loc Program::name_loc(FunctionId id) const {
  const FunctionInfo& info = functions_[id];
  const Tree& t = tree(info.file);
  if (const NodeId label = t.child(info.node, Field::Name); label.exists()) return t.loc(label);
  Loc loc = t.loc(info.node);
  loc.end = std::min(loc.end, loc.begin + 6);  // the word `lambda`
  return loc;
}

Loc Program::name_loc(ClassId id) const {
  const ClassInfo& info = classes_[id];
  const Tree& t = tree(info.file);
  const NodeId label = t.child(info.node, Field::Name);
  return t.loc(label.exists() ? label : info.node);
}

namespace {

std::string as_path(std::string_view dotted) {
  std::string path(dotted);
  std::replace(path.begin(), path.end(), '.', '/');
  return path;
}

std::string parent_folder(std::string_view path) {
  const auto slash = path.rfind('/');
  return std::string(path.substr(0, slash == std::string_view::npos ? 0 : slash));
}

}  // namespace

ImportTarget Program::resolve_member(const ImportTarget& target, std::string_view name) const {
  std::string folder = target.folder;
  if (target.file.exists()) {
    const ProjectFile& file = project_->files[target.file.index()];
    if (!file.is_package) return {};
    folder = parent_folder(file.absolute);
  }
  const std::string path = folder + "/" + as_path(name);
  if (auto package = by_path_.find(path + "/__init__"); package != by_path_.end())
    return {package->second, false, {}};
  if (auto module = by_path_.find(path); module != by_path_.end())
    return {module->second, false, {}};
  if (folders_.contains(path)) return {{}, true, path};
  return {};
}

ImportTarget Program::resolve_below_roots(FileId from, std::string_view dotted,
                                          unsigned dots) const {
  const ProjectFile& file = project_->files[from.index()];
  std::string folder = parent_folder(file.absolute);
  if (dots > 0) {
    for (unsigned up = 1; up < dots; ++up) folder = parent_folder(folder);
    if (!dotted.empty()) return resolve_member({{}, true, folder}, dotted);
    if (auto package = by_path_.find(folder + "/__init__"); package != by_path_.end())
      return {package->second, false, {}};
    return {{}, true, folder};
  }
  if (!names_on_disk_.contains(std::string(dotted.substr(0, dotted.find('.'))))) return {};
  // Where Python would look: the root the file is run from, then the roots that the project shares.
  // A module of a package does not see its own folder; a package that names itself means itself.
  const auto usable = [&](const ImportTarget& found) {
    return !found.external() && (!(found.file == from) || file.is_package);
  };
  std::vector<std::string_view> roots{file.source_root};
  roots.insert(roots.end(), project_->source_roots.begin(), project_->source_roots.end());
  ImportTarget namespace_only;
  for (std::string_view root : roots) {
    ImportTarget found = resolve_member({{}, true, std::string(root)}, dotted);
    if (!usable(found)) continue;
    if (found.file.exists()) return found;
    if (namespace_only.external()) namespace_only = std::move(found);
  }
  if (!namespace_only.external() || file.source_root != folder) return namespace_only;
  // A script may be run with a folder above its own on the path, as far up as no package begins.
  while (folder.size() > project_->root.size() && folder.starts_with(project_->root)) {
    if (by_path_.contains(folder + "/__init__")) break;
    folder = parent_folder(folder);
    ImportTarget found = resolve_member({{}, true, folder}, dotted);
    if (usable(found)) return found;
  }
  return {};
}

ImportTarget Program::resolve_import(FileId from, std::string_view dotted, unsigned dots) const {
  ImportTarget found = resolve_below_roots(from, dotted, dots);
  if (dots > 0 || !found.external()) return found;
  // `ibc.agents.mcmc` for agents/mcmc.py of a project in a folder `ibc`: it runs from the folder
  // above. Never the folder alone: it may have the name of a library.
  const std::string_view root = project_->root;
  const std::string_view name = root.substr(root.rfind('/') + 1);
  if (name.empty() || dotted.size() <= name.size() || !dotted.starts_with(name) ||
      dotted[name.size()] != '.')
    return found;
  ImportTarget below =
      resolve_member({{}, true, std::string(root)}, dotted.substr(name.size() + 1));
  return below.file == from ? found : below;
}

}  // namespace hyb
