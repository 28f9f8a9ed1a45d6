// Rule HYB072. The user's page is data_map_python_call.md.
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_uses.h"

namespace hyb::checks::data {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' needs the value of '{1}', which is symbolic in the function of '{2}', even with "
     "run_functions_eagerly; use TensorFlow ops or 'tf.py_function'."},
};

constexpr char kDocs[] =
#include "data_map_python_call.md.inc"
    ;

/// The method of the dataset that traces the function: "Dataset.map".
std::string traced_by(const Facts& facts, const GraphUse& use) {
  const Tracing::Chain chain = facts.tracing().chain(use.evaluation, use.mode);
  for (const flow::CallEdge& edge : chain.edges) {
    if (edge.passage != flow::Passage::Pipeline && edge.passage != flow::Passage::PipelineRaw)
      continue;
    const Tree& tree = facts.program().tree(edge.site.file);
    if (tree.kind(edge.site.node) != NodeKind::Call) break;
    const NodeId callee = tree.child(edge.site.node, Field::Function);
    if (tree.kind(callee) != NodeKind::Attribute) break;
    return "Dataset." + std::string(facts.text(tree[callee].name));
  }
  return "a Dataset";
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  const SourceFile& source = cx.program().source(file);
  for (FunctionId f : facts.functions(file)) {
    if (!facts.tracing().traced(f) || !facts.symbolic_values().only_in_pipelines(f)) continue;
    std::vector<GraphUse> uses;
    for (auto find : {eager_method_uses, numpy_uses, iteration_uses, builtin_uses, lookup_uses}) {
      std::vector<GraphUse> found = find(facts, f);
      uses.insert(uses.end(), found.begin(), found.end());
    }
    std::stable_sort(uses.begin(), uses.end(),
                     [](const GraphUse& a, const GraphUse& b) { return a.at < b.at; });
    std::uint32_t last_line = 0;
    for (const GraphUse& use : uses) {
      const Loc where = tree.loc(use.at.node);
      const std::uint32_t line = source.line_at(where.begin);
      if (line == last_line) continue;  // one report a line
      last_line = line;
      auto report = cx.report(where);
      if (!report) continue;
      const NodeId callee = tree.child(use.at.node, Field::Function);
      const ProgramReader& reader = facts.hazards().reader();
      report.message("default",
                     {callee.exists() ? reader.unquoted({file, callee}) : reader.unquoted(use.at),
                      reader.unquoted(use.value), traced_by(facts, use)});
      report.notes(facts.why(use.evaluation, use.mode));
    }
  }
}

}  // namespace

extern constexpr Check data_map_python_call = file_check<NoOptions, run>({
    .code = "HYB072",
    .name = "data-map-python-call",
    .group = "data",
    .summary = "A function of tf.data needs the values of its symbolic arguments.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::data
