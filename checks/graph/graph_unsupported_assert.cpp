// Rule HYB033. The user's page is graph_unsupported_assert.md.
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'assert' on the tensor '{0}' is not converted by AutoGraph and raises while tracing; use "
     "'tf.debugging.Assert'."},
};

constexpr char kDocs[] =
#include "graph_unsupported_assert.md.inc"
    ;

/// The tensor that the test asks for its truth, or none.
NodeId tested(const Facts& facts, FileId file, NodeId test) {
  const Tree& tree = facts.program().tree(file);
  if (!test.exists()) return {};
  switch (tree.kind(test)) {
    case NodeKind::BoolOp: {
      const NodeId left = tested(facts, file, tree.child(test, Field::Left));
      return left.exists() ? left : tested(facts, file, tree.child(test, Field::Right));
    }
    case NodeKind::Not:
      return tested(facts, file, tree.child(test, Field::Value));
    default:
      return yes(facts.symbolic_values().symbolic({file, test})) ? test : NodeId{};
  }
}

/// The tf.function converts more than AutoGraph does by itself, assertions perhaps.
bool converts_more(const Facts& facts, const TracedPlace& place) {
  const std::uint32_t decoration = facts.tracing().chain(place.evaluation, place.mode).decoration();
  return decoration != 0 &&
         facts.option(decoration, "experimental_autograph_options", 6) != nullptr;
}

/// `assert c, message` -> `tf.debugging.Assert(c, [message])`.
void offer_fix(const Facts& facts, NodeRef at, Report& report) {
  const Tree& tree = facts.program().tree(at.file);
  const std::string name = written_in(facts, at.file, "tensorflow.debugging.Assert");
  const NodeId test = tree.child(at.node, Field::Test);
  if (name.empty()) return;
  const NodeId message = tree.child(at.node, Field::Value);
  const auto text = [&](NodeId row) {
    return std::string(facts.program().text(NodeRef{at.file, row}));
  };
  const std::string said = message.exists() ? text(message) : "\"assertion failed\"";
  const auto edits = fixits::replace({facts.program().source(at.file), tree}, at.node,
                                     name + "(" + text(test) + ", [" + said + "])");
  if (!edits) return;
  Fix fix;
  fix.title = "Check with " + name;
  fix.reason = "It raises InvalidArgumentError when the graph runs, not AssertionError.";
  fix.applicability = Applicability::Unsafe;
  fix.edits = *edits;
  report.fix(std::move(fix));
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : facts.functions(file)) {
    if (!facts.tracing().traced(f)) continue;
    for (NodeId row : own_rows(cx.program(), f)) {
      if (tree.kind(row) != NodeKind::Assert) continue;
      const NodeId tensor = tested(facts, file, tree.child(row, Field::Test));
      if (!tensor.exists()) continue;
      const auto place = traced_place(facts, {file, tensor}, {file, tensor});
      if (!place || converts_more(facts, *place)) continue;
      auto report = cx.report(tree.loc(row));
      if (!report) continue;
      report.message("default", {facts.hazards().reader().unquoted({file, tensor})});
      report.notes(facts.why(place->evaluation, place->mode));
      offer_fix(facts, {file, row}, report);
    }
  }
}

}  // namespace

extern constexpr Check graph_unsupported_assert = file_check<NoOptions, run>({
    .code = "HYB033",
    .name = "graph-unsupported-assert",
    .group = "graph",
    .summary = "An assert statement on a tensor raises while it is traced, whatever the data.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
