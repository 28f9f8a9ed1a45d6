// Rule HYB027. User documentation: stale_trainable_flag.md; tests: tests/checks/stale/….
#include <set>

#include "checks/check.h"
#include "core/staleness/stale_reads.h"

namespace hyb::checks::stale {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "Changing '{0}' after '{1}' was traced does not change which variables it updates."},
    {"fit",
     "Changing '{0}' between two calls of fit() does not change which variables it updates; call "
     "compile() again."},
};

constexpr char kDocs[] =
#include "stale_trainable_flag.md.inc"
    ;

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  std::set<NodeRef> told;
  for (const StaleRead& read : facts.few_stale_reads().all()) {
    if (read.kind != StaleRead::Kind::Flag || read.write.file != file) continue;
    if (!told.insert(read.write).second) continue;
    auto report = cx.report(program.loc(read.write));
    if (!report) continue;
    if (program.tree(read.at.file).kind(read.at.node) == NodeKind::Call) {
      report.message("fit", {std::string(program.text(read.write))});
      report.note(program.loc(read.at),
                  "Keras lists the trainable variables when this first runs.");
    } else {
      const Mode mode = facts.tracing().traced_mode(read.reader);
      const FunctionId step = facts.tracing().chain(read.reader, mode).first;
      report.message("default",
                     {std::string(program.text(read.write)), program.qualified_name(step)});
      report.note(program.loc(read.at), "the trainable variables are listed here, while tracing.");
      report.notes(facts.why(read.reader, mode));
    }
    report.note(program.loc(read.call), "this call still runs the trace with the old list.");
  }
}

}  // namespace

extern constexpr Check stale_trainable_flag = file_check<NoOptions, run>({
    .code = "HYB027",
    .name = "stale-trainable-flag",
    .group = "stale",
    .summary = "A layer is frozen or unfrozen after the training step was traced.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::stale
