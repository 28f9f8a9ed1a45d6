// Rule HYB043. User documentation: graph_unconvertible_construct.md; tests: tests/checks/graph/….
#include "checks/check.h"
#include "core/facts/conversion_end.h"
#include "core/tensorflow/unconverted.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "AutoGraph cannot convert '{0}' ('{1}'); it runs as plain Python, and so do its callees."},
    {"generator",
     "tf.function '{0}' is a generator function; its trace would have to return a generator."},
    {"coroutine",
     "tf.function '{0}' is an async function; its trace would have to return a coroutine."},
};

constexpr char kDocs[] =
#include "graph_unconvertible_construct.md.inc"
    ;

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (FunctionId f : facts.functions(file)) {
    const auto end = conversion_end(facts, f);
    // Where a tensor meets Python control flow, that place is told, with this as its reason.
    if (!end || end->matters) continue;
    auto report = cx.report(program.name_loc(f));
    if (!report) continue;
    const Unconverted why{
        .kind = Unconverted::Kind::Body, .body = end->by, .function = f, .at = end->by.at};
    if (end->raises) {
      report.severity(Severity::Error);
      report.message(end->by.by == Unconvertible::Generator ? "generator" : "coroutine",
                     {program.qualified_name(f)});
    } else {
      report.message("default", {program.qualified_name(f), name_of(program, why)});
      report.note(program.loc(why.at), sentence_on(program, why));
    }
    report.notes(facts.why(end->evaluation, Mode::Unconverted));
  }
}

}  // namespace

extern constexpr Check graph_unconvertible_construct = file_check<NoOptions, run>({
    .code = "HYB043",
    .name = "graph-unconvertible-construct",
    .group = "graph",
    .summary = "A function in a graph holds a construct that AutoGraph cannot convert.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
