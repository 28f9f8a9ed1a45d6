#include "checks/shown_values.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace hyb::checks {
namespace {

bool is_text(const Facts& facts, NodeRef row) {
  const auto objects = facts.values().objects(facts.value(row));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
    return facts.values()[o].kind == flow::ObjectKind::Str;
  });
}

}  // namespace

Tri shows_tensor(const Facts& facts, FileId file, NodeId arguments) {
  const Tree& tree = facts.program().tree(file);
  Tri any = Tri::No;
  for (auto i = static_cast<std::uint32_t>(arguments.index()) + 1; i < tree.end_of(arguments);) {
    const NodeId row = NodeId::from_index(i);
    switch (tree.kind(row)) {
      case NodeKind::Call:
      case NodeKind::BinOp:
        if (is_text(facts, {file, row})) {  // made of what stands inside
          ++i;
          break;
        }
        [[fallthrough]];
      case NodeKind::Name:
      case NodeKind::Attribute:
      case NodeKind::Subscript:
        any = any || facts.is_tensor({file, row});
        i = tree.end_of(row);
        break;
      default:
        ++i;
        break;
    }
  }
  return any;
}

namespace {

/// The presentation of a format spec is one of numbers: ".3f", "d", "6.2e".
bool is_numeric_spec(std::string_view spec) {
  return !spec.empty() && std::string_view("feEgGdn%").find(spec.back()) != std::string_view::npos;
}

/// `{x:.3f}`
bool interpolates(const Facts& facts, FileId file, NodeId row) {
  const Tree& tree = facts.program().tree(file);
  const NodeId value = tree.child(row, Field::Value);
  const std::string_view text = facts.program().text(NodeRef{file, row});
  const std::string_view rest = text.substr(tree[value].end - tree[row].begin);
  const auto colon = rest.find(':');
  if (colon == std::string_view::npos || rest.find('!') < colon || rest.find('{') < rest.size())
    return false;
  const std::string_view spec = rest.substr(colon + 1, rest.find('}', colon) - colon - 1);
  return is_numeric_spec(spec) && yes(facts.is_tensor({file, value}));
}

/// `"%d" % x`, with one place and one value.
bool has_number_place(std::string_view text) {
  const auto place = text.find('%');
  if (place == std::string_view::npos) return false;
  const auto type = text.find_first_not_of("0123456789.+- #", place + 1);
  return type != std::string_view::npos &&
         std::string_view("difeEgG").find(text[type]) != std::string_view::npos;
}

/// `"{:.3f}".format(x)`, with one place and one value.
bool formats_by_method(const Facts& facts, FileId file, NodeId call) {
  const Tree& tree = facts.program().tree(file);
  const NodeId callee = tree.child(call, Field::Function);
  if (tree.kind(callee) != NodeKind::Attribute || facts.text(tree[callee].name) != "format" ||
      tree.kind(tree.child(callee, Field::Object)) != NodeKind::String)
    return false;
  const std::string_view text =
      facts.program().text(NodeRef{file, tree.child(callee, Field::Object)});
  const auto begin = text.find("{:");
  const auto end = text.find('}', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos ||
      text.find('{', begin + 1) != std::string_view::npos)
    return false;
  for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments)))
    return is_numeric_spec(text.substr(begin + 2, end - begin - 2)) &&
           yes(facts.is_tensor({file, argument}));
  return false;
}

}  // namespace

bool formats_tensor(const Facts& facts, FileId file, NodeId arguments) {
  const Tree& tree = facts.program().tree(file);
  for (auto i = static_cast<std::uint32_t>(arguments.index()); i < tree.end_of(arguments); ++i) {
    const NodeId row = NodeId::from_index(i);
    switch (tree.kind(row)) {
      case NodeKind::Interpolation:
        if (interpolates(facts, file, row)) return true;
        break;
      case NodeKind::BinOp: {
        const NodeId left = tree.child(row, Field::Left);
        if (static_cast<Operator>(tree[row].op) == Operator::Mod &&
            tree.kind(left) == NodeKind::String &&
            has_number_place(facts.program().text(NodeRef{file, left})) &&
            yes(facts.is_tensor({file, tree.child(row, Field::Right)})))
          return true;
        break;
      }
      case NodeKind::Call:
        if (formats_by_method(facts, file, row)) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

bool names_a_trace(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lower.find("trace") != std::string::npos || lower.find("tracing") != std::string::npos;
}

}  // namespace hyb::checks
