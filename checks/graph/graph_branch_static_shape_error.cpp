// Rule HYB079. User documentation: graph_branch_static_shape_error.md; tests: tests/checks/graph/….
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "checks/staged_code.h"
#include "core/tensorflow/shape_refusal.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' cannot be traced for the static shape '{1}' of '{2}', and TensorFlow traces every "
     "branch of this '{3}'; test '{2}.shape' instead."},
};

constexpr char kDocs[] =
#include "graph_branch_static_shape_error.md.inc"
    ;

std::string to_text(const flow::Dims& dims) {
  std::string out = "(";
  for (const flow::Dim dim : dims) {
    if (out.size() > 1) out += ", ";
    out += dim.known() ? std::to_string(dim.size) : dim == flow::Dim::dynamic() ? "None" : "?";
  }
  return out + (dims.size() == 1 ? ",)" : ")");
}

/// The nearest `if` on a tensor that has the row in one of its branches; none = there is no such.
NodeRef branch_around(const Facts& facts, NodeRef row) {
  const Tree& tree = facts.program().tree(row.file);
  for (NodeRef at = facts.staging().around(row); at.node.exists();
       at = facts.staging().around(at)) {
    const NodeKind kind = tree.kind(at.node);
    if (kind == NodeKind::If || kind == NodeKind::Elif || kind == NodeKind::Conditional) return at;
  }
  return {};
}

bool may_be_refused(NodeKind kind) {
  return kind == NodeKind::Subscript || kind == NodeKind::Call || kind == NodeKind::BinOp;
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  const Tree& tree = program.tree(file);
  for (FunctionId f : converted_functions(facts, file))
    for (NodeId row : own_rows(program, f)) {
      if (!may_be_refused(tree.kind(row))) continue;
      const NodeRef at{file, row};
      const auto refusal = shape_refusal(program, facts.engine(), facts.called_rows(), at);
      if (!refusal) continue;
      const NodeRef branch = branch_around(facts, at);
      if (!branch.node.exists()) continue;
      const flow::ContextId evaluation = facts.hazards().evaluation(at, Mode::Converted);
      if (!evaluation.exists()) continue;
      auto report = cx.report(program.loc(at));
      if (!report) continue;
      const NodeRef test = facts.staging().of(branch).by;
      report.message("default",
                     {shown(facts, at), to_text(refusal->dims), shown(facts, refusal->operand),
                      tree.kind(branch.node) == NodeKind::Elif ? "elif" : "if"});
      report.note(program.loc(test),
                  "a tensor decides here, while the graph runs; tracing follows every branch.");
      report.notes(facts.why(evaluation, Mode::Converted));
    }
}

}  // namespace

extern constexpr Check graph_branch_static_shape_error = file_check<NoOptions, run>({
    .code = "HYB079",
    .name = "graph-branch-static-shape-error",
    .group = "graph",
    .summary = "A branch that a tensor guards cannot be traced for the static shape it is given.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
