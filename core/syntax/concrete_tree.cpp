#include "core/syntax/concrete_tree.h"

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

class Reader {
 public:
  Reader(const TSTree* tree, std::string_view bytes, ConcreteTree& out)
      : bytes_(bytes), out_(out), cursor_(ts_tree_cursor_new(ts_tree_root_node(tree))) {}
  ~Reader() { ts_tree_cursor_delete(&cursor_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  void run() {
    for (;;) {
      if (visit() && ts_tree_cursor_goto_first_child(&cursor_)) continue;
      if (entered_) leave();  // it turned out to have no children
      while (!ts_tree_cursor_goto_next_sibling(&cursor_)) {
        if (open_.empty()) return;
        ts_tree_cursor_goto_parent(&cursor_);
        leave();
      }
    }
  }

 private:
  /// Reads the node under the cursor; true when its children are to be read too.
  bool visit() {
    entered_ = false;
    const TSNode node = ts_tree_cursor_current_node(&cursor_);
    const std::uint32_t begin = ts_node_start_byte(node);
    const std::uint32_t end = ts_node_end_byte(node);
    const SymbolInfo& info = table_[ts_node_symbol(node)];
    if (info.symbol == GrammarSymbol::Comment) {
      add_comment(begin, end);
      if (!open_.empty()) open_.back().last_end = end;
      return false;
    }
    const bool missing = begin == end && ts_node_is_missing(node);
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
    if (info.symbol == GrammarSymbol::String && !ts_node_has_error(node) &&
        (read_string_prefix(bytes_.substr(begin, end - begin)).flags &
         (string_flag::kFormat | string_flag::kTemplate)) == 0) {
      return false;
    }
    open_.push_back({index, begin, 0});
    entered_ = true;
    return true;
  }

  void leave() {
    entered_ = false;
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
  TSTreeCursor cursor_;
  std::vector<OpenNode> open_;
  std::uint32_t error_end_ = 0;  // of the last error node that stands in no other
  bool entered_ = false;
};

}  // namespace

void read_concrete_tree(const TSTree* tree, std::string_view bytes, ConcreteTree& out) {
  out.clear();
  Reader(tree, bytes, out).run();
}

}  // namespace hyb
