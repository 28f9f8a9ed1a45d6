// Rule HYB057. User documentation: api_input_signature_call.md; tests: tests/checks/….
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "checks/staged_code.h"
#include "core/signatures/rejection.h"
#include "core/signatures/written_signature.h"
#include "core/tensorflow/expected_failure.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "Argument '{0}' is '{1}' and does not match the declared '{2}'."},
    {"frozen",
     "'{0}' has no entry in the input_signature: it stays '{1}', and passing '{2}' fails."},
    {"count", "The input_signature of '{0}' takes '{1}' arguments, and '{2}' are passed."},
    {"keyword", "The input_signature of '{0}' has no entry for the keyword '{1}'."},
};

constexpr char kDocs[] =
#include "api_input_signature_call.md.inc"
    ;

constexpr std::string_view kReceiver = "self";  // the name that tf.function goes by

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), program_(cx.program()), file_(file) {}

  void run() {
    for (const GraphCall& call : graph_calls(facts_, file_)) {
      if (call.arguments.empty() || has_signature(facts_, call.decoration) != Tri::Yes ||
          !is_called_itself(call))
        continue;
      if (facts_.values()[facts_.decoration(call.decoration).wrapped].kind ==
          flow::ObjectKind::Partial)
        continue;
      const auto specs = read_signature(
          program_, facts_.engine(), facts_.option(call.decoration, "input_signature", 1)->value);
      if (specs) judge(call, *specs);
    }
  }

 private:
  void judge(const GraphCall& call, const std::vector<Spec>& specs) {
    const FunctionInfo& info = program_.function(call.callee);
    const std::size_t first =
        !info.parameters.empty() && facts_.text(info.parameters.front().name) == kReceiver ? 1 : 0;
    // The receiver was passed by hand: C.f(c, x).
    if (first == 1 && call.arguments.front().exists()) return;
    if (first == 0 && is_bound(call)) return;
    if (counts_differ(call, specs.size(), info, first)) return;
    std::size_t entry = 0;
    for (std::size_t p = first; p < info.parameters.size(); ++p) {
      const Parameter& parameter = info.parameters[p];
      if (parameter.kind != ParameterKind::Positional) continue;
      const Spec* spec =
          !parameter.keyword_only && entry < specs.size() ? &specs[entry++] : nullptr;
      if (!call.arguments[p].exists()) continue;
      const NodeRef argument{file_, call.arguments[p]};
      if (spec == nullptr)
        frozen(call, parameter, argument);
      else if (const auto why = rejection(program_, facts_.engine(), *spec, facts_.value(argument)))
        mismatch(call, parameter, argument, *spec, *why);
    }
  }

  /// Not what `get_concrete_function` gave, which checks dtypes alone: the function is called by
  /// its name, as `__call__` of an instance, or by the one name it was given where it was wrapped.
  bool is_called_itself(const GraphCall& call) const {
    const Tree& tree = program_.tree(file_);
    const NodeId callee = tree.child(call.site.node, Field::Function);
    const FunctionInfo& info = program_.function(call.callee);
    if (tree.kind(callee) != NodeKind::Name && tree.kind(callee) != NodeKind::Attribute)
      return false;
    if (!info.is_lambda() && tree[callee].name == info.name) return true;
    const auto objects = facts_.values().objects(facts_.value({file_, callee}));
    if (objects.size() == 1 && facts_.values()[objects.front()].kind == flow::ObjectKind::Instance)
      return true;
    if (tree.kind(callee) != NodeKind::Name) return false;
    const ScopeTree& scopes = program_.scopes(file_);
    const SymbolId symbol = scopes.symbol_of[callee.index()];
    if (!symbol.exists() || scopes.symbols[symbol].binding_count != 1) return false;
    const NodeId statement =
        tree.parent(scopes.bindings[scopes.symbols[symbol].first_binding].node);
    return tree.kind(statement) == NodeKind::Assign &&
           NodeRef{file_, tree.child(statement, Field::Value)} ==
               facts_.decoration(call.decoration).site;
  }

  /// The callee is a method whose receiver has another name: what it counts as is not our matter.
  bool is_bound(const GraphCall& call) const {
    const Tree& tree = program_.tree(file_);
    const auto objects =
        facts_.values().objects(facts_.value({file_, tree.child(call.site.node, Field::Function)}));
    return std::any_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
      return facts_.values()[o].kind == flow::ObjectKind::BoundMethod;
    });
  }

  /// With `*args` there must be as many arguments as entries; `**kwargs` have no entries.
  bool counts_differ(const GraphCall& call, std::size_t entries, const FunctionInfo& info,
                     std::size_t first) {
    bool variadic = false;
    bool keywords = false;
    for (const Parameter& p : info.parameters) {
      variadic = variadic || p.kind == ParameterKind::VarPositional;
      keywords = keywords || p.kind == ParameterKind::VarKeyword;
    }
    if (!variadic && !keywords) return false;
    const Tree& tree = program_.tree(file_);
    std::size_t given = 0;
    for (NodeId each : tree.children(tree.child(call.site.node, NodeKind::Arguments))) {
      if (tree.kind(each) != NodeKind::Keyword) {
        ++given;
        continue;
      }
      const bool known = std::any_of(info.parameters.begin() + static_cast<std::ptrdiff_t>(first),
                                     info.parameters.end(),
                                     [&](const Parameter& p) { return p.name == tree[each].name; });
      if (known) {
        if (variadic) return false;
        continue;
      }
      if (auto report = start(call, {file_, each}))
        report.message("keyword", {program_.qualified_name(call.callee),
                                   std::string(facts_.text(tree[each].name))});
      return true;
    }
    if (!variadic || given == entries) return false;
    if (auto report = start(call, call.site))
      report.message("count", {program_.qualified_name(call.callee), std::to_string(entries),
                               std::to_string(given)});
    return true;
  }

  void frozen(const GraphCall& call, const Parameter& parameter, NodeRef argument) {
    if (!parameter.default_value.exists()) return;
    const FunctionInfo& info = program_.function(call.callee);
    const NodeRef standard{info.file, parameter.default_value};
    if (surely_equal(facts_.engine(), facts_.value(standard), facts_.value(argument)) != Tri::No)
      return;
    if (auto report = start(call, argument))
      report.message(
          "frozen", {std::string(facts_.text(parameter.name)), std::string(program_.text(standard)),
                     std::string(program_.text(argument))});
  }

  void mismatch(const GraphCall& call, const Parameter& parameter, NodeRef argument,
                const Spec& spec, const Rejection& why) {
    auto report = start(call, argument);
    if (!report) return;
    std::string_view alias = facts_.tensorflow_alias(file_);
    if (alias.empty()) alias = "tf";
    report.message("default",
                   {std::string(facts_.text(parameter.name)), why.given, text_of(spec, alias)});
    if (!why.only_dtype || facts_.tensorflow_alias(file_).empty()) return;
    const std::string tf(alias);
    auto edits = fixits::replace({program_.source(file_), program_.tree(file_)}, argument.node,
                                 tf + ".cast(" + std::string(program_.text(argument)) + ", " + tf +
                                     "." + std::string(flow::dtype_name(spec.dtype)) + ")");
    if (!edits) return;
    Fix fix;
    fix.title = "Cast to " + std::string(flow::dtype_name(spec.dtype));
    fix.edits = std::move(*edits);
    fix.applicability = Applicability::Unsafe;
    fix.reason = "The values lose or gain digits.";
    report.fix(std::move(fix));
  }

  /// No report where the call is written to fail.
  Report start(const GraphCall& call, NodeRef at) {
    if (expected_to_fail(program_, facts_.engine(), call.site) ||
        catching_clause(facts_, call.site, "TypeError").exists())
      return {};
    return cx_.report(program_.loc(at));
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_input_signature_call = file_check<NoOptions, run>({
    .code = "HYB057",
    .name = "api-input-signature-call",
    .group = "api",
    .summary = "A call passes what the input_signature of the tf.function rejects.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
