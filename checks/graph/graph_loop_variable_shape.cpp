// Rule HYB040. User documentation: graph_loop_variable_shape.md; tests: tests/checks/graph/….
#include <algorithm>
#include <set>

#include "checks/check.h"
#include "checks/staged_code.h"
#include "core/staging/staged_faults.h"
#include "core/syntax/own_rows.h"

namespace hyb::checks::graph {
namespace {

using flow::Dims;
using Kind = StagedValue::Kind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' has the shape '{1}' before the TensorFlow loop but '{2}' after a round; declare "
     "shape_invariants."},
    {"list", "The list '{0}' changes its length in a TensorFlow loop; use a tf.TensorArray."},
};

constexpr char kDocs[] =
#include "graph_loop_variable_shape.md.inc"
    ;

std::string to_text(const Dims& dims) {
  std::string out = "(";
  for (const flow::Dim dim : dims) {
    if (out.size() > 1) out += ", ";
    out += dim.known() ? std::to_string(dim.size) : dim == flow::Dim::dynamic() ? "None" : "?";
  }
  return out + (dims.size() == 1 ? ",)" : ")");
}

class Loop {
 public:
  Loop(CheckContext& cx, const StagedRow& loop)
      : cx_(cx),
        facts_(cx.facts()),
        loop_(loop),
        tree_(cx.program().tree(loop.row.file)),
        variables_(facts_.staging().variables(loop.function)) {}

  void report() {
    each_loop_variable(facts_, loop_, [&](const LoopVariable& v) { look_at(v); });
  }

 private:
  void look_at(const LoopVariable& v) {
    if (v.unbound || !v.update.exists() || (!v.exposed && !v.live_out)) return;
    const StagedValue before = staged_value(cx_.program(), facts_.engine(), v.before);
    const StagedValue after = staged_value(cx_.program(), facts_.engine(), v.after);
    const bool list =
        before.kind == Kind::Sequence && ((after.kind == Kind::Sequence && before.length &&
                                           after.length && *before.length != *after.length) ||
                                          extends(v.update));
    // A loop over a dataset lets the shapes of its variables grow; over a distributed one it does
    // not.
    const bool dataset = loop_.decision.carrier == Carrier::Dataset;
    if ((!list && (dataset || !outgrows(before, after))) || reported_.count(v.place) != 0) return;
    if (is_declared(v.place) || is_fixed(v)) return;
    reported_.insert(v.place);
    auto report = cx_.report(tree_.loc(v.update));
    if (!report) return;
    const std::string& name = variables_.place(v.place).text;
    if (list)
      report.message("list", {name});
    else
      report.message("default", {name, to_text(*before.type.dims), to_text(*after.type.dims)});
    const NodeId start = first_assignment(facts_, variables_, loop_.row, v.place);
    explain_loop_variable(facts_, loop_, start, report);
    if (!list && !before.literal) declare(report, v.place, *before.type.dims, *after.type.dims);
  }

  /// `l += [v]`, a statement of the body itself: it changes the list that is there, so that what is
  /// known of its length afterwards says nothing about one round.
  bool extends(NodeId update) const {
    const NodeId statement = tree_.parent(update);
    if (tree_.kind(statement) != NodeKind::AugAssign ||
        static_cast<Operator>(tree_[statement].op) != Operator::Add)
      return false;
    const NodeId more = tree_.child(statement, Field::Value);
    if (tree_.kind(more) != NodeKind::List && tree_.kind(more) != NodeKind::Tuple) return false;
    bool longer = false;
    for (NodeId child : tree_.children(more))
      longer = longer || tree_.kind(child) != NodeKind::Starred;
    if (!longer) return false;
    const NodeId body = tree_.child(loop_.row.node, Field::Body);
    if (tree_.parent(statement) != body) return false;
    for (NodeId before : tree_.children(body)) {
      if (before == statement) return true;
      if (may_leave(tree_, before)) return false;
    }
    return false;
  }

