// Statements whose rows are not simply their concrete children in order.

#include <algorithm>
#include <cstddef>

#include "core/syntax/tree_builder.h"

namespace hyb {

/// The grammar wraps assignments as well, and has no node for the tuple of `a, b` as a statement.
void TreeBuilder::expression_statement(const Task& task) {
  const std::uint32_t only = first_operand(task.node);
  const bool is_tuple = has(task.node, concrete_flag::kHasComma) || count_operands(task.node) > 1;
  if (only != 0 && !is_tuple &&
      (symbol(only) == GrammarSymbol::Assignment ||
       symbol(only) == GrammarSymbol::AugmentedAssignment)) {
    return transparent(task);
  }
  const std::uint32_t row = emit(NodeKind::ExprStmt, task);
  if (is_tuple) {
    const std::uint32_t tuple =
        emit(NodeKind::Tuple, rows_[row].begin, rows_[row].end, row, Field::Value);
    for (const std::uint32_t child : children(task.node)) {
      if (!is_token(symbol(child))) add(child, tuple, Field::None);
    }
  } else {
    for (const std::uint32_t child : children(task.node)) {
      if (is_token(symbol(child))) continue;
      add(child, row, is_operand(child) ? Field::Value : Field::None);
    }
  }
}

/// `a = b = c` is nested to the right: (a = (b = c)).
void TreeBuilder::assignment(const Task& task) {
  const auto annotation_of = [this](std::uint32_t node) -> std::uint32_t {
    for (const std::uint32_t child : children(node)) {
      if (symbol(child) == GrammarSymbol::Type) return child;
    }
    return 0;
  };
  const std::uint32_t annotation = annotation_of(task.node);
  const std::uint32_t row = emit(annotation != 0 ? NodeKind::AnnAssign : NodeKind::Assign, task);
  for (std::uint32_t link = task.node; link != 0;) {
    const std::uint32_t target = first_operand(link);
    std::uint32_t next = 0;
    for (const std::uint32_t child : children(link)) {
      const GrammarSymbol what = symbol(child);
      if (is_token(what)) continue;
      if (what == GrammarSymbol::Error) {
        add(child, row, Field::None);
      } else if (child == target) {
        add(child, row, Field::Target);
      } else if (child == annotation) {
        add(child, row, Field::Annotation);
      } else if (what == GrammarSymbol::Assignment && annotation == 0 &&
                 annotation_of(child) == 0) {
        pass_on_missing(child, row);
        next = child;
      } else if (what == GrammarSymbol::Assignment || what == GrammarSymbol::AugmentedAssignment) {
        add(child, row, Field::Value, Role::Misplaced);  // `a = b += c`, `a: int = b = c`
      } else {
        add(child, row, Field::Value);
      }
    }
    link = next;
  }
}

void TreeBuilder::delete_statement(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Delete, task);
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (symbol(child) != GrammarSymbol::ExpressionList) {
      add(child, row, Field::None);
      continue;
    }
    pass_on_missing(child, row);
    for (const std::uint32_t target : children(child)) {
      if (!is_token(symbol(target))) add(target, row, Field::None);
    }
  }
}

void TreeBuilder::name_list(const Task& task, NodeKind kind) {
  const std::uint32_t row = emit(kind, task);
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    add(child, row, Field::None, is_operand(child) ? Role::Label : Role::Node);
  }
}

void TreeBuilder::raise_statement(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Raise, task);
  Field field = Field::Value;
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (what == GrammarSymbol::From) field = Field::Cause;
    if (is_token(what)) continue;
    // `raise E, "text"` is Python 2.
    const Role role = what == GrammarSymbol::ExpressionList ? Role::Misplaced : Role::Node;
    add(child, row, is_operand(child) ? field : Field::None, role);
  }
}

/// `except A as e` reads as an as-pattern or as value and alias; `except A, B` is Python 3.14.
void TreeBuilder::except_clause(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Except, task);
  const ChildSpan tests = rest_of(task.node, 0);
  bool aliased = false;
  for (const std::uint32_t child : children(task.node)) {
    if (symbol(child) == GrammarSymbol::As) aliased = true;
  }
  const bool tuple = tests.first != tests.last && !aliased;
  Field field = Field::Test;
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (what == GrammarSymbol::Operator) rows_[row].flags |= kAsyncFlag;  // except*
    if (is_token(what)) continue;
    if (what == GrammarSymbol::Block) {
      add(child, row, Field::Body);
    } else if (tuple && tests.contains(child)) {
      if (child == tests.first) add(task.node, row, Field::Test, Role::TupleOfRest);
    } else if (what == GrammarSymbol::Error) {
      add(child, row, Field::None);
    } else if (what == GrammarSymbol::AsPattern) {
      as_pattern(child, row, Field::Test, Field::Alias);
    } else {
      add(child, row, field);
      field = Field::Alias;
    }
  }
}

