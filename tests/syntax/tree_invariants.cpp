#include "tests/syntax/tree_invariants.h"

#include <cstddef>
#include <cstdint>

namespace hyb {

namespace {

std::string describe(const Tree& tree, std::uint32_t index, std::string_view rule) {
  const Row& row = tree[NodeId::from_index(index)];
  std::string text = "row " + std::to_string(index) + " ";
  text.append(name_of(row.kind)).append(" [").append(std::to_string(row.begin)).append(", ");
  text.append(std::to_string(row.end)).append("): ").append(rule);
  return text;
}

std::string broken_row(const Tree& tree, std::uint32_t index, std::string_view bytes) {
  const NodeId id = NodeId::from_index(index);
  const Row& row = tree[id];
  const auto broken = [&](std::string_view rule) { return describe(tree, index, rule); };
  if (row.begin > row.end || row.end > bytes.size()) return broken("span outside the text");
  if (row.skip <= index || row.skip > tree.size()) return broken("skip out of range");
  if (index == 0) {
    if (row.parent != 0 || row.kind != NodeKind::Module) return broken("not a module");
    if (row.begin != 0 || row.end != bytes.size()) return broken("module is not the whole text");
  } else {
    if (row.parent == 0 || row.parent > index) return broken("parent does not come before");
    const Row& parent = tree[NodeId::from_index(row.parent - 1)];
    if (row.begin < parent.begin || row.end > parent.end) return broken("outside its parent");
    if (tree.is_broken(id) && (parent.flags & kBrokenFlag) == 0) return broken("parent not broken");
  }
  if (row.kind == NodeKind::Error && !tree.is_broken(id)) return broken("error is not broken");

  std::uint32_t expected = index + 1;
  std::uint32_t last_end = row.begin;
  for (const NodeId child : tree.children(id)) {
    const Row& below = tree[child];
    if (child.index() != expected) return broken("children leave a gap");
    if (below.parent != id.raw()) return broken("child has another parent");
    if (below.begin < last_end) return broken("children overlap");
    expected = below.skip;
    last_end = below.end;
  }
  return expected == row.skip ? "" : broken("skip is not behind the last child");
}

}  // namespace

std::string broken_invariant(const Tree& tree, std::string_view bytes) {
  if (tree.empty()) return "no rows";
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    if (std::string rule = broken_row(tree, i, bytes); !rule.empty()) return rule;
  }
  for (const Loc& error : tree.errors) {
    const std::string_view text = bytes.substr(0, error.end);
    if (error.begin >= error.end || error.end > bytes.size()) return "error outside the text";
    const std::size_t line_end = text.find_first_of("\r\n", error.begin);
    if (line_end < text.size() && line_end != error.begin) return "error on several lines";
  }
  if (!tree.errors.empty() && !tree.is_broken(tree.root())) return "errors, but nothing is broken";
  std::uint32_t behind = 0;
  for (const Comment& comment : tree.comments) {
    if (comment.begin < behind || comment.end > bytes.size()) return "comments overlap";
    if (comment.begin >= comment.end || bytes[comment.begin] != '#') return "comment without #";
    behind = comment.end;
  }
  return "";
}

}  // namespace hyb
