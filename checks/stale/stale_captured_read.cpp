// Rule HYB022. User documentation: stale_captured_read.md; tests: tests/checks/stale/….
#include "checks/stale_values.h"

namespace hyb::checks::stale {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is read while tracing but '{1}' rebinds it later; the trace keeps the old value."},
};

constexpr char kDocs[] =
#include "stale_captured_read.md.inc"
    ;

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  std::vector<StaleFinding> findings;
  for (const StaleRead& read : facts.few_stale_reads().in(file))
    if (read.kind == StaleRead::Kind::Variable && !summary_step_around(facts, read.at).exists())
      add_stale_read(findings, read.at, read);
  for (const StaleFinding& finding : findings) {
    auto report = cx.report(program.loc(finding.at));
    if (!report) continue;
    report.message("default", {std::string(program.text(finding.at)),
                               writer_of(facts, finding.reads.front())});
    explain_stale_reads(facts, finding, report);
  }
}

}  // namespace

extern constexpr Check stale_captured_read = file_check<NoOptions, run>({
    .code = "HYB022",
    .name = "stale-captured-read",
    .group = "stale",
    .summary = "Traced code reads a global or enclosing variable that is rebound later.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .default_on = false,
    .maturity = Maturity::Preview,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::stale
