// Rule HYB032. The user's page is graph_unsupported_builtin.md.
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' compares tensors in Python, which has no answer while tracing: '{1}'."},
    {"truth", "'{0}' asks the tensor '{1}' for its truth, which it does not have while tracing."},
    {"integer", "'{0}' needs a Python integer, and '{1}' is a symbolic tensor."},
    {"cast",
     "'{0}' needs the value of the tensor '{1}' in code that AutoGraph does not convert "
     "because of '{2}'."},
    {"index", "'{0}' indexes a Python sequence with the symbolic tensor '{1}'."},
    {"format", "'{0}' formats the symbolic tensor '{1}', which raises while tracing."},
};

constexpr char kDocs[] =
#include "graph_unsupported_builtin.md.inc"
    ;

bool is_scalar(const Facts& facts, NodeRef value) {
  const NodeKind kind = facts.program().tree(value.file).kind(value.node);
  if (kind == NodeKind::Integer || kind == NodeKind::Float) return true;
  for (flow::ObjectId o : facts.values().objects(facts.value(value))) {
    const flow::Object& object = facts.values()[o];
    if (object.kind != flow::ObjectKind::Tensor) return false;
    const flow::Dims* dims = facts.values().dims(object);
    if (dims == nullptr || !dims->empty()) return false;
  }
  return true;
}

/// `max(a, b)` -> `tf.maximum(a, b)`, for scalars.
void offer_fix(const Facts& facts, const GraphUse& use, Report& report) {
  const Tree& tree = facts.program().tree(use.at.file);
  const ApiRow* api = facts.called_api(use.at);
  if (use.kind != GraphUse::Kind::Comparing || api == nullptr) return;
  const bool greatest = api->has(Trait::Greatest);
  if (!greatest && !api->has(Trait::Least)) return;
  std::size_t given = 0;
  for (NodeId argument : tree.children(tree.child(use.at.node, NodeKind::Arguments))) {
    if (!is_scalar(facts, {use.at.file, argument})) return;
    ++given;
  }
  const std::string instead =
      written_in(facts, use.at.file, greatest ? "tensorflow.maximum" : "tensorflow.minimum");
  if (given != 2 || instead.empty()) return;
  const auto edits = fixits::replace({facts.program().source(use.at.file), tree},
                                     tree.child(use.at.node, Field::Function), instead);
  if (!edits) return;
  Fix fix;
  fix.title = "Call " + instead;
  fix.reason = "The result is a tensor, and both operands must have one dtype.";
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
    for (const GraphUse& use : builtin_uses(facts, f)) {
      const ProgramReader& reader = facts.hazards().reader();
      const std::string value = reader.unquoted(use.value);
      const Unconverted why =
          use.kind == GraphUse::Kind::Cast
              ? why_unconverted(program, facts.engine(), facts.tracing(), use.evaluation)
              : Unconverted{};
      if (use.kind == GraphUse::Kind::Cast && why.kind == Unconverted::Kind::None) continue;
      if (why.keras3_only() && facts.keras() != KerasGeneration::Three) continue;
      auto report = cx.report(tree.loc(use.at.node));
      if (!report) continue;
      const NodeId callee = tree.child(use.at.node, Field::Function);
      const std::string called =
          callee.exists() ? reader.unquoted({file, callee}) + "()" : reader.unquoted(use.at);
      switch (use.kind) {
        case GraphUse::Kind::Comparing:
          report.message("default", {called, value});
          break;
        case GraphUse::Kind::TruthBuiltin:
          report.message("truth", {called, value});
          break;
        case GraphUse::Kind::Cast:
          report.message("cast", {called, value, name_of(program, why)});
          report.note(program.loc(why.at), sentence_on(program, why));
          break;
        case GraphUse::Kind::PythonIndex:
          report.message("index", {called, value});
          break;
        case GraphUse::Kind::Format:
          report.message("format", {called, value});
          break;
        default:
          report.message("integer", {called, value});
          break;
      }
      report.notes(facts.why(use.evaluation, use.mode));
      offer_fix(facts, use, report);
    }
  }
}

}  // namespace

extern constexpr Check graph_unsupported_builtin = file_check<NoOptions, run>({
    .code = "HYB032",
    .name = "graph-unsupported-builtin",
    .group = "graph",
    .summary = "A Python builtin or container needs a Python value and is given a tensor.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
