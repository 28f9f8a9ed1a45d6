#include "core/facts/steady_loop.h"

#include <algorithm>

#include "core/tensorflow/loops.h"

namespace hyb {

namespace {

constexpr unsigned kFew = 4;  // rounds in which a trace is not yet paid for

bool is_steady(const Facts& facts, NodeRef loop) {
  const Tree& tree = facts.program().tree(loop.file);
  const Rounds rounds = rounds_of(facts.program(), facts.engine(), loop, kFew);
  if (rounds != Rounds::Unknown) return rounds == Rounds::Many;
  if (tree.kind(loop.node) == NodeKind::While) return true;
  return counts_up(facts.engine(), {loop.file, tree.child(loop.node, Field::Iter)});
}

/// The test of a branch asks for a remainder.
bool now_and_then(const Tree& tree, NodeId branch) {
  const NodeId test = tree.child(branch, Field::Test);
  if (!test.exists()) return false;
  for (auto i = static_cast<std::uint32_t>(test.index()); i < tree.end_of(test); ++i)
    if (tree.kind(NodeId::from_index(i)) == NodeKind::BinOp &&
        static_cast<Operator>(tree[NodeId::from_index(i)].op) == Operator::Mod)
      return true;
  return false;
}

/// Innermost steady loop around a call within its function.
NodeRef steady_around(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  NodeId below = call.node;
  for (NodeId up = tree.parent(call.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (tree[below].field == Field::Element) {
      const NodeRef iterable{call.file, tree.child(tree.child(up, NodeKind::CompFor), Field::Iter)};
      if (trip_count(facts.program(), facts.engine(), iterable) > static_cast<long>(kFew))
        return {call.file, up};
    }
    if (tree[below].field != Field::Body) continue;
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return {};
    if ((kind == NodeKind::If || kind == NodeKind::Elif) && now_and_then(tree, up)) return {};
    if ((kind == NodeKind::For || kind == NodeKind::While) && is_steady(facts, {call.file, up}))
      return {call.file, up};
  }
  return {};
}

}  // namespace

NodeRef steady_loop(const Facts& facts, FunctionId f) {
  const Tracing::Chain chain = facts.tracing().chain(f, Mode::Eager);
  NodeRef innermost;
  for (const flow::CallEdge& edge : chain.edges) {
    if (const NodeRef loop = steady_around(facts, edge.site); loop.node.exists()) innermost = loop;
    // Each round makes another one, and that runs what it calls once.
    if (edge.passage == flow::Passage::Construct) innermost = {};
    // The code that makes a model calls each layer once: a loop in the layer is no loop around it.
    if (edge.passage == flow::Passage::KerasCall && !innermost.node.exists()) return {};
  }
  if (innermost.node.exists()) return innermost;
  // The way that is told may be that of a first call, tried out before the loop.
  for (const flow::CallEdge& edge : facts.edges_into(f)) {
    if (edge.passage != flow::Passage::Call || !facts.tracing().reached(edge.from, Mode::Eager))
      continue;
    if (const NodeRef loop = steady_around(facts, edge.site); loop.node.exists()) return loop;
  }
  return {};
}

NodeRef told_loop(const Facts& facts, FunctionId f) {
  const Program& program = facts.program();
  const NodeRef loop = facts.tracing().loop_of(f);
  if (!loop.node.exists()) return {};
  const FunctionId around = program.enclosing_function(loop);
  const Tracing::Chain chain = facts.tracing().chain(f, Mode::Eager);
  const bool told = std::any_of(chain.edges.begin(), chain.edges.end(), [&](const auto& edge) {
    return edge.site.file == loop.file && program.enclosing_function(edge.site) == around;
  });
  return told ? loop : NodeRef{};
}

}  // namespace hyb