void TreeBuilder::as_pattern(std::uint32_t node, std::uint32_t row, Field value, Field target) {
  pass_on_missing(node, row);
  for (const std::uint32_t child : children(node)) {
    if (is_token(symbol(child))) continue;
    const bool is_target = symbol(child) == GrammarSymbol::AsPatternTarget;
    add(child, row, !is_operand(child) ? Field::None : is_target ? target : value);
  }
}

void TreeBuilder::with_statement(const Task& task) {
  const std::uint32_t row = emit(NodeKind::With, task);
  mark_async(task.node, row);
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (is_token(what)) continue;
    if (what != GrammarSymbol::WithClause) {
      add(child, row, what == GrammarSymbol::Block ? Field::Body : Field::None);
      continue;
    }
    pass_on_missing(child, row);
    for (const std::uint32_t item : children(child)) {
      if (is_token(symbol(item))) continue;
      add(item, row, Field::None, is_operand(item) ? Role::WithItem : Role::Node);
    }
  }
}

void TreeBuilder::with_item(const Task& task) {
  const std::uint32_t row = emit(NodeKind::WithItem, task);
  // `with (a as b):` reads as one item in parentheses.
  std::uint32_t value = first_operand(task.node);
  while (value != 0 && symbol(value) == GrammarSymbol::ParenthesizedExpression) {
    value = only_child(value);
  }
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (!is_operand(child)) {
      add(child, row, Field::None);
    } else if (value != 0 && symbol(value) == GrammarSymbol::AsPattern) {
      as_pattern(value, row, Field::Value, Field::Target);
    } else {
      add(child, row, Field::Value);
    }
  }
}

void TreeBuilder::import_statement(const Task& task) {
  const std::uint32_t row = emit(NodeKind::Import, task);
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    add(child, row, Field::None, is_operand(child) ? Role::ImportAlias : Role::Node);
  }
}

void TreeBuilder::import_from(const Task& task, bool future) {
  const std::uint32_t row = emit(NodeKind::ImportFrom, task);
  if (future) rows_[row].name = names_->intern("__future__");
  bool module_seen = future;
  for (const std::uint32_t child : children(task.node)) {
    const GrammarSymbol what = symbol(child);
    if (is_token(what)) continue;
    if (what == GrammarSymbol::Error || what == GrammarSymbol::WildcardImport) {
      add(child, row, Field::None);
    } else if (module_seen) {
      add(child, row, Field::None, Role::ImportAlias);
    } else {
      module_seen = true;
      if (what == GrammarSymbol::DottedName) {
        rows_[row].name = dotted_text(child);
      } else {
        relative_module(child, row);
      }
    }
  }
}

void TreeBuilder::relative_module(std::uint32_t node, std::uint32_t row) {
  for (const std::uint32_t part : children(node)) {
    if (symbol(part) == GrammarSymbol::DottedName) {
      rows_[row].name = dotted_text(part);
    } else if (symbol(part) == GrammarSymbol::ImportPrefix) {
      const std::string_view dots = text(part);
      rows_[row].op = static_cast<std::uint16_t>(std::count(dots.begin(), dots.end(), '.'));
    }
  }
}

void TreeBuilder::import_alias(const Task& task) {
  const std::uint32_t row = emit(NodeKind::ImportAlias, task);
  if (symbol(task.node) == GrammarSymbol::DottedName) {
    rows_[row].name = dotted_text(task.node);
    return;
  }
  for (const std::uint32_t child : children(task.node)) {
    if (is_token(symbol(child))) continue;
    if (symbol(child) == GrammarSymbol::DottedName) {
      rows_[row].name = dotted_text(child);
    } else if (symbol(child) == GrammarSymbol::Identifier) {
      add(child, row, Field::Alias, Role::Label);
    } else {
      add(child, row, Field::None);
    }
  }
}

/// The identifiers of a dotted name, joined by dots: spaces and line ends may stand between them.
NameId TreeBuilder::dotted_text(std::uint32_t index) {
  const std::string_view whole = text(index);
  if (whole.find_first_of(" \t\f\r\n\\#") == std::string_view::npos) {
    return names_->intern(whole);
  }
  scratch_.clear();
  for (const std::uint32_t part : children(index)) {
    if (symbol(part) != GrammarSymbol::Identifier) continue;
    if (!scratch_.empty()) scratch_ += '.';
    scratch_ += text(part);
  }
  return names_->intern(scratch_);
}

}  // namespace hyb
