// Rule HYB037. User documentation: graph_undefined_in_branch.md; tests: tests/checks/graph/….
#include <algorithm>
#include <set>

#include "checks/check.h"
#include "checks/staged_code.h"
#include "core/staging/staged_faults.h"

namespace hyb::checks::graph {
namespace {

using Kind = StagedValue::Kind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is not assigned in the '{1}' branch of a tensor conditional but used afterwards."},
    {"none", "'{0}' is None in the '{1}' branch of a tensor conditional but used afterwards."},
    {"structure",
     "'{0}' has another structure in each branch of a tensor conditional and is used afterwards."},
    {"dtype",
     "'{0}' is '{1}' in one branch of a tensor conditional and '{2}' in the other, and is used "
     "afterwards."},
    {"object",
     "'{0}' is no tensor where a branch of a tensor conditional ends, but is used afterwards."},
    {"expression_none", "One side of a conditional expression on the tensor '{0}' is None."},
    {"expression_dtype",
     "A conditional expression on the tensor '{0}' gives '{1}' on one side and '{2}' on the "
     "other."},
};

constexpr char kDocs[] =
#include "graph_undefined_in_branch.md.inc"
    ;

class Conditional {
 public:
  Conditional(CheckContext& cx, const StagedRow& staged)
      : cx_(cx), facts_(cx.facts()), staged_(staged) {}

  void report() {
    for (flow::ContextId context : facts_.staging().converted(staged_.function)) {
      const auto known =
          branch_variables(cx_.program(), facts_.engine(),
                           facts_.staging().variables(staged_.function), context, staged_.row);
      if (!known) continue;
      const bool both = known->body_ends && known->otherwise_ends;
      const bool broken = !known->body_ends && breaks_out();
      for (const BranchVariable& v : known->variables) {
        if (!v.live_out || reported_.count(v.place) != 0) continue;
        if (both) look_at(v);
        if (broken) look_at_broken(v);
      }
    }
  }

 private:
  /// The body ends with the `break` or `continue` of a loop that TensorFlow runs: the variable goes
  /// on to whatever is behind.
  bool breaks_out() const {
    const Tree& tree = cx_.program().tree(staged_.row.file);
    const NodeRef loop = nearest_loop(facts_, staged_.row);
    return loop.node.exists() && yes(facts_.staging().of(loop).staged) &&
           !leaves_somewhere(tree, branches_of(tree, staged_.row.node).body);
  }

  void look_at_broken(const BranchVariable& v) {
    const VariableFlow& variables = facts_.staging().variables(staged_.function);
    const FlowVariable& place = variables.place(v.place);
    if (!place.compound && v.unbound && v.in_body && !v.in_otherwise)
      say(v.place, "default", {place.text, "else"});
  }

  void look_at(const BranchVariable& v) {
    const VariableFlow& variables = facts_.staging().variables(staged_.function);
    if (variables.place(v.place).compound) return;
    const std::string& name = variables.place(v.place).text;
    const StagedValue body = staged_value(cx_.program(), facts_.engine(), v.body);
    const StagedValue otherwise = staged_value(cx_.program(), facts_.engine(), v.otherwise);
    switch (fault_of(cx_.program(), facts_.engine(), v)) {
      case BranchFault::None:
        return;
      case BranchFault::Unbound:
        return say(v.place, "default", {name, v.in_body ? "else" : "main"});
      case BranchFault::IsNone:
        return say(v.place, "none", {name, body.kind == Kind::None ? "main" : "else"});
      case BranchFault::Object:
        return say(v.place, "object", {name});
      case BranchFault::Structure:
        return say(v.place, "structure", {name});
      case BranchFault::Dtype:
        return say(v.place, "dtype",
                   {name, std::string(dtype_name(body.type.dtype)),
                    std::string(dtype_name(otherwise.type.dtype))});
    }
  }

  void say(PlaceId place, std::string_view id, std::vector<std::string> arguments) {
    reported_.insert(place);
    const Tree& tree = cx_.program().tree(staged_.row.file);
    auto report = cx_.report(tree.loc(staged_.decision.by.node));
    if (!report) return;
    report.message(id, std::move(arguments));
    const VariableFlow& variables = facts_.staging().variables(staged_.function);
    for (NodeId at : variables.writes(staged_.row.node, place))
      report.note(tree.loc(at), "it is bound here.");
    const NodeRef part = facts_.staging().tensor_in(staged_.decision.by);
    report.note(tree.loc(part.node), "this is a tensor: TensorFlow builds both branches.");
    report.notes(facts_.why(staged_.function, Mode::Converted));
  }

  CheckContext& cx_;
  const Facts& facts_;
  const StagedRow& staged_;
  std::set<PlaceId> reported_;
};

/// `a if t else b`: both sides become one tensor.
void look_at_expression(CheckContext& cx, FunctionId f, NodeRef row) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(row.file);
  const Staging::Decision decision = facts.staging().of(row);
  if (!yes(decision.staged)) return;
  const auto side = [&](Field field) {
    return staged_value(cx.program(), facts.engine(),
                        facts.value({row.file, tree.child(row.node, field)}));
  };
  const StagedValue body = side(Field::Body);
  const StagedValue otherwise = side(Field::Else);
  const bool none = (body.kind == Kind::None) != (otherwise.kind == Kind::None);
  const bool dtype = changes_dtype(body, otherwise);
  if (!none && !dtype) return;
  auto report = cx.report(tree.loc(row.node));
  if (!report) return;
  const std::string test = shown(facts, decision.by);
  if (none)
    report.message("expression_none", {test});
  else
    report.message("expression_dtype", {test, std::string(dtype_name(body.type.dtype)),
                                        std::string(dtype_name(otherwise.type.dtype))});
  report.notes(facts.why(f, Mode::Converted));
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (const StagedRow& staged : staged_branches(facts, file)) Conditional(cx, staged).report();
  for (FunctionId f : converted_functions(facts, file)) {
    const NodeId def = cx.program().function(f).node;
    for (auto i = static_cast<std::uint32_t>(def.index()); i < tree.end_of(def); ++i) {
      const NodeRef row{file, NodeId::from_index(i)};
      if (tree.kind(row.node) == NodeKind::Conditional && cx.program().enclosing_function(row) == f)
        look_at_expression(cx, f, row);
    }
  }
}

}  // namespace

extern constexpr Check graph_undefined_in_branch = file_check<NoOptions, run>({
    .code = "HYB037",
    .name = "graph-undefined-in-branch",
    .group = "graph",
    .summary =
        "A variable that is used later is missing or of another kind in one branch of a tensor "
        "conditional.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
