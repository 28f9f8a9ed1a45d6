#include "fixits/graph_function.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace hyb::fixits {

namespace {

using Offset = std::uint32_t;

constexpr std::string_view kDefaultAlias = "tf";
constexpr std::string_view kDefaultImport = "import tensorflow as tf";

std::vector<Edit> one(Loc where, std::string replacement) {
  std::vector<Edit> edits;
  edits.push_back({where, std::move(replacement)});
  return edits;
}

/// What must be imported before `alias` can be written; the alias itself is put into `written`.
Edits import_for(const ScopedText& text, std::string_view alias, std::string& written) {
  written = alias.empty() ? kDefaultAlias : alias;
  if (!alias.empty()) return std::vector<Edit>{};
  const NameId name = text.names.find(kDefaultAlias);
  if (name.exists()) {  // somebody's own `tf`, in any scope
    for (std::size_t i = 0; i < text.scopes.symbols.size(); ++i)
      if (text.scopes.symbols[SymbolId::from_index(i)].name == name) return std::nullopt;
  }
  return add_import(text.file, kDefaultImport);
}

bool inside(std::span<const Loc> ranges, Loc where) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const Loc& range) {
    return where.begin >= range.begin && where.end <= range.end;
  });
}

/// One end of the gap between two neighbours of a list: comments count as text.
Offset behind_parentheses(const FileText& file, Offset from, Offset to) {
  const std::string_view bytes = file.source.bytes();
  Offset end = from;
  for (Offset at = from; at < to; ++at) {
    if (bytes[at] == '#')
      at = file.source.line_end(file.source.line_at(at));
    else if (bytes[at] == ')')
      end = at + 1;
    else if (bytes[at] == ',')
      break;
  }
  return end;
}

/// The first comma in [from, to) outside comments, or `to`.
Offset comma_in(const FileText& file, Offset from, Offset to) {
  const std::string_view bytes = file.source.bytes();
  for (Offset at = from; at < to; ++at) {
    if (bytes[at] == '#') at = file.source.line_end(file.source.line_at(at));
    if (at < to && bytes[at] == ',') return at;
  }
  return to;
}

bool has_comment(const Tree& tree, Offset begin, Offset end) {
  return std::any_of(tree.comments.begin(), tree.comments.end(),
                     [&](const Comment& c) { return c.begin < end && begin < c.end; });
}

/// Takes one name out of `import a, b` or `from m import (a, b)`.
Edits remove_import_name(const FileText& file, NodeId alias) {
  const Tree& tree = file.tree;
  const NodeId statement = tree.parent(alias);
  NodeId before;
  NodeId after;
  bool passed = false;
  for (NodeId each : tree.children(statement)) {
    if (tree.kind(each) != NodeKind::ImportAlias) return std::nullopt;
    if (each == alias)
      passed = true;
    else if (!passed)
      before = each;
    else if (!after.exists())
      after = each;
  }
  if (!before.exists() && !after.exists()) return remove_statement(file, statement);
  const Offset begin = after.exists() ? tree[alias].begin : tree[before].end;
  const Offset end = after.exists() ? tree[after].begin : tree[alias].end;
  if (tree.is_broken(statement) || has_comment(tree, begin, end)) return std::nullopt;
  return one({tree.file, begin, end}, "");
}

/// May `import` statements of this symbol go once the rows inside `removed` are gone?
bool only_used_in(const ScopedText& text, SymbolId symbol, std::span<const Loc> removed) {
  const Tree& tree = text.file.tree;
  const Symbol& info = text.scopes.symbols[symbol];
  if (info.binding_count != 1 || info.rebound_elsewhere) return false;
  if (text.scopes.bindings[info.first_binding].kind != BindingKind::Import) return false;
  const NodeId bound = text.scopes.bindings[info.first_binding].node;
  if (tree.kind(bound) != NodeKind::ImportAlias) return false;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) == NodeKind::String && tree.kind(tree.parent(row)) != NodeKind::ExprStmt &&
        text.file.source.text(tree.loc(row)).find(text.names.text(info.name)) !=
            std::string_view::npos)
      return false;  // an annotation written as a string, __all__, eval
    if (text.scopes.symbol_of[i] != symbol || row == bound) continue;
    if (!inside(removed, tree.loc(row))) return false;
  }
  return true;
}

/// The rows that an edit would lose, as far as they use imported names.
Edits with_imports(const ScopedText& text, Edits edits, std::span<const Loc> removed,
                   bool keep_import) {
  if (!edits || keep_import) return edits;
  return joined(std::move(edits), drop_imports(text, removed));
}

