#include "core/tensorflow/expected_failure.h"

#include "core/tensorflow/called_api.h"

namespace hyb {

namespace {

bool expects_failure(const Program& program, const flow::Engine& engine, NodeRef call) {
  const ApiRow* api = called_api(program, engine, call);
  return api != nullptr && api->has(Trait::ExpectsFailure);
}

}  // namespace

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
    if (kind != NodeKind::With) continue;
    for (NodeId item : tree.children(up)) {
      if (tree.kind(item) != NodeKind::WithItem) continue;
      const NodeId value = tree.child(item, Field::Value);
      if (tree.kind(value) != NodeKind::Call || tree.contains(value, site.node)) continue;
      if (expects_failure(program, engine, {site.file, value})) return true;
    }
  }
  return false;
}

}  // namespace hyb
