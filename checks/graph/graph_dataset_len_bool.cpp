// Rule HYB080. User documentation: graph_dataset_len_bool.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::graph {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "The truth of the dataset '{0}' is tested; a dataset is always true, also when it is empty."},
    {"len",
     "'len({0})' of a dataset in traced code that AutoGraph does not convert raises; use "
     "'{0}.cardinality()'."},
};

constexpr char kDocs[] =
#include "graph_dataset_len_bool.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(program_.tree(file)),
        scopes_(program_.scopes(file)) {}

  void run() {
    for (std::uint32_t i = 0; i < tree_.size(); ++i) read(NodeId::from_index(i));
    for (NodeId call : facts_.calls(file_)) read_call(call);
  }

 private:
  void read(NodeId row) {
    switch (tree_.kind(row)) {
      case NodeKind::If:
      case NodeKind::Elif:
      case NodeKind::While:
      case NodeKind::Conditional:
      case NodeKind::CompIf:
        return tested(tree_.child(row, Field::Test));
      case NodeKind::Not:
        return tested(tree_.child(row, Field::Value));
      case NodeKind::BoolOp:
        return tested(tree_.child(row, Field::Left));
      default:
        return;
    }
  }

  /// The last operand of `a and b` is reached here; the others are read by themselves.
  void tested(NodeId test) {
    while (test.exists() && tree_.kind(test) == NodeKind::BoolOp)
      test = tree_.child(test, Field::Right);
    if (!test.exists() || !is_dataset(test) || may_be_left_out(test)) return;
    const NodeRef at{file_, test};
    if (auto report = cx_.report(program_.loc(at)))
      report.message("default", {std::string(program_.text(at))});
  }

  void read_call(NodeId call) {
    const NodeRef at{file_, call};
    const NodeId callee = tree_.child(call, Field::Function);
    if (!facts_.names({file_, callee}, Trait::Length)) return;
    const FunctionId f = program_.enclosing_function(at);
    if (!f.exists() || !facts_.tracing().reached(f, Mode::Unconverted)) return;
    if (in_eager_island(program_, facts_.engine(), at) ||
        expected_to_fail(program_, facts_.engine(), at))
      return;
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      if (!is_dataset(argument)) return;
      auto report = cx_.report(program_.loc(at));
      if (!report) return;
      report.message("len", {std::string(program_.text(NodeRef{file_, argument}))})
          .severity(Severity::Error)
          .notes(facts_.why(f, Mode::Unconverted));
      return;
    }
  }

  /// Nothing but a tf.data.Dataset.
  bool is_dataset(NodeId row) const {
    const auto objects = facts_.values().objects(facts_.value({file_, row}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      return object.kind == ObjectKind::ExternalInstance &&
             derives_from(facts_.text(object.name), kDatasetClass);
    });
  }

  /// `def fit(train, validation=None)`: the test asks whether there is one, whoever calls.
  bool may_be_left_out(NodeId row) const {
    if (tree_.kind(row) != NodeKind::Name) return false;
    const SymbolId symbol = scopes_.symbol_of[row.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const NodeId node = scopes_.bindings[info.first_binding + b].node;
      if (tree_.kind(node) == NodeKind::Parameter && tree_.child(node, Field::Default).exists())
        return true;
    }
    return false;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check graph_dataset_len_bool = file_check<NoOptions, run>({
    .code = "HYB080",
    .name = "graph-dataset-len-bool",
    .group = "graph",
    .summary = "The truth of a dataset is tested, which says nothing of its elements.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
