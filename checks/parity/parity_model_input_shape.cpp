// Rule HYB086. User documentation: parity_model_input_shape.md; tests: tests/checks/….
#include <string>

#include "checks/check.h"
#include "core/tensorflow/expected_failure.h"
#include "fixits/edits.h"

namespace hyb::checks::parity {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "keras.Model takes no '{0}': '{1}' raises, or builds nothing from it."},
    {"raises", "keras.Model takes no '{0}': the constructor of '{1}' raises."},
    {"ignored", "keras.Model ignores '{0}': no weights of '{1}' are built from it."},
};

constexpr char kDocs[] =
#include "parity_model_input_shape.md.inc"
    ;

constexpr std::string_view kKeyword = "input_shape";

/// `super().__init__(…)`, with nothing of the project in between.
bool calls_outside_constructor(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  if (tree.kind(callee) != NodeKind::Attribute || facts.text(tree[callee].name) != "__init__")
    return false;
  const NodeId super = tree.child(callee, Field::Object);
  return tree.kind(super) == NodeKind::Call &&
         facts.names({call.file, tree.child(super, Field::Function)}, Trait::FindsSuper) &&
         facts.callees(call).empty();
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  const Tree& tree = program.tree(file);
  for (NodeId call : facts.calls(file)) {
    NodeId given;
    for (NodeId each : tree.children(tree.child(call, NodeKind::Arguments)))
      if (tree.kind(each) == NodeKind::Keyword && facts.text(tree[each].name) == kKeyword)
        given = each;
    if (!given.exists() || !calls_outside_constructor(facts, {file, call})) continue;
    const FunctionId f = program.enclosing_function({file, call});
    if (!f.exists()) continue;
    const ClassId cls = program.function(f).owner;
    if (!cls.exists() || facts.derives(cls, kModelClass) != Tri::Yes ||
        expected_to_fail(program, facts.engine(), {file, call}))
      continue;
    const bool raises =
        facts.keras() == KerasGeneration::Two || facts.derives(cls, kSequentialClass) == Tri::Yes;
    auto report = cx.report(tree.loc(given));
    if (!report) continue;
    report
        .message(raises                                    ? "raises"
                 : facts.keras() == KerasGeneration::Three ? "ignored"
                                                           : "default",
                 {std::string(kKeyword), program.qualified_name(cls)})
        .severity(raises ? Severity::Error : Severity::Warning);
    auto edits = fixits::remove_argument({program.source(file), tree}, given);
    if (!edits) continue;
    Fix fix;
    fix.title = "Remove input_shape";
    fix.edits = std::move(*edits);
    fix.applicability = Applicability::Unsafe;
    fix.reason = "The model is built by its first call then, if nothing else builds it.";
    report.fix(std::move(fix));
  }
}

}  // namespace

extern constexpr Check parity_model_input_shape = file_check<NoOptions, run>({
    .code = "HYB086",
    .name = "parity-model-input-shape",
    .group = "parity",
    .summary = "A subclass of keras.Model hands input_shape to the constructor of keras.Model.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values,
    .messages = kMessages,
});

}  // namespace hyb::checks::parity
