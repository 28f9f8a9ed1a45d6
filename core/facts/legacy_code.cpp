#include "core/facts/legacy_code.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "core/facts/importers.h"
#include "core/syntax/leaving_block.h"
#include "core/tensorflow/api.h"

namespace hyb {

namespace {

constexpr int kMaxSteps = 4;  // from a test to where its answer comes from

/// What an expression says depends on the release: it asks for an attribute or a version, itself,
/// or where its variables were bound, or in the functions that it calls.
class ReleaseQuestion {
 public:
  explicit ReleaseQuestion(const Facts& facts) : facts_(facts), program_(facts.program()) {}

  bool asked(NodeRef expression, int steps = kMaxSteps) {
    const Tree& tree = program_.tree(expression.file);
    for (auto i = static_cast<std::uint32_t>(expression.node.index());
         i < tree.end_of(expression.node); ++i) {
      const NodeRef row{expression.file, NodeId::from_index(i)};
      const ApiRow* api = facts_.api(row);
      if (api != nullptr && (api->has(Trait::AsksAttribute) || api->has(Trait::TellsVersion)))
        return true;
      const std::string_view name = facts_.text(tree[row.node].name);
      if (name.find("version") != std::string_view::npos ||
          name.find("VERSION") != std::string_view::npos)
        return true;
      if (steps == 0) continue;
      if (tree.kind(row.node) == NodeKind::Name && of_variable(row, steps - 1)) return true;
      if (tree.kind(row.node) == NodeKind::Call && of_call(row, steps - 1)) return true;
    }
    return false;
  }

 private:
  bool of_variable(NodeRef name, int steps) {
    const ScopeTree& scopes = program_.scopes(name.file);
    const SymbolId symbol = scopes.symbol_of[name.node.index()];
    return symbol.exists() && of_symbol(name.file, symbol, steps);
  }

  bool of_symbol(FileId file, SymbolId symbol, int steps) {
    if (!variables_.emplace(file, symbol).second) return false;
    const Tree& tree = program_.tree(file);
    const ScopeTree& scopes = program_.scopes(file);
    const Symbol& info = scopes.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes.bindings[info.first_binding + b];
      const NodeId statement = tree.parent(binding.node);
      if (binding.kind == BindingKind::Assign && tree.kind(statement) == NodeKind::Assign &&
          asked({file, tree.child(statement, Field::Value)}, steps))
        return true;
      if (binding.kind == BindingKind::Import && of_import(file, binding.node, steps)) return true;
    }
    return false;
  }

  /// `from compat import IS_TF1`
  bool of_import(FileId file, NodeId alias, int steps) {
    const Tree& tree = program_.tree(file);
    if (tree.kind(alias) != NodeKind::ImportAlias) alias = tree.parent(alias);
    const NodeId statement = tree.parent(alias);
    if (tree.kind(statement) != NodeKind::ImportFrom || steps == 0) return false;
    const ImportTarget target =
        program_.resolve_import(file, facts_.text(tree[statement].name), tree[statement].op);
    if (!target.file.exists()) return false;
    const ScopeTree& scopes = program_.scopes(target.file);
    const SymbolId there = scopes.lookup(scopes.module_scope(), tree[alias].name);
    return there.exists() && of_symbol(target.file, there, steps - 1);
  }

  bool of_call(NodeRef call, int steps) {
    for (const Facts::Callee& callee : facts_.callees(call)) {
      const FunctionInfo& info = program_.function(callee.function);
      if (!info.body.exists() || !functions_.insert(callee.function).second) continue;
      const Tree& tree = program_.tree(info.file);
      for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);
           ++i) {
        const NodeId row = NodeId::from_index(i);
        if (tree.kind(row) != NodeKind::Return) continue;
        const NodeId value = tree.child(row, Field::Value);
        if (value.exists() && asked({info.file, value}, steps)) return true;
      }
    }
    return false;
  }

  const Facts& facts_;
  const Program& program_;
  std::set<std::pair<FileId, SymbolId>> variables_;  // looked at already: each says its thing once
  std::set<FunctionId> functions_;
};

