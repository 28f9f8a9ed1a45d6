#include "core/symbolic/program_reader.h"

#include <algorithm>

namespace hyb {

using flow::CallEdge;
using flow::ObjectId;
using flow::ObjectKind;

ProgramReader::ProgramReader(const Program& program, const flow::Engine& engine,
                             const CalledRows& rows)
    : program_(program),
      engine_(engine),
      rows_(rows),
      from_(program.functions().size()),
      into_(program.functions().size()) {
  const std::vector<CallEdge>& edges = engine.edges();
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    into_[edges[i].callee.index()].push_back(i);
    if (!edges[i].caller.exists()) {
      of_modules_ = i + 1;
      continue;
    }
    auto& range = from_[edges[i].caller.index()];
    if (range.second == 0) range.first = i;
    range.second = i + 1;
  }
}

Tri ProgramReader::may_be_array(NodeRef at) const {
  bool unknown = false;
  const auto all = objects(at);
  for (ObjectId o : all) {
    const ObjectKind kind = values()[o].kind;
    if (kind == ObjectKind::Tensor) return Tri::Yes;
    unknown = unknown || kind == ObjectKind::Unknown;
  }
  return unknown || all.empty() ? Tri::Unknown : Tri::No;
}

std::string ProgramReader::unquoted(NodeRef at) const {
  std::string text(program_.text(at));
  if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

std::span<const CallEdge> ProgramReader::edges_from(FunctionId caller) const {
  const std::span<const CallEdge> all(engine_.edges());
  if (!caller.exists()) return all.first(of_modules_);
  const auto [first, last] = from_[caller.index()];
  return all.subspan(first, last - first);
}

std::span<const CallEdge> ProgramReader::edges_between(FunctionId caller, NodeRef first,
                                                       NodeRef end) const {
  const std::span<const CallEdge> all = edges_from(caller);
  const auto from = std::partition_point(all.begin(), all.end(),
                                         [&](const CallEdge& e) { return e.site < first; });
  const auto to =
      std::partition_point(from, all.end(), [&](const CallEdge& e) { return e.site < end; });
  return {from, to};
}

std::span<const CallEdge> ProgramReader::edges_at(FunctionId caller, NodeRef site) const {
  return edges_between(caller, site,
                       {site.file, NodeId::from_index(site.node.index() + std::size_t{1})});
}

NodeId ProgramReader::handed_to(const CallEdge& edge, std::size_t parameter) const {
  const Tree& tree = program_.tree(edge.site.file);
  if (tree.kind(edge.site.node) != NodeKind::Call) return {};
  const FunctionInfo& info = program_.function(edge.callee);
  const auto callees = objects({edge.site.file, tree.child(edge.site.node, Field::Function)});
  // `Class.method(object, x)` hands over the receiver, too.
  const bool plain = std::all_of(callees.begin(), callees.end(), [&](ObjectId o) {
    return values()[o].kind == ObjectKind::Function;
  });
  std::size_t position = info.owner.exists() && !plain ? 1 : 0;
  for (NodeId argument : tree.children(tree.child(edge.site.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(argument);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return {};
    if (kind == NodeKind::Keyword) {
      if (tree[argument].name == info.parameters[parameter].name)
        return tree.child(argument, Field::Value);
    } else if (position++ == parameter) {
      return argument;
    }
  }
  return {};
}

NodeId ProgramReader::instance_of_type(NodeRef at) const {
  const Tree& tree = program_.tree(at.file);
  if (tree.kind(at.node) == NodeKind::Attribute)
    return text(tree[at.node].name) == "__class__" ? tree.child(at.node, Field::Object) : NodeId{};
  if (tree.kind(at.node) != NodeKind::Call) return {};
  const ApiRow* api = called_api(at);
  if (api == nullptr || !api->has(Trait::GivesClass)) return {};
  const std::vector<NodeId> given = arguments(at);
  return given.size() == 1 ? given.front() : NodeId{};
}

std::vector<NodeId> ProgramReader::arguments(NodeRef call) const {
  const Tree& tree = program_.tree(call.file);
  const NodeId list = tree.child(call.node, NodeKind::Arguments);
  std::vector<NodeId> out;
  if (!list.exists()) return out;
  for (NodeId child : tree.children(list)) {
    const NodeKind kind = tree.kind(child);
    if (kind != NodeKind::Starred && kind != NodeKind::DoubleStarred) out.push_back(child);
  }
  return out;
}

}  // namespace hyb
