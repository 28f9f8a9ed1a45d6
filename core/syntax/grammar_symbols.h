#pragma once

// The symbols of the Python grammar as one small enum, and the table that maps the grammar's own
// numbers to it, built once from the names. Private to core/syntax: the numbers change with every
// version of the grammar, the names hardly ever.

#include <cstdint>
#include <vector>

#include "core/syntax/tree.h"

namespace hyb {

enum class GrammarSymbol : std::uint8_t {
  // Tokens. Ignored, Comma and Comment leave no entry in the concrete tree.
  Ignored,
  Comma,
  Comment,
  Operator,
  Async,
  As,
  From,
  Colon,
  Underscore,
  // Nodes.
  Error,
#define GRAMMAR_NODE(symbol, name) symbol,
#define GRAMMAR_LEAF(symbol, name) symbol,
#define GRAMMAR_STATEMENT(symbol, name) symbol,
#include "core/syntax/grammar_symbols.def"
#undef GRAMMAR_NODE
#undef GRAMMAR_LEAF
#undef GRAMMAR_STATEMENT
};

constexpr bool is_token(GrammarSymbol symbol) {
  return symbol < GrammarSymbol::Error;
}

bool is_statement(GrammarSymbol symbol);

struct SymbolInfo {
  GrammarSymbol symbol = GrammarSymbol::Ignored;
  bool leaf = true;
  Operator op = Operator::None;
};

class SymbolTable {
 public:
  SymbolTable();
  /// `id` is a symbol as tree-sitter numbers it, its error symbol included.
  const SymbolInfo& operator[](std::uint16_t id) const {
    return id < by_id_.size() ? by_id_[id] : error_;
  }
  /// Names that were looked for and are not in the grammar; empty unless the grammar was replaced.
  const std::vector<const char*>& unknown_names() const { return unknown_names_; }

 private:
  void add(const char* name, bool named, SymbolInfo info);

  std::vector<SymbolInfo> by_id_;
  SymbolInfo error_;
  std::vector<const char*> unknown_names_;
};

/// Built on first use, by whichever thread comes first.
const SymbolTable& symbol_table();

}  // namespace hyb
