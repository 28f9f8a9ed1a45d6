// Rule HYB065. User documentation: api_nested_function_in_replica.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_fixes.h"
#include "core/facts/replica_synchronisation.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::api {
namespace {

using flow::CallEdge;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is a tf.function called inside the replica function '{1}' and reaches '{2}'; "
     "synchronisation inside a nested graph fails."},
    {"branch",
     "'{0}' stands in a staged branch or loop of the replica function '{1}'; synchronisation "
     "inside "
     "a nested graph fails."},
};

constexpr char kDocs[] =
#include "api_nested_function_in_replica.md.inc"
    ;

std::string callee_text(const Program& program, NodeRef call) {
  const NodeId callee = program.tree(call.file).child(call.node, Field::Function);
  return std::string(program.text(NodeRef{call.file, callee}));
}

bool expected(const Facts& facts, const ReplicaSynchronisation::Place& place) {
  const auto fails = [&](NodeRef at) {
    return expected_to_fail(facts.program(), facts.engine(), at);
  };
  return fails(place.run) || fails(place.call) ||
         std::any_of(place.through.begin(), place.through.end(),
                     [&](const CallEdge& edge) { return fails(edge.site); });
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (const ReplicaSynchronisation::Place& place : facts.replica_synchronisation().places()) {
    const bool nested = place.nested.exists();
    // In the branch stands the call itself, or the one that leads to it.
    NodeRef staged = place.call;
    if (!nested)
      for (const CallEdge& edge : place.through)
        if (edge.site == place.branch ||
            (edge.site.file == place.branch.file &&
             program.tree(edge.site.file).contains(place.branch.node, edge.site.node))) {
          if (edge.site != place.branch) staged = edge.site;
          break;
        }
    if ((nested ? program.function(place.nested).file : staged.file) != file) continue;
    if (expected(facts, place)) continue;
    auto report = cx.report(nested ? program.name_loc(place.nested) : program.loc(staged));
    if (!report) continue;
    const std::string replica = program.qualified_name(place.replica);
    if (nested)
      report.message("default", {program.qualified_name(place.nested), replica,
                                 callee_text(program, place.call)});
    else
      report.message("branch", {callee_text(program, staged), replica});
    report.note(program.loc(place.run), "'" + replica + "' is run on each replica from here.");
    std::uint8_t depth = 1;
    for (const CallEdge& edge : place.through) {
      report.note(program.loc(edge.site),
                  "'" + program.qualified_name(edge.callee) + "' is called here.", depth);
      if (depth < 255) ++depth;
    }
    if (nested || staged != place.call)
      report.note(program.loc(place.call), "the replicas are synchronised here.", depth);
    if (!nested) {
      report.note(program.loc(place.branch), "a tensor decides here, in a graph of its own.");
      continue;
    }
    if (facts.decorations_of(place.nested).size() != 1) continue;
    std::optional<Fix> fix = remove_graph_function(facts, place.decoration);
    if (!fix) continue;
    fix->reason = "Calls of the function from eager code then run eagerly.";
    report.fix(std::move(*fix));
  }
}

}  // namespace

extern constexpr Check api_nested_function_in_replica = file_check<NoOptions, run>({
    .code = "HYB065",
    .name = "api-nested-function-in-replica",
    .group = "api",
    .summary = "A graph inside a replica function synchronises the replicas, which raises.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
