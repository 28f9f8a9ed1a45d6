// Rule HYB038. User documentation: graph_missing_return_in_branch.md; tests: tests/checks/graph/….
#include <optional>

#include "checks/check.h"
#include "checks/staged_code.h"
#include "core/staging/staged_faults.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "Only one branch of the tensor conditional '{0}' returns a value."},
    {"dropped",
     "The return under the tensor condition '{0}' is dropped: the 'except' around it swallows "
     "AutoGraph's error."},
    {"none", "One branch of the tensor conditional '{0}' returns None and the other a value."},
    {"dtype",
     "The branches of the tensor conditional '{0}' return '{1}' and '{2}'; they must have one "
     "dtype."},
    {"structure",
     "The branches of the tensor conditional '{0}' return values of another structure each."},
    {"loop", "A 'return' that depends on the tensor '{0}' cannot stand inside a TensorFlow loop."},
};

constexpr char kDocs[] =
#include "graph_missing_return_in_branch.md.inc"
    ;

/// What comes behind a statement in its own list.
std::vector<NodeId> rest_of_list(const Tree& tree, NodeId statement) {
  std::vector<NodeId> out;
  for (NodeId child : tree.children(tree.parent(statement)))
    if (child > statement) out.push_back(child);
  return out;
}

/// The Return row that a block ends with.
NodeId last_return(const Tree& tree, NodeId block) {
  NodeId last;
  if (block.exists())
    for (NodeId child : tree.children(block)) last = child;
  return last.exists() && tree.kind(last) == NodeKind::Return ? last : NodeId{};
}

class Conditional {
 public:
  Conditional(CheckContext& cx, const StagedRow& staged)
      : cx_(cx),
        facts_(cx.facts()),
        staged_(staged),
        tree_(cx.program().tree(staged.row.file)),
        branches_(branches_of(tree_, staged.row.node)) {}

  void report() {
    if (nearest_loop(facts_, staged_.row).node.exists()) return;
    const bool elif = tree_.kind(staged_.row.node) == NodeKind::Elif;
    if (!elif) rest_ = rest_of_list(tree_, staged_.row.node);
    const bool body = always_returns(tree_, branches_.body);
    const bool otherwise = branches_.otherwise.exists() &&
                           tree_.kind(branches_.otherwise) == NodeKind::Block &&
                           always_returns(tree_, branches_.otherwise);
    bool rest_leaves = false;
    for (NodeId statement : rest_) rest_leaves = rest_leaves || leaves_somewhere(tree_, statement);
    const bool otherwise_leaves =
        branches_.otherwise.exists() && leaves_somewhere(tree_, branches_.otherwise);
    const bool body_leaves = leaves_somewhere(tree_, branches_.body);
    if ((body && !otherwise_leaves && !rest_leaves) || (otherwise && !body_leaves && !rest_leaves))
      return missing();
    if (body) compare();
  }

 private:
  void missing() {
    const NodeId clause = catching_clause(facts_, staged_.row, "ValueError");
    auto report = cx_.report(tree_.loc(staged_.decision.by.node));
    if (!report) return;
    report.message(clause.exists() ? "dropped" : "default", {test()});
    if (clause.exists()) report.note(tree_.loc(clause), "this clause catches the ValueError.");
    finish(report);
    if (auto fix = else_before_return()) report.fix(std::move(*fix));
  }

  /// `if t: return a` and the `return b` of the other branch, where both are written out.
  void compare() {
    const NodeId one = last_return(tree_, branches_.body);
    NodeId other;
    if (branches_.otherwise.exists()) {
      if (tree_.kind(branches_.otherwise) == NodeKind::Block)
        other = last_return(tree_, branches_.otherwise);
    } else {
      for (NodeId statement : rest_) {
        if (tree_.kind(statement) == NodeKind::Return) {
          other = statement;
          break;
        }
        if (leaves_somewhere(tree_, statement)) return;
      }
    }
    if (!one.exists() || !other.exists()) return;
    const StagedValue a = returned(one);
    const StagedValue b = returned(other);
    switch (fault_of_returns(a, b)) {
      case ReturnFault::None:
        return;
      case ReturnFault::IsNone:
        return differ("none", {test()}, one, other);
      case ReturnFault::Structure:
        return differ("structure", {test()}, one, other);
      case ReturnFault::Dtype:
        return differ(
            "dtype",
            {test(), std::string(dtype_name(a.type.dtype)), std::string(dtype_name(b.type.dtype))},
            one, other);
    }
  }

