// Rule HYB001. User documentation: hybridize_missing_train_step.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_fixes.h"
#include "core/facts/step_methods.h"
#include "core/facts/verdicts.h"

namespace hyb::checks::hybridize_missing {
namespace {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report training steps in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "Training step '{0}' runs eagerly on every iteration; wrap it in 'tf.function'."},
};

constexpr char kDocs[] =
#include "hybridize_missing_train_step.md.inc"
    ;

/// An argument that is another Python value at each call: a loop's own variable, or a counter.
bool varies(const Facts& facts, FileId file, NodeId argument) {
  const Tree& tree = facts.program().tree(file);
  if (tree.kind(argument) != NodeKind::Name) return false;
  const auto objects = facts.values().objects(facts.value({file, argument}));
  const bool python = std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = facts.values()[o];
    if (object.kind == ObjectKind::Float) return true;
    const bool text_or_int = object.kind == ObjectKind::Int || object.kind == ObjectKind::Str;
    return text_or_int && !object.name.exists();
  });
  if (!python) return false;
  const ScopeTree& scopes = facts.program().scopes(file);
  const SymbolId symbol = scopes.symbol_of[argument.index()];
  if (!symbol.exists()) return false;
  const Symbol& info = scopes.symbols[symbol];
  for (std::uint32_t b = 0; b < info.binding_count; ++b) {
    const Binding& binding = scopes.bindings[info.first_binding + b];
    if (binding.kind == BindingKind::Loop || binding.kind == BindingKind::Augment) return true;
    if (binding.kind == BindingKind::Assign &&
        loop_around(facts.program(), facts.engine(), {file, binding.node}).node.exists())
      return true;
  }
  return false;
}

/// Do calls pass values that would each make a graph of their own?
bool arguments_retrace(const Facts& facts, FunctionId f) {
  for (const CallEdge& edge : facts.edges_into(f)) {
    const Tree& tree = facts.program().tree(edge.site.file);
    if (tree.kind(edge.site.node) != NodeKind::Call) continue;
    for (NodeId a : tree.children(tree.child(edge.site.node, NodeKind::Arguments))) {
      const NodeId value = tree.kind(a) == NodeKind::Keyword ? tree.child(a, Field::Value) : a;
      if (varies(facts, edge.site.file, value)) return true;
    }
  }
  return false;
}

void add_fix(const Facts& facts, FunctionId f, Report& report) {
  std::optional<Fix> fix = add_graph_function(facts, f);
  if (!fix) return;
  fix->reason =
      "Python in the function then runs once per trace, the first call takes longer, and unseeded "
      "or globally seeded random operations draw other numbers.";
  report.fix(std::move(*fix));
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  const Tracing& tracing = facts.tracing();
  const GradientSteps& steps = facts.gradient_steps();
  for (FunctionId f : facts.functions(file)) {
    const std::vector<NodeRef>& tapes = steps.tapes(f);
    if (tapes.empty() || program.function(f).is_lambda()) continue;
    if (tracing.traced(f) || tracing.replica(f) || !tracing.repeated(f)) continue;
    // A tape inside a loop of the function itself: the step is not the function but the loop's
    // body.
    const bool inline_step = std::any_of(tapes.begin(), tapes.end(), [&](NodeRef tape) {
      return loop_around(program, facts.engine(), tape).node.exists();
    });
    if (inline_step || !no(overrides_step(facts, f))) continue;
    const NodeRef update = steps.update(f);
    if (!update.node.exists()) continue;
    if (!facts.verdicts().keeps_meaning(f) || arguments_retrace(facts, f)) continue;

    if (auto report = cx.report(program.name_loc(f))) {
      report.message("default", {program.qualified_name(f)});
      for (const Note& note : facts.why(f, Mode::Eager)) report.note(note.where, note.text, 0);
      const NodeRef loop = tracing.loop_of(f);
      const Tree& tree = program.tree(loop.file);
      Loc where = program.loc(loop);
      if (const NodeId body = tree.child(loop.node, Field::Body); body.exists())
        where.end = std::max(where.begin + 1, tree[body].begin);
      report.note(where, "this loop runs it again and again.");
      report.note(program.loc(update), "variables are updated here.");
      add_fix(facts, f, report);
    }
  }
}

}  // namespace

extern constexpr Check hybridize_missing_train_step = file_check<Options, run>({
    .code = "HYB001",
    .name = "hybridize-missing-train-step",
    .group = "hybridize-missing",
    .summary = "A training step that could run as a graph runs eagerly on every iteration.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::hybridize_missing
