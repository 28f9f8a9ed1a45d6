// Where a new import goes. What must come first in a module stays first: the byte order mark, `#!`
// and coding lines, the licence, the docstring, `from __future__` imports. Below them the import
// stands in front of the next statement, and in front of the comment that belongs to that
// statement:
//
//     """Docstring."""
//     from __future__ import annotations
//                                          <- here
//     # Reads the images.
//     def read(path): ...

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "fixits/edits.h"

namespace hyb::fixits {

namespace {

constexpr std::string_view kSpace = " \t\f\r\n";

std::string with_single_blanks(std::string_view text) {
  std::string words;
  for (std::size_t at = text.find_first_not_of(kSpace); at != std::string_view::npos;
       at = text.find_first_not_of(kSpace, at)) {
    const std::size_t end = std::min(text.find_first_of(kSpace, at), text.size());
    if (!words.empty()) words += ' ';
    words.append(text.substr(at, end - at));
    at = end;
  }
  return words;
}

bool is_import(NodeKind kind) {
  return kind == NodeKind::Import || kind == NodeKind::ImportFrom;
}

class ImportPlace {
 public:
  explicit ImportPlace(FileText file) : source_(file.source), tree_(file.tree) {
    NodeId last;
    for (const NodeId statement : tree_.children(tree_.root())) {
      if (!must_come_first(statement, last)) {
        next_ = statement;
        break;
      }
      last = statement;
    }
    last_ = last;
  }

  NodeId next() const { return next_; }

  /// The line to insert in front of; none where that is not safe.
  std::optional<std::uint32_t> line() const {
    if (next_.exists()) return line_before_next();
    // Only comments, or only what must come first: behind the last line.
    const std::uint32_t end = source_.line_count() + 1;
    for (std::uint32_t line = first_free_line(); line < end; ++line) {
      if (!is_blank(line) && !is_comment(line)) return std::nullopt;
    }
    return end;
  }

 private:
  /// `before`: the statement in front of it, none for the first of the module.
  bool must_come_first(NodeId statement, NodeId before) const {
    const NodeKind kind = tree_.kind(statement);
    if (kind == NodeKind::ImportFrom) {
      return with_single_blanks(source_.text(tree_.loc(statement)))
          .starts_with("from __future__ import");
    }
    if (kind != NodeKind::ExprStmt || before.exists()) return false;
    const NodeId value = tree_.child(statement, Field::Value);
    if (!value.exists()) return false;
    if (tree_.kind(value) == NodeKind::ConcatString) return true;
    constexpr std::uint16_t kNoDocstring =
        string_flag::kFormat | string_flag::kBytes | string_flag::kTemplate;
    return tree_.kind(value) == NodeKind::String && (tree_[value].op & kNoDocstring) == 0;
  }

  std::uint32_t first_free_line() const {
    return last_.exists() ? source_.line_at(last_byte(last_)) + 1 : 1;
  }
  std::uint32_t last_byte(NodeId node) const { return std::max(tree_[node].end, 1U) - 1; }

  std::optional<std::uint32_t> line_before_next() const {
    std::uint32_t line = source_.line_at(tree_[next_].begin);
    if (line < first_free_line() || tree_.kind(next_) == NodeKind::Error) return std::nullopt;
    std::string_view before =
        source_.bytes().substr(0, tree_[next_].begin).substr(source_.line_begin(line));
    if (line == 1 && source_.has_bom()) before.remove_prefix(3);
    if (!before.empty()) return std::nullopt;
    if (line > 1 && source_.line_text(line - 1).ends_with('\\')) return std::nullopt;
    // A comment right above belongs to the statement, unless it is what the file begins with.
    std::uint32_t above = line;
    while (above > first_free_line() && is_comment(above - 1)) --above;
    if (above > 1) line = above;
    return line;
  }

  bool is_blank(std::uint32_t line) const {
    return text(line).find_first_not_of(kSpace) == std::string_view::npos;
  }
  bool is_comment(std::uint32_t line) const {
    const std::size_t first = text(line).find_first_not_of(kSpace);
    return first != std::string_view::npos && text(line)[first] == '#';
  }
  std::string_view text(std::uint32_t line) const {
    std::string_view text = source_.line_text(line);
    if (line == 1 && source_.has_bom()) text.remove_prefix(3);
    return text;
  }

  const SourceFile& source_;
  const Tree& tree_;
  NodeId last_;  // the last statement that must come first
  NodeId next_;  // the one behind it
};

}  // namespace

Edits add_import(FileText file, std::string_view statement) {
  const SourceFile& source = file.source;
  const Tree& tree = file.tree;
  const std::string wanted = with_single_blanks(statement);
  for (const NodeId each : tree.children(tree.root())) {
    if (is_import(tree.kind(each)) && with_single_blanks(source.text(tree.loc(each))) == wanted) {
      return std::vector<Edit>{};
    }
  }

  const ImportPlace place(file);
  const auto line = place.line();
  if (!line) return std::nullopt;
  const std::string_view line_end = line_end_of(source);
  std::string text(statement);
  text += line_end;
  std::uint32_t at = static_cast<std::uint32_t>(source.bytes().size());
  if (*line <= source.line_count()) {
    at = source.line_begin(*line);
    if (!is_import(tree.kind(place.next()))) text += line_end;
  } else if (!source.line_text(source.line_count()).empty() && at > (source.has_bom() ? 3U : 0U)) {
    text.insert(0, line_end);
  }
  if (at == 0 && source.has_bom()) at = 3;
  for (const Loc& error : tree.errors) {
    if (error.begin <= at) return std::nullopt;
  }
  std::vector<Edit> edits;
  edits.push_back({{tree.file, at, at}, std::move(text)});
  return edits;
}

}  // namespace hyb::fixits
