#include "fixits/hoist.h"

#include <string>

namespace hyb::fixits {
namespace {

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n\f") == std::string_view::npos;
}

bool is_comment(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  return first != std::string_view::npos && line[first] == '#';
}

/// A string that goes over a line end, somewhere below the row.
bool has_long_string(FileText file, NodeId row) {
  for (auto i = static_cast<std::uint32_t>(row.index()); i < file.tree.end_of(row); ++i) {
    const NodeId part = NodeId::from_index(i);
    if (file.tree.kind(part) == NodeKind::String &&
        file.source.text(file.tree.loc(part)).find('\n') != std::string_view::npos)
      return true;
  }
  return false;
}

}  // namespace

Edits hoist_to_module(FileText file, NodeId definition) {
  const Tree& tree = file.tree;
  const SourceFile& source = file.source;
  if (tree.is_broken(definition) || has_long_string(file, definition)) return {};
  NodeId top = definition;
  while (tree.parent(top).exists() && tree.kind(tree.parent(top)) != NodeKind::Module)
    top = tree.parent(top);
  if (!tree.parent(top).exists() || top == definition) return {};

  const std::uint32_t first = source.line_at(tree[definition].begin);
  std::uint32_t last = source.line_at(tree[definition].end);
  const std::uint32_t begin = source.line_begin(first);
  const std::string_view indentation = source.bytes().substr(begin, tree[definition].begin - begin);
  if (indentation.empty() || !is_blank(indentation)) return {};
  const std::string_view rest =
      source.bytes().substr(tree[definition].end, source.line_end(last) - tree[definition].end);
  if (!is_blank(rest) && !is_comment(rest)) return {};

  std::string moved;
  const std::string_view line_end = line_end_of(source);
  for (std::uint32_t line = first; line <= last; ++line) {
    std::string_view text = source.line_text(line);
    if (is_blank(text)) {
      text = {};
    } else {
      if (!text.starts_with(indentation)) return {};
      text.remove_prefix(indentation.size());
    }
    moved += std::string(text) + std::string(line_end);
  }
  moved += std::string(line_end) + std::string(line_end);

  while (last < source.line_count() && is_blank(source.line_text(last + 1))) ++last;
  const std::uint32_t end = last == source.line_count()
                                ? static_cast<std::uint32_t>(source.bytes().size())
                                : source.line_begin(last + 1);
  std::uint32_t above = source.line_at(tree[top].begin);
  if (source.line_begin(above) != tree[top].begin) return {};
  while (above > 1 && is_comment(source.line_text(above - 1))) --above;
  const std::uint32_t target = source.line_begin(above);
  if (above == 1) return {};
  return std::vector<Edit>{{{tree.file, target, target}, std::move(moved)},
                           {{tree.file, begin, end}, ""}};
}

}  // namespace hyb::fixits
