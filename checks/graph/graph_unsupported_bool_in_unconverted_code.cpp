// Rule HYB030. The user's page is graph_unsupported_bool_in_unconverted_code.md.
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_fixes.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "Python '{0}' on the tensor '{1}' in code that AutoGraph does not convert because of '{2}'."},
    {"comprehension",
     "The condition of a comprehension is never converted by AutoGraph, and '{0}' is a tensor."},
};

constexpr char kDocs[] =
#include "graph_unsupported_bool_in_unconverted_code.md.inc"
    ;

/// Finds in one function where Python asks a tensor for its truth.
class Reader {
 public:
  Reader(CheckContext& cx, FunctionId f)
      : cx_(cx),
        facts_(cx.facts()),
        f_(f),
        file_(cx.program().function(f).file),
        tree_(cx.program().tree(file_)) {}

  void read() {
    const bool unconverted = facts_.symbolic_values().traced_in_earnest(f_, Mode::Unconverted);
    std::uint32_t behind = 0;  // rows before this one are reported already
    for (NodeId row : own_rows(cx_.program(), f_)) {
      if (row.index() < behind) continue;
      if (tree_.kind(row) == NodeKind::CompIf) {
        const NodeId test = tree_.child(row, Field::Test);
        if (report_comprehension(tested(test, Mode::Converted), test) ||
            report_comprehension(tested(test, Mode::Unconverted), test))
          behind = tree_.end_of(row);
      } else if (unconverted) {
        behind = std::max(behind, read_row(row));
      }
    }
  }

 private:
  NodeRef ref(NodeId row) const { return {file_, row}; }

  /// The tensor that `test` asks for its truth, or none.
  NodeId tested(NodeId test, Mode mode) const {
    if (!test.exists()) return {};
    switch (tree_.kind(test)) {
      case NodeKind::BoolOp: {
        const NodeId left = tested(tree_.child(test, Field::Left), mode);
        return left.exists() ? left : tested(tree_.child(test, Field::Right), mode);
      }
      case NodeKind::Not:
        return tested(tree_.child(test, Field::Value), mode);
      default:
        break;
    }
    const bool tensor =
        yes(facts_.symbolic_values().symbolic(ref(test), mode)) ||
        (is_variable(facts_.values(), facts_.program().names(), facts_.value(ref(test))) &&
         facts_.symbolic_values().traced_in_earnest(f_, mode));
    return tensor && facts_.hazards().happens(ref(test), mode) ? test : NodeId{};
  }

  /// The end of what was reported, 0 if nothing was.
  std::uint32_t read_row(NodeId row) {
    switch (tree_.kind(row)) {
      case NodeKind::If:
      case NodeKind::Elif:
        return test_of(row, "if");
      case NodeKind::While:
        return test_of(row, "while");
      case NodeKind::Conditional:
        return test_of(row, "if");
      case NodeKind::BoolOp: {
        const bool both = static_cast<Operator>(tree_[row].op) == Operator::And;
        const NodeId left = tree_.child(row, Field::Left);
        return report(row, tested(left, Mode::Unconverted), both ? "and" : "or")
                   ? tree_.end_of(left)
                   : 0;
      }
      case NodeKind::Not: {
        const NodeId value = tree_.child(row, Field::Value);
        return report(row, tested(value, Mode::Unconverted), "not") ? tree_.end_of(value) : 0;
      }
      case NodeKind::Compare:
        return chained(row);
      default:
        return 0;
    }
  }

  std::uint32_t test_of(NodeId row, std::string_view word) {
    const NodeId test = tree_.child(row, Field::Test);
    return report(row, tested(test, Mode::Unconverted), word) ? tree_.end_of(test) : 0;
  }

  /// `0 < t < 1` asks the first comparison for its truth.
  std::uint32_t chained(NodeId row) {
    std::size_t parts = 0;
    bool compares = true;
    for (NodeId child : tree_.children(row)) {
      if (tree_.kind(child) != NodeKind::CompareOp) continue;
      ++parts;
      const auto op = static_cast<Operator>(tree_[child].op);
      compares = compares && op != Operator::Is && op != Operator::IsNot && op != Operator::In &&
                 op != Operator::NotIn;
    }
    if (parts < 2 || !compares ||
        !yes(facts_.symbolic_values().symbolic(ref(row), Mode::Unconverted)) ||
        !facts_.hazards().happens(ref(row), Mode::Unconverted))
      return 0;
    return report(row, row, "and") ? tree_.end_of(row) : 0;
  }

  bool report_comprehension(NodeId tensor, NodeId test) {
    if (!tensor.exists() || facts_.symbolic_values().only_in_pipelines(f_)) return false;
    const auto place = traced_place(facts_, ref(test));
    if (!place) return false;
    if (auto report = cx_.report(tree_.loc(test)))
      report.message("comprehension", {facts_.hazards().reader().unquoted(ref(tensor))})
          .notes(facts_.why(place->evaluation, place->mode));
    return true;
  }

