#include "core/tensorflow/gradient_blocks.h"

#include <algorithm>
#include <set>

#include "core/tensorflow/called_api.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

using flow::CallEdge;

namespace {

class BlockFinder {
 public:
  BlockFinder(const Program& program, const flow::Engine& engine, const GradientSteps& steps,
              FileId file, FunctionId function)
      : program_(program),
        engine_(engine),
        steps_(steps),
        file_(file),
        function_(function),
        tree_(program.tree(file)),
        scopes_(program.scopes(file)) {}

  std::vector<GradientBlock> find() {
    const std::vector<NodeRef>& tapes =
        function_.exists() ? steps_.tapes(function_) : steps_.tapes(file_);
    std::vector<GradientBlock> out;
    if (tapes.empty()) return out;
    std::vector<std::pair<NodeRef, NodeRef>> loops;  // a tape and its loop
    for (NodeRef tape : tapes)
      if (const NodeRef loop = loop_around(program_, engine_, tape); loop.node.exists())
        loops.emplace_back(tape, loop);
    std::vector<NodeId> updates;
    if (!loops.empty()) updates = all_updates();
    std::set<NodeId> seen;
    for (const auto& [tape, loop] : loops) {
      if (!seen.insert(loop.node).second) continue;
      std::vector<NodeId> inner;  // loops inside of it with tapes of their own
      for (const auto& each : loops)
        if (each.second.node != loop.node && tree_.contains(loop.node, each.second.node))
          inner.push_back(each.second.node);
      GradientBlock block{.statements = {file_, function_, {}, {}, {}},
                          .loop = loop,
                          .tape = tape,
                          .update = {},
                          .gives = {},
                          .locals = {}};
      if (complete(block, updates, inner)) out.push_back(std::move(block));
    }
    return out;
  }

 private:
  /// Calls in the body that update variables, themselves or below.
  std::vector<NodeId> all_updates() const {
    std::vector<NodeId> out;
    for (NodeRef at : function_.exists() ? steps_.updates(function_) : steps_.updates(file_))
      out.push_back(at.node);
    const auto& edges = engine_.edges();
    const auto before = [&](const CallEdge& e) {
      return e.caller != function_ ? e.caller < function_ : e.site.file < file_;
    };
    for (auto e = std::partition_point(edges.begin(), edges.end(), before);
         e != edges.end() && e->caller == function_ && e->site.file == file_; ++e)
      if (e->passage != flow::Passage::Eager && e->passage != flow::Passage::Graph &&
          tree_.kind(e->site.node) == NodeKind::Call && steps_.update(e->callee).node.exists())
        out.push_back(e->site.node);
    std::sort(out.begin(), out.end());
    return out;
  }

  bool complete(GradientBlock& block, const std::vector<NodeId>& updates,
                const std::vector<NodeId>& inner) {
    const NodeId loop = block.loop.node;
    find_gradients(loop, inner);
    for (NodeId update : updates) {
      const bool elsewhere = std::any_of(
          inner.begin(), inner.end(), [&](NodeId other) { return tree_.contains(other, update); });
      if (update > block.tape.node && tree_.contains(loop, update) && !elsewhere &&
          mentions_gradients(update))
        block.update = {file_, update};
    }
    if (!block.update.node.exists() || !find_statements(block)) return false;
    find_variables(block);
    return true;
  }

  // --- what is computed from gradients, by name ---

  void find_gradients(NodeId loop, const std::vector<NodeId>& inner) {
    derived_.clear();
    for (int round = 0; round < 2; ++round)
      for (auto i = static_cast<std::uint32_t>(loop.index()); i < tree_.end_of(loop);) {
        const NodeId row = NodeId::from_index(i);
        if (std::find(inner.begin(), inner.end(), row) != inner.end()) {
          i = tree_.end_of(row);
          continue;
        }
        ++i;
        if (tree_[row].field != Field::Target) continue;
        const NodeId parent = tree_.parent(row);
        const NodeId value = tree_.child(
            parent, tree_.kind(parent) == NodeKind::For || tree_.kind(parent) == NodeKind::CompFor
                        ? Field::Iter
                        : Field::Value);
        const bool tape = tree_.kind(parent) == NodeKind::WithItem && is_tape(value);
        if (!value.exists() || !(tape || mentions_gradients(value))) continue;
        for (auto t = static_cast<std::uint32_t>(row.index()); t < tree_.end_of(row); ++t)
          if (scopes_.symbol_of[t].exists()) derived_.insert(scopes_.symbol_of[t]);
      }
  }

  bool is_tape(NodeId call) const {
    const std::vector<NodeRef>& tapes =
        function_.exists() ? steps_.tapes(function_) : steps_.tapes(file_);
    return std::find(tapes.begin(), tapes.end(), NodeRef{file_, call}) != tapes.end();
  }

  bool mentions_gradients(NodeId row) const {
    for (auto i = static_cast<std::uint32_t>(row.index()); i < tree_.end_of(row); ++i)
      if (scopes_.symbol_of[i].exists() && derived_.contains(scopes_.symbol_of[i])) return true;
    return false;
  }

  // --- the statements ---

  bool find_statements(GradientBlock& block) const {
    // The innermost block that holds both.
    NodeId below = block.tape.node;
    for (NodeId up = tree_.parent(below); up.exists() && up != block.loop.node;
         below = up, up = tree_.parent(up)) {
      if (tree_.kind(up) != NodeKind::Block || !tree_.contains(up, block.update.node)) continue;
      block.statements.first = below;
      for (NodeId child : tree_.children(up))
        if (tree_.contains(child, block.update.node)) block.statements.last = child;
      return block.statements.last.exists();
    }
    return false;
  }

