// Functions, classes, their parameters and type parameters.

#include "core/syntax/tree_builder.h"

namespace hyb {

void TreeBuilder::definition(const Task& task, NodeKind kind) {
  const std::uint32_t row = emit(kind, task);
  mark_async(task.node, row);
  bool named = false;
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (is_token(what)) continue;
    if (what == GrammarSymbol::Identifier && !named) {
      named = true;
      rows_[row].name = name_of_node(child);
      add(child, row, Field::Name, Role::Label);
    } else if (what == GrammarSymbol::Type) {
      add(child, row, Field::Returns);
    } else if (what == GrammarSymbol::ArgumentList) {
      add(child, row, Field::Bases);
    } else if (what == GrammarSymbol::Block) {
      add(child, row, Field::Body);
    } else {
      add(child, row, Field::None);
    }
  }
}

void TreeBuilder::parameters(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Parameters, task);
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    add(child, row, Field::None, is_operand(child) ? Role::Parameter : Role::Node);
  }
}

void TreeBuilder::parameter(const Task& task) {
  const GrammarSymbol what = symbol(task.node);
  if (what == GrammarSymbol::TuplePattern) return error(task);  // Python 2
  const std::uint32_t row = emit(NodeKind::Parameter, task);
  if (what == GrammarSymbol::KeywordSeparator) {
    set_parameter_kind(row, ParameterKind::StarMarker);
  } else if (what == GrammarSymbol::PositionalSeparator) {
    set_parameter_kind(row, ParameterKind::SlashMarker);
  } else if (what == GrammarSymbol::DefaultParameter || what == GrammarSymbol::TypedParameter ||
             what == GrammarSymbol::TypedDefaultParameter) {
    const std::uint32_t name = first_operand(task.node);
    for (const std::uint32_t child : children(task.node)) {
      if (is_token(symbol(child))) continue;
      if (child == name) {
        parameter_name(child, row);
      } else if (symbol(child) == GrammarSymbol::Type) {
        add(child, row, Field::Annotation);
      } else {
        add(child, row, is_operand(child) ? Field::Default : Field::None);
      }
    }
  } else {
    parameter_name(task.node, row);
  }
}

void TreeBuilder::parameter_name(std::uint32_t node, std::uint32_t row) {
  const GrammarSymbol what = symbol(node);
  if (what == GrammarSymbol::Identifier) {
    rows_[row].name = name_of_node(node);
    return add(node, row, Field::Name, Role::Label);
  }
  const bool one_star = what == GrammarSymbol::ListSplatPattern;
  if (!one_star && what != GrammarSymbol::DictionarySplatPattern) {
    return add(node, row, Field::None, Role::Misplaced);  // `(a, b)=x` of Python 2
  }
  set_parameter_kind(row, one_star ? ParameterKind::VarPositional : ParameterKind::VarKeyword);
  for (const std::uint32_t child : children(node)) {
    if (is_token(symbol(child))) continue;
    if (symbol(child) == GrammarSymbol::Identifier) {
      rows_[row].name = name_of_node(child);
      add(child, row, Field::Name, Role::Label);
    } else {  // the grammar also takes `*a.b` here
      add(child, row, Field::None, Role::Misplaced);
    }
  }
}

void TreeBuilder::set_parameter_kind(std::uint32_t row, ParameterKind kind) {
  rows_[row].op = static_cast<std::uint16_t>(kind);
}

/// The grammar does not know `T = int` (Python 3.13) and leaves an error node that either ends with
/// the equals sign, in front of the default, or begins with it, behind the parameter.
void TreeBuilder::type_parameters(const Task& task) {
  add_type_parameters(task.node, emit(NodeKind::TypeParameters, task), Field::None);
}

void TreeBuilder::add_type_parameters(std::uint32_t node, std::uint32_t row, Field field) {
  const auto end = this->node(node).skip;
  for (std::uint32_t child = node + 1; child < end;) {
    const std::uint32_t after = this->node(child).skip;
    const std::uint32_t next = after < end && !is_token(symbol(after)) ? after : 0;
    if (is_token(symbol(child))) {
      child = after;
    } else if (next != 0 && holds_default(child, next)) {
      add(child, row, field, Role::DefaultedTypeParameter, next);
      child = this->node(next).skip;
    } else {
      add(child, row, is_operand(child) ? field : Field::None);
      child = after;
    }
  }
}

/// Whether `a`, `b`, two neighbours of which one is an error node, read `T = int`.
bool TreeBuilder::holds_default(std::uint32_t a, std::uint32_t b) const {
  if (symbol(a) == GrammarSymbol::Error && is_operand(b)) {
    const std::string_view end = text(a);
    return count_operands(a) == 1 && end.find_last_not_of(" \t*") == end.rfind('=');
  }
  return is_operand(a) && symbol(b) == GrammarSymbol::Error && count_operands(b) == 1 &&
         text(b).starts_with('=');
}

/// `T: int`, a bound; with a default the grammar reads `T: int =` and `T: <error> str`.
void TreeBuilder::constrained_type(const Task& task) {
  // In an annotation this would be `x: a: b`, which the grammar allows.
  if (task.field == Field::Annotation || task.field == Field::Returns) return error(task);
  const std::uint32_t parameter = first_operand(task.node);
  std::uint32_t bound = 0;
  for (const std::uint32_t child : children(task.node)) {
    const std::uint32_t after = node(child).skip;
    const bool last = after == node(task.node).skip;
    if (symbol(child) == GrammarSymbol::Error && !last && holds_default(child, after))
      bound = child;
  }
  if (bound == 0) return plain(task, {NodeKind::Pair, {Field::Key, Field::Value}});
  forgiven_.push_back(bound);
  const std::uint32_t row = emit(NodeKind::Keyword, task);
  const std::uint32_t pair =
      emit(NodeKind::Pair, node(parameter).begin, node(first_operand(bound)).end, row, Field::Key);
  add(parameter, pair, Field::Key);
  add(first_operand(bound), pair, Field::Value);
  add(node(bound).skip, row, Field::Value);
}

void TreeBuilder::defaulted_type_parameter(const Task& task) {
  const std::uint32_t row =
      emit(NodeKind::Keyword, node(task.node).begin, node(task.extra).end, task.parent, task.field);
  const auto expression = [this](std::uint32_t at) {
    if (symbol(at) != GrammarSymbol::Error) return at;
    forgiven_.push_back(at);
    return first_operand(at);
  };
  add(expression(task.node), row, Field::Key);
  add(expression(task.extra), row, Field::Value);
}

}  // namespace hyb
