#include "core/facts/verdicts.h"

#include <algorithm>

#include "core/base/parallel.h"
#include "core/facts/graph_changes.h"
#include "core/facts/reservations.h"

namespace hyb {

using flow::CallEdge;
using enum VerdictFact;

namespace {

constexpr std::uint64_t kFewTraces = 5;  // a closed set of literals so small is no reason to change
constexpr std::uint64_t kManyTraces = 10;  // a trace costs what a hundred calls save
constexpr std::uint64_t kManyShapes = 3;   // from so many traces on a signature is worth writing

/// Facts that are obstacles in core/preconditions.
struct ObstacleFact {
  VerdictFact fact;
  Obstacle obstacle;
};
constexpr ObstacleFact kObstacleFacts[] = {
    {EagerOnlyCalls, Obstacle::EagerOnlyCall},
    {NumpyCalls, Obstacle::NumpyCall},
    {InvalidNames, Obstacle::InvalidNameArgument},
    {StaleVariables, Obstacle::StaleVariableRead},
    {TensorIteration, Obstacle::TensorIteration},
    {CreatesVariables, Obstacle::VariableCreation},
    {StaleState, Obstacle::ChangingState},
    {UnsupportedReturn, Obstacle::UnsupportedReturn},
    {UnconvertibleControl, Obstacle::UnconvertibleControl},
};

/// By its name a function takes tensors: a step of training or testing, inference, and what a model
/// is called by.
bool named_for_tensors(const Facts& facts, FunctionId f) {
  const FunctionInfo& info = facts.program().function(f);
  if (info.is_lambda()) return false;
  const std::string_view name = facts.text(info.name);
  if (name == "call" || name == "__call__")
    return info.owner.exists() && facts.derives(info.owner, "keras.Model") == Tri::Yes;
  constexpr std::string_view kStep = "_step";
  const std::size_t begin = std::min(name.find("train"), name.find("test"));
  return (name.ends_with(kStep) && begin < name.size() - kStep.size()) || name == "run_model" ||
         name.ends_with("inference");
}

const PreconditionFact* find(const FunctionFacts& known, VerdictFact fact) {
  for (const PreconditionFact& one : known.preconditions)
    if (one.name == info(fact).key) return &one;
  return nullptr;
}

}  // namespace

std::string_view name_of(Advice advice) {
  constexpr std::string_view kNames[] = {"none",   "convert",     "convert_caller", "keep",
                                         "remove", "reconfigure", "wrap_literals"};
  return kNames[static_cast<std::size_t>(advice)];
}

Verdicts::Verdicts(const Facts& facts, const FunctionFactsMaker& maker, Assume assume,
                   unsigned jobs)
    : facts_(facts), assume_(assume) {
  const std::size_t count = facts.program().functions().size();
  rows_.resize(count);
  converts_.assign(count, false);
  constexpr std::size_t kAtOnce = 64;
  parallel_for((count + kAtOnce - 1) / kAtOnce, jobs, [&](std::size_t part, unsigned) {
    for (std::size_t i = part * kAtOnce; i < std::min(count, (part + 1) * kAtOnce); ++i)
      read(FunctionId::from_index(i), maker);
  });
  Reservations reservations(facts);
  for (std::size_t i = 0; i < count; ++i) {
    const Verdict& verdict = rows_[i].verdict;
    converts_[i] = !verdict.optimize && verdict.precondition == Precondition::P1 &&
                   !reservations.any(FunctionId::from_index(i), rows_[i]);
  }
  for (std::size_t i = 0; i < count; ++i)
    if (converts_[i]) rows_[i].advice = advise_eager(FunctionId::from_index(i));
}

void Verdicts::read(FunctionId f, const FunctionFactsMaker& maker) {
  const FunctionFacts known = maker.outline(f);
  const Preconditions& preconditions = maker.preconditions();
  FunctionVerdict& row = rows_[f.index()];
  VerdictFacts& facts = row.facts;
  facts.set(Hybrid, tri(known.hybrid));
  facts.set(TensorParameter, known.tensor_parameter);
  // A graph that nobody is seen to call may be called with anything.
  if (known.hybrid && known.tensor_parameter == Tri::No &&
      std::any_of(known.parameters.begin(), known.parameters.end(), [](const ParameterFact& p) {
        return p.kind != "receiver" && p.evidence != "proved" && p.evidence != "annotated";
      }))
    facts.set(TensorParameter, Tri::Unknown);
  const bool named = known.tensor_parameter == Tri::No && named_for_tensors(facts_, f) &&
                     std::any_of(known.parameters.begin(), known.parameters.end(),
                                 [](const ParameterFact& p) { return p.kind != "receiver"; });
  // What its name says outlasts the calls that are known: it keeps its graph.
  if (known.hybrid && named) facts.set(TensorParameter, Tri::Unknown);
  facts.set(PrimitiveParameter, known.primitive_parameter);
  facts.set(SideEffects, facts_.effects().effects_but_callbacks(f));
  facts.set(CallbackEffects, known.callback_side_effects);
  facts.set(Recursive, tri(known.recursive));
  // As published: whether it is seen to compute. Advice asks whether it may.
  facts.set(TensorComputation, tri(known.tensor_computation == Tri::Yes));
  for (const ObstacleFact& each : kObstacleFacts)
    facts.set(each.fact, preconditions.value(f, each.obstacle));
  facts.set(DtypeConflicts, preconditions.conflicting_dtypes(f).value);
  facts.set(KerasSymbolic, preconditions.symbolic_arguments(f).value);
  facts.set(UnresolvedAxes, preconditions.unresolved_axes(f).value);
  const Tri driven = this->driven(f);
  facts.set(Driven, driven);
  facts.set(Covered, tri(known.caller_covered && driven != Tri::Yes));
  facts.set(Replica, tri(facts_.tracing().replica(f)));
  facts.set(SignatureInferable, tri(known.input_signature.present));
  const bool declared =
      std::any_of(known.options.begin(), known.options.end(), [](const OptionFact& option) {
        return option.name == "input_signature" && option.text != "None";
      });
  facts.set(SignaturePresent, tri(declared));
  row.verdict = judge(facts, assume_);
  row.speculative =
      named ||
      (known.tensor_parameter == Tri::Yes &&
       std::none_of(known.parameters.begin(), known.parameters.end(), [](const ParameterFact& p) {
         return p.tensor == Tri::Yes && (p.evidence == "proved" || p.evidence == "annotated");
       }));
  row.coerces = !preconditions.coerced_arguments(f).empty();
  row.pays = known.profitable == Tri::Yes;
  row.traced_once = known.trace_estimate == 1U;
  row.retraces = !known.trace_estimate || *known.trace_estimate > kManyTraces;
  if (row.verdict.optimize) row.advice = advise_graph(row, known);
}

// Entered by TensorFlow alone; or nobody calls it, and it is what Keras calls.
Tri Verdicts::driven(FunctionId f) const {
  const Program& program = facts_.program();
  const auto into = facts_.edges_into(f);
  if (!into.empty()) {
    const bool framework = std::any_of(
        into.begin(), into.end(), [](const CallEdge& edge) { return starts_graph(edge.passage); });
    return tri(framework && !facts_.tracing().eager(f));
  }
  const FunctionInfo& info = program.function(f);
  if (!info.owner.exists()) return Tri::No;
  const ApiRow* step = find_method("keras.Model", facts_.text(info.name));
  if (step == nullptr || !step->has(Trait::Step)) return Tri::No;
  return facts_.derives(info.owner, "keras.Model");
}

bool Verdicts::keeps_meaning(FunctionId f) const {
  return hyb::keeps_meaning(rows_[f.index()].facts) && !rows_[f.index()].coerces &&
         !facts_.graph_changes().any(f) &&
         (facts_.graph_changes().in_later_traces(f).kind == GraphChangeKind::None ||
          (rows_[f.index()].traced_once && !facts_.graph_changes().is_traced_again(f)));
}

bool staged_elsewhere(const Facts& facts, FunctionId f) {
  const auto made = facts.decorations_of(f);
  return std::any_of(made.begin(), made.end(), [&](std::uint32_t number) {
    return !facts.program().project().files[facts.decoration(number).site.file.index()].test_code;
  });
}

Advice Verdicts::advise_eager(FunctionId f) const {
  const auto into = facts_.edges_into(f);
  // What is called now and then beside calls that a caller covers is no reason of its own.
  const bool covered = std::none_of(into.begin(), into.end(), [&](const CallEdge& edge) {
    if (!facts_.tracing().reached(edge.from, Mode::Eager)) return false;
    if (edge.caller.exists() && converts_[edge.caller.index()]) return false;
    return facts_.tracing().repeats(edge);
  });
  return covered ? Advice::ConvertCaller : Advice::Convert;
}

Advice Verdicts::advise_graph(const FunctionVerdict& row, const FunctionFacts& known) const {
  // The decoration carries nothing else. Of a function that is only seen to raise, nothing is
  // known.
  const bool plain = facts_.engine().return_value(known.function).exists() &&
                     std::all_of(known.options.begin(), known.options.end(),
                                 [](const OptionFact& option) { return option.name == "func"; });
  switch (row.verdict.precondition) {
    case Precondition::P2:
    case Precondition::P6:
      return plain && known.tensor_computation == Tri::No ? Advice::Remove : Advice::Keep;
    case Precondition::P3:
      if (known.trace_estimate && *known.trace_estimate <= kFewTraces) return Advice::Keep;
      return known.tensor_computation != Tri::No || !plain ? Advice::WrapLiterals : Advice::Remove;
    case Precondition::P4:
      return known.trace_estimate && *known.trace_estimate >= kManyShapes ? Advice::Reconfigure
                                                                          : Advice::Keep;
    case Precondition::None:
    case Precondition::P1:
    case Precondition::P5:
      return Advice::Keep;
  }
  return Advice::Keep;
}

std::vector<FailureText> failure_texts(const Facts& facts, const FunctionFacts& known,
                                       const FunctionVerdict& verdict) {
  std::vector<FailureText> out;
  const Program& program = facts.program();
  const FileId file = program.function(known.function).file;
  const auto line_of = [&](NodeRef at) {
    return program.source(at.file).line_at(program.loc(at).begin);
  };
  for (const Failure& failure : verdict.verdict.failures) {
    FailureText text{failure.code, known.line, std::string(info(failure.fact).clause)};
    if (failure.code == "HAS_NO_PRIMITIVE_PARAMETERS")
      text.why = "no parameter makes it retrace, and tensors come in: it is best left a graph";
    if (failure.unknown) text.why = "cannot tell whether " + text.why;
    const bool callback = failure.fact == CallbackEffects;
    if ((failure.fact == SideEffects || callback) && !known.effects.empty()) {
      const std::string_view not_known =
          name_of(callback ? EffectKind::Callback : EffectKind::Unknown);
      const EffectFact* shown = nullptr;
      for (const EffectFact& effect : known.effects)
        if ((effect.kind == not_known) == failure.unknown && shown == nullptr) shown = &effect;
      if (shown != nullptr) {
        text.why += ": '" + shown->at.text + "' at " + shown->at.file + ":" +
                    std::to_string(shown->at.line);
        text.line = shown->through.empty() ? shown->at.line : shown->through.front().line;
      }
    }
    const PreconditionFact* why = find(known, failure.fact);
    if (why != nullptr && why->answer.at.node.exists()) {
      if (!why->answer.what.empty()) text.why += ": " + std::string(why->answer.what);
      if (!why->answer.through.empty())
        text.line = line_of(why->answer.through.front().site);
      else if (why->answer.at.file == file)
        text.line = line_of(why->answer.at);
    }
    out.push_back(std::move(text));
  }
  return out;
}

}  // namespace hyb
