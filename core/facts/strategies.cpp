#include "core/facts/strategies.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

StrategyKind strategy_of(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  if (tree.kind(callee) != NodeKind::Attribute) return StrategyKind::None;
  const NodeRef receiver{call.file, tree.child(callee, Field::Object)};
  StrategyKind kind = StrategyKind::None;
  for (ObjectId o : facts.values().objects(facts.value(receiver))) {
    const Object& object = facts.values()[o];
    if (object.kind != ObjectKind::ExternalInstance) return StrategyKind::None;
    const ApiRow* row = find_api(facts.text(object.name));
    if (row == nullptr || !row->has(Trait::Strategy)) return StrategyKind::None;
    if (row->has(Trait::NeedsGraph)) return StrategyKind::Tpu;
    kind = StrategyKind::Replicas;
  }
  return kind;
}

}  // namespace hyb
