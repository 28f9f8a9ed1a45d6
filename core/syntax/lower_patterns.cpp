// `match` and its patterns.

#include "core/syntax/tree_builder.h"

namespace hyb {

void TreeBuilder::match_statement(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Match, task);
  const ChildSpan subjects = rest_of(task.node, 0);
  const bool tuple = subjects.first != subjects.last || has(task.node, concrete_flag::kHasComma);
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (is_token(what)) continue;
    if (what == GrammarSymbol::Block) {
      pass_on_missing(child, row);
      for (const std::uint32_t clause : children(child)) {
        if (!is_token(symbol(clause))) add(clause, row, Field::None);
      }
    } else if (tuple && subjects.contains(child)) {
      if (child == subjects.first) add(task.node, row, Field::Value, Role::TupleOfRest);
    } else {
      add(child, row, is_operand(child) ? Field::Value : Field::None);
    }
  }
}

void TreeBuilder::case_clause(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Case, task);
  const ChildSpan patterns = rest_of(task.node, 0);
  const bool sequence = patterns.first != patterns.last || has(task.node, concrete_flag::kHasComma);
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (is_token(what)) continue;
    if (what == GrammarSymbol::Block) {
      add(child, row, Field::Body);
    } else if (what == GrammarSymbol::IfClause) {
      pass_on_missing(child, row);
      for (const std::uint32_t test : children(child)) {
        if (is_token(symbol(test))) continue;
        add(test, row, is_operand(test) ? Field::Test : Field::None);
      }
    } else if (sequence && patterns.contains(child)) {
      if (child == patterns.first) add(task.node, row, Field::None, Role::OpenSequence);
    } else {
      add(child, row, Field::None, what == GrammarSymbol::CasePattern ? Role::Pattern : Role::Node);
    }
  }
}

void TreeBuilder::open_sequence(const Task& task) {
  const ChildSpan patterns = rest_of(task.node, 0);
  const std::uint32_t row = emit(NodeKind::Pattern, node(patterns.first).begin,
                                 node(patterns.last).end, task.parent, task.field);
  set_pattern_kind(row, PatternKind::Sequence);
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child)) || !patterns.contains(child)) continue;
    add(child, row, Field::None, is_operand(child) ? Role::Pattern : Role::Node);
  }
}

void TreeBuilder::set_pattern_kind(std::uint32_t row, PatternKind kind) {
  rows_[row].op = static_cast<std::uint16_t>(kind);
}

std::uint32_t TreeBuilder::emit_pattern(PatternKind kind, const Task& task) {
  const std::uint32_t row = emit(NodeKind::Pattern, task);
  set_pattern_kind(row, kind);
  return row;
}

/// Adds the patterns directly below `node`. A sign in front of a number is a token of its own.
void TreeBuilder::add_patterns(std::uint32_t node, std::uint32_t parent, Field field) {
  std::uint32_t sign = 0;
  for (const std::uint32_t child : children(node)) {
    const GrammarSymbol what = symbol(child);
    if (what == GrammarSymbol::Error) {
      add(child, parent, Field::None);
      sign = 0;  // too far from its number
    } else if (this->node(child).op == static_cast<std::uint8_t>(Operator::Sub)) {
      sign = child;
    } else if (sign != 0 && is_operand(child)) {
      add(child, parent, field, Role::NegativePattern, this->node(sign).begin);
      sign = 0;
    } else if (is_operand(child) || what == GrammarSymbol::Underscore) {
      add(child, parent, field, Role::Pattern);
    }
  }
}

void TreeBuilder::pattern(const Task& task) {
  const GrammarSymbol what = symbol(task.node);
  if (what == GrammarSymbol::CasePattern) {
    pass_on_missing(task.node, task.parent);
    return add_patterns(task.node, task.parent, task.field);
  }
  if (what == GrammarSymbol::Underscore) {
    emit_pattern(PatternKind::Wildcard, task);
  } else if (what == GrammarSymbol::DottedName && count_operands(task.node) == 1) {
    const std::uint32_t row = emit_pattern(PatternKind::Capture, task);
    rows_[row].name = name_of_node(first_operand(task.node));
  } else if (what == GrammarSymbol::UnionPattern) {
    add_patterns(task.node, emit_pattern(PatternKind::Or, task), Field::None);
  } else if (what == GrammarSymbol::ListPattern) {
    add_patterns(task.node, emit_pattern(PatternKind::Sequence, task), Field::None);
  } else if (what == GrammarSymbol::TuplePattern) {
    const bool group = !has(task.node, concrete_flag::kHasComma) && count_operands(task.node) == 1;
    if (group) pass_on_missing(task.node, task.parent);
    const std::uint32_t row = group ? task.parent : emit_pattern(PatternKind::Sequence, task);
    add_patterns(task.node, row, group ? task.field : Field::None);
  } else if (what == GrammarSymbol::DictPattern) {
    mapping_pattern(task);
  } else if (what == GrammarSymbol::ComplexPattern) {
    complex_pattern(task);
  } else if (what == GrammarSymbol::AsPattern || what == GrammarSymbol::KeywordPattern ||
             what == GrammarSymbol::SplatPattern || what == GrammarSymbol::ClassPattern) {
    named_pattern(task);
  } else {
    const std::uint32_t row = emit_pattern(PatternKind::Value, task);
    add(task.node, row, Field::Value);
  }
}

