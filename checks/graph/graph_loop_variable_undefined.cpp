// Rule HYB041. User documentation: graph_loop_variable_undefined.md; tests: tests/checks/graph/….
#include <set>

#include "checks/check.h"
#include "checks/staged_code.h"
#include "core/staging/staged_variables.h"

namespace hyb::checks::graph {
namespace {

using Kind = StagedValue::Kind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is only assigned inside a TensorFlow loop over a dataset, but used after it."},
    {"exposed",
     "'{0}' is only assigned inside a TensorFlow loop, whose first round reads it before."},
    {"none", "'{0}' is None before a TensorFlow loop over a dataset, but used after it."},
    {"kind",
     "'{0}' is only assigned inside a TensorFlow loop and used after it, but it is no tensor."},
};

constexpr char kDocs[] =
#include "graph_loop_variable_undefined.md.inc"
    ;

class Loop {
 public:
  Loop(CheckContext& cx, const StagedRow& loop)
      : cx_(cx),
        facts_(cx.facts()),
        loop_(loop),
        tree_(cx.program().tree(loop.row.file)),
        variables_(facts_.staging().variables(loop.function)) {}

  void report() {
    each_loop_variable(facts_, loop_, [&](const LoopVariable& v) {
      if (!variables_.place(v.place).compound && reported_.count(v.place) == 0) look_at(v);
    });
  }

 private:
  void look_at(const LoopVariable& v) {
    const bool dataset = loop_.decision.carrier == Carrier::Dataset ||
                         loop_.decision.carrier == Carrier::Distributed;
    const StagedValue before = staged_value(cx_.program(), facts_.engine(), v.before);
    const StagedValue after = staged_value(cx_.program(), facts_.engine(), v.after);
    if (dataset && !v.unbound && before.kind == Kind::None && v.live_out &&
        after.kind != Kind::None)
      return say(v, "none");
    if (!v.unbound || v.before.exists()) return;
    if (dataset && v.live_out) return say(v, "default");
    if (v.exposed && !decided_in_python(v)) return say(v, "exposed");
    if (v.live_out && (after.kind == Kind::Object || after.kind == Kind::TensorArray))
      return say(v, "kind");
  }

  /// A condition of Python's own decides in the body whether the variable is read or bound.
  bool decided_in_python(const LoopVariable& v) const {
    const NodeId body = tree_.child(loop_.row.node, Field::Body);
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeId at = NodeId::from_index(i);
      if (variables_.place_at(at) != v.place) continue;
      for (NodeId up = tree_.parent(at); up != body; up = tree_.parent(up)) {
        const NodeKind kind = tree_.kind(up);
        const bool decides =
            kind == NodeKind::If || kind == NodeKind::Elif || kind == NodeKind::Conditional;
        if (kind == NodeKind::Try || kind == NodeKind::Lambda || kind == NodeKind::FunctionDef)
          return true;
        if (decides && !yes(facts_.staging().of({loop_.row.file, up}).staged)) return true;
      }
    }
    return false;
  }

  void say(const LoopVariable& v, std::string_view id) {
    reported_.insert(v.place);
    auto report = cx_.report(tree_.loc(loop_.decision.by.node));
    if (!report) return;
    report.message(id, {variables_.place(v.place).text});
    if (v.update.exists()) report.note(tree_.loc(v.update), "it is assigned here.");
    report.notes(facts_.why(loop_.function, Mode::Converted));
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

extern constexpr Check graph_loop_variable_undefined = file_check<NoOptions, run>({
    .code = "HYB041",
    .name = "graph-loop-variable-undefined",
    .group = "graph",
    .summary = "A variable of a TensorFlow loop has no value before the loop, but needs one.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
