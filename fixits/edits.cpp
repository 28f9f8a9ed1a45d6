#include "fixits/edits.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace hyb::fixits {

namespace {

using Offset = std::uint32_t;

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kSpace = " \t\f\r\n\\";  // a backslash continues a line

constexpr std::array kSimpleStatements{
    NodeKind::ExprStmt, NodeKind::Assign, NodeKind::AnnAssign,  NodeKind::AugAssign,
    NodeKind::Return,   NodeKind::Delete, NodeKind::Global,     NodeKind::Nonlocal,
    NodeKind::Raise,    NodeKind::Assert, NodeKind::Pass,       NodeKind::Break,
    NodeKind::Continue, NodeKind::Import, NodeKind::ImportFrom, NodeKind::TypeAlias};

/// Where things stand in the text around the rows of a tree.
class Place {
 public:
  explicit Place(FileText file) : source_(file.source), tree_(file.tree) {}

  std::string_view bytes() const { return source_.bytes(); }
  std::string_view text(Offset begin, Offset end) const {
    return bytes().substr(begin, end - begin);
  }
  Loc loc(Offset begin, Offset end) const { return {tree_.file, begin, end}; }

  /// Begin of the line that holds `at`, a byte order mark left out.
  Offset line_begin(Offset at) const {
    const Offset begin = source_.line_begin(source_.line_at(at));
    return begin == 0 && source_.has_bom() ? 3 : begin;
  }
  /// First byte of the line after the one that holds `at`, or the end of the file.
  Offset next_line(Offset at) const {
    const std::uint32_t line = source_.line_at(at);
    return line == source_.line_count() ? static_cast<Offset>(bytes().size())
                                        : source_.line_begin(line + 1);
  }
  std::string_view indentation(Offset at) const { return text(line_begin(at), at); }

  /// True when nothing but blanks stands before `at` on its line and no backslash joins the line to
  /// the one before.
  bool begins_line(Offset at) const {
    if (indentation(at).find_first_not_of(kBlanks) != std::string_view::npos) return false;
    const std::uint32_t line = source_.line_at(at);
    return line == 1 || !source_.line_text(line - 1).ends_with('\\');
  }
  /// True when nothing but blanks, and perhaps a comment, stands between `at` and the end of its
  /// line.
  bool ends_line(Offset at) const {
    const std::string_view rest = text(at, source_.line_end(source_.line_at(at)));
    const std::size_t first = rest.find_first_not_of(kBlanks);
    return first == std::string_view::npos || rest[first] == '#';
  }

  bool has_comment(Offset begin, Offset end) const {
    const auto& comments = tree_.comments;
    const auto first =
        std::lower_bound(comments.begin(), comments.end(), begin,
                         [](const Comment& comment, Offset at) { return comment.end <= at; });
    return first != comments.end() && first->begin < end;
  }

  /// First byte at or after `at` that is no space; `end` when there is none. No comments between.
  Offset skip_space(Offset at, Offset end) const {
    const std::size_t found = text(0, end).find_first_not_of(kSpace, at);
    return found == std::string_view::npos ? end : static_cast<Offset>(found);
  }
  /// The byte behind the last one before `at` that is no space.
  Offset trim_space(Offset begin, Offset at) const {
    while (at > begin && kSpace.find(bytes()[at - 1]) != std::string_view::npos) --at;
    return at;
  }
  /// The first comma in [begin, end), which holds no rows, outside comments; `end` if there is
  /// none.
  Offset comma(Offset begin, Offset end) const {
    for (Offset at = begin; at < end; ++at) {
      if (bytes()[at] == '#') at = source_.line_end(source_.line_at(at));
      if (at < end && bytes()[at] == ',') return at;
    }
    return end;
  }

 private:
  const SourceFile& source_;
  const Tree& tree_;
};

std::vector<Edit> one(Loc where, std::string replacement) {
  std::vector<Edit> edits;
  edits.push_back({where, std::move(replacement)});
  return edits;
}

/// A decorator or statement without the comment and line end that may follow it.
Loc trimmed(const Place& place, const Tree& tree, NodeId node) {
  Loc where = tree.loc(node);
  if (tree.kind(node) == NodeKind::Decorator)
    if (const NodeId value = tree.child(node, Field::Value); value.exists()) {
      const std::size_t close = place.bytes().find_first_not_of(" \t)", tree[value].end);
      where.end = static_cast<Offset>(std::min<std::size_t>(close, where.end));
    }
  where.end = place.trim_space(where.begin, where.end);
  return where;
}

/// True when the lines of `where` hold nothing else but a comment behind it, which belongs to it.
bool alone_on_lines(const Place& place, Loc where) {
  return place.begins_line(where.begin) && place.ends_line(where.end) &&
         !place.has_comment(where.begin, where.end);
}

}  // namespace

std::string_view line_end_of(const SourceFile& source) {
  if (source.line_count() < 2) return "\n";
  return source.bytes().substr(source.line_end(1), source.line_begin(2) - source.line_end(1));
}

Edits add_decorator(FileText file, NodeId function_def, std::string_view decorator, NodeId above) {
  const Tree& tree = file.tree;
  if (tree.kind(function_def) != NodeKind::FunctionDef || tree.is_broken(function_def)) {
    return std::nullopt;
  }
  if (above.exists() &&
      (tree.kind(above) != NodeKind::Decorator ||
       tree.parent(above) != tree.with_decorators(function_def) || tree.is_broken(above))) {
    return std::nullopt;
  }
  const Place place(file);
  const Offset at = tree[above.exists() ? above : function_def].begin;
  if (!place.begins_line(at)) return std::nullopt;
  std::string line = "@";
  line.append(decorator).append(line_end_of(file.source)).append(place.indentation(at));
  return one(place.loc(at, at), std::move(line));
}

