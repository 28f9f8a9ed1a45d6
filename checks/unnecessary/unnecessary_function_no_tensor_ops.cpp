// Rule HYB054. User documentation: unnecessary_function_no_tensor_ops.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "checks/graph_fixes.h"
#include "core/facts/verdicts.h"
#include "core/symbolic/symbolic_values.h"

namespace hyb::checks::unnecessary {
namespace {

using flow::CallEdge;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' does no TensorFlow computation; 'tf.function' only adds tracing overhead and turns its "
     "result into a tensor."},
    {"nothing",
     "'{0}' hands its tensor through without computing; 'tf.function' only adds tracing overhead."},
};

constexpr char kDocs[] =
#include "unnecessary_function_no_tensor_ops.md.inc"
    ;

/// Gives back something: stubs and functions that only raise do not.
bool returns_value(const Program& program, FunctionId f) {
  const FunctionInfo& info = program.function(f);
  const Tree& tree = program.tree(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) == NodeKind::Return && tree.child(row, Field::Value).exists() &&
        program.enclosing_function({info.file, row}) == f)
      return true;
  }
  return false;
}

/// A variable that is given back is read, which is an operation.
bool returns_variable(const FunctionFacts& known) {
  return std::any_of(known.returns.begin(), known.returns.end(),
                     [](const TypeFact& type) { return type.kind == "variable"; });
}

/// Every call that there is drops the result.
bool result_is_dropped(const Facts& facts, FunctionId f) {
  const auto into = facts.edges_into(f);
  return std::all_of(into.begin(), into.end(), [&](const CallEdge& edge) {
    const Tree& tree = facts.program().tree(edge.site.file);
    return tree.kind(edge.site.node) == NodeKind::Call &&
           tree.kind(tree.parent(edge.site.node)) == NodeKind::ExprStmt;
  });
}

/// The callers have the same without the tf.function, which makes tensors of numbers, texts and
/// arrays: tensors come in and go out, or nobody looks at the result.
bool same_to_callers(const Facts& facts, FunctionId f, std::uint32_t decoration) {
  if (used_as_value(facts, f)) return false;
  const bool tensors = given_tensors(facts, decoration) &&
                       facts.symbolic_values().tensors_only(facts.engine().return_value(f));
  return tensors || result_is_dropped(facts, f);
}

/// What a test hands in, often to see it refused, says little of what the function is for.
bool only_tests_call(const Facts& facts, FunctionId f) {
  const auto into = facts.edges_into(f);
  return std::all_of(into.begin(), into.end(), [&](const CallEdge& edge) {
    return facts.program().project().files[edge.site.file.index()].test_code;
  });
}

/// `tf.function(f)` makes graphs of other functions too where it stands: it is not needless there.
bool wraps_others(const Facts& facts, std::uint32_t decoration) {
  const auto& all = facts.engine().decorations();
  const flow::Engine::Decoration& own = facts.decoration(decoration);
  return std::any_of(all.begin(), all.end(), [&](const flow::Engine::Decoration& other) {
    return other.site == own.site && other.wrapped != own.wrapped;
  });
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  // In a test the boundary is what is tested: its traces are counted, its graph is looked into.
  if (program.project().files[file.index()].test_code) return;
  for (FunctionId f : facts.functions(file)) {
    const auto decorations = facts.decorations_of(f);
    if (decorations.size() != 1 || program.function(f).is_lambda()) continue;
    if (wraps_others(facts, decorations.front())) continue;
    const FunctionVerdict& verdict = facts.verdicts().of(f);
    if (verdict.advice != Advice::Remove || !returns_value(program, f)) continue;
    const FunctionFacts known = facts.records().of_function(f);
    if (known.calls_known == 0 || returns_variable(known) || only_tests_call(facts, f)) continue;
    auto report = cx.report(program.name_loc(f));
    if (!report) continue;
    const bool through = verdict.facts[VerdictFact::TensorParameter] == Tri::Yes;
    report.message(through ? "nothing" : "default", {program.qualified_name(f)});
    report.note(program.loc(facts.decoration(decorations.front()).site),
                "the needless tf.function.");
    if (!same_to_callers(facts, f, decorations.front())) continue;
    std::optional<Fix> fix = remove_graph_function(facts, decorations.front());
    if (!fix) continue;
    fix->reason = "Code from outside of the project may still ask it for its traces.";
    report.fix(std::move(*fix));
  }
}

}  // namespace

extern constexpr Check unnecessary_function_no_tensor_ops = file_check<NoOptions, run>({
    .code = "HYB054",
    .name = "unnecessary-function-no-tensor-ops",
    .group = "unnecessary",
    .summary = "A tf.function that computes nothing with tensors.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
});

}  // namespace hyb::checks::unnecessary
