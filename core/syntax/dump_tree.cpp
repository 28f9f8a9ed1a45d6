#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "core/syntax/parse.h"

namespace hyb {

namespace {

/// Deeper rows are indented no further, or the dump of a deep tree would be quadratic.
constexpr std::uint32_t kDeepestIndent = 40;

std::string_view parameter_kind_name(ParameterKind kind) {
  switch (kind) {
    case ParameterKind::Positional:
      return "";
    case ParameterKind::VarPositional:
      return "VarPositional";
    case ParameterKind::VarKeyword:
      return "VarKeyword";
    case ParameterKind::SlashMarker:
      return "SlashMarker";
    case ParameterKind::StarMarker:
      return "StarMarker";
  }
  return "";
}

std::string_view pattern_kind_name(PatternKind kind) {
  switch (kind) {
    case PatternKind::Value:
      return "Value";
    case PatternKind::Capture:
      return "Capture";
    case PatternKind::Wildcard:
      return "Wildcard";
    case PatternKind::Sequence:
      return "Sequence";
    case PatternKind::Mapping:
      return "Mapping";
    case PatternKind::Class:
      return "Class";
    case PatternKind::Or:
      return "Or";
    case PatternKind::As:
      return "As";
    case PatternKind::Star:
      return "Star";
    case PatternKind::DoubleStar:
      return "DoubleStar";
    case PatternKind::Keyword:
      return "Keyword";
  }
  return "";
}

std::string string_flags(std::uint16_t flags) {
  std::string text;
  const auto add = [&](std::uint16_t bit, std::string_view name) {
    if ((flags & bit) == 0) return;
    if (!text.empty()) text += '|';
    text += name;
  };
  add(string_flag::kFormat, "format");
  add(string_flag::kBytes, "bytes");
  add(string_flag::kRaw, "raw");
  add(string_flag::kTriple, "triple");
  add(string_flag::kTemplate, "template");
  return text;
}

/// What `op` means depends on the kind of the row.
std::string op_text(const Row& row) {
  if (row.kind == NodeKind::Parameter) {
    return std::string(parameter_kind_name(static_cast<ParameterKind>(row.op)));
  }
  if (row.kind == NodeKind::Pattern) {
    return std::string(pattern_kind_name(static_cast<PatternKind>(row.op)));
  }
  if (row.kind == NodeKind::String) return string_flags(row.op);
  if (row.kind == NodeKind::ImportFrom) {
    return row.op == 0 ? "" : "dots=" + std::to_string(row.op);
  }
  return std::string(text_of(static_cast<Operator>(row.op)));
}

class LineIndex {
 public:
  explicit LineIndex(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const bool lone_return = bytes[i] == '\r' && (i + 1 == bytes.size() || bytes[i + 1] != '\n');
      if (bytes[i] == '\n' || lone_return) starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
  /// line:column, both from 1, the column in bytes.
  std::string place(std::uint32_t offset) const {
    const auto after = std::upper_bound(starts_.begin(), starts_.end(), offset);
    return std::to_string(after - starts_.begin()) + ":" +
           std::to_string(offset - *(after - 1) + 1);
  }

 private:
  std::vector<std::uint32_t> starts_ = {0};
};

}  // namespace

std::string dump_tree(const Tree& tree, std::string_view bytes, const Interner& names) {
  const LineIndex lines(bytes);
  std::string out;
  std::vector<std::uint32_t> depths(tree.size(), 0);
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const Row& row = tree[NodeId::from_index(i)];
    if (row.parent != 0) depths[i] = depths[row.parent - 1] + 1;
    out.append(2 * std::min(depths[i], kDeepestIndent), ' ');
    if (row.field != Field::None) out.append(name_of(row.field)).append(": ");
    out.append(name_of(row.kind));
    if (const std::string op = op_text(row); !op.empty()) out.append(" [").append(op).append("]");
    if (row.name.exists()) out.append(" `").append(names.text(row.name)).append("`");
    if ((row.flags & kAsyncFlag) != 0) {
      out.append(row.kind == NodeKind::Except ? " group" : " async");
    }
    if ((row.flags & kBrokenFlag) != 0) out.append(" broken");
    out.append(" ").append(lines.place(row.begin)).append("-").append(lines.place(row.end));
    out += '\n';
  }
  for (const Comment& comment : tree.comments) {
    out.append("# comment ").append(lines.place(comment.begin)).append("-");
    out.append(lines.place(comment.end)) += '\n';
  }
  for (const Loc& error : tree.errors) {
    out.append("# error ").append(lines.place(error.begin)).append("-");
    out.append(lines.place(error.end)) += '\n';
  }
  return out;
}

}  // namespace hyb
