// Rule HYB053. User documentation: unnecessary_keras_step_decorator.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_fixes.h"
#include "core/facts/step_methods.h"

namespace hyb::checks::unnecessary {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "Keras already stages '{0}'; '@tf.function' here is redundant."},
    {"strategy",
     "Keras already stages '{0}'; '@tf.function' here is redundant, and with Keras 2 it fails "
     "under "
     "a distribution strategy."},
};

constexpr char kDocs[] =
#include "unnecessary_keras_step_decorator.md.inc"
    ;

/// Without AutoGraph a tensor condition raises: then the decorator is what makes the step work.
/// What is not known to be static counts as a tensor.
bool needs_autograph(const Facts& facts, FunctionId f) {
  const FunctionInfo& info = facts.program().function(f);
  const Tree& tree = facts.program().tree(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    switch (tree.kind(row)) {
      case NodeKind::If:
      case NodeKind::Elif:
      case NodeKind::While:
      case NodeKind::Conditional:
        if (!no(facts.is_tensor({info.file, tree.child(row, Field::Test)}))) return true;
        break;
      case NodeKind::For:
        if (yes(facts.is_tensor({info.file, tree.child(row, Field::Iter)}))) return true;
        break;
      case NodeKind::BoolOp:
      case NodeKind::Not:
        for (NodeId part : tree.children(row))
          if (yes(facts.is_tensor({info.file, part}))) return true;
        break;
      default:
        break;
    }
  }
  return false;
}

/// Every known call comes from fit, evaluate or predict.
bool only_keras_calls(const Facts& facts, FunctionId f) {
  for (const flow::CallEdge& edge : facts.edges_into(f)) {
    const ApiRow* api = facts.called_api(edge.site);
    if (api == nullptr || !api->has(Trait::RunsModel)) return false;
  }
  return true;
}

bool is_bare(const Facts& facts, std::uint32_t decoration) {
  const flow::Bindings& options = facts.values().bindings(facts.decoration(decoration).arguments);
  return options.arguments.empty() && !options.open;
}

/// Some compile(run_eagerly=True) of an instance of the class.
bool compiled_eagerly(const Facts& facts, ClassId cls) {
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (NodeId call : facts.calls(file)) {
      const ApiRow* api = facts.called_api({file, call});
      if (api == nullptr || !api->has(Trait::Compiles)) continue;
      const NodeId callee = tree.child(call, Field::Function);
      for (flow::ObjectId o : facts.values().objects(facts.value({file, callee}))) {
        const flow::Object& bound = facts.values()[o];
        if (bound.kind != flow::ObjectKind::BoundMethod) continue;
        const flow::Object& receiver = facts.values()[flow::ObjectId::from_index(bound.a - 1)];
        if (receiver.kind != flow::ObjectKind::Instance) continue;
        const flow::Object& made = facts.values()[flow::ObjectId::from_index(receiver.a - 1)];
        if (made.a != cls.raw()) continue;
        for (NodeId a : tree.children(tree.child(call, NodeKind::Arguments)))
          if (tree.kind(a) == NodeKind::Keyword && facts.text(tree[a].name) == "run_eagerly" &&
              tree.kind(tree.child(a, Field::Value)) != NodeKind::False)
            return true;
      }
    }
  }
  return false;
}

/// The program makes a strategy that runs replicas.
bool uses_strategy(const Facts& facts) {
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.file_count(); ++i)
    for (NodeId call : facts.calls(FileId::from_index(i))) {
      const ApiRow* api = facts.called_api({FileId::from_index(i), call});
      if (api != nullptr && api->is_class && api->has(Trait::Strategy)) return true;
    }
  return false;
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  for (FunctionId f : facts.functions(file)) {
    if (!yes(overrides_step(facts, f))) continue;
    const auto decorations = facts.decorations_of(f);
    if (decorations.size() != 1 || !is_bare(facts, decorations.front())) continue;
    if (!only_keras_calls(facts, f) || needs_autograph(facts, f)) continue;
    if (compiled_eagerly(facts, cx.program().function(f).owner)) continue;
    auto report = cx.report(cx.program().name_loc(f));
    if (!report) continue;
    const bool keras2 = facts.keras() == KerasGeneration::Two;
    const bool breaks = keras2 && uses_strategy(facts);
    report.message(breaks ? "strategy" : "default", {cx.program().qualified_name(f)})
        .severity(breaks   ? Severity::Error
                  : keras2 ? Severity::Warning
                           : Severity::Note);
    const auto& made = facts.decoration(decorations.front());
    report.note(cx.program().loc(made.site), "the needless tf.function.");
    for (const flow::CallEdge& edge : facts.edges_into(f)) {
      report.note(cx.program().loc(edge.site), "Keras runs the step in a graph from here.");
      break;
    }
    if (!made.by_decorator) continue;
    std::optional<Fix> fix = remove_graph_function(facts, decorations.front());
    if (!fix) continue;
    fix->reason = "AutoGraph no longer converts the step and what it calls.";
    report.fix(std::move(*fix));
  }
}

}  // namespace

extern constexpr Check unnecessary_keras_step_decorator = file_check<NoOptions, run>({
    .code = "HYB053",
    .name = "unnecessary-keras-step-decorator",
    .group = "unnecessary",
    .summary = "A step method that Keras stages by itself is a tf.function as well.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::unnecessary
