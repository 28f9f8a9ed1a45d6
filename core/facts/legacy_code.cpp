#include "core/facts/legacy_code.h"

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

constexpr std::string_view kFirst = "tensorflow.compat.v1";
constexpr std::string_view kFirstOfTwo = "2.0";
// Of names that are no package: one may be left over by mistake.
constexpr std::size_t kEnoughNames = 2;
constexpr std::size_t kEnoughUses = 3;

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

/// `import tensorflow.compat.v1 as tf` alone, in a file that does not turn to TensorFlow 2 again:
/// its functions build graphs for sessions.
bool builds_for_sessions(const Facts& facts, FileId file) {
  const Tree& tree = facts.program().tree(file);
  bool found = false;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeRef at{file, NodeId::from_index(i)};
    if (tree.kind(at.node) == NodeKind::ImportAlias) {
      const std::string path = imported(facts, at);
      if (path.starts_with(kFirst) && (path.size() == kFirst.size() || path[kFirst.size()] == '.'))
        found = true;
      else if (path == "tensorflow" || path == "tensorflow.compat.v2")
        return false;
    } else if (tree.kind(at.node) == NodeKind::Attribute) {
      if (facts.names(at, Trait::EntersTensorFlow2)) return false;
    }
  }
  return found;
}

}  // namespace

bool only_in_tensorflow_1(const Deprecation& deprecation) {
  return deprecation.removed == kFirstOfTwo;
}

bool written_for_tensorflow_1(const Facts& facts, FileId file) {
  if (builds_for_sessions(facts, file)) return true;
  const Tree& tree = facts.program().tree(file);
  std::set<std::string_view> names;
  std::size_t uses = 0;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeRef at{file, NodeId::from_index(i)};
    std::string path;
    if (tree.kind(at.node) == NodeKind::Attribute)
      path = facts.written_path(at);
    else if (tree.kind(at.node) == NodeKind::ImportAlias)
      path = imported(facts, at);
    if (path.empty()) continue;
    const Deprecation* d = gone(written_form(path));
    if (d == nullptr || asks_first(facts, at)) continue;
    if (d->package) return true;
    names.insert(d->name);
    if (names.size() >= kEnoughNames || ++uses >= kEnoughUses) return true;
  }
  return false;
}

}  // namespace hyb
