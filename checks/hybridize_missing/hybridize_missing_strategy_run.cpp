// Rule HYB004. User documentation: hybridize_missing_strategy_run.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_fixes.h"
#include "core/facts/strategies.h"
#include "core/facts/verdicts.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::hybridize_missing {
namespace {

using flow::CallEdge;
using flow::Passage;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report calls in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' is executed eagerly; call it from inside a 'tf.function'."},
    {"tpu",
     "'{0}' is executed eagerly, which a TPU strategy refuses; call it from inside a "
     "'tf.function'."},
};

constexpr char kDocs[] =
#include "hybridize_missing_strategy_run.md.inc"
    ;

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  std::vector<NodeRef> sites;
  const auto consider = [&](const CallEdge& edge) {
    if (edge.passage != Passage::Replica) return;
    if (edge.decoration != 0 || !facts.tracing().reached(edge.from, Mode::Eager)) return;
    if (in_eager_island(program, facts.engine(), edge.site)) return;
    if (expected_to_fail(program, facts.engine(), edge.site)) return;
    if (!facts.decorations_of(edge.callee).empty()) return;  // strategy.run stages it
    if (edge.caller.exists() && staged_elsewhere(facts, edge.caller)) return;  // eager if asked for
    sites.push_back(edge.site);
  };
  for (FunctionId f : facts.functions(file))
    for (const CallEdge& edge : facts.edges_from(f)) consider(edge);
  // Calls of the module body stand first, by place.
  const auto all = facts.edges();
  for (auto at = std::partition_point(
           all.begin(), all.end(),
           [&](const CallEdge& e) { return !e.caller.exists() && e.site.file < file; });
       at != all.end() && !at->caller.exists() && at->site.file == file; ++at)
    consider(*at);
  std::sort(sites.begin(), sites.end());
  sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
  for (const NodeRef site : sites) {
    const StrategyKind kind = strategy_of(facts, site);
    if (kind == StrategyKind::None) continue;
    const Tree& tree = program.tree(file);
    const NodeRef callee{file, tree.child(site.node, Field::Function)};
    auto report = cx.report(program.loc(callee));
    if (!report) continue;
    report
        .message(kind == StrategyKind::Tpu ? "tpu" : "default", {std::string(program.text(callee))})
        .severity(kind == StrategyKind::Tpu ? Severity::Error : Severity::Warning);
    const FunctionId around = program.enclosing_function(site);
    if (!around.exists()) continue;
    for (const Note& note : facts.why(around, Mode::Eager)) report.note(note.where, note.text, 0);
    if (facts.tracing().traced(around) || !facts.verdicts().keeps_meaning(around)) continue;
    std::optional<Fix> fix = add_graph_function(facts, around);
    if (!fix) continue;
    fix->reason =
        "Python in the function and in the replica function then runs once per trace, and seeded "
        "random operations draw other numbers.";
    report.fix(std::move(*fix));
  }
}

}  // namespace

extern constexpr Check hybridize_missing_strategy_run = file_check<Options, run>({
    .code = "HYB004",
    .name = "hybridize-missing-strategy-run",
    .group = "hybridize-missing",
    .summary = "A distribution strategy runs its replicas eagerly.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::hybridize_missing
