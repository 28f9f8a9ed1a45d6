#include "core/syntax/tree_builder.h"

#include <algorithm>
#include <cassert>
#include <cstddef>

namespace hyb {

namespace {

/// Parts of a compound construct that are no expressions and so take none of its fields.
constexpr bool is_clause(GrammarSymbol symbol) {
  return symbol == GrammarSymbol::ElifClause || symbol == GrammarSymbol::ElseClause ||
         symbol == GrammarSymbol::ExceptClause || symbol == GrammarSymbol::FinallyClause ||
         symbol == GrammarSymbol::ForInClause || symbol == GrammarSymbol::IfClause ||
         symbol == GrammarSymbol::FormatSpecifier || symbol == GrammarSymbol::LambdaParameters;
}

constexpr bool takes_operator(NodeKind kind) {
  return kind == NodeKind::BinOp || kind == NodeKind::BoolOp || kind == NodeKind::AugAssign;
}

}  // namespace

void TreeBuilder::build(const ConcreteTree& concrete, std::string_view bytes, Interner& names,
                        Tree& tree) {
  concrete_ = &concrete;
  bytes_ = bytes;
  names_ = &names;
  file_ = tree.file;
  errors_ = &tree.errors;
  rows_.clear();
  stack_.clear();

  const std::uint32_t module =
      emit(NodeKind::Module, 0, static_cast<std::uint32_t>(bytes.size()), 0, Field::None);
  if (!concrete.nodes.empty()) {
    // The root is an error node when the parser found no way to make a module of the text.
    Task root;
    root.parent = module;
    if (symbol(0) == GrammarSymbol::Error) {
      add(0, module, Field::None);
    } else {
      transparent(root);
      std::reverse(stack_.begin(), stack_.end());
    }
  }
  forgiven_.clear();
  while (!stack_.empty()) {
    const Task task = stack_.back();
    stack_.pop_back();
    const auto mark = static_cast<std::ptrdiff_t>(stack_.size());
    lower(task);
    std::reverse(stack_.begin() + mark, stack_.end());
  }
  report_errors();
  finish();
  tree.rows_ = rows_;  // an exact copy: the scratch vector keeps its capacity for the next file
  std::sort(tree.errors.begin(), tree.errors.end());
  tree.errors.erase(std::unique(tree.errors.begin(), tree.errors.end()), tree.errors.end());
}

void TreeBuilder::report_errors() {
  for (const std::uint32_t at : concrete_->missing) report(at, at);
  std::sort(forgiven_.begin(), forgiven_.end());
  for (const std::uint32_t index : concrete_->errors) {
    if (std::binary_search(forgiven_.begin(), forgiven_.end(), index)) continue;
    // Statements that were complete before things went wrong are not what is to be shown.
    std::uint32_t begin = node(index).begin;
    for (const std::uint32_t child : children(index)) {
      if (!is_statement(symbol(child)) || node(child).begin != begin) break;
      begin = next_token(node(child).end, node(index).end);
    }
    report(begin < node(index).end ? begin : node(index).begin, node(index).end);
  }
  if (!errors_->empty()) rows_.front().flags |= kBrokenFlag;
}

/// Offset of the first byte from `at` on that is neither blank nor comment.
std::uint32_t TreeBuilder::next_token(std::uint32_t at, std::uint32_t end) const {
  while (at < end) {
    const char c = bytes_[at];
    if (c == '#') {
      at = static_cast<std::uint32_t>(std::min(bytes_.find_first_of("\r\n", at), bytes_.size()));
    } else if (c == ' ' || c == '\t' || c == '\f' || c == '\r' || c == '\n' || c == ';') {
      ++at;
    } else {
      break;
    }
  }
  return at;
}

/// Rows know their parents; from those, backwards, where each subtree ends and what is broken.
void TreeBuilder::finish() {
  const auto count = static_cast<std::uint32_t>(rows_.size());
  for (std::uint32_t i = count; i-- > 0;) {
    Row& row = rows_[i];
    row.skip = std::max(row.skip, i + 1);
    if (row.kind == NodeKind::Error) row.flags |= kBrokenFlag;
    if (i == 0) break;
    Row& parent = rows_[row.parent];
    parent.skip = std::max(parent.skip, row.skip);
    parent.flags |= row.flags & kBrokenFlag;
    row.parent = NodeId::from_index(row.parent).raw();
  }
}

std::uint32_t TreeBuilder::emit(NodeKind kind, std::uint32_t begin, std::uint32_t end,
                                std::uint32_t parent, Field field) {
  const auto index = static_cast<std::uint32_t>(rows_.size());
  Row& row = rows_.emplace_back();
  row.kind = kind;
  row.field = field;
  row.begin = begin;
  row.end = end;
  row.parent = parent;
  return index;
}

std::uint32_t TreeBuilder::emit(NodeKind kind, const Task& task) {
  const ConcreteNode& from = node(task.node);
  const std::uint32_t row = emit(kind, from.begin, from.end, task.parent, task.field);
  pass_on_missing(task.node, row);
  return row;
}

void TreeBuilder::add(std::uint32_t node, std::uint32_t parent, Field field, Role role,
                      std::uint32_t extra) {
  stack_.push_back({node, parent, extra, field, role});
}

void TreeBuilder::pass_on_missing(std::uint32_t node, std::uint32_t row) {
  if (has(node, concrete_flag::kMissesToken)) rows_[row].flags |= kBrokenFlag;
}

/// Errors are shown as one place on one line, so only the first line counts, and at least one byte.
void TreeBuilder::report(std::uint32_t begin, std::uint32_t end) {
  const auto size = static_cast<std::uint32_t>(bytes_.size());
  end = std::min(end, size);
  const std::size_t line_end = bytes_.substr(0, end).find_first_of("\r\n", begin);
  if (line_end != std::string_view::npos) end = static_cast<std::uint32_t>(line_end);
  if (end <= begin) end = begin + 1;
  if (end > size && begin > 0) {  // at the very end of the text: its last byte
    end = size;
    begin = size - 1;
  }
  errors_->push_back({file_, begin, end});
}

/// Readable, but not as Python 3.
void TreeBuilder::refuse(std::uint32_t node, std::uint32_t row) {
  report(this->node(node).begin, this->node(node).end);
  rows_[row].flags |= kBrokenFlag;
}

std::uint32_t TreeBuilder::first_operand(std::uint32_t index) const {
  for (const std::uint32_t child : children(index)) {
    if (is_operand(child)) return child;
  }
  return 0;
}

std::uint32_t TreeBuilder::only_child(std::uint32_t index) const {
  std::uint32_t only = 0;
  for (const std::uint32_t child : children(index)) {
    if (is_token(symbol(child))) continue;
    if (only != 0) return 0;
    only = child;
  }
  return only;
}

std::uint32_t TreeBuilder::count_operands(std::uint32_t index) const {
  std::uint32_t count = 0;
  for (const std::uint32_t child : children(index)) {
    if (is_operand(child)) ++count;
  }
  return count;
}

NameId TreeBuilder::name_of_node(std::uint32_t index) {
  return has(index, concrete_flag::kMissing) ? NameId{} : names_->intern(text(index));
}

void TreeBuilder::mark_async(std::uint32_t node, std::uint32_t row) {
  const std::uint32_t first = node + 1;
  if (first < this->node(node).skip && symbol(first) == GrammarSymbol::Async) {
    rows_[row].flags |= kAsyncFlag;
  }
}

/// A node without a row of its own: its children stand in its place.
void TreeBuilder::transparent(const Task& task) {
  pass_on_missing(task.node, task.parent);
  Field field = task.field;
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    const bool is_error = symbol(child) == GrammarSymbol::Error;
    add(child, task.parent, is_error ? Field::None : field);
    if (!is_error) field = Field::None;
  }
}

