#include "core/facts/eager_need.h"

#include "core/facts/function_facts.h"
#include "core/tensorflow/framework.h"

namespace hyb {

namespace {

/// Writes a tensor to an attribute, to be read after the call.
bool keeps_tensors(const Facts& facts, FunctionId f) {
  const FunctionInfo& info = facts.program().function(f);
  const Tree& tree = facts.program().tree(info.file);
  for (const Effect& effect : facts.effects().own(f)) {
    if (effect.kind != EffectKind::AttributeWrite) continue;
    const NodeId statement = tree.parent(effect.at.node);
    const NodeId value = statement.exists() ? tree.child(statement, Field::Value) : NodeId{};
    if (!value.exists()) continue;
    for (flow::ObjectId o : facts.values().objects(facts.value({info.file, value})))
      if (facts.values()[o].kind == flow::ObjectKind::Tensor) return true;
  }
  return false;
}

/// A function that the switch keeps eager: a tf.function, what Keras calls of a layer or model, and
/// what a class hands to a base nobody knows.
bool kept_eager(const Facts& facts, FunctionId f) {
  if (!facts.decorations_of(f).empty()) return true;
  const ClassId owner = facts.program().function(f).owner;
  return owner.exists() && (facts.derives(owner, kLayerClass) != Tri::No);
}

}  // namespace

bool needs_eager(const Facts& facts) {
  const Program& program = facts.program();
  constexpr Obstacle kRaises[] = {Obstacle::EagerOnlyCall, Obstacle::NumpyCall,
                                  Obstacle::TensorIteration, Obstacle::UnconvertibleControl};
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    if (program.project().files[program.function(f).file.index()].test_code) continue;
    if (!kept_eager(facts, f)) continue;
    for (const Obstacle obstacle : kRaises)
      if (yes(facts.records().preconditions().value(f, obstacle))) return true;
    if (keeps_tensors(facts, f)) return true;
  }
  return false;
}

}  // namespace hyb
