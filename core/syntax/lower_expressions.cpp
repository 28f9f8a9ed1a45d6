// Expressions whose rows are not simply their concrete children in order.

#include <algorithm>
#include <array>
#include <string_view>

#include "core/syntax/string_prefix.h"
#include "core/syntax/tree_builder.h"

namespace hyb {

namespace {

constexpr std::array<std::string_view, 35> kKeywords = {
    "False", "None",     "True",  "and",    "as",   "assert", "async",  "await",    "break",
    "class", "continue", "def",   "del",    "elif", "else",   "except", "finally",  "for",
    "from",  "global",   "if",    "import", "in",   "is",     "lambda", "nonlocal", "not",
    "or",    "pass",     "raise", "return", "try",  "while",  "with",   "yield"};

bool is_keyword(std::string_view word) {
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

}  // namespace

void TreeBuilder::identifier(const Task& task, NodeKind kind) {
  // Where nothing parses, the parser also takes keywords for identifiers.
  if (kind == NodeKind::Name && is_loose(task) && is_keyword(text(task.node))) return;
  const std::uint32_t row = emit(kind, task);
  rows_[row].name = name_of_node(task.node);
}

/// `a.b.c` where the grammar has a list of identifiers: the same rows as for the expression.
void TreeBuilder::dotted_name(const Task& task) {
  pass_on_missing(task.node, task.parent);
  std::uint32_t last = 0;
  std::uint32_t count = 0;
  for (const std::uint32_t part : children(task.node)) {
    if (symbol(part) == GrammarSymbol::Error) return error(task);
    last = part;
    ++count;
  }
  // Outermost first: the whole, then one identifier less each time. Identifiers are neighbours.
  const std::uint32_t first = last - (count - 1);
  std::uint32_t parent = task.parent;
  Field field = task.field;
  const auto outermost = static_cast<std::uint32_t>(rows_.size());
  for (std::uint32_t part = last; part > first; --part) {
    parent = emit(NodeKind::Attribute, node(first).begin, node(part).end, parent, field);
    rows_[parent].name = name_of_node(part);
    field = Field::Object;
  }
  const std::uint32_t name =
      emit(NodeKind::Name, node(first).begin, node(first).end, parent, field);
  rows_[name].name = name_of_node(first);
  for (std::uint32_t part = first + 1; part <= last; ++part) {
    const std::uint32_t label = emit(NodeKind::Identifier, node(part).begin, node(part).end,
                                     outermost + (last - part), Field::Name);
    rows_[label].name = name_of_node(part);
  }
}

void TreeBuilder::attribute(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Attribute, task);
  std::uint32_t seen = 0;
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (!is_operand(child)) {
      add(child, row, Field::None);
    } else if (seen++ == 0) {
      add(child, row, Field::Object);
    } else {
      rows_[row].name = name_of_node(child);
      add(child, row, Field::Name, Role::Label);
    }
  }
}

void TreeBuilder::keyword(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Keyword, task);
  std::uint32_t seen = 0;
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (!is_operand(child)) {
      add(child, row, Field::None);
    } else if (seen++ == 0) {
      rows_[row].name = name_of_node(child);
      add(child, row, Field::Name, Role::Label);
    } else {
      add(child, row, Field::Value);
    }
  }
}

void TreeBuilder::number(const Task& task) {
  const std::string_view digits = text(task.node);
  const bool imaginary = digits.ends_with('j') || digits.ends_with('J');
  emit(imaginary ? NodeKind::Float : NodeKind::Integer, task);
}

void TreeBuilder::unary(const Task& task) {
  const std::uint32_t row = emit(NodeKind::UnaryOp, task);
  for (const std::uint32_t child : children(task.node)) {
    const auto op = static_cast<Operator>(node(child).op);
    if (op == Operator::Add) {
      set_op(row, Operator::Plus);
    } else if (op == Operator::Sub) {
      set_op(row, Operator::Minus);
    } else if (op != Operator::None) {
      set_op(row, op);
    }
    if (is_token(symbol(child))) continue;
    add(child, row, is_operand(child) ? Field::Value : Field::None);
  }
}

void TreeBuilder::comparison(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Compare, task);
  std::uint32_t op = 0;
  for (const std::uint32_t child : children(task.node)) {
    if (symbol(child) == GrammarSymbol::Operator) {
      op = child;
      if (text(child) == "<>") refuse(child, row);  // Python 2
    } else if (is_operand(child) && op != 0) {
      add(op, row, Field::None, Role::CompareOp, child);
      op = 0;
    } else if (!is_token(symbol(child)) && op == 0) {  // else it goes below the operator
      add(child, row, Field::None);
    }
  }
}

void TreeBuilder::compare_op(const Task& task) {
  const ConcreteNode& op = node(task.node);
  const std::uint32_t row =
      emit(NodeKind::CompareOp, op.begin, node(task.extra).end, task.parent, task.field);
  rows_[row].op = op.op;
  for (std::uint32_t at = op.skip; at != task.extra; at = node(at).skip) {
    if (!is_token(symbol(at))) add(at, row, Field::None);
  }
  add(task.extra, row, Field::Value);
}