  bool inside(const Statements& s, NodeId row) const {
    return row >= s.first && row.index() < tree_.end_of(s.last);
  }

  // --- what goes in and out ---

  void find_variables(GradientBlock& block) const {
    Statements& s = block.statements;
    NodeId outermost = block.loop.node;
    for (NodeId up = tree_.parent(outermost); up.exists(); up = tree_.parent(up)) {
      const NodeKind kind = tree_.kind(up);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::ClassDef) break;
      if (kind == NodeKind::For || kind == NodeKind::While) outermost = up;
    }
    const ScopeId own =
        function_.exists() ? program_.function(function_).scope : scopes_.module_scope();
    std::set<SymbolId> used;
    std::set<SymbolId> bound;
    for (auto i = static_cast<std::uint32_t>(s.first.index()); i < tree_.end_of(s.last); ++i) {
      const SymbolId symbol = scopes_.symbol_of[i];
      if (!symbol.exists() || scopes_.symbols[symbol].scope != own) continue;
      const bool assigned = binds(symbol, NodeId::from_index(i));
      if (assigned) bound.insert(symbol);
      const bool augmented = tree_.kind(tree_.parent(NodeId::from_index(i))) == NodeKind::AugAssign;
      if (!assigned || augmented) used.insert(symbol);
    }
    for (SymbolId symbol : used) {
      bool outside = false;
      bool in_loop = bound.contains(symbol);
      const Symbol& info = scopes_.symbols[symbol];
      for (std::uint32_t b = 0; b < info.binding_count; ++b) {
        const NodeId node = scopes_.bindings[info.first_binding + b].node;
        outside = outside || !inside(s, node);
        in_loop = in_loop || tree_.contains(outermost, node);
      }
      // Bound again before it is read each time: its own.
      if (!outside || (bound.contains(symbol) && !read_first(s, symbol))) continue;
      if (in_loop)
        s.given.push_back(symbol);
      else if (function_.exists())
        block.locals.push_back(symbol);
    }
    for (SymbolId symbol : bound)
      if (read_outside(s, outermost, symbol)) block.gives.push_back(symbol);
  }

  bool binds(SymbolId symbol, NodeId row) const {
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b)
      if (scopes_.bindings[info.first_binding + b].node == row) return true;
    return false;
  }

  /// A binding that a read behind it always finds: its block holds the read.
  bool settles(NodeId binding, NodeId read) const {
    NodeId block = tree_.parent(binding);
    while (block.exists() && tree_.kind(block) != NodeKind::Block &&
           tree_.kind(block) != NodeKind::Module)
      block = tree_.parent(block);
    // The body of a `with` always runs.
    while (block.exists() && tree_.parent(block).exists() &&
           tree_.kind(tree_.parent(block)) == NodeKind::With)
      block = tree_.parent(tree_.parent(block));
    return block.exists() && tree_.contains(block, read);
  }

  /// The value of an assignment is read before its target is bound, though it stands behind it.
  std::uint32_t time_of_binding(NodeId binding) const {
    NodeId up = binding;
    while (up.exists() && tree_[up].field != Field::Target) up = tree_.parent(up);
    if (!up.exists()) return static_cast<std::uint32_t>(binding.index());
    const NodeKind kind = tree_.kind(tree_.parent(up));
    return kind == NodeKind::Assign || kind == NodeKind::AugAssign || kind == NodeKind::AnnAssign
               ? tree_.end_of(tree_.parent(up))
               : static_cast<std::uint32_t>(binding.index());
  }

  bool is_read(NodeId row, SymbolId symbol) const {
    return scopes_.symbol_of[row.index()] == symbol &&
           (!binds(symbol, row) || tree_.kind(tree_.parent(row)) == NodeKind::AugAssign);
  }

  bool settled(NodeId read, SymbolId symbol, std::uint32_t from, std::uint32_t to) const {
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const NodeId node = scopes_.bindings[info.first_binding + b].node;
      if (node.index() < from || node.index() >= to) continue;
      if (time_of_binding(node) <= read.index() && settles(node, read)) return true;
    }
    return false;
  }

  /// Some read in the statements may find what was bound before them.
  bool read_first(const Statements& s, SymbolId symbol) const {
    const auto first = static_cast<std::uint32_t>(s.first.index());
    const std::uint32_t end = tree_.end_of(s.last);
    for (std::uint32_t i = first; i < end; ++i)
      if (is_read(NodeId::from_index(i), symbol) &&
          !settled(NodeId::from_index(i), symbol, first, end))
        return true;
    return false;
  }

  /// Some read behind the statements, or before them in a later round, may find what they bound.
  bool read_outside(const Statements& s, NodeId outermost, SymbolId symbol) const {
    if (scopes_.symbols[symbol].captured) return true;
    const std::uint32_t end = tree_.end_of(s.last);
    for (std::uint32_t i = static_cast<std::uint32_t>(outermost.index()); i < tree_.size(); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (inside(s, row)) continue;
      if (!is_read(row, symbol)) continue;
      const bool behind = i >= end;
      const auto from = behind ? end : static_cast<std::uint32_t>(outermost.index());
      const auto to = behind ? tree_.size() : static_cast<std::uint32_t>(s.first.index());
      if (!settled(row, symbol, from, to)) return true;
    }
    return false;
  }

  const Program& program_;
  const flow::Engine& engine_;
  const GradientSteps& steps_;
  FileId file_;
  FunctionId function_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  std::set<SymbolId> derived_;
};

}  // namespace

std::vector<GradientBlock> gradient_blocks(const Program& program, const flow::Engine& engine,
                                           const GradientSteps& steps, FileId file,
                                           FunctionId function) {
  return BlockFinder(program, engine, steps, file, function).find();
}

}  // namespace hyb
