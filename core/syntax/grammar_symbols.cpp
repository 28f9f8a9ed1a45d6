#include "core/syntax/grammar_symbols.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "core/syntax/grammar.h"

namespace hyb {

namespace {

struct OperatorToken {
  const char* text;
  Operator op;
};

constexpr std::array kOperatorTokens = {
    OperatorToken{"+", Operator::Add},      OperatorToken{"-", Operator::Sub},
    OperatorToken{"*", Operator::Mul},      OperatorToken{"@", Operator::MatMul},
    OperatorToken{"/", Operator::Div},      OperatorToken{"//", Operator::FloorDiv},
    OperatorToken{"%", Operator::Mod},      OperatorToken{"**", Operator::Pow},
    OperatorToken{"<<", Operator::LShift},  OperatorToken{">>", Operator::RShift},
    OperatorToken{"&", Operator::BitAnd},   OperatorToken{"|", Operator::BitOr},
    OperatorToken{"^", Operator::BitXor},   OperatorToken{"~", Operator::Invert},
    OperatorToken{"+=", Operator::Add},     OperatorToken{"-=", Operator::Sub},
    OperatorToken{"*=", Operator::Mul},     OperatorToken{"@=", Operator::MatMul},
    OperatorToken{"/=", Operator::Div},     OperatorToken{"//=", Operator::FloorDiv},
    OperatorToken{"%=", Operator::Mod},     OperatorToken{"**=", Operator::Pow},
    OperatorToken{"<<=", Operator::LShift}, OperatorToken{">>=", Operator::RShift},
    OperatorToken{"&=", Operator::BitAnd},  OperatorToken{"|=", Operator::BitOr},
    OperatorToken{"^=", Operator::BitXor},  OperatorToken{"and", Operator::And},
    OperatorToken{"or", Operator::Or},      OperatorToken{"==", Operator::Eq},
    OperatorToken{"!=", Operator::NotEq},   OperatorToken{"<>", Operator::NotEq},
    OperatorToken{"<", Operator::Lt},       OperatorToken{"<=", Operator::LtE},
    OperatorToken{">", Operator::Gt},       OperatorToken{">=", Operator::GtE},
    OperatorToken{"is", Operator::Is},      OperatorToken{"is not", Operator::IsNot},
    OperatorToken{"in", Operator::In},      OperatorToken{"not in", Operator::NotIn},
};

constexpr std::array kStatements = {
#define GRAMMAR_NODE(symbol, name)
#define GRAMMAR_LEAF(symbol, name)
#define GRAMMAR_STATEMENT(symbol, name) GrammarSymbol::symbol,
#include "core/syntax/grammar_symbols.def"
#undef GRAMMAR_NODE
#undef GRAMMAR_LEAF
#undef GRAMMAR_STATEMENT
};

}  // namespace

bool is_statement(GrammarSymbol symbol) {
  return std::find(kStatements.begin(), kStatements.end(), symbol) != kStatements.end();
}

SymbolTable::SymbolTable() : error_{GrammarSymbol::Error, false, Operator::None} {
  by_id_.resize(ts_language_symbol_count(tree_sitter_python()));
  for (const OperatorToken& token : kOperatorTokens) {
    add(token.text, false, {GrammarSymbol::Operator, true, token.op});
  }
  add(",", false, {GrammarSymbol::Comma, true, Operator::None});
  add("async", false, {GrammarSymbol::Async, true, Operator::None});
  add("as", false, {GrammarSymbol::As, true, Operator::None});
  add("from", false, {GrammarSymbol::From, true, Operator::None});
  add(":", false, {GrammarSymbol::Colon, true, Operator::None});
  add("_", false, {GrammarSymbol::Underscore, true, Operator::None});
  add("comment", true, {GrammarSymbol::Comment, true, Operator::None});
#define GRAMMAR_NODE(symbol, name) add(name, true, {GrammarSymbol::symbol, false, Operator::None});
#define GRAMMAR_LEAF(symbol, name) add(name, true, {GrammarSymbol::symbol, true, Operator::None});
#define GRAMMAR_STATEMENT(symbol, name) GRAMMAR_NODE(symbol, name)
#include "core/syntax/grammar_symbols.def"
#undef GRAMMAR_NODE
#undef GRAMMAR_LEAF
#undef GRAMMAR_STATEMENT
}

void SymbolTable::add(const char* name, bool named, SymbolInfo info) {
  const TSSymbol id = ts_language_symbol_for_name(
      tree_sitter_python(), name, static_cast<std::uint32_t>(std::strlen(name)), named);
  if (id == 0) {
    unknown_names_.push_back(name);
  } else {
    by_id_[id] = info;
  }
}

const SymbolTable& symbol_table() {
  static const SymbolTable table;
  return table;
}

}  // namespace hyb
