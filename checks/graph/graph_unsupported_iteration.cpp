// Rule HYB031. The user's page is graph_unsupported_iteration.md.
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "Iterating over the tensor '{0}' in '{1}' is not possible in a graph."},
    {"unconverted",
     "Iterating over the tensor '{0}' is not possible in code that AutoGraph does not convert "
     "because of '{1}'."},
    {"endless",
     "'{0}' never ends: the dataset '{1}' has no end while tracing; loop over it with 'for'."},
};

constexpr char kDocs[] =
#include "graph_unsupported_iteration.md.inc"
    ;

std::string construct(const Facts& facts, const GraphUse& use) {
  const Tree& tree = facts.program().tree(use.at.file);
  switch (use.kind) {
    case GraphUse::Kind::Comprehension:
      return "a comprehension";
    case GraphUse::Kind::Unpacking:
      return "an unpacking assignment";
    case GraphUse::Kind::LoopTarget:
      return "the target of a loop";
    case GraphUse::Kind::StarArgument:
      return "a star argument";
    case GraphUse::Kind::Membership:
      return "in";
    default:
      return std::string(facts.program().text(
                 NodeRef{use.at.file, tree.child(use.at.node, Field::Function)})) +
             "()";
  }
}

/// The size of the first axis is known while tracing.
bool static_length(const Facts& facts, NodeRef value) {
  for (flow::ObjectId o : facts.values().objects(facts.value(value))) {
    const flow::Dims* dims = facts.values().dims(facts.values()[o]);
    if (dims == nullptr || dims->empty() || !dims->front().known()) return false;
  }
  return true;
}

void offer_fix(const Facts& facts, const GraphUse& use, Report& report) {
  const bool unstacks = use.kind == GraphUse::Kind::Comprehension ||
                        use.kind == GraphUse::Kind::Unpacking ||
                        use.kind == GraphUse::Kind::StarArgument;
  const std::string unstack = written_in(facts, use.at.file, "tensorflow.unstack");
  const Tree& tree = facts.program().tree(use.at.file);
  const bool bound = tree.kind(tree.parent(use.value.node)) == NodeKind::Arguments;
  if (!unstacks || bound || unstack.empty() || !static_length(facts, use.value)) return;
  const auto edits =
      fixits::replace({facts.program().source(use.at.file), tree}, use.value.node,
                      unstack + "(" + std::string(facts.program().text(use.value)) + ")");
  if (!edits) return;
  Fix fix;
  fix.title = "Split the tensor with " + unstack;
  fix.reason = "The loop is written out once for each row in the graph.";
  fix.applicability = Applicability::Unsafe;
  fix.edits = *edits;
  report.fix(std::move(fix));
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  const Tree& tree = program.tree(file);
  for (FunctionId f : facts.functions(file)) {
    if (!facts.tracing().traced(f) || facts.symbolic_values().only_in_pipelines(f)) continue;
    for (const GraphUse& use : iteration_uses(facts, f)) {
      const std::string value = facts.hazards().reader().unquoted(use.value);
      const bool statement =
          use.kind == GraphUse::Kind::LoopStatement || use.kind == GraphUse::Kind::RangeStatement;
      const Unconverted why =
          statement ? why_unconverted(program, facts.engine(), facts.tracing(), use.evaluation)
                    : Unconverted{};
      if (statement && why.kind == Unconverted::Kind::None) continue;
      if (statement && why.keras3_only() && facts.keras() != KerasGeneration::Three) continue;
      auto report = cx.report(tree.loc(use.at.node));
      if (!report) continue;
      if (statement) {
        report.message("unconverted", {value, name_of(program, why)});
        report.note(program.loc(why.at), sentence_on(program, why));
      } else if (use.kind == GraphUse::Kind::EndlessDataset) {
        report.message("endless", {facts.hazards().reader().unquoted(use.at), value});
      } else {
        report.message("default", {value, construct(facts, use)});
      }
      report.notes(facts.why(use.evaluation, use.mode));
      offer_fix(facts, use, report);
    }
  }
}

}  // namespace

extern constexpr Check graph_unsupported_iteration = file_check<NoOptions, run>({
    .code = "HYB031",
    .name = "graph-unsupported-iteration",
    .group = "graph",
    .summary = "Python iterates over a tensor where AutoGraph converts no loop.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
