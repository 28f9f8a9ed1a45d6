#include "core/facts/eager_need.h"

#include <algorithm>

#include "core/facts/function_facts.h"
#include "core/facts/importers.h"
#include "core/facts/step_methods.h"
#include "core/facts/trace_dependence.h"
#include "core/facts/verdicts.h"
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

/// Keras stages it where it drives a model: seen to, or since it is a step or `call` of a layer.
bool driven_by_keras(const Facts& facts, FunctionId f) {
  const auto into = facts.edges_into(f);
  if (std::any_of(into.begin(), into.end(), [](const flow::CallEdge& edge) {
        return edge.passage == flow::Passage::KerasFit || edge.passage == flow::Passage::KerasStep;
      }))
    return true;
  if (overrides_step(facts, f) != Tri::No) return true;
  const FunctionInfo& info = facts.program().function(f);
  return info.owner.exists() && info.name == facts.program().names().find("call") &&
         facts.derives(info.owner, kLayerClass) != Tri::No;
}

bool starts_graph(const Facts& facts, FunctionId f) {
  if (!facts.decorations_of(f).empty()) return true;
  const auto into = facts.edges_into(f);
  return std::any_of(into.begin(), into.end(),
                     [](const flow::CallEdge& edge) { return flow::starts_graph(edge.passage); });
}

/// By file: some program runs it with `file`. One of the files that come to import `file` starts
/// the program, and comes to import all others.
std::vector<bool> run_together(const Facts& facts, FileId file) {
  const std::vector<std::vector<FileId>> by = importers(facts);
  std::vector<std::vector<FileId>> of(by.size());
  for (std::size_t i = 0; i < by.size(); ++i)
    for (FileId importer : by[i]) of[importer.index()].push_back(FileId::from_index(i));
  std::vector<bool> reached(by.size(), false);
  std::vector<FileId> found{file};
  reached[file.index()] = true;
  const auto spread = [&](const std::vector<std::vector<FileId>>& along) {
    for (std::size_t at = 0; at < found.size(); ++at)
      for (FileId next : along[found[at].index()]) {
        if (!reached[next.index()]) found.push_back(next);
        reached[next.index()] = true;
      }
  };
  spread(by);
  spread(of);
  return reached;
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

FunctionId changed_as_graph(const Facts& facts, FileId file, KeptEager kept) {
  const std::vector<bool> together = run_together(facts, file);
  for (std::size_t i = 0; i < facts.program().functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    if (!together[facts.program().function(f).file.index()]) continue;
    if (!driven_by_keras(facts, f) && (kept == KeptEager::Models || !starts_graph(facts, f)))
      continue;
    if (!facts.verdicts().keeps_meaning(f) || depends_on_trace(facts, f)) return f;
  }
  return {};
}

}  // namespace hyb
