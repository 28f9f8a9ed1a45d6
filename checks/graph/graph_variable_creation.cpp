// Rule HYB045. User documentation: graph_variable_creation.md; tests: tests/checks/….
#include "checks/check.h"
#include "checks/creation_report.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' creates a variable on every trace of '{1}'; create it once outside, or behind "
     "'if self.v is None'."},
};

constexpr char kDocs[] =
#include "graph_variable_creation.md.inc"
    ;

/// `tf.Variable(…)` or a function that makes one, `add_weight` among them; no object around it.
bool makes_variable(const ApiRow* api) {
  return api != nullptr && TracedCreation::makes(api) &&
         !api->has(Trait::ConstructorMakesVariables);
}

/// The variable is a local of the graph, as it says.
bool is_local(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments)))
    if (tree.kind(argument) == NodeKind::DoubleStarred ||
        (tree.kind(argument) == NodeKind::Keyword &&
         facts.text(tree[argument].name) == "experimental_enable_variable_lifting"))
      return true;
  return false;
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    if (!makes_variable(facts.called_api(at)) || !facts.traced_creation().runs_on_each_trace(at))
      continue;
    const FunctionId f = program.enclosing_function(at);
    if (is_local(facts, at) || creation_is_expected_to_fail(facts, at)) continue;
    auto report = cx.report(program.loc(at));
    if (!report) continue;
    const NodeId callee = program.tree(file).child(call, Field::Function);
    report.message("default",
                   {std::string(program.text(NodeRef{file, callee})), program.qualified_name(f)});
    report.notes(why_it_is_created(facts, f));
  }
}

}  // namespace

extern constexpr Check graph_variable_creation = file_check<NoOptions, run>({
    .code = "HYB045",
    .name = "graph-variable-creation",
    .group = "graph",
    .summary = "A tf.Variable is created on every trace, which TensorFlow refuses.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
