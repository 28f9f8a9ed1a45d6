// Rule HYB034. User documentation: graph_raise_under_tensor_condition.md; tests: tests/checks/….
#include <algorithm>
#include <optional>

#include "checks/check.h"
#include "checks/staged_code.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'raise' under the tensor condition '{0}' is executed while tracing, whatever the "
     "data."},
    {"call",
     "'{0}' always raises; under the tensor condition '{1}' it does so while tracing, whatever the "
     "data."},
    {"caught",
     "'raise' under the tensor condition '{0}' is executed while tracing and caught there; the "
     "handler always runs."},
};

constexpr char kDocs[] =
#include "graph_raise_under_tensor_condition.md.inc"
    ;

/// The function does nothing but raise in the end, on the one path that it has.
bool always_raises(const Tree& tree, NodeId body) {
  if (!body.exists() || tree.kind(body) != NodeKind::Block) return false;
  for (NodeId statement : tree.children(body)) {
    switch (tree.kind(statement)) {
      case NodeKind::Raise:
        return true;
      case NodeKind::ExprStmt:
      case NodeKind::Assign:
        continue;
      default:
        return false;
    }
  }
  return false;
}

/// What stands between a row and the staged statement around it decides nothing else: no Python
/// condition, no loop that may not run, no `try`.
NodeRef staged_straight_above(const Facts& facts, NodeRef row) {
  const Tree& tree = facts.program().tree(row.file);
  const NodeRef staged = facts.staging().around(row);
  if (!staged.node.exists()) return {};
  const bool elif = tree.kind(staged.node) == NodeKind::Elif;
  const NodeId top = elif ? tree.parent(staged.node) : staged.node;
  for (NodeId up = tree.parent(row.node); up.exists() && up != top; up = tree.parent(up)) {
    switch (tree.kind(up)) {
      case NodeKind::Block:
      case NodeKind::Else:
      case NodeKind::ExprStmt:
      case NodeKind::With:
        continue;
      case NodeKind::Elif:
        if (yes(facts.staging().of({row.file, up}).staged)) continue;
        return {};
      default:
        return {};
    }
  }
  return staged;
}

/// `if t: return x` before the row in its own list: the rest of the list is the other branch.
NodeRef early_return_above(const Facts& facts, NodeRef row) {
  const Tree& tree = facts.program().tree(row.file);
  const NodeId list = tree.parent(row.node);
  NodeRef found;
  for (NodeId statement : tree.children(list)) {
    if (statement >= row.node) break;
    switch (tree.kind(statement)) {
      case NodeKind::If: {
        const NodeRef at{row.file, statement};
        const Branches branches = branches_of(tree, statement);
        if (yes(facts.staging().of(at).staged) && always_returns(tree, branches.body) &&
            !branches.otherwise.exists())
          found = at;
        else if (leaves_somewhere(tree, statement))
          return {};
        break;
      }
      default:
        if (leaves_somewhere(tree, statement)) return {};
    }
  }
  return found;
}

class Raise {
 public:
  Raise(CheckContext& cx, FunctionId f, NodeRef row)
      : cx_(cx), facts_(cx.facts()), tree_(cx.program().tree(row.file)), f_(f), row_(row) {}

  void look_at() {
    const bool raise = tree_.kind(row_.node) == NodeKind::Raise;
    NodeRef staged = staged_straight_above(facts_, row_);
    if (!staged.node.exists() && raise) staged = early_return_above(facts_, row_);
    const NodeRef reached =
        raise ? row_ : NodeRef{row_.file, tree_.child(row_.node, Field::Function)};
    if (!staged.node.exists() || !facts_.value(reached).exists()) return;
    const NodeRef by = facts_.staging().of(staged).by;
    const std::string name = raise ? exception() : std::string();
    const NodeId clause = raise ? catching_clause(facts_, row_, name) : NodeId{};
    if (!clause.exists() && in_try()) return;  // some clause may catch it
    auto report = cx_.report(tree_.loc(row_.node));
    if (!report) return;
    const std::string test = shown(facts_, by);
    if (!raise)
      report.message("call",
                     {shown(facts_, {row_.file, tree_.child(row_.node, Field::Function)}), test});
    else
      report.message(clause.exists() ? "caught" : "default", {test});
    report.note(tree_.loc(facts_.staging().tensor_in(by).node),
                "this is a tensor: it has no value yet.");
    if (clause.exists()) report.note(tree_.loc(clause), "this clause catches it.");
    report.notes(facts_.why(f_, Mode::Converted));
    if (raise && !clause.exists())
      if (auto fix = as_assertion(staged)) report.fix(std::move(*fix));
  }

 private:
  std::string exception() const {
    const NodeId value = tree_.child(row_.node, Field::Value);
    if (!value.exists()) return {};
    const bool call = tree_.kind(value) == NodeKind::Call;
    const NodeId cls = call ? tree_.child(value, Field::Function) : value;
    return std::string(cx_.program().text(NodeRef{row_.file, cls}));
  }

