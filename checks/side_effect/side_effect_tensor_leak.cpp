// Rule HYB017. User documentation: side_effect_tensor_leak.md; tests: tests/checks/side_effect/….
#include <algorithm>

#include "checks/check.h"
#include "checks/leftover_state.h"
#include "core/facts/memoized.h"
#include "core/symbolic/symbolic_values.h"

namespace hyb::checks::side_effect {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report writes in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "A tensor of the trace is kept in the {0} '{1}'; it cannot be used outside of that trace."},
    {"staged",
     "The {0} '{1}' is assigned below control flow on a tensor; it holds a tensor of the trace "
     "afterwards, which cannot be used outside of it."},
    {"memoized",
     "'{0}' is memoized and returns a tensor of the trace that calls it first; the next trace "
     "cannot use it."},
};

constexpr char kDocs[] =
#include "side_effect_tensor_leak.md.inc"
    ;

/// All that can read the place is in the program: no attribute of an object of outside.
bool is_own_place(const Facts& facts, const TraceEffect& effect) {
  if (!effect.place.node.exists()) return false;
  const Tree& tree = facts.program().tree(effect.place.file);
  if (tree.kind(effect.place.node) != NodeKind::Attribute) return true;
  const NodeRef owner{effect.place.file, tree.child(effect.place.node, Field::Object)};
  const auto objects = facts.values().objects(facts.value(owner));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
    const flow::ObjectKind kind = facts.values()[o].kind;
    return kind == flow::ObjectKind::Instance || kind == flow::ObjectKind::Class ||
           kind == flow::ObjectKind::Module;
  });
}

void report_leak(const TraceEffect& effect, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Leftovers left = leftovers_of(facts, effect);
  if (!left.known() && (!left.unread() || !is_own_place(facts, effect))) return;
  auto report = cx.report(cx.program().loc(effect.effect.at));
  if (!report) return;
  report
      .message(effect.staged ? "staged" : "default",
               {std::string(kind_of_place(facts, effect)), text_of_place(facts, effect)})
      .severity(left.known() ? Severity::Error : Severity::Warning)
      .notes(facts.why(effect));
  if (left.eager_read.node.exists())
    report.note(cx.program().loc(left.eager_read), "eager code reads it here.");
  else if (left.traced_read.node.exists())
    report.note(cx.program().loc(left.traced_read), "another trace reads it here.");
}

/// Eager code comes to what fills the place once, and may have filled it before any trace.
bool filled_eagerly(const Facts& facts, const TraceEffect& effect) {
  return effect.guard.exists() && facts.tracing().eager(effect.function);
}

/// Keras 2 builds layers outside of the graph; a layer that is called eagerly first is built there.
bool built_in_graph(const Facts& facts, const TraceEffect& effect) {
  return facts.keras() == KerasGeneration::Three && !facts.tracing().eager(effect.function);
}

/// The tensor that a memoized function makes, in the trace that happens to call it first.
void report_memoized(FunctionId f, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tracing& tracing = facts.tracing();
  if (!tracing.traced(f) || tracing.eager(f) || !is_memoized(facts, f)) return;
  const FunctionInfo& info = cx.program().function(f);
  const Tree& tree = cx.program().tree(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Return) continue;
    const NodeRef value{info.file, tree.child(row, Field::Value)};
    if (cx.program().enclosing_function({info.file, row}) != f || !value.node.exists() ||
        in_eager_island(cx.program(), facts.engine(), value) ||
        !facts.symbolic_values().keeps_symbolic(value))
      continue;
    auto report = cx.report(cx.program().loc(value));
    if (!report) continue;
    report.message("memoized", {cx.program().qualified_name(f)})
        .severity(Severity::Warning)
        .notes(facts.why(f, tracing.traced_mode(f)));
  }
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  for (const TraceEffect& effect : facts.trace_effects().of_file(file)) {
    if (!effect.symbolic || effect.rejects.exists()) continue;
    if (effect.effect.kind == EffectKind::IteratorConsumption) continue;
    if (effect.building && !built_in_graph(facts, effect)) continue;
    if (filled_eagerly(facts, effect)) continue;
    if (!options.tests && traced_by_tests_alone(facts, effect.function)) continue;
    report_leak(effect, cx);
  }
  for (FunctionId f : facts.functions(file)) report_memoized(f, cx);
}

}  // namespace

extern constexpr Check side_effect_tensor_leak = file_check<Options, run>({
    .code = "HYB017",
    .name = "side-effect-tensor-leak",
    .group = "side-effect",
    .summary = "A tensor of a graph that is being traced is kept where other code can reach it.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::side_effect