  bool report(NodeId row, NodeId tensor, std::string_view word) {
    if (!tensor.exists()) return false;
    const flow::ContextId evaluation = facts_.hazards().evaluation(ref(tensor), Mode::Unconverted);
    const Unconverted why =
        why_unconverted(cx_.program(), facts_.engine(), facts_.tracing(), evaluation);
    if (why.kind == Unconverted::Kind::None) return false;
    if (why.keras3_only() && facts_.keras() != KerasGeneration::Three) return false;
    // Keras and TensorFlow call what they are given; what Python calls must be the one thing.
    const bool by_python = why.kind == Unconverted::Kind::Option ||
                           why.kind == Unconverted::Kind::Constructor ||
                           why.kind == Unconverted::Kind::DataModel;
    if (by_python && !only_way(facts_, evaluation, Mode::Unconverted)) return false;
    auto report =
        cx_.report(tree_.loc(tree_.kind(row) == NodeKind::If || tree_.kind(row) == NodeKind::Elif ||
                                     tree_.kind(row) == NodeKind::While
                                 ? tree_.child(row, Field::Test)
                                 : row));
    if (!report) return true;
    report.message("default", {std::string(word), facts_.hazards().reader().unquoted(ref(tensor)),
                               name_of(cx_.program(), why)});
    report.note(cx_.program().loc(why.at), sentence_on(cx_.program(), why));
    report.notes(facts_.why(evaluation, Mode::Unconverted));
    offer_fix(row, tensor, why, report);
    return true;
  }

  void offer_fix(NodeId row, NodeId tensor, const Unconverted& why, Report& report) const {
    if (tree_.kind(row) == NodeKind::Conditional) {
      if (const auto edits = with_where(row, tensor)) {
        Fix fix;
        fix.title = "Choose with tf.where";
        fix.reason = "Both sides are computed then.";
        fix.applicability = Applicability::Unsafe;
        fix.edits = *edits;
        report.fix(std::move(fix));
        return;
      }
    }
    // A tf.function of its own is converted again, unless its own text cannot be.
    const bool own_body =
        why.function == f_ && why.kind != Unconverted::Kind::KerasCall &&
        why.kind != Unconverted::Kind::KerasStep && why.kind != Unconverted::Kind::Staged &&
        why.kind != Unconverted::Kind::Vectorized && why.kind != Unconverted::Kind::Handed;
    if (own_body || left_alone(cx_.program(), facts_.engine(), f_) || !returns_tensors()) return;
    if (auto fix = add_graph_function(facts_, f_)) {
      fix->reason = "The function is traced by itself then, and AutoGraph converts it.";
      report.fix(std::move(*fix));
    }
  }

  /// All it gives back may leave a graph.
  bool returns_tensors() const {
    const auto objects = facts_.values().objects(facts_.engine().return_value(f_));
    return std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = facts_.values()[o].kind;
      return kind == ObjectKind::Tensor || kind == ObjectKind::None || kind == ObjectKind::Tuple ||
             kind == ObjectKind::List || kind == ObjectKind::Dict;
    });
  }

  bool is_number_or_tensor(NodeId row) const {
    const NodeKind kind = tree_.kind(row);
    return kind == NodeKind::Integer || kind == NodeKind::Float || yes(facts_.is_tensor(ref(row)));
  }

  fixits::Edits with_where(NodeId row, NodeId tensor) const {
    const NodeId test = tree_.child(row, Field::Test);
    const NodeId body = tree_.child(row, Field::Body);
    const NodeId other = tree_.child(row, Field::Else);
    const std::string where = written_in(facts_, file_, "tensorflow.where");
    if (where.empty() || test != tensor || !is_number_or_tensor(body) ||
        !is_number_or_tensor(other))
      return std::nullopt;
    const auto text = [&](NodeId part) { return std::string(cx_.program().text(ref(part))); };
    return fixits::replace({cx_.program().source(file_), tree_}, row,
                           where + "(" + text(test) + ", " + text(body) + ", " + text(other) + ")");
  }

  CheckContext& cx_;
  const Facts& facts_;
  FunctionId f_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  for (FunctionId f : cx.facts().functions(file))
    if (cx.facts().tracing().traced(f)) Reader(cx, f).read();
}

}  // namespace

extern constexpr Check graph_unsupported_bool_in_unconverted_code = file_check<NoOptions, run>({
    .code = "HYB030",
    .name = "graph-unsupported-bool-in-unconverted-code",
    .group = "graph",
    .summary = "Python asks a tensor for its truth in code that AutoGraph does not convert.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
