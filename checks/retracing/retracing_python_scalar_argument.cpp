// Rule HYB006. User documentation: retracing_python_scalar_argument.md; tests: tests/checks/….
#include <algorithm>
#include <optional>
#include <string>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "checks/graph_fixes.h"

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
    {"default",
     "Python '{0}' argument '{1}' changes from call to call; each new value builds a new graph."},
};

constexpr char kDocs[] =
#include "retracing_python_scalar_argument.md.inc"
    ;

constexpr std::size_t kFew = 4;  // values of a closed set

std::string_view type_of(ObjectKind kind) {
  if (kind == ObjectKind::Int) return "int";
  if (kind == ObjectKind::Float) return "float";
  return kind == ObjectKind::Str ? "str" : "";
}

/// "int" if every value of the expression is one, and they are no closed set of a few; else "".
std::string_view changing_type(const Facts& facts, NodeRef expression) {
  std::string_view type;
  bool open = false;
  const auto objects = facts.values().objects(facts.value(expression));
  for (ObjectId o : objects) {
    const Object& object = facts.values()[o];
    const std::string_view one = type_of(object.kind);
    if (one.empty() || (!type.empty() && one != type)) return {};
    type = one;
    open = open || !object.name.exists();
  }
  return open || objects.size() > kFew ? type : std::string_view();
}

/// The dtype that makes a constant of the argument fit wherever the callee uses it: all uses are
/// operands beside tensors of that dtype. nullopt = some use may want a Python value.
std::optional<flow::Dtype> dtype_of_partners(const Facts& facts, FunctionId callee,
                                             std::size_t parameter) {
  const FunctionInfo& info = facts.program().function(callee);
  const Tree& tree = facts.program().tree(info.file);
  const ScopeTree& scopes = facts.program().scopes(info.file);
  flow::Dtype out = flow::Dtype::Unknown;
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Name ||
        scopes.symbol_of[i] != info.parameters[parameter].symbol)
      continue;
    const NodeId user = tree.parent(row);
    if (tree.kind(user) != NodeKind::BinOp) return std::nullopt;
    const Field other = tree[row].field == Field::Left ? Field::Right : Field::Left;
    for (ObjectId o : facts.values().objects(facts.value({info.file, tree.child(user, other)}))) {
      const Object& object = facts.values()[o];
      if (!is_tensor(facts.values(), facts.program().names(), o)) return std::nullopt;
      if (out != flow::Dtype::Unknown && object.dtype != out) return std::nullopt;
      out = object.dtype;
    }
  }
  return out == flow::Dtype::Unknown ? std::nullopt : std::optional(out);
}

void add_fix(const Facts& facts, const RepeatedGraphCall& call, std::size_t parameter,
             std::string_view type, Report& report) {
  const auto dtype = dtype_of_partners(facts, call.callee, parameter);
  const bool number = type == "int" || (type == "float" && dtype && flow::is_floating(*dtype));
  if (!dtype || !number || !(flow::is_floating(*dtype) || flow::is_integer(*dtype))) return;
  const std::string_view alias = facts.tensorflow_alias(call.site.file);
  std::string options("dtype=");
  options.append(alias.empty() ? "tf" : alias).append(".").append(flow::dtype_name(*dtype));
  const Tree& tree = facts.program().tree(call.site.file);
  NodeId argument = call.arguments[parameter];
  if (tree.kind(tree.parent(argument)) == NodeKind::Keyword) argument = tree.parent(argument);
  std::optional<Fix> fix = wrap_literal(facts, {call.site.file, argument}, options);
  if (!fix) return;
  fix->reason = "The argument is a tensor inside of the function then, and no Python number.";
  report.fix(std::move(*fix));
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  for (const RepeatedGraphCall& call : repeated_graph_calls(facts, file))
    for (std::size_t p = 0; p < call.arguments.size(); ++p) {
      if (!call.arguments[p].exists()) continue;
      const NodeRef argument{file, call.arguments[p]};
      const std::string_view type = changing_type(facts, argument);
      if (type.empty() || !varies(facts, argument, call.site)) continue;
      auto report = cx.report(program.loc(argument));
      if (!report) continue;
      const FunctionInfo& info = program.function(call.callee);
      report.message("default",
                     {std::string(type), std::string(facts.text(info.parameters[p].name))});
      report.note(program.loc(facts.decoration(call.decoration).site),
                  "the tf.function that is traced for each value.");
      add_fix(facts, call, p, type, report);
    }
}

}  // namespace

extern constexpr Check retracing_python_scalar_argument = file_check<Options, run>({
    .code = "HYB006",
    .name = "retracing-python-scalar-argument",
    .group = "retracing",
    .summary =
        "A tf.function gets another Python number or text on every call, and is traced anew.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::retracing
