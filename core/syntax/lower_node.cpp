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
    case GrammarSymbol::Ignored:
    case GrammarSymbol::Comma:
    case GrammarSymbol::Comment:
    case GrammarSymbol::Operator:
    case GrammarSymbol::Async:
    case GrammarSymbol::As:
    case GrammarSymbol::From:
    case GrammarSymbol::Colon:
    case GrammarSymbol::Underscore:
    case GrammarSymbol::ImportPrefix:
    case GrammarSymbol::RelativeImport:
    case GrammarSymbol::KeywordSeparator:
    case GrammarSymbol::PositionalSeparator:
    case GrammarSymbol::AliasedImport:
      return;

    case GrammarSymbol::Error:
    case GrammarSymbol::PrintStatement:  // Python 2
    case GrammarSymbol::ExecStatement:
    case GrammarSymbol::AsPattern:  // `a as b` where nothing can be bound
      return error(task);

    // Statements.
    case GrammarSymbol::ExpressionStatement:
      return expression_statement(task);
    case GrammarSymbol::Assignment:
      return assignment(task);
    case GrammarSymbol::AugmentedAssignment:
      return plain(task, {K::AugAssign, {F::Target, F::Value}});
    case GrammarSymbol::ReturnStatement:
      return plain(task, {K::Return, {F::Value}});
    case GrammarSymbol::DeleteStatement:
      return delete_statement(task);
    case GrammarSymbol::RaiseStatement:
      return raise_statement(task);
    case GrammarSymbol::AssertStatement:
      return plain(task, {K::Assert, {F::Test, F::Value}});
    case GrammarSymbol::GlobalStatement:
      return name_list(task, K::Global);
    case GrammarSymbol::NonlocalStatement:
      return name_list(task, K::Nonlocal);
    case GrammarSymbol::PassStatement:
      return plain(task, {K::Pass, {}});
    case GrammarSymbol::BreakStatement:
      return plain(task, {K::Break, {}});
    case GrammarSymbol::ContinueStatement:
      return plain(task, {K::Continue, {}});
    case GrammarSymbol::ImportStatement:
      return import_statement(task);
    case GrammarSymbol::ImportFromStatement:
      return import_from(task, false);
    case GrammarSymbol::FutureImportStatement:
      return import_from(task, true);
    case GrammarSymbol::TypeAliasStatement:
      // The grammar takes `type(x).y = z` for an alias, too: an attribute is written.
      return plain(task,
                   {text(first_operand(task.node)).starts_with('(') ? K::Assign : K::TypeAlias,
                    {F::Target, F::Value}});
    case GrammarSymbol::IfStatement:
      return plain(task, {K::If, {F::Test}});
    case GrammarSymbol::WhileStatement:
      return plain(task, {K::While, {F::Test}});
    case GrammarSymbol::ForStatement:
      return plain(task, {K::For, {F::Target, F::Iter}});
    case GrammarSymbol::TryStatement:
      return plain(task, {K::Try, {}});
    case GrammarSymbol::WithStatement:
      return with_statement(task);
    case GrammarSymbol::MatchStatement:
      return match_statement(task);
    case GrammarSymbol::FunctionDefinition:
      return definition(task, K::FunctionDef);
    case GrammarSymbol::ClassDefinition:
      return definition(task, K::ClassDef);
    case GrammarSymbol::DecoratedDefinition:
      return plain(task, {K::Decorated, {}});

    // Parts of statements and expressions.
    case GrammarSymbol::WildcardImport:
      return fragment(task, {K::WildcardImport, {}});
    case GrammarSymbol::Block:
      return fragment(task, {K::Block, {}});
    case GrammarSymbol::Decorator:
      return fragment(task, {K::Decorator, {F::Value}});
    case GrammarSymbol::ElifClause:
      return fragment(task, {K::Elif, {F::Test}});
    case GrammarSymbol::ElseClause:
      return fragment(task, {K::Else, {}});
    case GrammarSymbol::FinallyClause:
      return fragment(task, {K::Finally, {}});
    case GrammarSymbol::ExceptClause:
      return is_loose(task) ? transparent(task) : except_clause(task);
    case GrammarSymbol::CaseClause:
      return is_loose(task) ? transparent(task) : case_clause(task);
    case GrammarSymbol::Parameters:
    case GrammarSymbol::LambdaParameters:
      return is_loose(task) ? transparent(task) : parameters(task);
    case GrammarSymbol::TypeParameter:
      return is_loose(task) ? transparent(task) : type_parameters(task);
    case GrammarSymbol::ArgumentList:
      return fragment(task, {K::Arguments, {}});
    case GrammarSymbol::KeywordArgument:
      return is_loose(task) ? transparent(task) : keyword(task);
    case GrammarSymbol::DictionarySplat:
    case GrammarSymbol::DictionarySplatPattern:
      return fragment(task, {K::DoubleStarred, {F::Value}});
    case GrammarSymbol::Pair:
      return fragment(task, {K::Pair, {F::Key, F::Value}});
    case GrammarSymbol::ForInClause:
      return is_loose(task) ? transparent(task) : comp_for(task);
    case GrammarSymbol::IfClause:
      return fragment(task, {K::CompIf, {F::Test}});
    case GrammarSymbol::Slice:
      return is_loose(task) ? transparent(task) : slice(task);
    case GrammarSymbol::Interpolation:
    case GrammarSymbol::FormatExpression:
      return fragment(task, {K::Interpolation, {F::Value}});
    case GrammarSymbol::ConstrainedType:
      return is_loose(task) ? transparent(task) : constrained_type(task);

    // Only around what they hold.
    case GrammarSymbol::Module:
    case GrammarSymbol::ParenthesizedExpression:
    case GrammarSymbol::ParenthesizedListSplat:
    case GrammarSymbol::Type:
    case GrammarSymbol::AsPatternTarget:
    case GrammarSymbol::FormatSpecifier:
    case GrammarSymbol::WithClause:
    case GrammarSymbol::WithItem:
    case GrammarSymbol::Chevron:
    case GrammarSymbol::DefaultParameter:
    case GrammarSymbol::TypedParameter:
    case GrammarSymbol::TypedDefaultParameter:
    case GrammarSymbol::CasePattern:
    case GrammarSymbol::ClassPattern:
    case GrammarSymbol::DictPattern:
    case GrammarSymbol::KeywordPattern:
    case GrammarSymbol::SplatPattern:
    case GrammarSymbol::UnionPattern:
    case GrammarSymbol::ComplexPattern:
      return transparent(task);

    // Expressions.
    case GrammarSymbol::Identifier:
      return identifier(task, K::Name);
    case GrammarSymbol::DottedName:
      return dotted_name(task);
    case GrammarSymbol::Attribute:
    case GrammarSymbol::MemberType:
      return attribute(task);
    case GrammarSymbol::Subscript:
      return subscript(task);
    case GrammarSymbol::GenericType:
      return generic_type(task);
    case GrammarSymbol::Call:
      return call(task);
    case GrammarSymbol::BinaryOperator:
    case GrammarSymbol::UnionType:
      return plain(task, {K::BinOp, {F::Left, F::Right}});
    case GrammarSymbol::UnaryOperator:
      return unary(task);
    case GrammarSymbol::NotOperator:
      return plain(task, {K::Not, {F::Value}});
    case GrammarSymbol::BooleanOperator:
      return plain(task, {K::BoolOp, {F::Left, F::Right}});
    case GrammarSymbol::ComparisonOperator:
      return comparison(task);
    case GrammarSymbol::ConditionalExpression:
      return plain(task, {K::Conditional, {F::Body, F::Test, F::Else}});
    case GrammarSymbol::NamedExpression:
      return plain(task, {K::NamedExpr, {F::Target, F::Value}});
    case GrammarSymbol::Lambda:
      return plain(task, {K::Lambda, {F::Body}});
    case GrammarSymbol::Await:
      return plain(task, {K::Await, {F::Value}});
    case GrammarSymbol::Yield:
      return yield(task);
    case GrammarSymbol::ListSplat:
    case GrammarSymbol::ListSplatPattern:
      return plain(task, {K::Starred, {F::Value}});
    case GrammarSymbol::SplatType:
      return splat_type(task);
    case GrammarSymbol::TuplePattern:  // `(a) = b`: the grammar has no parentheses around one
                                       // target
      if (!has(task.node, concrete_flag::kHasComma) && count_operands(task.node) == 1) {
        return transparent(task);
      }
      return plain(task, {K::Tuple, {}});
    case GrammarSymbol::Tuple:
    case GrammarSymbol::ExpressionList:
    case GrammarSymbol::PatternList:
      return plain(task, {K::Tuple, {}});
    case GrammarSymbol::List:
    case GrammarSymbol::ListPattern:
      return plain(task, {K::List, {}});
    case GrammarSymbol::Set:
      return plain(task, {K::Set, {}});
    case GrammarSymbol::Dictionary:
      return plain(task, {K::Dict, {}});
    case GrammarSymbol::ListComprehension:
      return plain(task, {K::ListComp, {F::Element}});
    case GrammarSymbol::SetComprehension:
      return plain(task, {K::SetComp, {F::Element}});
    case GrammarSymbol::DictionaryComprehension:
      return plain(task, {K::DictComp, {F::Element}});
    case GrammarSymbol::GeneratorExpression:
      return plain(task, {K::Generator, {F::Element}});
    case GrammarSymbol::String:
      return string(task);
    case GrammarSymbol::ConcatenatedString:
      return plain(task, {K::ConcatString, {}});
    case GrammarSymbol::Integer:
      return number(task);
    case GrammarSymbol::Float:
      return plain(task, {K::Float, {}});
    case GrammarSymbol::TrueLiteral:
      return plain(task, {K::True, {}});
    case GrammarSymbol::FalseLiteral:
      return plain(task, {K::False, {}});
    case GrammarSymbol::NoneLiteral:
      return plain(task, {K::None, {}});
    case GrammarSymbol::Ellipsis:
      return plain(task, {K::Ellipsis, {}});
  }
}

}  // namespace hyb