  StagedValue returned(NodeId statement) const {
    const NodeId value = tree_.child(statement, Field::Value);
    const flow::ValueId none = facts_.values().none();
    return staged_value(cx_.program(), facts_.engine(),
                        value.exists() ? facts_.value({staged_.row.file, value}) : none);
  }

  void differ(std::string_view id, std::vector<std::string> arguments, NodeId one, NodeId other) {
    auto report = cx_.report(tree_.loc(staged_.decision.by.node));
    if (!report) return;
    report.message(id, std::move(arguments));
    report.note(tree_.loc(one), "one branch returns this.");
    report.note(tree_.loc(other), "the other branch returns this.");
    finish(report);
  }

  /// `elif u: return b` with `return c` as the next and last statement: an `else:` before it.
  std::optional<Fix> else_before_return() const {
    if (tree_.kind(staged_.row.node) != NodeKind::Elif || branches_.otherwise.exists())
      return std::nullopt;
    const NodeId statement = tree_.parent(staged_.row.node);
    const std::vector<NodeId> rest = rest_of_list(tree_, statement);
    if (rest.size() != 1 || tree_.kind(rest.front()) != NodeKind::Return) return std::nullopt;
    const SourceFile& source = cx_.program().source(staged_.row.file);
    const std::uint32_t begin = tree_.loc(rest.front()).begin;
    const std::uint32_t line = source.line_begin(source.line_at(begin));
    const std::string indent(source.bytes().substr(line, begin - line));
    if (indent.find_first_not_of(" \t") != std::string::npos) return std::nullopt;
    const std::uint32_t top = tree_.loc(statement).begin;
    if (source.line_at(tree_.loc(staged_.row.node).end - 1) + 1 != source.line_at(begin) ||
        source.line_begin(source.line_at(top)) + indent.size() != top)
      return std::nullopt;
    const bool tabs = indent.find('\t') != std::string::npos;
    Fix fix;
    fix.title = "Return in an else branch";
    fix.applicability = Applicability::Safe;
    fix.edits = {
        {Loc{staged_.row.file, line, begin},
         indent + "else:" +
             std::string(source.bytes().find("\r\n") != std::string::npos ? "\r\n" : "\n") +
             indent + (tabs ? "\t" : "    ")}};
    return fix;
  }

  std::string test() const { return shown(facts_, staged_.decision.by); }
  void finish(Report& report) const { report.notes(facts_.why(staged_.function, Mode::Converted)); }

  CheckContext& cx_;
  const Facts& facts_;
  const StagedRow& staged_;
  const Tree& tree_;
  Branches branches_;
  std::vector<NodeId> rest_;
};

/// A `return` in a TensorFlow loop, under a condition that is a tensor.
void returns_in_loops(CheckContext& cx, FileId file) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : converted_functions(facts, file)) {
    const NodeId def = cx.program().function(f).node;
    for (auto i = static_cast<std::uint32_t>(def.index()); i < tree.end_of(def); ++i) {
      const NodeRef row{file, NodeId::from_index(i)};
      if (tree.kind(row.node) != NodeKind::Return || cx.program().enclosing_function(row) != f)
        continue;
      const NodeRef loop = nearest_loop(facts, row);
      const NodeRef staged = facts.staging().around(row);
      if (!loop.node.exists() || !staged.node.exists() || staged == loop) continue;
      if (!tree.contains(loop.node, staged.node) || !yes(facts.staging().of(loop).staged)) continue;
      auto report = cx.report(tree.loc(row.node));
      if (!report) continue;
      report.message("loop", {shown(facts, facts.staging().of(staged).by)});
      report.note(tree.loc(facts.staging().of(loop).by.node), "TensorFlow runs this loop.");
      report.notes(facts.why(f, Mode::Converted));
    }
  }
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  for (const StagedRow& staged : staged_branches(cx.facts(), file))
    Conditional(cx, staged).report();
  returns_in_loops(cx, file);
}

}  // namespace

extern constexpr Check graph_missing_return_in_branch = file_check<NoOptions, run>({
    .code = "HYB038",
    .name = "graph-missing-return-in-branch",
    .group = "graph",
    .summary =
        "Only some branches of a tensor conditional return, or they return different things.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
