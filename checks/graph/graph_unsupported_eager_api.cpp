// Rule HYB044. The user's page is graph_unsupported_eager_api.md.
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' needs eager execution and cannot be called from traced code."},
    {"model", "'{0}' manages its own graphs and cannot be called from traced code."},
    {"predict",
     "'{0}' manages its own graphs and cannot be called from traced code; call the model: '{1}'."},
};

constexpr char kDocs[] =
#include "graph_unsupported_eager_api.md.inc"
    ;

bool raises(const Facts& facts, const ApiRow& api) {
  return api.has(Trait::RaisesInGraph) ||
         (api.has(Trait::RaisesInGraphKeras2) && facts.keras() == KerasGeneration::Two) ||
         (api.has(Trait::RaisesInGraphKeras3) && facts.keras() == KerasGeneration::Three);
}

/// `model.predict(x)` as a call of the model; "" where something else is passed as well.
std::string model_call(const Facts& facts, NodeRef call, const ApiRow& api) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  // What the row gives back is what the model gives: only predict does that.
  if (api.result != ApiResult::Array || tree.kind(callee) != NodeKind::Attribute) return {};
  NodeId only;
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(argument);
    if (only.exists() || kind == NodeKind::Keyword || kind == NodeKind::Starred ||
        kind == NodeKind::DoubleStarred)
      return {};
    only = argument;
  }
  if (!only.exists() || !yes(facts.is_tensor({call.file, only}))) return {};
  const auto text = [&](NodeId row) {
    return std::string(facts.program().text(NodeRef{call.file, row}));
  };
  return text(tree.child(callee, Field::Object)) + "(" + text(only) + ", training=False)";
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (NodeId call : facts.calls(file)) {
    const ApiRow* api = facts.called_api({file, call});
    if (api == nullptr || !raises(facts, *api)) continue;
    const auto place = traced_place(facts, {file, call});
    if (!place) continue;
    auto report = cx.report(tree.loc(call));
    if (!report) continue;
    const std::string called =
        facts.hazards().reader().unquoted({file, tree.child(call, Field::Function)});
    const std::string instead =
        api->has(Trait::RunsModel) ? model_call(facts, {file, call}, *api) : "";
    if (!instead.empty())
      report.message("predict", {called, instead});
    else
      report.message(api->has(Trait::RunsModel) ? "model" : "default", {called});
    report.notes(facts.why(place->evaluation, place->mode));
    if (instead.empty()) continue;
    const auto edits = fixits::replace({cx.program().source(file), tree}, call, instead);
    if (!edits) continue;
    Fix fix;
    fix.title = "Call the model";
    fix.reason = "The model is called once on all of it, not in batches, and gives back a tensor.";
    fix.applicability = Applicability::Unsafe;
    fix.edits = *edits;
    report.fix(std::move(fix));
  }
}

}  // namespace

extern constexpr Check graph_unsupported_eager_api = file_check<NoOptions, run>({
    .code = "HYB044",
    .name = "graph-unsupported-eager-api",
    .group = "graph",
    .summary = "Traced code calls what manages its own graphs or needs eager execution.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