/// The kinds that bring an identifier or a class along.
void TreeBuilder::named_pattern(const Task& task) {
  const GrammarSymbol what = symbol(task.node);
  if (what == GrammarSymbol::ClassPattern) {
    const std::uint32_t row = emit_pattern(PatternKind::Class, task);
    for (const std::uint32_t child : children(task.node)) {
      if (is_token(symbol(child))) continue;
      const bool pattern = symbol(child) == GrammarSymbol::CasePattern;
      add(child, row, symbol(child) == GrammarSymbol::DottedName ? Field::Value : Field::None,
          pattern ? Role::Pattern : Role::Node);
    }
    return;
  }
  PatternKind kind = what == GrammarSymbol::AsPattern        ? PatternKind::As
                     : what == GrammarSymbol::KeywordPattern ? PatternKind::Keyword
                                                             : PatternKind::Star;
  const std::uint32_t row = emit_pattern(kind, task);
  std::uint32_t name = 0;
  for (const std::uint32_t child : children(task.node)) {
    if (symbol(child) == GrammarSymbol::Identifier) name = child;
    if (node(child).op == static_cast<std::uint8_t>(Operator::Pow)) {
      set_pattern_kind(row, PatternKind::DoubleStar);
    }
  }
  if (name != 0) rows_[row].name = name_of_node(name);
  if (kind == PatternKind::Star) return;
  // What is left are patterns, the name aside.
  std::uint32_t sign = 0;
  for (const std::uint32_t child : children(task.node)) {
    if (child == name) continue;
    const GrammarSymbol part = symbol(child);
    if (node(child).op == static_cast<std::uint8_t>(Operator::Sub)) {
      sign = child;
    } else if (part == GrammarSymbol::Error) {
      add(child, row, Field::None);
      sign = 0;
    } else if (is_operand(child) || part == GrammarSymbol::Underscore) {
      add(child, row, Field::None, sign != 0 ? Role::NegativePattern : Role::Pattern,
          sign != 0 ? node(sign).begin : 0);
    }
  }
}

void TreeBuilder::negative_pattern(const Task& task) {
  const std::uint32_t row =
      emit(NodeKind::Pattern, task.extra, node(task.node).end, task.parent, task.field);
  set_pattern_kind(row, PatternKind::Value);
  add(task.node, row, Field::Value, Role::NegativeNumber, task.extra);
}

void TreeBuilder::negative_number(const Task& task) {
  const std::uint32_t row =
      emit(NodeKind::UnaryOp, task.extra, node(task.node).end, task.parent, task.field);
  set_op(row, Operator::Minus);
  add(task.node, row, Field::Value);
}

/// `-1 + 2j`.
void TreeBuilder::complex_pattern(const Task& task) {
  const std::uint32_t row = emit_pattern(PatternKind::Value, task);
  const std::uint32_t sum =
      emit(NodeKind::BinOp, node(task.node).begin, node(task.node).end, row, Field::Value);
  std::uint32_t seen = 0;
  bool error_seen = false;
  for (const std::uint32_t child : children(task.node)) {
    if (symbol(child) == GrammarSymbol::Operator && seen == 1) {
      rows_[sum].op = node(child).op;
    } else if (symbol(child) == GrammarSymbol::Error) {
      add(child, sum, Field::None);
      error_seen = true;
    } else if (is_operand(child) && seen++ == 0) {
      const std::uint32_t begin = node(task.node).begin;
      const bool negative = node(child).begin != begin && !error_seen;
      add(child, sum, Field::Left, negative ? Role::NegativeNumber : Role::Node, begin);
    } else if (is_operand(child)) {
      add(child, sum, Field::Right);
    }
  }
}

/// Keys and values in turn; what follows a colon is a value.
void TreeBuilder::mapping_pattern(const Task& task) {
  const std::uint32_t row = emit_pattern(PatternKind::Mapping, task);
  std::uint32_t sign = 0;
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (what == GrammarSymbol::Error) {
      add(child, row, Field::None);
      sign = 0;
    } else if (what == GrammarSymbol::CasePattern) {
      add(child, row, Field::Value, Role::Pattern);
    } else if (what == GrammarSymbol::SplatPattern) {
      add(child, row, Field::None, Role::Pattern);
    } else if (node(child).op == static_cast<std::uint8_t>(Operator::Sub)) {
      sign = child;
    } else if (is_operand(child) || what == GrammarSymbol::Underscore) {
      add(child, row, Field::Key, sign != 0 ? Role::NegativePattern : Role::Pattern,
          sign != 0 ? node(sign).begin : 0);
      sign = 0;
    }
  }
}

}  // namespace hyb
