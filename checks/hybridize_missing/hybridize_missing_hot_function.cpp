// Rule HYB002. User documentation: hybridize_missing_hot_function.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_fixes.h"
#include "core/facts/eager_steps.h"
#include "core/facts/inline_steps.h"
#include "core/facts/steady_loop.h"
#include "core/facts/verdicts.h"

namespace hyb::checks::hybridize_missing {
namespace {

using flow::CallEdge;

struct Options {
  int min_ops = 24;
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::min_ops>("min-ops", "24",
                              "Report functions that run at least this many operations a call."),
    option<&Options::tests>("tests", "false", "Report functions in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "Tensor function '{0}' is called repeatedly from eager code; 'tf.function' would remove "
     "per-op dispatch."},
};

constexpr char kDocs[] =
#include "hybridize_missing_hot_function.md.inc"
    ;

/// Functions that run in the graph of `f` once it is one, and would be worth one of their own.
std::vector<FunctionId> covers(const Facts& facts, FunctionId f) {
  std::vector<FunctionId> out;
  for (const CallEdge& edge : facts.edges_from(f))
    if (facts.verdicts().of(edge.callee).advice == Advice::ConvertCaller)
      out.push_back(edge.callee);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

/// A function on the told way should be a graph itself: this one is then a part of it.
bool runs_in_another(const Facts& facts, FunctionId f) {
  const auto edges = facts.tracing().chain(f, Mode::Eager).edges;
  return std::any_of(edges.begin(), edges.end(), [&](const CallEdge& edge) {
    return edge.caller.exists() && edge.caller != f &&
           facts.verdicts().of(edge.caller).advice == Advice::Convert;
  });
}

/// All that calls it eagerly is a training step that should be a graph.
bool runs_in_steps(const Facts& facts, FunctionId f) {
  bool any = false;
  for (const CallEdge& edge : facts.edges_into(f)) {
    if (!facts.tracing().reached(edge.from, Mode::Eager)) continue;
    if (!edge.caller.exists() || !update_of_eager_step(facts, edge.caller).node.exists())
      return false;
    any = true;
  }
  return any;
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  for (FunctionId f : facts.functions(file)) {
    if (program.function(f).is_lambda()) continue;
    if (facts.verdicts().of(f).advice != Advice::Convert) continue;
    if (facts.verdicts().of(f).speculative) continue;  // it may be given anything
    if (facts.records().preconditions().weighted_ops(f) < options.min_ops) continue;
    const GradientSteps& steps = facts.gradient_steps();
    if (!steps.tapes(f).empty() && steps.update(f).node.exists()) continue;  // a training step
    const NodeRef loop = steady_loop(facts, f);
    if (!loop.node.exists() || runs_in_another(facts, f)) continue;
    if (runs_in_inline_step(facts, f) || runs_in_steps(facts, f))
      continue;  // a part of what HYB003 reports
    auto report = cx.report(program.name_loc(f));
    if (!report) continue;
    report.message("default", {program.qualified_name(f)});
    for (const Note& note : facts.why(f, Mode::Eager)) report.note(note.where, note.text, 0);
    Loc where = program.loc(loop);
    const Tree& tree = program.tree(loop.file);
    if (const NodeId body = tree.child(loop.node, Field::Body); body.exists())
      where.end = std::max(where.begin + 1, tree[body].begin);
    report.note(where, "this loop runs it again and again.");
    for (FunctionId inner : covers(facts, f))
      report.note(program.name_loc(inner),
                  "'" + program.qualified_name(inner) + "' then runs in the same graph.");
    std::optional<Fix> fix = add_graph_function(facts, f);
    if (!fix) continue;
    fix->reason =
        "Python in the function then runs once per trace, the first call takes longer, and "
        "unseeded or globally seeded random operations draw other numbers.";
    report.fix(std::move(*fix));
  }
}

}  // namespace

extern constexpr Check hybridize_missing_hot_function = file_check<Options, run>({
    .code = "HYB002",
    .name = "hybridize-missing-hot-function",
    .group = "hybridize-missing",
    .summary = "A function of many tensor operations is called again and again from eager code.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::hybridize_missing
