// Rule HYB009. User documentation: retracing_varying_shape_argument.md; tests: tests/checks/….
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "checks/graph_fixes.h"
#include "core/facts/function_facts.h"

namespace hyb::checks::retracing {
namespace {

using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report calls in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "Tensor argument '{0}' changes its shape from call to call; each new shape builds a new "
     "graph."},
    {"compiled",
     "Tensor argument '{0}' changes its shape from call to call; XLA compiles each shape anew."},
};

constexpr char kDocs[] =
#include "retracing_varying_shape_argument.md.inc"
    ;

/// A tensor that a loop makes longer, or a piece of one whose length varies: the place that says
/// so.
class Growth {
 public:
  Growth(const Facts& facts, NodeRef site)
      : facts_(facts),
        program_(facts.program()),
        site_(site),
        tree_(program_.tree(site.file)),
        scopes_(program_.scopes(site.file)) {}

  NodeId of(NodeId argument) const {
    if (!holds_tensors(argument)) return {};
    if (tree_.kind(argument) == NodeKind::Name) return lengthened(argument);
    if (tree_.kind(argument) == NodeKind::Subscript && is_varying_slice(argument)) return argument;
    return {};
  }

 private:
  bool holds_tensors(NodeId expression) const {
    const auto objects = facts_.values().objects(facts_.value({site_.file, expression}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return facts_.values()[o].kind == ObjectKind::Tensor;
    });
  }

  /// `x = tf.concat([x, …], axis)` is all that the loop around the call does to `x`.
  NodeId lengthened(NodeId name) const {
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    if (!symbol.exists()) return {};
    const Symbol& info = scopes_.symbols[symbol];
    NodeId found;
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[info.first_binding + b];
      const NodeRef loop = loop_around(program_, facts_.engine(), {site_.file, binding.node});
      if (!loop.node.exists() || !tree_.contains(loop.node, site_.node)) continue;
      const NodeId statement = tree_.parent(binding.node);
      if (binding.kind != BindingKind::Assign || tree_.kind(statement) != NodeKind::Assign ||
          !joins(tree_.child(statement, Field::Value), symbol))
        return {};
      found = statement;
    }
    return found;
  }

  /// It gives the sum of the sizes of what it is given, the symbol among it.
  bool joins(NodeId value, SymbolId symbol) const {
    if (tree_.kind(value) != NodeKind::Call) return false;
    const ApiRow* api = facts_.called_api({site_.file, value});
    if (api == nullptr || !api->has(Trait::Concatenates)) return false;
    for (auto i = static_cast<std::uint32_t>(value.index()); i < tree_.end_of(value); ++i)
      if (tree_.kind(NodeId::from_index(i)) == NodeKind::Name && scopes_.symbol_of[i] == symbol)
        return true;
    return false;
  }

  /// `x[:i]`, `x[i:]`; not `x[i:i + 32]`, which is as long each time.
  bool is_varying_slice(NodeId subscript) const {
    for (NodeId index : tree_.children(subscript)) {
      if (tree_[index].field != Field::Index || tree_.kind(index) != NodeKind::Slice) continue;
      const NodeId lower = tree_.child(index, Field::Lower);
      const NodeId upper = tree_.child(index, Field::Upper);
      if (lower.exists() == upper.exists() || tree_.child(index, Field::Step).exists()) continue;
      const NodeId bound = lower.exists() ? lower : upper;
      if (varies(facts_, {site_.file, bound}, site_)) return true;
    }
    return false;
  }

  const Facts& facts_;
  const Program& program_;
  NodeRef site_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

/// The option is there, and not surely False.
bool is_set(const Facts& facts, std::uint32_t decoration, std::string_view name) {
  const flow::Argument* option = facts.option(decoration, name, 0);
  return option != nullptr && facts.constant_bool(option->value) != Tri::No;
}

void add_fix(const Facts& facts, std::uint32_t decoration, FunctionId callee, std::size_t parameter,
             Report& report) {
  const auto& reads = facts.records().preconditions().axes_read(callee);
  const bool read = std::any_of(reads.begin(), reads.end(), [&](const AxisRead& axis) {
    return axis.parameter == parameter && axis.axis != AxisRead::kRank;
  });
  if (read || facts.target_has({2, 9}) == Tri::No) return;
  std::optional<Fix> fix = set_option(facts, decoration, "reduce_retracing", "True");
  if (!fix) return;
  fix->reason =
      "From the second shape on, the axes that vary are None while the function is traced.";
  report.fix(std::move(*fix));
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  // All calls that vary one parameter of a tf.function have one cause, and one fix.
  struct Varied {
    NodeId argument;
    NodeId place;
  };
  const std::vector<RepeatedGraphCall> calls = repeated_graph_calls(facts, file);
  std::map<std::pair<std::uint32_t, std::size_t>, std::vector<Varied>> found;
  for (const RepeatedGraphCall& call : calls)
    for (std::size_t p = 0; p < call.arguments.size(); ++p) {
      if (!call.arguments[p].exists()) continue;
      const NodeId place = Growth(facts, call.site).of(call.arguments[p]);
      if (place.exists()) found[{call.decoration, p}].push_back({call.arguments[p], place});
    }
  for (const auto& [key, varied] : found) {
    const auto [decoration, p] = key;
    const bool compiled = is_set(facts, decoration, "jit_compile");
    const bool relaxed = is_set(facts, decoration, "reduce_retracing") ||
                         is_set(facts, decoration, "experimental_relax_shapes");
    if (relaxed && !compiled) continue;
    auto report = cx.report(program.loc({file, varied.front().argument}));
    if (!report) continue;
    const FunctionId callee = facts.wrapped_function(decoration);
    const FunctionInfo& info = program.function(callee);
    report.message(compiled ? "compiled" : "default",
                   {std::string(facts.text(info.parameters[p].name))});
    if (varied.front().place != varied.front().argument)
      report.note(program.loc({file, varied.front().place}), "here it gets longer.");
    for (std::size_t i = 1; i < varied.size(); ++i)
      report.note(program.loc({file, varied[i].argument}), "here it changes its shape, too.");
    report.note(program.loc(facts.decoration(decoration).site),
                "the tf.function that is traced for each shape.");
    if (!compiled) add_fix(facts, decoration, callee, p, report);
  }
}

}  // namespace

extern constexpr Check retracing_varying_shape_argument = file_check<Options, run>({
    .code = "HYB009",
    .name = "retracing-varying-shape-argument",
    .group = "retracing",
    .summary = "A tf.function gets a tensor of another shape on every call, and is traced anew.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::retracing
