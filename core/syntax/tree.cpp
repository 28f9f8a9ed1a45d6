#include "core/syntax/tree.h"

#include <array>
#include <cstddef>

namespace hyb {

namespace {

constexpr std::array kKindNames = {
#define HYB_NODE_KIND(name) std::string_view(#name),
#include "core/syntax/node_kinds.def"
#undef HYB_NODE_KIND
};

constexpr std::array<std::string_view, 24> kFieldNames = {
    "None",  "Name",  "Alias",    "Value", "Target", "Annotation", "Default", "Returns",
    "Body",  "Bases", "Test",     "Iter",  "Cause",  "Object",     "Index",   "Lower",
    "Upper", "Step",  "Function", "Left",  "Right",  "Else",       "Key",     "Element"};
static_assert(kFieldNames.size() == static_cast<std::size_t>(Field::Element) + 1);

constexpr std::array<std::string_view, 29> kOperatorTexts = {
    "",  "+", "-",   "*",  "@",  "/",  "//", "%",  "**", "<<", ">>", "&",      "|",  "^",     "~",
    "+", "-", "and", "or", "==", "!=", "<",  "<=", ">",  ">=", "is", "is not", "in", "not in"};
static_assert(kOperatorTexts.size() == static_cast<std::size_t>(Operator::NotIn) + 1);

}  // namespace

std::string_view name_of(NodeKind kind) {
  return kKindNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Field field) {
  return kFieldNames[static_cast<std::size_t>(field)];
}

std::string_view text_of(Operator op) {
  return kOperatorTexts[static_cast<std::size_t>(op)];
}

NodeId Tree::child(NodeId id, Field field) const {
  for (const NodeId child : children(id)) {
    if (rows_[child.index()].field == field) return child;
  }
  return {};
}

NodeId Tree::child(NodeId id, NodeKind kind) const {
  for (const NodeId child : children(id)) {
    if (rows_[child.index()].kind == kind) return child;
  }
  return {};
}

NodeId Tree::with_decorators(NodeId def) const {
  const NodeId above = parent(def);
  return above.exists() && kind(above) == NodeKind::Decorated ? above : def;
}

void renumber_names(Tree& tree, const std::vector<NameId>& new_ids) {
  for (Row& row : tree.rows_) {
    if (row.name.exists()) row.name = new_ids[row.name.index()];
  }
}

}  // namespace hyb