  bool in_try() const {
    NodeId below = row_.node;
    for (NodeId up = tree_.parent(below); up.exists(); below = up, up = tree_.parent(up)) {
      const NodeKind kind = tree_.kind(up);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
      if (kind == NodeKind::Except) return true;
      if (kind != NodeKind::Try || tree_.kind(below) != NodeKind::Block) continue;
      for (NodeId child : tree_.children(up))
        if (tree_.kind(child) == NodeKind::Except) return true;
    }
    return false;
  }

  /// `if c: raise E("text")` -> `tf.debugging.Assert(tf.logical_not(c), ["text"])`.
  std::optional<Fix> as_assertion(NodeRef staged) const {
    const std::string tf(facts_.tensorflow_alias(row_.file));
    if (tf.empty() || tree_.kind(staged.node) != NodeKind::If ||
        tree_.parent(tree_.parent(row_.node)) != staged.node)
      return std::nullopt;
    const NodeId body = tree_.child(staged.node, Field::Body);
    std::size_t parts = 0;
    for (NodeId child : tree_.children(staged.node)) parts += child.exists() ? 1U : 0U;
    std::size_t statements = 0;
    for (NodeId child : tree_.children(body)) statements += child.exists() ? 1U : 0U;
    if (parts != 2 || statements != 1 || tree_.parent(row_.node) != body) return std::nullopt;
    const NodeId value = tree_.child(row_.node, Field::Value);
    if (!value.exists() || tree_.kind(value) != NodeKind::Call ||
        tree_.child(row_.node, Field::Cause).exists())
      return std::nullopt;
    std::string text;
    std::size_t given = 0;
    for (NodeId argument : tree_.children(tree_.child(value, NodeKind::Arguments))) {
      const bool literal = tree_.kind(argument) == NodeKind::String &&
                           (tree_[argument].op & string_flag::kFormat) == 0;
      if (++given > 1 || !literal) return std::nullopt;
      text = cx_.program().text(NodeRef{row_.file, argument});
    }
    if (text.empty()) text = "\"" + exception() + "\"";
    const NodeId test = tree_.child(staged.node, Field::Test);
    const bool negated = tree_.kind(test) == NodeKind::Not;
    const NodeId inner = negated ? tree_.child(test, Field::Value) : test;
    if (tree_.kind(inner) == NodeKind::BoolOp || tree_.kind(inner) == NodeKind::NamedExpr)
      return std::nullopt;
    const std::string condition(cx_.program().text(NodeRef{row_.file, inner}));
    if (condition.find('\n') != std::string::npos) return std::nullopt;
    for (const Comment& comment : tree_.comments)
      if (comment.begin > tree_.loc(staged.node).begin &&
          comment.begin < tree_.loc(staged.node).end)
        return std::nullopt;
    Fix fix;
    fix.title = "Assert the condition in the graph";
    fix.reason = "The error is an InvalidArgumentError then, raised when the graph runs.";
    fix.applicability = Applicability::Unsafe;
    fix.edits = {{tree_.loc(staged.node),
                  tf + ".debugging.Assert(" +
                      (negated ? condition : tf + ".logical_not(" + condition + ")") + ", [" +
                      text + "])"}};
    return fix;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Tree& tree_;
  FunctionId f_;
  NodeRef row_;
};

/// A statement that calls only functions of the project which always raise.
bool calls_what_raises(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  if (tree.kind(tree.parent(call.node)) != NodeKind::ExprStmt) return false;
  const auto callees = facts.callees(call);
  return !callees.empty() &&
         std::all_of(callees.begin(), callees.end(), [&](const Facts::Callee& callee) {
           const FunctionInfo& info = facts.program().function(callee.function);
           return !info.is_generator && !info.is_async &&
                  always_raises(facts.program().tree(info.file), info.body);
         });
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : converted_functions(facts, file)) {
    const NodeId def = cx.program().function(f).node;
    for (auto i = static_cast<std::uint32_t>(def.index()); i < tree.end_of(def); ++i) {
      const NodeRef row{file, NodeId::from_index(i)};
      const NodeKind kind = tree.kind(row.node);
      const bool call = kind == NodeKind::Call && facts.staging().around(row).node.exists() &&
                        calls_what_raises(facts, row);
      if ((kind == NodeKind::Raise || call) && cx.program().enclosing_function(row) == f)
        Raise(cx, f, row).look_at();
    }
  }
}

}  // namespace

extern constexpr Check graph_raise_under_tensor_condition = file_check<NoOptions, run>({
    .code = "HYB034",
    .name = "graph-raise-under-tensor-condition",
    .group = "graph",
    .summary = "A raise under a condition that is a tensor happens while tracing, always.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
