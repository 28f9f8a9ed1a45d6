#include "core/facts/reservations.h"

#include <algorithm>

#include "core/facts/graph_changes.h"
#include "core/facts/varying_arguments.h"

namespace hyb {

using flow::CallEdge;

namespace {

/// What an answer that is not known rests on, where the record has it.
Reservation doubt(const FunctionFacts& known, VerdictFact fact) {
  Reservation out{"doubt", {}, "cannot tell whether " + std::string(info(fact).clause)};
  for (const PreconditionFact& one : known.preconditions) {
    if (one.name != info(fact).key || !one.answer.at.node.exists()) continue;
    out.at = one.answer.at;
    if (!one.answer.what.empty()) out.text += ": " + std::string(one.answer.what);
  }
  return out;
}

std::string too_small(const FunctionFacts& known) {
  if (known.weighted_ops < kBreakEvenOps)
    return "it computes too little: about as much as " +
           std::to_string(static_cast<int>(known.weighted_ops + 0.5)) +
           " small operations in a call, and " + std::to_string(static_cast<int>(kBreakEvenOps)) +
           " pay for a graph";
  return known.calls == CallCount::Once ? "it is called once"
                                        : "nothing shows that it is called again and again";
}

}  // namespace

// The function is defined in one that runs again and again: each run would make another graph.
bool Reservations::made_anew(FunctionId f) const {
  const FunctionId outer = facts_.program().function(f).outer;
  return outer.exists() && facts_.tracing().repeated(outer);
}

// It runs eagerly only where Keras is told to leave its graphs, or where the program itself stages
// it elsewhere: that is asked for to look into it.
bool Reservations::left_eager(FunctionId f) const {
  const auto edges = facts_.tracing().chain(f, Mode::Eager).edges;
  return std::any_of(edges.begin(), edges.end(), [&](const CallEdge& edge) {
    return starts_graph(edge.passage) || staged_elsewhere(facts_, edge.callee);
  });
}

bool Reservations::rests_on_names(FunctionId f) {
  if (!names_) names_.emplace(facts_);
  return names_->met(f);
}

bool Reservations::learns_from_keras(FunctionId f) {
  if (!training_) training_.emplace(facts_);
  return training_->decides(f);
}

bool Reservations::changes_later(FunctionId f, const FunctionVerdict& verdict) const {
  const GraphChanges& changes = facts_.graph_changes();
  return changes.in_later_traces(f).kind != GraphChangeKind::None &&
         (!verdict.traced_once || changes.is_traced_again(f));
}

bool Reservations::any(FunctionId f, const FunctionVerdict& verdict) {
  return !verdict.verdict.doubts.empty() || verdict.coerces || !verdict.pays || verdict.retraces ||
         made_anew(f) || left_eager(f) || facts_.graph_changes().any(f) ||
         changes_later(f, verdict) || gets_varying_python(facts_, f) || rests_on_names(f) ||
         learns_from_keras(f);
}

std::vector<Reservation> Reservations::of(const FunctionFacts& known,
                                          const FunctionVerdict& verdict) {
  std::vector<Reservation> out;
  if (verdict.verdict.precondition != Precondition::P1 || verdict.advice != Advice::None)
    return out;
  const FunctionId f = known.function;
  const auto add = [&](std::string_view key, std::string_view text) {
    out.push_back({key, {}, std::string(text)});
  };
  if (!verdict.pays) add("too_small", too_small(known));
  for (VerdictFact fact : verdict.verdict.doubts) out.push_back(doubt(known, fact));
  if (verdict.coerces)
    add("coerced",
        "an array that it is given takes over the dtype of a tensor, which a graph refuses");
  if (verdict.retraces || gets_varying_python(facts_, f))
    add("many_traces", "its calls would make many traces, or nobody knows how many");
  if (made_anew(f))
    add("made_anew",
        "it is made anew, and would be traced anew, each time the function around it runs");
  if (left_eager(f))
    add("left_eager",
        "the program makes a graph of what calls it elsewhere, or tells Keras to run "
        "eagerly: here it is left eager on purpose");
  if (rests_on_names(f))
    add("methods_by_name",
        "it calls methods of objects that are not known: that they have no side "
        "effect rests on their names");
  if (learns_from_keras(f))
    add("training_context",
        "layers below it learn from Keras whether it trains, which a trace "
        "would keep, or Keras 3 traces it while its weights are not made");
  std::vector<GraphChange> changes = facts_.graph_changes().of(f);
  if (changes_later(f, verdict)) changes.push_back(facts_.graph_changes().in_later_traces(f));
  for (const GraphChange& change : changes)
    out.push_back(
        {name_of(change.kind), change.at, "as a graph " + std::string(clause(change.kind))});
  return out;
}

}  // namespace hyb
