#include "core/facts/legacy_code.h"

#include <algorithm>
#include <set>

#include "core/syntax/leaving_block.h"
#include "core/tensorflow/api.h"

namespace hyb {

namespace {

/// The test asks for an attribute or a version.
bool asks_for_release(const Facts& facts, FileId file, NodeId test) {
  const Tree& tree = facts.program().tree(file);
  for (auto i = static_cast<std::uint32_t>(test.index()); i < tree.end_of(test); ++i) {
    const NodeId row = NodeId::from_index(i);
    const ApiRow* api = facts.api({file, row});
    if (api != nullptr && (api->has(Trait::AsksAttribute) || api->has(Trait::TellsVersion)))
      return true;
    const std::string_view name = facts.text(tree[row].name);
    if (name.find("version") != std::string_view::npos ||
        name.find("VERSION") != std::string_view::npos)
      return true;
  }
  return false;
}

}  // namespace

bool asks_first(const Facts& facts, NodeRef at) {
  const Tree& tree = facts.program().tree(at.file);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::Try || kind == NodeKind::Except) return true;
    if (kind == NodeKind::Block)  // `if hasattr(tf, "…"): return …` before it
      for (NodeId before : tree.children(up)) {
        if (before == below) break;
        if (tree.kind(before) == NodeKind::If &&
            leaves_function(tree, tree.child(before, Field::Body)) &&
            asks_for_release(facts, at.file, tree.child(before, Field::Test)))
          return true;
      }
    if (kind != NodeKind::If && kind != NodeKind::Elif && kind != NodeKind::Conditional) continue;
    const NodeId test = tree.child(up, Field::Test);
    if (!test.exists() || test == below) continue;
    if (asks_for_release(facts, at.file, test)) return true;
  }
  return false;
}

namespace {

constexpr std::string_view kRoot = "tensorflow";
constexpr std::string_view kFirst = "tensorflow.compat.v1";
constexpr std::string_view kSecond = "tensorflow.compat.v2";
constexpr std::string_view kFirstOfTwo = "2.0";
// Uses of one name that is no package: it may be left over by mistake.
constexpr std::size_t kEnough = 3;

/// The name of TensorFlow 1 that `path` is, or is a part of.
const Deprecation* gone(std::string path) {
  for (;;) {
    if (const Deprecation* d = find_deprecation(path); d != nullptr && only_in_tensorflow_1(*d))
      return d;
    const auto dot = path.rfind('.');
    if (dot == std::string::npos) return nullptr;
    path.resize(dot);
  }
}

std::string imported(const Facts& facts, NodeRef alias) {
  const Tree& tree = facts.program().tree(alias.file);
  const NodeId statement = tree.parent(alias.node);
  const std::string name(facts.text(tree[alias.node].name));
  if (tree.kind(statement) != NodeKind::ImportFrom) return name;
  if (tree[statement].op != 0) return "";
  return std::string(facts.text(tree[statement].name)) + "." + name;
}

}  // namespace

bool only_in_tensorflow_1(const Deprecation& deprecation) {
  return deprecation.removed == kFirstOfTwo;
}

LegacyCode::LegacyCode(const Facts& facts)
    : facts_(facts), legacy_(facts.program().file_count(), Kind::None) {
  const Program& program = facts.program();
  bool any = false;
  std::vector<bool> some(legacy_.size(), false);
  for (std::size_t i = 0; i < legacy_.size(); ++i) {
    const FileId file = FileId::from_index(i);
    if (!program.file(file).parsed) continue;
    const std::size_t found = evidence(file);
    some[i] = found > 0;
    legacy_[i] = builds_for_sessions(file) ? Kind::Sessions
                 : found >= kEnough        ? Kind::First
                                           : Kind::None;
    any = any || legacy_[i] != Kind::None;
  }
  if (!any) return;
  const std::vector<std::vector<FileId>> by = importers();
  for (std::size_t i = 0; i < by.size(); ++i)
    for (FileId from : by[i])
      if (legacy_[i] == Kind::First && legacy_[from.index()] == Kind::None && some[from.index()])
        legacy_[from.index()] = Kind::First;
  for (bool changed = true; changed;) {
    changed = false;
    for (std::size_t i = 0; i < by.size(); ++i) {
      if (legacy_[i] != Kind::None || by[i].empty()) continue;
      const bool all = std::all_of(by[i].begin(), by[i].end(), [&](FileId from) {
        return legacy_[from.index()] != Kind::None;
      });
      if (!all) continue;
      legacy_[i] = some[i] ? Kind::First : Kind::Imported;
      changed = true;
    }
  }
}