/// The Arguments row of a call that takes keywords, or none.
NodeId argument_list(const FileText& file, NodeId call) {
  const Tree& tree = file.tree;
  const NodeId list = tree.child(call, NodeKind::Arguments);
  if (!list.exists() || tree.is_broken(call)) return {};
  const Row& row = tree[list];
  const std::string_view text = file.source.text(tree.loc(list));
  // A lone generator may share its parentheses with the call.
  if (text.size() < 2 || text.front() != '(' || text.back() != ')') return {};
  for (NodeId each : tree.children(list))
    if (tree[each].begin == row.begin) return {};
  return list;
}

Edits add_argument(const FileText& file, NodeId list, std::string_view written) {
  const Tree& tree = file.tree;
  NodeId last;
  for (NodeId each : tree.children(list)) last = each;
  const Offset close = tree[list].end - 1;
  if (!last.exists()) {
    if (has_comment(tree, tree[list].begin, close)) return std::nullopt;
    return one({tree.file, tree[list].begin + 1, close}, std::string(written));
  }
  const Offset comma = comma_in(file, tree[last].end, close);
  if (comma == close) {
    const Offset at = behind_parentheses(file, tree[last].end, close);
    return one({tree.file, at, at}, ", " + std::string(written));
  }
  // Behind the comma that is there: on a line of its own where the last argument has one.
  const std::uint32_t line = file.source.line_at(tree[last].begin);
  const std::string_view before =
      file.source.bytes().substr(0, tree[last].begin).substr(file.source.line_begin(line));
  const Offset at = comma + 1;
  if (before.find_first_not_of(" \t") == std::string_view::npos) {
    std::string text(line_end_of(file.source));
    text.append(before).append(written).append(",");
    // Behind the comment of the last argument.
    const Offset line_end = file.source.line_end(file.source.line_at(comma));
    if (line_end <= close) return one({tree.file, line_end, line_end}, std::move(text));
    return one({tree.file, at, at}, " " + std::string(written) + ",");
  }
  return one({tree.file, at, at}, " " + std::string(written) + ",");
}

}  // namespace

ScopedText scoped_text(const Program& program, FileId file) {
  return {{program.source(file), program.tree(file)}, program.scopes(file), program.names()};
}

Edits joined(Edits first, Edits second) {
  if (!first || !second) return std::nullopt;
  std::vector<Edit> all = std::move(*first);
  for (Edit& edit : *second) all.push_back(std::move(edit));
  std::stable_sort(all.begin(), all.end(), [](const Edit& a, const Edit& b) {
    if (a.where.file != b.where.file) return a.where.file < b.where.file;
    return a.where.begin < b.where.begin;
  });
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i - 1].where.file == all[i].where.file && all[i - 1].where.end > all[i].where.begin)
      return std::nullopt;
  return all;
}

Edits decorate(const ScopedText& text, NodeId def, std::string_view alias, std::string_view options,
               NodeId above) {
  std::string decorator;
  Edits import = import_for(text, alias, decorator);
  decorator += ".function";
  if (!options.empty()) decorator.append("(").append(options).append(")");
  return joined(std::move(import), add_decorator(text.file, def, decorator, above));
}

Edits drop_imports(const ScopedText& text, std::span<const Loc> removed) {
  const Tree& tree = text.file.tree;
  std::vector<SymbolId> seen;
  Edits out = std::vector<Edit>{};
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Name || !inside(removed, tree.loc(row))) continue;
    const SymbolId symbol = text.scopes.symbol_of[i];
    if (!symbol.exists() || std::find(seen.begin(), seen.end(), symbol) != seen.end()) continue;
    seen.push_back(symbol);
    if (text.scopes.symbols[symbol].scope != text.scopes.module_scope()) continue;
    if (!only_used_in(text, symbol, removed)) continue;
    const Symbol& info = text.scopes.symbols[symbol];
    Edits edits = remove_import_name(text.file, text.scopes.bindings[info.first_binding].node);
    if (!edits) continue;  // the import stays, unused
    if (Edits both = joined(out, std::move(edits))) out = std::move(both);
  }
  return out;
}

Edits undecorate(const ScopedText& text, NodeId decorator, bool keep_import) {
  const Loc removed[] = {text.file.tree.loc(decorator)};
  return with_imports(text, remove_decorator(text.file, decorator), removed, keep_import);
}