/// Something around the row, or before it, asks for the release before the row is reached.
bool guarded(const Facts& facts, NodeRef at) {
  const Tree& tree = facts.program().tree(at.file);
  ReleaseQuestion question(facts);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::Try || kind == NodeKind::Except) return true;
    if (kind == NodeKind::Block)  // before it: `if hasattr(tf, "…"): return …`, `assert hasattr(…)`
      for (NodeId before : tree.children(up)) {
        if (before == below) break;
        const bool leaves = tree.kind(before) == NodeKind::If &&
                            leaves_function(tree, tree.child(before, Field::Body));
        if ((leaves || tree.kind(before) == NodeKind::Assert) &&
            question.asked({at.file, tree.child(before, Field::Test)}))
          return true;
      }
    if (kind == NodeKind::BoolOp && tree[below].field == Field::Right &&
        question.asked({at.file, tree.child(up, Field::Left)}))
      return true;
    if (kind == NodeKind::Decorated)  // `@pytest.mark.skipif(not is_tf2(), …)`
      for (NodeId decorator : tree.children(up))
        if (tree.kind(decorator) == NodeKind::Decorator && decorator != below &&
            question.asked({at.file, decorator}))
          return true;
    if (kind != NodeKind::If && kind != NodeKind::Elif && kind != NodeKind::Conditional) continue;
    const NodeId test = tree.child(up, Field::Test);
    if (!test.exists() || test == below) continue;
    if (question.asked({at.file, test})) return true;
  }
  return false;
}

/// Every mention of the function is guarded: `run = run_1 if is_tf1() else run_2`.
bool picked_by_release(const Facts& facts, FunctionId f) {
  const FunctionInfo& info = facts.program().function(f);
  const Tree& tree = facts.program().tree(info.file);
  const ScopeTree& scopes = facts.program().scopes(info.file);
  const SymbolId symbol = scopes.symbol_of[info.node.index()];
  if (!symbol.exists() || info.owner.exists()) return false;
  bool any = false;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeRef row{info.file, NodeId::from_index(i)};
    if (scopes.symbol_of[i] != symbol || tree.kind(row.node) != NodeKind::Name) continue;
    if (!guarded(facts, row)) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool asks_first(const Facts& facts, NodeRef at) {
  if (guarded(facts, at)) return true;
  const FunctionId f = facts.program().enclosing_function(at);
  return f.exists() && picked_by_release(facts, f);
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
    legacy_[i] = found >= kEnough            ? Kind::First
                 : builds_for_sessions(file) ? Kind::Sessions
                                             : Kind::None;
    any = any || legacy_[i] != Kind::None;
  }
  if (!any) return;
  spread(some);
  count_folders();
}

void LegacyCode::spread(const std::vector<bool>& some) {
  const std::vector<std::vector<FileId>> by = importers(facts_);
  for (std::size_t i = 0; i < by.size(); ++i)
    for (FileId from : by[i])
      if (legacy_[i] == Kind::First && legacy_[from.index()] == Kind::None && some[from.index()])
        legacy_[from.index()] = Kind::First;
  // Down from such files, to what no other file imports.
  std::vector<std::vector<std::size_t>> imports(by.size());
  std::vector<std::size_t> others(by.size());  // importers that are none
  std::vector<std::size_t> todo;
  for (std::size_t i = 0; i < by.size(); ++i) {
    others[i] = by[i].size();
    for (FileId from : by[i]) imports[from.index()].push_back(i);
    if (legacy_[i] != Kind::None) todo.push_back(i);
  }
  while (!todo.empty()) {
    const std::size_t from = todo.back();
    todo.pop_back();
    for (std::size_t i : imports[from]) {
      if (--others[i] > 0 || legacy_[i] != Kind::None) continue;
      legacy_[i] = some[i] ? Kind::First : Kind::Imported;
      todo.push_back(i);
    }
  }
}

void LegacyCode::count_folders() {
  const Project& project = facts_.program().project();
  std::map<std::string_view, std::size_t> first;  // by folder
  speaks_for_.assign(legacy_.size(), 0);
  for (std::size_t i = 0; i < legacy_.size(); ++i) {
    if (legacy_[i] != Kind::First || !project.files[i].report) continue;
    const std::string_view path = project.files[i].absolute;
    ++speaks_for_[first.emplace(path.substr(0, path.rfind('/')), i).first->second];
  }
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

std::size_t LegacyCode::evidence(FileId file) {
  const Tree& tree = facts_.program().tree(file);
  std::set<std::string_view> names;
  std::size_t uses = 0;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeRef at{file, NodeId::from_index(i)};
    const Deprecation* d = nullptr;
    if (tree.kind(at.node) == NodeKind::Attribute) {
      const std::string_view path = facts_.written_path(at);
      if (path.starts_with(kRoot)) {
        d = find_deprecation(written_form(path));
        asks_version_ = asks_version_ || facts_.names(at, Trait::TellsVersion);
      }
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

}  // namespace hyb
