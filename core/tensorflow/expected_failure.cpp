#include "core/tensorflow/expected_failure.h"

#include "core/tensorflow/called_api.h"
#include "core/tensorflow/element_functions.h"

namespace hyb {

namespace {

/// `try: yield; except …`: a context manager of the project that handles what its block raises.
bool handles_its_block(const Program& program, FunctionId f) {
  const FunctionInfo& info = program.function(f);
  if (!info.body.exists() || !info.is_generator) return false;
  const Tree& tree = program.tree(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Except) continue;
    const NodeId body = tree.child(tree.parent(row), Field::Body);
    for (auto j = static_cast<std::uint32_t>(body.index()); j < tree.end_of(body); ++j)
      if (tree.kind(NodeId::from_index(j)) == NodeKind::Yield) return true;
  }
  return false;
}

bool expects_failure(const Program& program, const flow::Engine& engine, NodeRef call) {
  const ApiRow* api = called_api(program, engine, call);
  return api != nullptr && api->has(Trait::ExpectsFailure);
}

}  // namespace

bool block_expected_to_fail(const Program& program, const flow::Engine& engine, NodeRef with) {
  const Tree& tree = program.tree(with.file);
  for (NodeId item : tree.children(with.node)) {
    if (tree.kind(item) != NodeKind::WithItem) continue;
    const NodeRef value{with.file, tree.child(item, Field::Value)};
    if (tree.kind(value.node) != NodeKind::Call) continue;
    if (expects_failure(program, engine, value)) return true;
    for (const flow::CallEdge& edge : edges_of_call(program, engine, value))
      if (handles_its_block(program, edge.callee)) return true;
  }
  return false;
}

bool expected_to_fail(const Program& program, const flow::Engine& engine, NodeRef site) {
  const Tree& tree = program.tree(site.file);
  if (tree.kind(site.node) == NodeKind::Call && expects_failure(program, engine, site)) return true;
  for (NodeId up = tree.parent(site.node); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::ClassDef) return false;
    if (kind == NodeKind::Lambda) {
      // `assertRaises(ValueError, lambda: f(x))`
      const NodeId list = tree.parent(up);
      const NodeId call = tree.kind(list) == NodeKind::Arguments ? tree.parent(list) : NodeId{};
      return call.exists() && tree.kind(call) == NodeKind::Call &&
             expects_failure(program, engine, {site.file, call});
    }
    if (kind == NodeKind::With && tree.contains(tree.child(up, Field::Body), site.node) &&
        block_expected_to_fail(program, engine, {site.file, up}))
      return true;
  }
  return false;
}

}  // namespace hyb
