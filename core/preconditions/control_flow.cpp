#include <algorithm>

#include "core/preconditions/finding.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

using flow::ObjectId;
using flow::ObjectKind;

namespace {

void tested(const Body& body, NodeId test) {
  if (!test.exists() || body.traced(test) != Tri::Yes) return;
  const auto objects = body.reader.objects(body.ref(test));
  const bool all = std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    return body.reader.values()[o].kind == ObjectKind::Tensor;
  });
  body.add(Obstacle::NeedsConversion, all, test,
           "the tensor " + body.reader.quoted(body.ref(test)) + " is tested in Python",
           body.taints.of(test).value);
}

/// `raise` below a tensor condition: tracing follows every branch, so it raises.
void raises(const Body& body, NodeId row) {
  const NodeId test = body.tree.child(row, Field::Test);
  const NodeId block = body.tree.child(row, Field::Body);
  if (!block.exists() || body.tree.kind(block) != NodeKind::Block || body.traced(test) != Tri::Yes)
    return;
  for (NodeId statement : body.tree.children(block))
    if (body.tree.kind(statement) == NodeKind::Raise)
      body.add(Obstacle::UnconvertibleControl, true, statement,
               "'raise' stands under a tensor condition", body.taints.of(test).value);
}

NodeId raise_in(const Tree& tree, NodeId block) {
  if (block.exists() && tree.kind(block) == NodeKind::Block)
    for (NodeId statement : tree.children(block))
      if (tree.kind(statement) == NodeKind::Raise) return statement;
  return {};
}

/// `if not tf.executing_eagerly(): raise …` raises while tracing.
void raises_in_graph(const Body& body, NodeId row) {
  const Tree& tree = body.tree;
  const NodeId test = tree.child(row, Field::Test);
  const Tri eager = asks_for_eager(body.reader.program(), body.reader.engine(), body.ref(test));
  if (eager == Tri::Unknown) return;
  NodeId in_graphs = eager == Tri::No ? tree.child(row, Field::Body) : NodeId{};
  if (eager == Tri::Yes)
    for (NodeId part : tree.children(row))
      if (tree.kind(part) == NodeKind::Else) in_graphs = tree.child(part, Field::Body);
  if (const NodeId raise = raise_in(tree, in_graphs); raise.exists())
    body.add(Obstacle::EagerOnlyCall, true, raise, "it raises in graphs");
}

/// A generator or coroutine: whoever calls it gets an object, which runs as Python while tracing.
void suspends(const Body& body, NodeId row) {
  const std::size_t before = body.found.size();
  body.add(Obstacle::UnconvertibleControl, true, row, "it is a generator or coroutine");
  if (body.found.size() > before) body.found.back().inherits = false;
}

}  // namespace

void read_control(const Body& body, NodeId row) {
  const Tree& tree = body.tree;
  switch (tree.kind(row)) {
    case NodeKind::If:
    case NodeKind::Elif:
      tested(body, tree.child(row, Field::Test));
      raises(body, row);
      return raises_in_graph(body, row);
    case NodeKind::While:
    case NodeKind::Conditional:
      return tested(body, tree.child(row, Field::Test));
    case NodeKind::CompIf:
      // Conditions of comprehensions are never converted.
      if (const NodeId test = tree.child(row, Field::Test); body.traced(test) == Tri::Yes)
        body.add(
            Obstacle::UnconvertibleControl, true, test,
            "the tensor " + body.reader.quoted(body.ref(test)) + " is tested in a comprehension",
            body.taints.of(test).value);
      return;
    case NodeKind::For:
      if (const NodeId iter = tree.child(row, Field::Iter); body.traced(iter) == Tri::Yes) {
        const auto objects = body.reader.objects(body.ref(iter));
        const bool all = std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
          return body.reader.values()[o].kind == ObjectKind::Tensor;
        });
        body.add(Obstacle::NeedsConversion, all, iter,
                 "'for' runs over the tensor " + body.reader.quoted(body.ref(iter)),
                 body.taints.of(iter).value);
      }
      return;
    case NodeKind::Yield:
    case NodeKind::YieldFrom:
    case NodeKind::Await:
      suspends(body, row);
      return;
    default:
      return;
  }
}

}  // namespace hyb
