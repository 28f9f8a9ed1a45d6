#pragma once

// The tree-sitter tree of one file as a flat preorder array, copied in one pass so that
// lowering can look ahead and skip subtrees for free. Private to core/syntax: made by
// read_concrete_tree(), read by TreeBuilder, reused for the next file. Punctuation, comments and
// what stands inside plain strings have no entry. Never recursive.

#include <cstdint>
#include <vector>

#include "core/syntax/grammar_symbols.h"
#include "core/syntax/tree.h"

struct TSTree;

namespace hyb {

struct ConcreteNode {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;   // of the last token; comments behind it do not count
  std::uint32_t skip = 0;  // index of the first entry after this subtree
  GrammarSymbol symbol = GrammarSymbol::Ignored;
  std::uint8_t op = 0;  // Operator, for operator tokens
  std::uint8_t flags = 0;
};
static_assert(sizeof(ConcreteNode) == 16);

namespace concrete_flag {
constexpr std::uint8_t kMissing = 1;      // inserted by the parser; not in the text
constexpr std::uint8_t kHasComma = 2;     // a comma stands directly below
constexpr std::uint8_t kMissesToken = 4;  // a punctuation mark or keyword is missing directly below
}  // namespace concrete_flag

struct ConcreteTree {
  std::vector<ConcreteNode> nodes;
  std::vector<Comment> comments;
  std::vector<std::uint32_t> missing;  // offsets where something was inserted
  std::vector<std::uint32_t> errors;   // indices of the error nodes that stand in no other

  void clear() {
    nodes.clear();
    comments.clear();
    missing.clear();
    errors.clear();
  }
};

/// Replaces the content of `out`. `bytes` is the text that was parsed.
void read_concrete_tree(const TSTree* tree, std::string_view bytes, ConcreteTree& out);

}  // namespace hyb
