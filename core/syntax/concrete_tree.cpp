// Reads the parser's own tree rather than a cursor over it: the cursor keeps rows, columns and
// counts that nobody asks for here, at twice the cost of the parse's smaller half. What the cursor
// knows is done by hand: hidden nodes stand for their children, and a production may give a child
// another name (an alias). The parser's version is pinned, and a test compares both ways.

#include "core/syntax/concrete_tree.h"

#include <language.h>
#include <subtree.h>
#include <tree.h>

#include <cstddef>

#include "core/syntax/grammar.h"
#include "core/syntax/string_prefix.h"

namespace hyb {

namespace {

/// A node whose children are being read. The grammar counts comments that stand in front of a
/// dedent as part of the block above; `end` without them is what fixes and reports want.
struct OpenNode {
  std::uint32_t index = 0;
  std::uint32_t last_end = 0;  // of the last child, comments included
  std::uint32_t code_end = 0;  // of the last child that is no comment; 0 when there is none
};

std::uint32_t size_of(Subtree node) {
  return node.data.is_inline ? node.data.size_bytes : node.ptr->size.bytes;
}
std::uint32_t padding_of(Subtree node) {
  return node.data.is_inline ? node.data.padding_bytes : node.ptr->padding.bytes;
}

/// Children that are being walked.
struct Level {
  const Subtree* next = nullptr;
  const Subtree* end = nullptr;
  const TSSymbol* alias = nullptr;  // of the next child that is no extra; nullptr = none has one
  std::uint32_t at = 0;             // where the next child begins, behind its padding
  bool entered = false;             // of a node that is open
};

class Reader {
 public:
  Reader(const TSTree* tree, std::string_view bytes, ConcreteTree& out)
      : bytes_(bytes), out_(out), language_(tree->language) {}

  void run(Subtree root) {
    const std::uint32_t begin = padding_of(root);
    if (visit(root, ts_subtree_symbol(root), begin)) descend(root, begin, true);
    while (!levels_.empty()) {
      Level& level = levels_.back();
      if (level.next == level.end) {
        const bool entered = level.entered;
        levels_.pop_back();
        if (entered) leave();
        continue;
      }
      const Subtree node = *level.next++;
      const std::uint32_t at = level.at;
      if (level.next != level.end) level.at = at + size_of(node) + padding_of(*level.next);
      TSSymbol alias = 0;
      if (level.alias != nullptr && !ts_subtree_extra(node)) alias = *level.alias++;
      if (alias == 0 && !ts_subtree_visible(node))
        descend(node, at, false);
      else if (visit(node, alias != 0 ? alias : ts_subtree_symbol(node), at))
        descend(node, at, true);
    }
  }

 private:
  void descend(Subtree node, std::uint32_t at, bool entered) {
    const std::uint32_t count = ts_subtree_child_count(node);
    if (count == 0) {
      if (entered) leave();
      return;
    }
    const Subtree* const children = ts_subtree_children(node);
    levels_.push_back({children, children + count,
                       ts_language_alias_sequence(language_, node.ptr->production_id), at,
                       entered});
  }

  /// Reads a node; true when its children are to be read too.
  bool visit(Subtree node, TSSymbol symbol, std::uint32_t begin) {
    const std::uint32_t end = begin + size_of(node);
    const SymbolInfo& info = table_[ts_language_public_symbol(language_, symbol)];
    if (info.symbol == GrammarSymbol::Comment) {
      add_comment(begin, end);
      if (!open_.empty()) open_.back().last_end = end;
      return false;
    }
    const bool missing = begin == end && ts_subtree_missing(node);
    if (missing) out_.missing.push_back(begin);
    if (!open_.empty()) {
      OpenNode& parent = open_.back();
      parent.last_end = parent.code_end = end;
      std::uint8_t& flags = out_.nodes[parent.index].flags;
      if (info.symbol == GrammarSymbol::Comma) flags |= concrete_flag::kHasComma;
      if (missing && is_token(info.symbol)) flags |= concrete_flag::kMissesToken;
    }
    if (info.symbol <= GrammarSymbol::Comma) return false;

    const auto index = static_cast<std::uint32_t>(out_.nodes.size());
    out_.nodes.push_back({begin, end, index + 1, info.symbol, static_cast<std::uint8_t>(info.op),
                          missing ? concrete_flag::kMissing : std::uint8_t{0}});
    if (info.symbol == GrammarSymbol::Error && begin >= error_end_) {
      out_.errors.push_back(index);
      error_end_ = end;
    }
    if (info.leaf) return false;
    // Most strings have nothing in them that leaves a row.
    if (info.symbol == GrammarSymbol::String && ts_subtree_error_cost(node) == 0 &&
        (read_string_prefix(bytes_.substr(begin, end - begin)).flags &
         (string_flag::kFormat | string_flag::kTemplate)) == 0) {
      return false;
    }
    open_.push_back({index, begin, 0});
    return true;
  }

  void leave() {
    const OpenNode done = open_.back();
    open_.pop_back();
    ConcreteNode& node = out_.nodes[done.index];
    const std::uint32_t end = node.end;
    if (done.last_end == end && done.code_end != 0) node.end = done.code_end;
    node.skip = static_cast<std::uint32_t>(out_.nodes.size());
    if (!open_.empty()) {
      open_.back().last_end = end;
      open_.back().code_end = node.end;
    }
  }

  void add_comment(std::uint32_t begin, std::uint32_t end) {
    if (end > begin && bytes_[end - 1] == '\r') --end;
    out_.comments.push_back({begin, end});
  }

  std::string_view bytes_;
  ConcreteTree& out_;
  const SymbolTable& table_ = symbol_table();
  const TSLanguage* language_;
  std::vector<Level> levels_;
  std::vector<OpenNode> open_;
  std::uint32_t error_end_ = 0;  // of the last error node that stands in no other
};

}  // namespace

void read_concrete_tree(const TSTree* tree, std::string_view bytes, ConcreteTree& out) {
  out.clear();
  Reader(tree, bytes, out).run(tree->root);
}

}  // namespace hyb