std::size_t LegacyCode::speaks_for(FileId file) const {
  const Project& project = facts_.program().project();
  const auto folder = [&](std::size_t i) {
    const std::string_view path = project.files[i].absolute;
    return path.substr(0, path.rfind('/') + 1);
  };
  std::size_t count = 0;
  for (std::size_t i = 0; i < legacy_.size(); ++i) {
    if (legacy_[i] != Kind::First || !project.files[i].report || folder(i) != folder(file.index()))
      continue;
    if (count == 0 && i != file.index()) return 0;
    ++count;
  }
  return count;
}

/// TensorFlow is reached as tf.compat.v1 alone, in a file that does not turn to TensorFlow 2 again:
/// its functions build graphs for sessions.
bool LegacyCode::builds_for_sessions(FileId file) const {
  const Tree& tree = facts_.program().tree(file);
  const auto of_first = [](std::string_view path) {
    return path.starts_with(kFirst) && (path.size() == kFirst.size() || path[kFirst.size()] == '.');
  };
  bool found = false;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeRef at{file, NodeId::from_index(i)};
    if (tree.kind(at.node) == NodeKind::ImportAlias) {
      const std::string path = imported(facts_, at);
      if (of_first(path))
        found = true;
      else if (path == kRoot || path == kSecond)
        return false;
    } else if (tree.kind(at.node) == NodeKind::Attribute) {
      if (facts_.names(at, Trait::EntersTensorFlow2)) return false;
      // The module may be handed on by one of the project.
      const NodeId object = tree.child(at.node, Field::Object);
      if (tree.kind(object) != NodeKind::Name) continue;
      const std::string_view module = facts_.written_path({file, object});
      if (module == kFirst)
        found = true;
      else if (module == kRoot || module == kSecond)
        return false;
    }
  }
  return found;
}

std::size_t LegacyCode::evidence(FileId file) const {
  const Tree& tree = facts_.program().tree(file);
  std::set<std::string_view> names;
  std::size_t uses = 0;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeRef at{file, NodeId::from_index(i)};
    const Deprecation* d = nullptr;
    if (tree.kind(at.node) == NodeKind::Attribute) {
      const std::string_view path = facts_.written_path(at);
      if (path.starts_with(kRoot)) d = find_deprecation(written_form(path));
      if (d != nullptr && !only_in_tensorflow_1(*d)) d = nullptr;
    } else if (tree.kind(at.node) == NodeKind::ImportAlias) {
      d = gone(written_form(imported(facts_, at)));
    }
    if (d == nullptr || asks_first(facts_, at)) continue;
    if (d->package) return kEnough;
    names.insert(d->name);
    if (names.size() > 1 || ++uses >= kEnough) return kEnough;
  }
  return uses;
}

std::vector<std::vector<FileId>> LegacyCode::importers() const {
  const Program& program = facts_.program();
  std::vector<std::vector<FileId>> by(legacy_.size());
  for (std::size_t i = 0; i < legacy_.size(); ++i) {
    const FileId from = FileId::from_index(i);
    if (!program.file(from).parsed) continue;
    const Tree& tree = program.tree(from);
    const auto add = [&](const ImportTarget& target) {
      if (target.file.exists() && target.file != from) by[target.file.index()].push_back(from);
    };
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId alias = NodeId::from_index(r);
      if (tree.kind(alias) != NodeKind::ImportAlias) continue;
      const NodeId statement = tree.parent(alias);
      const std::string_view name = facts_.text(tree[alias].name);
      if (tree.kind(statement) != NodeKind::ImportFrom) {
        add(program.resolve_import(from, name, 0));
        continue;
      }
      const ImportTarget module =
          program.resolve_import(from, facts_.text(tree[statement].name), tree[statement].op);
      add(module);
      if (!module.external()) add(program.resolve_member(module, name));
    }
  }
  return by;
}

}  // namespace hyb
