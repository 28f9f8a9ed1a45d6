// What becomes of each symbol of the grammar. One exhaustive switch, so that a symbol added to
// grammar_symbols.def must be thought about here.

#include "core/syntax/tree_builder.h"

namespace hyb {

/// A part that only means something inside its construct. Left alone in a stretch that does not
/// parse, only the expressions and statements in it are kept: whoever reads the tree may rely on,
/// say, an Elif having an If above it.
void TreeBuilder::fragment(const Task& task, const Shape& shape) {
  is_loose(task) ? transparent(task) : plain(task, shape);
}

void TreeBuilder::lower_node(const Task& task) {
  using K = NodeKind;
  using F = Field;
  if (has(task.node, concrete_flag::kMissing)) {
    emit(K::Error, task);
    return;
  }
  switch (symbol(task.node)) {
    case Symbol::Ignored:
    case Symbol::Comma:
    case Symbol::Comment:
    case Symbol::Operator:
    case Symbol::Async:
    case Symbol::As:
    case Symbol::From:
    case Symbol::Colon:
    case Symbol::Underscore:
    case Symbol::ImportPrefix:
    case Symbol::RelativeImport:
    case Symbol::KeywordSeparator:
    case Symbol::PositionalSeparator:
    case Symbol::AliasedImport:
      return;

    case Symbol::Error:
    case Symbol::PrintStatement:  // Python 2
    case Symbol::ExecStatement:
    case Symbol::AsPattern:  // `a as b` where nothing can be bound
      return error(task);

    // Statements.
    case Symbol::ExpressionStatement:
      return expression_statement(task);
    case Symbol::Assignment:
      return assignment(task);
    case Symbol::AugmentedAssignment:
      return plain(task, {K::AugAssign, {F::Target, F::Value}});
    case Symbol::ReturnStatement:
      return plain(task, {K::Return, {F::Value}});
    case Symbol::DeleteStatement:
      return delete_statement(task);
    case Symbol::RaiseStatement:
      return raise_statement(task);
    case Symbol::AssertStatement:
      return plain(task, {K::Assert, {F::Test, F::Value}});
    case Symbol::GlobalStatement:
      return name_list(task, K::Global);
    case Symbol::NonlocalStatement:
      return name_list(task, K::Nonlocal);
    case Symbol::PassStatement:
      return plain(task, {K::Pass, {}});
    case Symbol::BreakStatement:
      return plain(task, {K::Break, {}});
    case Symbol::ContinueStatement:
      return plain(task, {K::Continue, {}});
    case Symbol::ImportStatement:
      return import_statement(task);
    case Symbol::ImportFromStatement:
      return import_from(task, false);
    case Symbol::FutureImportStatement:
      return import_from(task, true);
    case Symbol::TypeAliasStatement:
      return plain(task, {K::TypeAlias, {F::Target, F::Value}});
    case Symbol::IfStatement:
      return plain(task, {K::If, {F::Test}});
    case Symbol::WhileStatement:
      return plain(task, {K::While, {F::Test}});
    case Symbol::ForStatement:
      return plain(task, {K::For, {F::Target, F::Iter}});
    case Symbol::TryStatement:
      return plain(task, {K::Try, {}});
    case Symbol::WithStatement:
      return with_statement(task);
    case Symbol::MatchStatement:
      return match_statement(task);
    case Symbol::FunctionDefinition:
      return definition(task, K::FunctionDef);
    case Symbol::ClassDefinition:
      return definition(task, K::ClassDef);
    case Symbol::DecoratedDefinition:
      return plain(task, {K::Decorated, {}});

    // Parts of statements and expressions.
    case Symbol::WildcardImport:
      return fragment(task, {K::WildcardImport, {}});
    case Symbol::Block:
      return fragment(task, {K::Block, {}});
    case Symbol::Decorator:
      return fragment(task, {K::Decorator, {F::Value}});
    case Symbol::ElifClause:
      return fragment(task, {K::Elif, {F::Test}});
    case Symbol::ElseClause:
      return fragment(task, {K::Else, {}});
    case Symbol::FinallyClause:
      return fragment(task, {K::Finally, {}});
    case Symbol::ExceptClause:
      return is_loose(task) ? transparent(task) : except_clause(task);
    case Symbol::CaseClause:
      return is_loose(task) ? transparent(task) : case_clause(task);
    case Symbol::Parameters:
    case Symbol::LambdaParameters:
      return is_loose(task) ? transparent(task) : parameters(task);
    case Symbol::TypeParameter:
      return is_loose(task) ? transparent(task) : type_parameters(task);
    case Symbol::ArgumentList:
      return fragment(task, {K::Arguments, {}});
    case Symbol::KeywordArgument:
      return is_loose(task) ? transparent(task) : keyword(task);
    case Symbol::DictionarySplat:
    case Symbol::DictionarySplatPattern:
      return fragment(task, {K::DoubleStarred, {F::Value}});
    case Symbol::Pair:
      return fragment(task, {K::Pair, {F::Key, F::Value}});
    case Symbol::ForInClause:
      return is_loose(task) ? transparent(task) : comp_for(task);
    case Symbol::IfClause:
      return fragment(task, {K::CompIf, {F::Test}});
    case Symbol::Slice:
      return is_loose(task) ? transparent(task) : slice(task);
    case Symbol::Interpolation:
    case Symbol::FormatExpression:
      return fragment(task, {K::Interpolation, {F::Value}});
    case Symbol::ConstrainedType:
      return is_loose(task) ? transparent(task) : constrained_type(task);

    // Only around what they hold.
    case Symbol::Module:
    case Symbol::ParenthesizedExpression:
    case Symbol::ParenthesizedListSplat:
    case Symbol::Type:
    case Symbol::AsPatternTarget:
    case Symbol::FormatSpecifier:
    case Symbol::WithClause:
    case Symbol::WithItem:
    case Symbol::Chevron:
    case Symbol::DefaultParameter:
    case Symbol::TypedParameter:
    case Symbol::TypedDefaultParameter:
    case Symbol::CasePattern:
    case Symbol::ClassPattern:
    case Symbol::DictPattern:
    case Symbol::KeywordPattern:
    case Symbol::SplatPattern:
    case Symbol::UnionPattern:
    case Symbol::ComplexPattern:
      return transparent(task);

    // Expressions.
    case Symbol::Identifier:
      return identifier(task, K::Name);
    case Symbol::DottedName:
      return dotted_name(task);
    case Symbol::Attribute:
    case Symbol::MemberType:
      return attribute(task);
    case Symbol::Subscript:
      return subscript(task);
    case Symbol::GenericType:
      return generic_type(task);
    case Symbol::Call:
      return call(task);
    case Symbol::BinaryOperator:
    case Symbol::UnionType:
      return plain(task, {K::BinOp, {F::Left, F::Right}});
    case Symbol::UnaryOperator:
      return unary(task);
    case Symbol::NotOperator:
      return plain(task, {K::Not, {F::Value}});
    case Symbol::BooleanOperator:
      return plain(task, {K::BoolOp, {F::Left, F::Right}});
    case Symbol::ComparisonOperator:
      return comparison(task);
    case Symbol::ConditionalExpression:
      return plain(task, {K::Conditional, {F::Body, F::Test, F::Else}});
    case Symbol::NamedExpression:
      return plain(task, {K::NamedExpr, {F::Target, F::Value}});
    case Symbol::Lambda:
      return plain(task, {K::Lambda, {F::Body}});
    case Symbol::Await:
      return plain(task, {K::Await, {F::Value}});
    case Symbol::Yield:
      return yield(task);
    case Symbol::ListSplat:
    case Symbol::ListSplatPattern:
      return plain(task, {K::Starred, {F::Value}});
    case Symbol::SplatType:
      return splat_type(task);
    case Symbol::TuplePattern:  // `(a) = b`: the grammar has no parentheses around one target
      if (!has(task.node, concrete_flag::kHasComma) && count_operands(task.node) == 1) {
        return transparent(task);
      }
      return plain(task, {K::Tuple, {}});
    case Symbol::Tuple:
    case Symbol::ExpressionList:
    case Symbol::PatternList:
      return plain(task, {K::Tuple, {}});
    case Symbol::List:
    case Symbol::ListPattern:
      return plain(task, {K::List, {}});
    case Symbol::Set:
      return plain(task, {K::Set, {}});
    case Symbol::Dictionary:
      return plain(task, {K::Dict, {}});
    case Symbol::ListComprehension:
      return plain(task, {K::ListComp, {F::Element}});
    case Symbol::SetComprehension:
      return plain(task, {K::SetComp, {F::Element}});
    case Symbol::DictionaryComprehension:
      return plain(task, {K::DictComp, {F::Element}});
    case Symbol::GeneratorExpression:
      return plain(task, {K::Generator, {F::Element}});
    case Symbol::String:
      return string(task);
    case Symbol::ConcatenatedString:
      return plain(task, {K::ConcatString, {}});
    case Symbol::Integer:
      return number(task);
    case Symbol::Float:
      return plain(task, {K::Float, {}});
    case Symbol::TrueLiteral:
      return plain(task, {K::True, {}});
    case Symbol::FalseLiteral:
      return plain(task, {K::False, {}});
    case Symbol::NoneLiteral:
      return plain(task, {K::None, {}});
    case Symbol::Ellipsis:
      return plain(task, {K::Ellipsis, {}});
  }
}

}  // namespace hyb