/// Statements and expressions of a part that does not parse stay usable; what only has a meaning
/// inside a certain construct does not (see fragment).
void TreeBuilder::error(const Task& task) {
  if (symbol(task.node) != GrammarSymbol::Error) report(node(task.node).begin, node(task.node).end);
  const std::uint32_t row = emit(NodeKind::Error, task);
  for (const std::uint32_t child : children(task.node)) {
    if (!is_token(symbol(child))) add(child, row, Field::None);
  }
}

void TreeBuilder::plain(const Task& task, const Shape& shape) {
  const std::uint32_t row = emit(shape.kind, task);
  std::size_t next = 0;
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (what == GrammarSymbol::Operator) {
      if (takes_operator(shape.kind)) rows_[row].op = node(child).op;
    } else if (what == GrammarSymbol::Async) {
      rows_[row].flags |= kAsyncFlag;
    } else if (is_token(what)) {
      continue;
    } else if (what == GrammarSymbol::Block) {
      add(child, row, Field::Body);
    } else if (what == GrammarSymbol::Error || is_clause(what)) {
      add(child, row, Field::None);
    } else {
      add(child, row, shape.fields[next]);
      next = std::min(next + 1, shape.fields.size() - 1);
    }
  }
}

void TreeBuilder::lower(const Task& task) {
  switch (task.role) {
    case Role::Node:
      return lower_node(task);
    case Role::Label:
      return identifier(task, NodeKind::Identifier);
    case Role::CompareOp:
      return compare_op(task);
    case Role::GeneratorArguments:
      return add(task.node, emit(NodeKind::Arguments, task), Field::None);
    case Role::ImportAlias:
      return import_alias(task);
    case Role::WithItem:
      return with_item(task);
    case Role::Parameter:
      return parameter(task);
    case Role::DefaultedTypeParameter:
      return defaulted_type_parameter(task);
    case Role::TupleOfRest:
      return tuple_of_rest(task);
    case Role::Pattern:
      return pattern(task);
    case Role::NegativePattern:
      return negative_pattern(task);
    case Role::NegativeNumber:
      return negative_number(task);
    case Role::OpenSequence:
      return open_sequence(task);
    case Role::Misplaced:
      return error(task);
  }
}

}  // namespace hyb
