// Rule HYB028. The user's page is graph_unsupported_eager_method.md.
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' is not available on a symbolic tensor: it has no value while tracing."},
    {"variable", "'{0}' needs the value of a variable, which a graph does not have while tracing."},
    {"array", "'{0}' is a method of NumPy arrays; the tensor '{1}' does not have it."},
};

constexpr char kDocs[] =
#include "graph_unsupported_eager_method.md.inc"
    ;

/// What takes the value next takes a tensor as well: an operator, an op of TensorFlow.
bool takes_tensors(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeId up = tree.parent(call.node);
  switch (tree.kind(up)) {
    case NodeKind::BinOp: {
      const NodeId left = tree.child(up, Field::Left);
      const NodeId other = left == call.node ? tree.child(up, Field::Right) : left;
      for (flow::ObjectId o : facts.values().objects(facts.value({call.file, other}))) {
        const flow::ObjectKind kind = facts.values()[o].kind;
        if (kind != flow::ObjectKind::Tensor && kind != flow::ObjectKind::Int &&
            kind != flow::ObjectKind::Float)
          return false;
      }
      return true;
    }
    case NodeKind::Arguments: {
      const ApiRow* api = facts.called_api({call.file, tree.parent(up)});
      return api != nullptr && api->has(Trait::Op);
    }
    default:
      return false;
  }
}

void offer_fix(const Facts& facts, const GraphUse& use, Report& report) {
  const Tree& tree = facts.program().tree(use.at.file);
  if (use.kind == GraphUse::Kind::ArrayMethod || !takes_tensors(facts, use.at)) return;
  const NodeId list = tree.child(use.at.node, NodeKind::Arguments);
  if (!list.exists() || !tree.children(list).empty()) return;
  const auto edits = fixits::replace({facts.program().source(use.at.file), tree}, use.at.node,
                                     facts.program().text(use.value));
  if (!edits) return;
  Fix fix;
  fix.title = "Use the tensor itself";
  fix.reason = "What takes it gets a tensor, not a NumPy array, and gives back a tensor.";
  fix.applicability = Applicability::Unsafe;
  fix.edits = *edits;
  report.fix(std::move(fix));
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : facts.functions(file)) {
    if (!facts.tracing().traced(f) || facts.symbolic_values().only_in_pipelines(f)) continue;
    for (const GraphUse& use : eager_method_uses(facts, f)) {
      auto report = cx.report(tree.loc(use.at.node));
      if (!report) continue;
      const NodeId written = tree.kind(use.at.node) == NodeKind::Call
                                 ? tree.child(use.at.node, Field::Function)
                                 : use.at.node;
      const std::string text = facts.hazards().reader().unquoted({file, written});
      if (use.kind == GraphUse::Kind::ArrayMethod)
        report.message("array", {text, facts.hazards().reader().unquoted(use.value)});
      else
        report.message(use.kind == GraphUse::Kind::VariableRead ? "variable" : "default", {text});
      report.notes(facts.why(use.evaluation, use.mode));
      offer_fix(facts, use, report);
    }
  }
}

}  // namespace

extern constexpr Check graph_unsupported_eager_method = file_check<NoOptions, run>({
    .code = "HYB028",
    .name = "graph-unsupported-eager-method",
    .group = "graph",
    .summary = "A method that needs the value of a tensor is called in code that runs in a graph.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
