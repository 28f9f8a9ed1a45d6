#include "core/effects/argument_provenance.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

WrittenArgument written_argument(const Tree& tree, NodeId call, const FunctionInfo& info,
                                 std::uint32_t parameter, std::size_t offset,
                                 const Tree& defined_in) {
  const Parameter& wanted = info.parameters[parameter];
  if (wanted.kind != ParameterKind::Positional) return {{}, true};  // made for this call
  std::size_t position = 0;
  for (NodeId child : tree.children(tree.child(call, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(child);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return {};
    if (kind == NodeKind::Keyword) {
      if (tree[child].name == wanted.name) return {tree.child(child, Field::Value)};
    } else if (position++ + offset == parameter && !wanted.keyword_only) {
      return {child};
    }
  }
  // Left out, and what stands in for it is None: nobody's object.
  return {{},
          wanted.default_value.exists() && defined_in.kind(wanted.default_value) == NodeKind::None};
}

}  // namespace

Provenance ArgumentProvenance::of(const CallEdge& edge, std::uint32_t parameter) {
  const std::uint64_t key = (std::uint64_t{edge.site.file.raw()} << 32U) | edge.site.node.raw();
  const auto known = written_.find({key, edge.callee, parameter});
  if (known != written_.end()) return known->second;
  Provenance out;
  if (const WrittenArgument at = written(edge, parameter); at.fresh) {
    out.fresh = true;
  } else if (at.expression.exists()) {
    out = provenance_.of(edge.caller, {edge.site.file, at.expression});
  } else {
    const auto& given = engine_.contexts()[edge.to.index()].parameters;
    if (parameter < given.size())
      return provenance_.of_value(edge.caller, edge.from, given[parameter]);
    out.unknown = true;
  }
  written_.emplace(Key{key, edge.callee, parameter}, out);
  return out;
}

WrittenArgument ArgumentProvenance::written(const CallEdge& edge, std::uint32_t parameter) const {
  const Tree& tree = program_.tree(edge.site.file);
  const NodeId site = edge.site.node;
  const bool receiver = parameter == 0;
  switch (tree.kind(site)) {
    case NodeKind::Call:
      return written_call(edge, parameter);
    case NodeKind::Attribute:
    case NodeKind::Subscript:
      if (receiver) return {tree.child(site, Field::Object)};
      break;
    case NodeKind::WithItem:
      if (receiver) return {tree.child(site, Field::Value)};
      break;
    case NodeKind::For:
    case NodeKind::CompFor:
      if (receiver) return {tree.child(site, Field::Iter)};
      break;
    default:
      break;
  }
  return {};
}

WrittenArgument ArgumentProvenance::written_call(const CallEdge& edge,
                                                 std::uint32_t parameter) const {
  const Tree& tree = program_.tree(edge.site.file);
  const NodeId callee = tree.child(edge.site.node, Field::Function);
  const FunctionInfo& info = program_.function(edge.callee);
  for (ObjectId o : engine_.values().objects(engine_.value_of({edge.site.file, callee}))) {
    ObjectId at = o;
    if (engine_.values()[at].kind == ObjectKind::GraphFunction)
      at = object_id(engine_.values()[at].a);
    const Object& object = engine_.values()[at];
    std::size_t offset = 0;
    if (object.kind == ObjectKind::Class) {
      offset = 1;
      if (edge.passage != Passage::Construct) continue;
      if (parameter == 0) return {{}, true};
    } else if (object.kind == ObjectKind::BoundMethod) {
      offset = 1;
      const Object& method = engine_.values()[object_id(object.b)];
      if (!is(method, edge.callee)) continue;
      if (parameter == 0)
        return {tree.kind(callee) == NodeKind::Attribute ? tree.child(callee, Field::Object)
                                                         : NodeId{}};
    } else if (object.kind == ObjectKind::Instance) {
      offset = 1;
      if (parameter == 0) return {callee};
    } else if (!is(object, edge.callee)) {
      continue;
    }
    return written_argument(tree, edge.site.node, info, parameter, offset,
                            program_.tree(info.file));
  }
  // One of so many methods that the engine has lost count: the receiver stands there all the same.
  if (parameter == 0 && info.owner.exists() && tree.kind(callee) == NodeKind::Attribute)
    return {tree.child(callee, Field::Object)};
  return {};
}

bool ArgumentProvenance::is(const Object& object, FunctionId callee) const {
  const Object* at = &object;
  for (int depth = 0; depth < 3; ++depth) {
    if (at->kind == ObjectKind::Function) return at->a == callee.raw();
    if (at->kind != ObjectKind::GraphFunction && at->kind != ObjectKind::StaticMethod &&
        at->kind != ObjectKind::ClassMethod)
      return false;
    at = &engine_.values()[object_id(at->a)];
  }
  return false;
}

}  // namespace hyb