void TreeBuilder::call(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Call, task);
  const std::uint32_t function = first_operand(task.node);
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (is_token(what)) continue;
    if (child == function) {
      add(child, row, Field::Function);
    } else if (what == GrammarSymbol::GeneratorExpression) {
      add(child, row, Field::None, Role::GeneratorArguments);
    } else {
      add(child, row, Field::None);
    }
  }
}

/// `a[b,]` is indexed by a tuple of one.
void TreeBuilder::subscript(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Subscript, task);
  const std::uint32_t object = first_operand(task.node);
  const std::uint32_t count = count_operands(task.node);
  const bool tuple_of_one = has(task.node, concrete_flag::kHasComma) && count == 2;
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (child == object) {
      add(child, row, Field::Object);
    } else if (!is_operand(child)) {
      add(child, row, Field::None);
    } else if (tuple_of_one && symbol(child) != GrammarSymbol::Slice) {
      add(task.node, row, Field::Index, Role::TupleOfRest, 1);
    } else {
      add(child, row, Field::Index);
    }
  }
}

/// `list[int]` in an annotation.
void TreeBuilder::generic_type(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Subscript, task);
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (symbol(child) == GrammarSymbol::TypeParameter) {
      pass_on_missing(child, row);
      add_type_parameters(child, row, Field::Index);
    } else {
      add(child, row, is_operand(child) ? Field::Object : Field::None);
    }
  }
}

/// `*Ts`, `**P` as type parameters and `*args: *Ts`.
void TreeBuilder::splat_type(const Task& task) {
  bool doubled = false;
  for (const std::uint32_t child : children(task.node)) {
    doubled = doubled || node(child).op == static_cast<std::uint8_t>(Operator::Pow);
  }
  plain(task, {doubled ? NodeKind::DoubleStarred : NodeKind::Starred, {Field::Value}});
}

void TreeBuilder::slice(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Slice, task);
  Field field = Field::Lower;
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (what == GrammarSymbol::Colon) field = field == Field::Lower ? Field::Upper : Field::Step;
    if (is_token(what)) continue;
    add(child, row, is_operand(child) ? field : Field::None);
  }
}

/// The grammar also takes `for x in a, b` of Python 2.
void TreeBuilder::comp_for(const Task& task) {
  const std::uint32_t row = emit(NodeKind::CompFor, task);
  mark_async(task.node, row);
  const bool tuple = count_operands(task.node) > 2;
  const ChildSpan rest = rest_of(task.node, 1);
  const std::uint32_t target = first_operand(task.node);
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (child == target) {
      add(child, row, Field::Target);
    } else if (tuple && rest.contains(child)) {
      if (child == rest.first) add(task.node, row, Field::Iter, Role::TupleOfRest, 1);
    } else {
      add(child, row, is_operand(child) ? Field::Iter : Field::None);
    }
  }
}

/// From the first to the last expression directly below `node`, without the first `left_out`, or,
/// for a case clause, from the first to the last pattern.
TreeBuilder::ChildSpan TreeBuilder::rest_of(std::uint32_t node, std::uint32_t left_out) const {
  const bool patterns = symbol(node) == GrammarSymbol::CaseClause;
  ChildSpan span;
  for (const std::uint32_t child : children(node)) {
    const GrammarSymbol what = symbol(child);
    const bool counts = patterns ? what == GrammarSymbol::CasePattern
                                 : is_operand(child) && what != GrammarSymbol::Block;
    if (!counts) continue;
    if (left_out > 0) {
      --left_out;
      continue;
    }
    if (span.first == 0) span.first = child;
    span.last = child;
  }
  return span;
}

void TreeBuilder::tuple_of_rest(const Task& task) {
  const ChildSpan rest = rest_of(task.node, task.extra);
  const std::uint32_t row =
      emit(NodeKind::Tuple, node(rest.first).begin, node(rest.last).end, task.parent, task.field);
  for (const std::uint32_t child : children(task.node)) {
    if (!is_token(symbol(child)) && rest.contains(child)) add(child, row, Field::None);
  }
}

void TreeBuilder::yield(const Task& task) {
  bool from = false;
  for (const std::uint32_t child : children(task.node)) {
    from = from || symbol(child) == GrammarSymbol::From;
  }
  plain(task, {from ? NodeKind::YieldFrom : NodeKind::Yield, {Field::Value}});
}

void TreeBuilder::string(const Task& task) {
  const std::uint32_t row = emit(NodeKind::String, task);
  const StringPrefix prefix = read_string_prefix(text(task.node));
  rows_[row].op = prefix.flags;
  if (prefix.quote == '`') refuse(task.node, row);  // Python 2
  for (const std::uint32_t child : children(task.node)) {
    if (!is_token(symbol(child))) add(child, row, Field::None);
  }
}

}  // namespace hyb