Edits unwrap(const ScopedText& text, NodeId call, bool keep_import) {
  const FileText& file = text.file;
  const Tree& tree = file.tree;
  if (tree.kind(call) != NodeKind::Call) return std::nullopt;
  const NodeId list = argument_list(file, call);
  if (!list.exists()) return std::nullopt;
  NodeId inner;
  for (NodeId each : tree.children(list)) {
    inner = each;
    break;
  }
  if (!inner.exists() || tree.kind(inner) == NodeKind::Starred ||
      tree.kind(inner) == NodeKind::DoubleStarred)
    return std::nullopt;
  if (tree.kind(inner) == NodeKind::Keyword) inner = tree.child(inner, Field::Value);
  const Loc whole = tree.loc(call);
  const Loc kept = tree.loc(inner);
  const NodeId parent = tree.parent(call);
  const bool statement = tree.kind(parent) == NodeKind::Assign;
  std::size_t targets = 0;
  NodeId target;
  if (statement)
    for (NodeId each : tree.children(parent))
      if (tree[each].field == Field::Target) {
        ++targets;
        target = each;
      }
  if (targets == 1 && file.source.text(tree.loc(target)) == file.source.text(kept)) {
    // `f = f` says nothing: the statement goes.
    const Loc removed[] = {tree.loc(parent)};
    return with_imports(text, remove_statement(file, parent), removed, keep_import);
  }
  if (has_comment(tree, whole.begin, kept.begin) || has_comment(tree, kept.end, whole.end))
    return std::nullopt;
  const NodeKind kind = tree.kind(inner);
  const bool atom = kind == NodeKind::Name || kind == NodeKind::Attribute ||
                    kind == NodeKind::Call || kind == NodeKind::Subscript;
  const bool bare = atom || (statement && tree[call].field == Field::Value &&
                             file.source.line_at(kept.begin) == file.source.line_at(kept.end));
  const Loc front{tree.file, whole.begin, kept.begin};
  const Loc back{tree.file, kept.end, whole.end};
  std::vector<Edit> edits;
  edits.push_back({front, bare ? "" : "("});
  edits.push_back({back, bare ? "" : ")"});
  const Loc removed[] = {front, back};
  return with_imports(text, std::move(edits), removed, keep_import);
}

Edits set_argument(const ScopedText& text, NodeId decorator_or_call, std::string_view name,
                   std::string_view value, std::optional<std::size_t> position) {
  const FileText& file = text.file;
  const Tree& tree = file.tree;
  NodeId call = decorator_or_call;
  if (tree.kind(call) == NodeKind::Decorator) {
    if (tree.is_broken(call)) return std::nullopt;
    call = tree.child(call, Field::Value);
  }
  std::string written(name);
  written.append("=").append(value);
  const NodeKind kind = tree.kind(call);
  if (kind == NodeKind::Name || kind == NodeKind::Attribute)
    return one({tree.file, tree[call].end, tree[call].end}, "(" + written + ")");
  if (kind != NodeKind::Call) return std::nullopt;
  const NodeId list = argument_list(file, call);
  if (!list.exists()) return std::nullopt;
  std::size_t at = 0;
  for (NodeId each : tree.children(list)) {
    if (tree.kind(each) == NodeKind::Starred || tree.kind(each) == NodeKind::DoubleStarred)
      return std::nullopt;
  }
  for (NodeId each : tree.children(list)) {
    if (tree.kind(each) == NodeKind::Keyword) {
      if (text.names.text(tree[each].name) == name)
        return replace(file, tree.child(each, Field::Value), value);
      continue;
    }
    if (position == at++) return replace(file, each, value);
  }
  return add_argument(file, list, written);
}

Edits wrap_in_constant(const ScopedText& text, NodeId argument, std::string_view alias,
                       std::string_view options) {
  const Tree& tree = text.file.tree;
  if (tree.kind(tree.parent(argument)) != NodeKind::Arguments) return std::nullopt;
  NodeId value = argument;
  if (tree.kind(argument) == NodeKind::Keyword) value = tree.child(argument, Field::Value);
  switch (tree.kind(value)) {
    case NodeKind::Starred:
    case NodeKind::DoubleStarred:
    case NodeKind::Generator:
    case NodeKind::NamedExpr:
    case NodeKind::Error:
      return std::nullopt;
    default:
      break;
  }
  if (tree.is_broken(value)) return std::nullopt;
  std::string opening;
  Edits import = import_for(text, alias, opening);
  opening += ".constant(";
  std::string closing;
  if (!options.empty()) closing.append(", ").append(options);
  closing += ")";
  std::vector<Edit> edits;
  const Row& row = tree[value];
  edits.push_back({{tree.file, row.begin, row.begin}, std::move(opening)});
  edits.push_back({{tree.file, row.end, row.end}, std::move(closing)});
  return joined(std::move(import), std::move(edits));
}

}  // namespace hyb::fixits
