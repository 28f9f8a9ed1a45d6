// Rule HYB008. User documentation: retracing_fresh_object_argument.md; tests: tests/checks/….
#include <string>

#include "checks/check.h"
#include "checks/graph_calls.h"

namespace hyb::checks::retracing {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report calls in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "Argument '{0}' is a new '{1}' on every call, so every call retraces."},
};

constexpr char kDocs[] =
#include "retracing_fresh_object_argument.md.inc"
    ;

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

/// What an argument expression makes anew each time it is evaluated, and nothing keeps; "" if it
/// does not, or that is not known.
std::string_view made_anew(const Facts& facts, NodeRef expression) {
  const Tree& tree = facts.program().tree(expression.file);
  const NodeKind kind = tree.kind(expression.node);
  if (kind == NodeKind::Lambda) return "lambda";
  const ObjectId only = facts.values().only(facts.value(expression));
  if (!only.exists()) return {};
  const Object& object = facts.values()[only];
  if (kind == NodeKind::Call && object.kind == ObjectKind::Partial) return "partial";
  if (kind != NodeKind::Attribute || object.kind != ObjectKind::BoundMethod) return {};
  if (facts.values()[object_id(object.b)].kind != ObjectKind::Function) return {};
  // An attribute that was set holds one object; a method that is looked up is a new one.
  const ObjectId receiver = object_id(object.a);
  const bool kept = facts.engine().held(receiver, tree[expression.node].name).exists();
  return kept || facts.values()[receiver].kind != ObjectKind::Instance ? "" : "bound method";
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  for (const RepeatedGraphCall& call : repeated_graph_calls(facts, file)) {
    // A callee that keeps its argument keeps it alive.
    if (facts.effects().side_effects(call.callee) != Tri::No) continue;
    for (std::size_t p = 0; p < call.arguments.size(); ++p) {
      if (!call.arguments[p].exists()) continue;
      const NodeRef argument{file, call.arguments[p]};
      const std::string_view made = made_anew(facts, argument);
      if (made.empty()) continue;
      auto report = cx.report(program.loc(argument));
      if (!report) continue;
      const FunctionInfo& info = program.function(call.callee);
      report.message("default",
                     {std::string(facts.text(info.parameters[p].name)), std::string(made)});
      report.note(program.loc(facts.decoration(call.decoration).site),
                  "the tf.function that is traced for each of them.");
    }
  }
}

}  // namespace

extern constexpr Check retracing_fresh_object_argument = file_check<Options, run>({
    .code = "HYB008",
    .name = "retracing-fresh-object-argument",
    .group = "retracing",
    .summary = "A tf.function gets a new lambda, bound method or partial on every call.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::retracing