Edits add_first_statement(FileText file, NodeId function_def, std::string_view statement) {
  const Tree& tree = file.tree;
  if (tree.kind(function_def) != NodeKind::FunctionDef || tree.is_broken(function_def))
    return std::nullopt;
  for (NodeId first : tree.children(tree.child(function_def, Field::Body))) {
    if (tree.kind(first) == NodeKind::ExprStmt &&
        tree.kind(tree.child(first, Field::Value)) == NodeKind::String)
      continue;  // the docstring
    const Place place(file);
    const Offset at = tree[first].begin;
    if (!place.begins_line(at)) return std::nullopt;
    std::string line(statement);
    line.append(line_end_of(file.source)).append(place.indentation(at));
    return one(place.loc(at, at), std::move(line));
  }
  return std::nullopt;
}

Edits remove_decorator(FileText file, NodeId decorator) {
  const Tree& tree = file.tree;
  if (tree.kind(decorator) != NodeKind::Decorator || tree.is_broken(decorator)) {
    return std::nullopt;
  }
  const Place place(file);
  const Loc where = trimmed(place, tree, decorator);
  if (!alone_on_lines(place, where)) return std::nullopt;
  return one(place.loc(place.line_begin(where.begin), place.next_line(where.end)), "");
}

Edits swap_decorators(FileText file, NodeId first, NodeId second) {
  const Tree& tree = file.tree;
  if (first > second) std::swap(first, second);
  if (first == second || tree.parent(first) != tree.parent(second)) return std::nullopt;
  const Place place(file);
  std::vector<Edit> edits;
  for (const auto& [here, other] : {std::pair(first, second), std::pair(second, first)}) {
    if (tree.kind(here) != NodeKind::Decorator || tree.is_broken(here)) return std::nullopt;
    const Loc where = trimmed(place, tree, here);
    if (!alone_on_lines(place, where)) return std::nullopt;
    edits.push_back({where, std::string(file.source.text(trimmed(place, tree, other)))});
  }
  return edits;
}

Edits remove_argument(FileText file, NodeId argument) {
  const Tree& tree = file.tree;
  const NodeId list = tree.parent(argument);
  if (!list.exists() || tree.kind(list) != NodeKind::Arguments || tree.is_broken(list)) {
    return std::nullopt;
  }
  const Place place(file);
  const Row& all = tree[list];
  // A lone generator may share its parentheses with the call.
  if (all.end < all.begin + 2 || place.bytes()[all.begin] != '(' ||
      place.bytes()[all.end - 1] != ')' || tree[argument].begin == all.begin) {
    return std::nullopt;
  }
  const Offset close = all.end - 1;
  NodeId before;
  NodeId after;
  bool passed = false;
  for (const NodeId each : tree.children(list)) {
    if (each == argument) {
      passed = true;
    } else if (!passed) {
      before = each;
    } else {
      after = each;
      break;
    }
  }
  // Rows leave out the parentheses around an argument; the commas tell where it begins and ends.
  const Offset left_comma =
      before.exists() ? place.comma(tree[before].end, tree[argument].begin) : all.begin;
  const Offset behind = after.exists() ? tree[after].begin : close;
  const Offset right_comma = place.comma(tree[argument].end, behind);
  if (place.has_comment(left_comma, after.exists() ? behind : all.end)) return std::nullopt;
  if (after.exists()) {
    return one(place.loc(place.skip_space(left_comma + 1, behind),
                         place.skip_space(right_comma + 1, behind)),
               "");
  }
  if (!before.exists()) return one(place.loc(all.begin + 1, close), "");
  // A comma behind the last argument stays, and so does the layout of the closing parenthesis.
  return one(place.loc(left_comma, place.trim_space(tree[argument].end, right_comma)), "");
}

Edits replace(FileText file, NodeId node, std::string_view text) {
  const Tree& tree = file.tree;
  const Loc where = tree.loc(node);
  if (tree.is_broken(node) || Place(file).has_comment(where.begin, where.end)) return std::nullopt;
  return one(where, std::string(text));
}

Edits remove_statement(FileText file, NodeId statement) {
  const Tree& tree = file.tree;
  const NodeKind kind = tree.kind(statement);
  const NodeId block = tree.parent(statement);
  if (std::find(kSimpleStatements.begin(), kSimpleStatements.end(), kind) ==
          kSimpleStatements.end() ||
      tree.is_broken(statement) || !block.exists()) {
    return std::nullopt;
  }
  const Place place(file);
  const Loc where = trimmed(place, tree, statement);
  std::size_t siblings = 0;
  for (const NodeId each : tree.children(block)) {
    if (tree.kind(each) == NodeKind::Error) return std::nullopt;
    ++siblings;
  }
  if (tree.kind(block) == NodeKind::Block && siblings == 1) {
    // Whatever the line looks like, the block must not become empty.
    if (kind == NodeKind::Pass || place.has_comment(where.begin, where.end)) return std::nullopt;
    return one(where, "pass");
  }
  if (tree.kind(block) != NodeKind::Block && tree.kind(block) != NodeKind::Module) {
    return std::nullopt;
  }
  if (!alone_on_lines(place, where)) return std::nullopt;
  return one(place.loc(place.line_begin(where.begin), place.next_line(where.end)), "");
}

}  // namespace hyb::fixits
