// Rule HYB026. User documentation: stale_summary_step.md; tests: tests/checks/stale/….
#include "checks/stale_values.h"

namespace hyb::checks::stale {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "The summary step '{0}' is a Python value captured while tracing; every summary lands on the "
     "same step."},
};

constexpr char kDocs[] =
#include "stale_summary_step.md.inc"
    ;

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  const Tree& tree = program.tree(file);
  std::vector<StaleFinding> findings;
  for (const StaleRead& read : facts.few_stale_reads().in(file)) {
    const NodeId step = summary_step_around(facts, read.at);
    if (step.exists() && read.kind != StaleRead::Kind::Flag)
      add_stale_read(findings, {file, step}, read);
  }
  for (const StaleFinding& finding : findings) {
    auto report = cx.report(program.loc(finding.at));
    if (!report) continue;
    const NodeId value = tree.child(finding.at.node, Field::Value);
    report.message("default", {std::string(program.text(NodeRef{file, value}))});
    explain_stale_reads(facts, finding, report);
  }
}

}  // namespace

extern constexpr Check stale_summary_step = file_check<NoOptions, run>({
    .code = "HYB026",
    .name = "stale-summary-step",
    .group = "stale",
    .summary = "The step of a tf.summary in a graph is a Python value that changes later.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::stale
