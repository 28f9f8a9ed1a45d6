#include "core/facts/strategies.h"

#include <algorithm>
#include <vector>

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

struct Strategy {
  const ApiRow* row = nullptr;  // nullptr = something else, or nobody knows
  bool of_a_test = false;       // test code makes it
  bool has(Trait trait) const { return row != nullptr && row->has(trait); }
};

/// What the receiver of a Call row may be.
std::vector<Strategy> strategies(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  if (tree.kind(callee) != NodeKind::Attribute) return {};
  const NodeRef receiver{call.file, tree.child(callee, Field::Object)};
  std::vector<Strategy> out;
  for (ObjectId o : facts.values().objects(facts.value(receiver))) {
    const Object& object = facts.values()[o];
    Strategy& strategy = out.emplace_back();
    if (object.kind != ObjectKind::ExternalInstance) continue;
    strategy.row = find_api(facts.text(object.name));
    if (object.b == 0) continue;
    const NodeRef made = facts.engine().allocation(object.b);
    strategy.of_a_test = facts.program().project().files[made.file.index()].test_code;
  }
  return out;
}

}  // namespace

StrategyKind strategy_of(const Facts& facts, NodeRef call) {
  StrategyKind kind = StrategyKind::None;
  for (const Strategy& strategy : strategies(facts, call)) {
    if (!strategy.has(Trait::Strategy)) return StrategyKind::None;
    if (strategy.has(Trait::NeedsGraph)) return StrategyKind::Tpu;
    kind = StrategyKind::Replicas;
  }
  return kind;
}

bool meets_in_graph(const Facts& facts, NodeRef call) {
  std::vector<Strategy> all = strategies(facts, call);
  if (std::any_of(all.begin(), all.end(), [](const Strategy& s) { return !s.of_a_test; }))
    std::erase_if(all, [](const Strategy& s) { return s.of_a_test; });
  return std::all_of(all.begin(), all.end(),
                     [](const Strategy& s) { return s.has(Trait::Strategy); }) &&
         std::any_of(all.begin(), all.end(),
                     [](const Strategy& s) { return s.has(Trait::MeetsInGraph); });
}

}  // namespace hyb
