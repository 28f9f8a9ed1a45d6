// Rule HYB063. User documentation: api_jit_unsupported_op.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/facts/graph_results.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::api {
namespace {

using flow::CallEdge;

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' cannot be compiled by XLA, and '{1}' is compiled with 'jit_compile=True'."},
};

constexpr char kDocs[] =
#include "api_jit_unsupported_op.md.inc"
    ;

/// Number of the tf.function with jit_compile=True that the body of `f` is compiled for; 0 = none.
std::uint32_t compiled_for(const Facts& facts, const Tracing::Chain& chain) {
  const auto compiles = [&](std::uint32_t decoration) {
    if (decoration == 0) return false;
    const flow::Argument* jit = facts.option(decoration, "jit_compile", 4);
    return jit != nullptr && facts.constant_bool(jit->value) == Tri::Yes;
  };
  if (compiles(chain.decoration())) return chain.decoration();
  for (const CallEdge& edge : chain.edges)
    if (compiles(edge.decoration)) return edge.decoration;
  return 0;
}

/// Not all that goes in is constant: XLA folds some operations on constants away. What calls
/// Python, or gives nothing back, stays.
bool stays_in_graph(const Facts& facts, NodeRef call, const ApiRow& api) {
  if (!api.callbacks.empty() || api.result == ApiResult::None) return true;
  const Tree& tree = facts.program().tree(call.file);
  const NodeId arguments = tree.child(call.node, NodeKind::Arguments);
  for (NodeId argument : tree.children(arguments)) {
    const NodeId value =
        tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value) : argument;
    if (facts.is_tensor({call.file, value}) == Tri::Yes) return true;
    if (tree.kind(value) != NodeKind::List && tree.kind(value) != NodeKind::Tuple) continue;
    for (NodeId part : tree.children(value))
      if (facts.is_tensor({call.file, part}) == Tri::Yes) return true;
  }
  return tree.children(arguments).empty();
}

/// Nobody runs the graph: it is traced to be exported, and XLA never gets it.
bool only_exported(const Facts& facts, FunctionId compiled) {
  const auto into = facts.edges_into(compiled);
  return !into.empty() && std::all_of(into.begin(), into.end(), [&](const CallEdge& edge) {
    const ApiRow* row = method_of_graph(facts, edge.site);
    return row != nullptr && row->has(Trait::TracesOnly);
  });
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const ApiRow* api = facts.called_api(at);
    if (api == nullptr || !api->has(Trait::XlaUnsupported)) continue;
    const FunctionId f = program.enclosing_function(at);
    if (!f.exists() || !facts.tracing().traced_at(f, at) || !stays_in_graph(facts, at, *api))
      continue;
    const Mode mode = facts.tracing().traced_mode(f);
    const Tracing::Chain chain = facts.tracing().chain(f, mode);
    const std::uint32_t decoration = compiled_for(facts, chain);
    if (decoration == 0 || in_eager_island(program, facts.engine(), at)) continue;
    if (expected_to_fail(program, facts.engine(), at) ||
        std::any_of(chain.edges.begin(), chain.edges.end(), [&](const CallEdge& edge) {
          return expected_to_fail(program, facts.engine(), edge.site);
        }))
      continue;
    const FunctionId compiled = facts.wrapped_function(decoration);
    if (compiled.exists() && only_exported(facts, compiled)) continue;
    auto report = cx.report(program.loc(at));
    if (!report) continue;
    const NodeId callee = program.tree(file).child(call, Field::Function);
    report.message("default", {std::string(program.text(NodeRef{file, callee})),
                               program.qualified_name(compiled.exists() ? compiled : f)});
    report.notes(facts.why(f, mode, at));
  }
}

}  // namespace

extern constexpr Check api_jit_unsupported_op = file_check<NoOptions, run>({
    .code = "HYB063",
    .name = "api-jit-unsupported-op",
    .group = "api",
    .summary = "An operation that XLA cannot compile, in a function with jit_compile=True.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
