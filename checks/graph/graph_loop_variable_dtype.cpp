// Rule HYB039. User documentation: graph_loop_variable_dtype.md; tests: tests/checks/graph/….
#include <algorithm>
#include <cctype>
#include <optional>
#include <set>

#include "checks/check.h"
#include "checks/staged_code.h"
#include "core/staging/staged_faults.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' enters the TensorFlow loop as '{1}' but is updated with '{2}'."},
};

constexpr char kDocs[] =
#include "graph_loop_variable_dtype.md.inc"
    ;

/// What TensorFlow calls the type, or Python where the value is Python's own.
std::string type_name(const StagedValue& value) {
  if (!value.literal) return std::string(dtype_name(value.type.dtype));
  switch (value.type.dtype) {
    case flow::Dtype::Int32:
      return "int";
    case flow::Dtype::Float32:
      return "float";
    case flow::Dtype::Bool:
      return "bool";
    default:
      return "str";
  }
}

/// The number as a literal of the dtype that the loop gives it; nullopt where that is not known.
std::optional<std::string> literal_of(const Facts& facts, FileId file, NodeId value,
                                      const StagedValue& after) {
  const Tree& tree = facts.program().tree(file);
  NodeId digits = value;
  if (tree.kind(value) == NodeKind::UnaryOp) digits = tree.child(value, Field::Value);
  const NodeKind kind = tree.kind(digits);
  if (kind != NodeKind::Integer && kind != NodeKind::Float) return std::nullopt;
  const std::string text(facts.program().text(NodeRef{file, value}));
  const std::string_view number = facts.program().text(NodeRef{file, digits});
  const bool plain = std::all_of(number.begin(), number.end(),
                                 [](unsigned char c) { return std::isdigit(c) != 0; });
  if (kind == NodeKind::Integer && after.type.dtype == flow::Dtype::Float32)
    return plain ? std::optional<std::string>(text + ".0") : std::nullopt;
  // A float as an integer would lose its fraction.
  if (kind == NodeKind::Float && !is_floating(after.type.dtype)) return std::nullopt;
  if (!is_floating(after.type.dtype) && !is_integer(after.type.dtype)) return std::nullopt;
  const std::string_view tf = facts.tensorflow_alias(file);
  if (tf.empty()) return std::nullopt;
  const std::string alias(tf);
  return alias + ".constant(" + text + ", " + alias + "." +
         std::string(dtype_name(after.type.dtype)) + ")";
}

class Loop {
 public:
  Loop(CheckContext& cx, const StagedRow& loop)
      : cx_(cx),
        facts_(cx.facts()),
        loop_(loop),
        variables_(facts_.staging().variables(loop.function)) {}

  void report() {
    each_loop_variable(facts_, loop_, [&](const LoopVariable& v) { look_at(v); });
  }

 private:
  void look_at(const LoopVariable& v) {
    if (v.unbound || !v.update.exists() || (!v.exposed && !v.live_out)) return;
    const StagedValue before = staged_value(cx_.program(), facts_.engine(), v.before);
    const StagedValue after = staged_value(cx_.program(), facts_.engine(), v.after);
    if (!changes_dtype(before, after) || !reported_.insert(v.place).second) return;
    const Tree& tree = cx_.program().tree(loop_.row.file);
    auto report = cx_.report(tree.loc(v.update));
    if (!report) return;
    report.message("default",
                   {variables_.place(v.place).text, type_name(before), type_name(after)});
    const NodeId start = first_assignment(facts_, variables_, loop_.row, v.place);
    explain_loop_variable(facts_, loop_, start, report);
    if (!start.exists() || !before.literal) return;
    const NodeId value = tree.child(start, Field::Value);
    const auto text = literal_of(facts_, loop_.row.file, value, after);
    if (!text) return;
    Fix fix;
    fix.title = "Start with " + *text;
    fix.applicability = Applicability::Safe;
    fix.edits = {{tree.loc(value), *text}};
    report.fix(std::move(fix));
  }

  CheckContext& cx_;
  const Facts& facts_;
  const StagedRow& loop_;
  const VariableFlow& variables_;
  std::set<PlaceId> reported_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  for (const StagedRow& loop : staged_loops(cx.facts(), file)) Loop(cx, loop).report();
}

}  // namespace

extern constexpr Check graph_loop_variable_dtype = file_check<NoOptions, run>({
    .code = "HYB039",
    .name = "graph-loop-variable-dtype",
    .group = "graph",
    .summary = "A variable of a TensorFlow loop has another dtype after a round than before.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
