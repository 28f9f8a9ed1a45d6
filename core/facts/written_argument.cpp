#include "core/facts/written_argument.h"

#include <algorithm>

namespace hyb {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

/// Parameters that the call fills by itself: the receiver; -1 = cannot tell.
int filled(const Facts& facts, const flow::CallEdge& edge, NodeRef callee) {
  int out = -1;
  for (ObjectId o : facts.values().objects(facts.value(callee))) {
    ObjectId at = o;
    for (int depth = 0; depth < 4; ++depth) {
      const ObjectKind kind = facts.values()[at].kind;
      if (kind != ObjectKind::GraphFunction && kind != ObjectKind::StaticMethod) break;
      at = object_id(facts.values()[at].a);
    }
    const Object& object = facts.values()[at];
    int one = -1;
    if (object.kind == ObjectKind::Function && object.a == edge.callee.raw())
      one = 0;
    else if (object.kind == ObjectKind::BoundMethod || object.kind == ObjectKind::Instance ||
             object.kind == ObjectKind::Class)
      one = 1;
    if (one < 0 || (out >= 0 && out != one)) return -1;
    out = one;
  }
  return out;
}

}  // namespace

NodeRef written_argument(const Facts& facts, const flow::CallEdge& edge, std::size_t parameter) {
  const Program& program = facts.program();
  const Tree& tree = program.tree(edge.site.file);
  if (tree.kind(edge.site.node) != NodeKind::Call) return {};
  const FunctionInfo& info = program.function(edge.callee);
  const Parameter& wanted = info.parameters[parameter];
  if (wanted.kind != ParameterKind::Positional) return {};
  const int offset =
      filled(facts, edge, {edge.site.file, tree.child(edge.site.node, Field::Function)});
  if (offset < 0) return {};
  std::size_t position = static_cast<std::size_t>(offset);
  for (NodeId child : tree.children(tree.child(edge.site.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(child);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return {};
    if (kind == NodeKind::Keyword) {
      if (tree[child].name == wanted.name) return {edge.site.file, tree.child(child, Field::Value)};
    } else if (position++ == parameter && !wanted.keyword_only) {
      return {edge.site.file, child};
    }
  }
  return {};
}

}  // namespace hyb
