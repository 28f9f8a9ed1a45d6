// Rule HYB078. User documentation: graph_distributed_loop_break.md; tests: tests/checks/graph/….
#include "checks/check.h"
#include "checks/staged_code.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' leaves a TensorFlow loop over the distributed dataset '{1}', which is not supported."},
};

constexpr char kDocs[] =
#include "graph_distributed_loop_break.md.inc"
    ;

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (const StagedRow& loop : staged_loops(facts, file)) {
    if (loop.decision.carrier != Carrier::Distributed) continue;
    const NodeId body = tree.child(loop.row.node, Field::Body);
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree.end_of(body); ++i) {
      const NodeRef row{file, NodeId::from_index(i)};
      const NodeKind kind = tree.kind(row.node);
      if (kind != NodeKind::Break && kind != NodeKind::Return) continue;
      if (cx.program().enclosing_function(row) != loop.function ||
          nearest_loop(facts, row) != loop.row || !facts.value(row).exists())
        continue;
      auto report = cx.report(tree.loc(row.node));
      if (!report) continue;
      report.message("default", {kind == NodeKind::Break ? "break" : "return",
                                 shown(facts, loop.decision.by)});
      report.note(tree.loc(loop.decision.by.node), "TensorFlow runs this loop.");
      report.notes(facts.why(loop.function, Mode::Converted));
    }
  }
}

}  // namespace

extern constexpr Check graph_distributed_loop_break = file_check<NoOptions, run>({
    .code = "HYB078",
    .name = "graph-distributed-loop-break",
    .group = "graph",
    .summary = "A break or return in a TensorFlow loop over a distributed dataset.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
