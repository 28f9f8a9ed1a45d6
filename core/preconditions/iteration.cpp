#include <algorithm>

#include "core/preconditions/finding.h"

namespace hyb {

namespace {

void iterated(const Body& body, NodeId value, const std::string& how) {
  const Tri traced = body.traced(value);
  if (traced == Tri::No) return;
  // A list of tensors is no tensor: all that it may be must be tensors.
  const auto objects = body.reader.objects(body.ref(value));
  const bool all =
      !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
        return body.reader.values()[o].kind == flow::ObjectKind::Tensor;
      });
  // Where nothing is known, Python code iterates over Python things: only a proved tensor counts.
  if (traced == Tri::Unknown) return;
  body.add(Obstacle::TensorIteration, all, value,
           how + " iterates over the tensor " + body.reader.quoted(body.ref(value)),
           body.taints.of(value).value);
}

/// `a, b = t`, `(a, b), c = t, 1`
void unpacked(const Body& body, NodeId target, NodeId value) {
  const Tree& tree = body.tree;
  const auto is_display = [&](NodeId row) {
    return tree.kind(row) == NodeKind::Tuple || tree.kind(row) == NodeKind::List;
  };
  if (!is_display(target)) return;
  if (!is_display(value)) return iterated(body, value, "unpacking");
  const auto targets = tree.children(target);
  const auto values = tree.children(value);
  auto given = values.begin();
  for (NodeId part : targets) {
    if (given == values.end() || tree.kind(part) == NodeKind::Starred) return;
    unpacked(body, part, *given);
    ++given;
  }
}

}  // namespace

void read_iteration(const Body& body, NodeId row) {
  const Tree& tree = body.tree;
  switch (tree.kind(row)) {
    case NodeKind::CompFor:
      return iterated(body, tree.child(row, Field::Iter), "a comprehension");
    case NodeKind::Starred:
      if (tree[row].field != Field::Target && tree.kind(tree.parent(row)) != NodeKind::Assign)
        iterated(body, tree.child(row, Field::Value), "a star");
      return;
    case NodeKind::Assign: {
      const NodeId value = tree.child(row, Field::Value);
      for (NodeId child : tree.children(row))
        if (tree[child].field == Field::Target) unpacked(body, child, value);
      return;
    }
    case NodeKind::Call: {
      const ApiRow* api = body.reader.called_api(body.ref(row));
      if (api == nullptr || !api->has(Trait::Iterates)) return;
      const std::vector<NodeId> arguments = body.reader.arguments(body.ref(row));
      for (NodeId argument : arguments)
        if (tree.kind(argument) != NodeKind::Keyword)
          iterated(body, argument, body.reader.quoted(body.ref(tree.child(row, Field::Function))));
      return;
    }
    default:
      return;
  }
}

}  // namespace hyb