  /// The call of set_loop_options that the body begins with; none = there is no such.
  NodeId options() const {
    const NodeId body = tree_.child(loop_.row.node, Field::Body);
    for (NodeId first : tree_.children(body)) {
      if (tree_.kind(first) != NodeKind::ExprStmt) return {};
      const NodeId call = tree_.child(first, Field::Value);
      if (tree_.kind(call) != NodeKind::Call) return {};
      const ApiRow* api = facts_.called_api({loop_.row.file, call});
      return api != nullptr && api->has(Trait::LoopOptions) ? call : NodeId{};
    }
    return {};
  }

  bool is_declared(PlaceId place) const {
    const NodeId call = options();
    if (!call.exists()) return false;
    for (auto i = static_cast<std::uint32_t>(call.index()); i < tree_.end_of(call); ++i)
      if (variables_.place_at(NodeId::from_index(i)) == place) return true;
    return false;
  }

  /// `x.set_shape(…)` behind the update: the round ends with the shape that it began with.
  bool is_fixed(const LoopVariable& v) const {
    const NodeId body = tree_.child(loop_.row.node, Field::Body);
    for (NodeId statement : tree_.children(body)) {
      if (statement < v.update || tree_.kind(statement) != NodeKind::ExprStmt) continue;
      const NodeId call = tree_.child(statement, Field::Value);
      if (tree_.kind(call) != NodeKind::Call) continue;
      const ApiRow* api = facts_.called_api({loop_.row.file, call});
      const NodeId callee = tree_.child(call, Field::Function);
      if (api != nullptr && api->has(Trait::FixesShape) &&
          variables_.place_at(tree_.child(callee, Field::Object)) == v.place)
        return true;
    }
    return false;
  }

  /// Inserts the declaration in front of the body, with None for each axis that changes.
  void declare(Report& report, PlaceId place, const Dims& before, const Dims& after) const {
    const std::string tf(facts_.tensorflow_alias(loop_.row.file));
    if (tf.empty() || options().exists()) return;
    std::string dims;
    if (before.size() != after.size()) {
      dims = "None";
    } else {
      for (std::size_t i = 0; i < before.size(); ++i) {
        const bool kept = before[i].known() && before[i] == after[i];
        dims += (i == 0 ? "" : ", ") + (kept ? std::to_string(before[i].size) : "None");
      }
      dims = "[" + dims + "]";
    }
    const NodeId body = tree_.child(loop_.row.node, Field::Body);
    NodeId first;
    for (NodeId child : tree_.children(body)) {
      first = child;
      break;
    }
    const SourceFile& source = cx_.program().source(loop_.row.file);
    const std::uint32_t begin = tree_.loc(first).begin;
    const std::uint32_t line = source.line_begin(source.line_at(begin));
    const std::string indent(source.bytes().substr(line, begin - line));
    if (indent.find_first_not_of(" \t") != std::string::npos) return;
    const std::string_view end =
        source.bytes().find("\r\n") != std::string_view::npos ? "\r\n" : "\n";
    Fix fix;
    fix.title = "Declare that the shape varies";
    fix.reason = "The static shape of the result is less precise then.";
    fix.applicability = Applicability::Unsafe;
    fix.edits = {{Loc{loop_.row.file, begin, begin},
                  tf + ".autograph.experimental.set_loop_options(shape_invariants=[(" +
                      variables_.place(place).text + ", " + tf + ".TensorShape(" + dims + "))])" +
                      std::string(end) + indent}};
    report.fix(std::move(fix));
  }

  CheckContext& cx_;
  const Facts& facts_;
  const StagedRow& loop_;
  const Tree& tree_;
  const VariableFlow& variables_;
  std::set<PlaceId> reported_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  for (const StagedRow& loop : staged_loops(cx.facts(), file)) Loop(cx, loop).report();
}

}  // namespace

extern constexpr Check graph_loop_variable_shape = file_check<NoOptions, run>({
    .code = "HYB040",
    .name = "graph-loop-variable-shape",
    .group = "graph",
    .summary = "A variable of a TensorFlow loop changes its shape from round to round.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
