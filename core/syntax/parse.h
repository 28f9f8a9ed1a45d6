#pragma once

// Text in, flat tree out; the only door to tree-sitter. Called once per file, from many threads,
// one Parser each. Never fails and never recurses: text that does not parse leaves Error rows and
// `Tree::errors`, a text that would take tree-sitter too long gives an empty tree and says so.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/interner.h"
#include "core/syntax/tree.h"
#include "core/text/loc.h"

namespace hyb {

struct ParseResult {
  Tree tree;
  Interner names;          // of this file alone; link renumbers
  bool timed_out = false;  // budget: max(1 s, 2 us a byte); the tree is then only the Module row
};

class Parser {
 public:
  Parser();
  ~Parser();
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  ParseResult parse(FileId file, std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Stable text form of a tree, one row a line, indented; the format of `debug --print=tree`.
std::string dump_tree(const Tree& tree, std::string_view bytes, const Interner& names);

/// The value of a String or ConcatString row without interpolations, escapes decoded to UTF-8.
/// Returns false for format strings with interpolations and for bytes.
bool string_value(const Tree& tree, NodeId node, std::string_view bytes, std::string& out);

}  // namespace hyb
