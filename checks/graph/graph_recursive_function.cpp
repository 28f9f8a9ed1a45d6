// Rule HYB048. User documentation: graph_recursive_function.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/facts/endless_recursion.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::graph {
namespace {

using flow::CallEdge;

constexpr MessageSpec kMessages[] = {
    {"default",
     "tf.function '{0}' calls itself ('{1}'); tracing does not terminate for tensor arguments."},
    {"helper",
     "'{0}' calls itself ('{1}') in traced code; tracing does not terminate for tensor arguments."},
};

constexpr char kDocs[] =
#include "graph_recursive_function.md.inc"
    ;

/// "f -> g -> f"
std::string path(const Program& program, const EndlessRecursion::Cycle& cycle) {
  std::string out = program.qualified_name(cycle.entry);
  for (const CallEdge& edge : cycle.calls) out += " -> " + program.qualified_name(edge.callee);
  return out;
}

bool expected(const Facts& facts, const EndlessRecursion::Cycle& cycle,
              const std::vector<CallEdge>& chain) {
  const auto fails = [&](const CallEdge& edge) {
    return expected_to_fail(facts.program(), facts.engine(), edge.site);
  };
  return std::any_of(cycle.calls.begin(), cycle.calls.end(), fails) ||
         std::any_of(chain.begin(), chain.end(), fails);
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (const EndlessRecursion::Cycle& cycle : facts.endless_recursion().cycles()) {
    const NodeRef first = cycle.calls.front().site;
    if (first.file != file) continue;
    const Mode mode = facts.tracing().traced_mode(cycle.entry);
    if (expected(facts, cycle, facts.tracing().chain(cycle.entry, mode).edges)) continue;
    auto report = cx.report(program.loc(first));
    if (!report) continue;
    report.message(facts.decorations_of(cycle.entry).empty() ? "helper" : "default",
                   {program.qualified_name(cycle.entry), path(program, cycle)});
    report.notes(facts.why(cycle.entry, mode));
    for (std::size_t i = 1; i < cycle.calls.size(); ++i)
      report.note(program.loc(cycle.calls[i].site),
                  "'" + program.qualified_name(cycle.calls[i].callee) + "' is called here.");
    if (cycle.condition.node.exists() && cycle.condition != first)
      report.note(program.loc(cycle.condition),
                  "a tensor: a trace follows both branches, so this ends nothing.");
  }
}

}  // namespace

extern constexpr Check graph_recursive_function = file_check<NoOptions, run>({
    .code = "HYB048",
    .name = "graph-recursive-function",
    .group = "graph",
    .summary = "A function in a graph calls itself, and only tensors could end that.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
