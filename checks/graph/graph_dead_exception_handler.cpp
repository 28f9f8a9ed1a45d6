// Rule HYB035. User documentation: graph_dead_exception_handler.md; tests: tests/checks/graph/….
#include "checks/check.h"
#include "checks/staged_code.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'except {0}' cannot catch a run-time error of the graph; only tracing errors reach it."},
};

constexpr char kDocs[] =
#include "graph_dead_exception_handler.md.inc"
    ;

/// An error that operations raise when they run.
bool is_run_time_error(const Facts& facts, NodeRef expression) {
  return facts.names(expression, Trait::GraphError);
}

/// `except tf.errors.X:`, or a tuple of nothing else.
bool waits_for_the_graph(const Facts& facts, NodeRef test) {
  const Tree& tree = facts.program().tree(test.file);
  if (tree.kind(test.node) != NodeKind::Tuple) return is_run_time_error(facts, test);
  bool any = false;
  for (NodeId one : tree.children(test.node)) {
    if (!is_run_time_error(facts, {test.file, one})) return false;
    any = true;
  }
  return any;
}

/// The block computes with operations of the graph, and calls nothing that does its work while the
/// function is traced (reading a checkpoint, say).
bool runs_in_the_graph(const Facts& facts, FileId file, NodeId block) {
  const Tree& tree = facts.program().tree(file);
  bool any = false;
  for (auto i = static_cast<std::uint32_t>(block.index()); i < tree.end_of(block); ++i) {
    const NodeRef row{file, NodeId::from_index(i)};
    const NodeKind kind = tree.kind(row.node);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::With)
      return false;
    if (kind != NodeKind::Call) continue;
    const ApiRow* api = facts.called_api(row);
    if (api == nullptr || !(api->has(Trait::Op) || api->has(Trait::Pure))) return false;
    any = any || (api->has(Trait::Op) && yes(facts.is_tensor(row)));
  }
  return any;
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : converted_functions(facts, file)) {
    const NodeId def = cx.program().function(f).node;
    for (auto i = static_cast<std::uint32_t>(def.index()); i < tree.end_of(def); ++i) {
      const NodeRef row{file, NodeId::from_index(i)};
      if (tree.kind(row.node) != NodeKind::Try || cx.program().enclosing_function(row) != f)
        continue;
      NodeId block;
      for (NodeId child : tree.children(row.node))
        if (tree.kind(child) == NodeKind::Block) block = child;
      if (!runs_in_the_graph(facts, file, block) ||
          in_eager_island(cx.program(), facts.engine(), row))
        continue;
      for (NodeId clause : tree.children(row.node)) {
        if (tree.kind(clause) != NodeKind::Except) continue;
        const NodeId test = tree.child(clause, Field::Test);
        if (!test.exists() || !waits_for_the_graph(facts, {file, test})) continue;
        auto report = cx.report(tree.loc(test));
        if (!report) continue;
        report.message("default", {shown(facts, {file, test})});
        report.note(tree.loc(block), "these operations run after tracing, outside of the 'try'.");
        report.notes(facts.why(f, Mode::Converted));
      }
    }
  }
}

}  // namespace

extern constexpr Check graph_dead_exception_handler = file_check<NoOptions, run>({
    .code = "HYB035",
    .name = "graph-dead-exception-handler",
    .group = "graph",
    .summary = "An except clause waits for an error that only the running graph raises.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
