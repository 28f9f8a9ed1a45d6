// Rule HYB049. User documentation: graph_keras_symbolic_argument.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::graph {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is a tf.function but is called with a Keras symbolic tensor from 'keras.Input'."},
    {"op", "'{0}' does not take the symbolic tensors of Keras 3; use 'keras.ops' or a layer."},
};

constexpr char kDocs[] =
#include "graph_keras_symbolic_argument.md.inc"
    ;

constexpr int kMaxNesting = 2;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(program_.tree(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      const NodeRef symbolic = symbolic_argument(call);
      if (!symbolic.node.exists() || !builds_a_model(call)) continue;
      const NodeRef at{file_, call};
      if (expected_to_fail(program_, facts_.engine(), at)) continue;
      const std::uint32_t decoration = graph_function(call);
      if (decoration == 0 && !is_op(at)) continue;
      auto report = cx_.report(program_.loc(at));
      if (!report) continue;
      report.message(decoration != 0 ? "default" : "op",
                     {text(tree_.child(call, Field::Function))});
      report.note(program_.loc(symbolic), "the symbolic tensor.");
      if (decoration != 0)
        report.note(program_.loc(facts_.decoration(decoration).site), "the tf.function.");
    }
  }

 private:
  std::string text(NodeId row) const { return std::string(program_.text(NodeRef{file_, row})); }

  /// Every object of the value is a symbolic tensor; of a list or tuple, some element is one.
  bool is_symbolic(ValueId value, int depth) const {
    const auto objects = facts_.values().objects(value);
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      if (object.kind == ObjectKind::Tensor) return facts_.text(object.name) == kSymbolicClass;
      if (depth == 0 || (object.kind != ObjectKind::Tuple && object.kind != ObjectKind::List))
        return false;
      bool fixed = false;
      const auto parts = facts_.engine().parts_of(o, &fixed);
      return fixed && std::any_of(parts.begin(), parts.end(),
                                  [&](ValueId part) { return is_symbolic(part, depth - 1); });
    });
  }

  NodeRef symbolic_argument(NodeId call) const {
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) continue;
      const NodeId value =
          kind == NodeKind::Keyword ? tree_.child(argument, Field::Value) : argument;
      if (is_symbolic(facts_.value({file_, value}), kMaxNesting)) return {file_, value};
    }
    return {};
  }

  /// The call runs eagerly, as the text stands: in a trace Keras hands real tensors over.
  bool builds_a_model(NodeId call) const {
    const FunctionId f = program_.enclosing_function({file_, call});
    return !f.exists() || (facts_.tracing().eager(f) && !facts_.tracing().traced(f));
  }

  /// Number of the tf.function that the call enters; 0 = another thing is called, or may be.
  std::uint32_t graph_function(NodeId call) const {
    const ObjectId only =
        facts_.values().only(facts_.value({file_, tree_.child(call, Field::Function)}));
    if (!only.exists()) return 0;
    Object object = facts_.values()[only];
    if (object.kind == ObjectKind::BoundMethod)
      object = facts_.values()[ObjectId::from_index(object.b - 1)];
    return object.kind == ObjectKind::GraphFunction ? object.b : 0;
  }

  /// An op of TensorFlow itself, where Keras 3 makes no layer of it.
  bool is_op(NodeRef call) const {
    if (facts_.keras() != KerasGeneration::Three) return false;
    const ApiRow* api = facts_.called_api(call);
    return api != nullptr && api->has(Trait::Op) && !api->is_class && is_tensorflow(*api) &&
           api->callbacks.empty() && api->result == ApiResult::Tensor && !api->name.ends_with("*");
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check graph_keras_symbolic_argument = file_check<NoOptions, run>({
    .code = "HYB049",
    .name = "graph-keras-symbolic-argument",
    .group = "graph",
    .summary = "A tf.function is called with a symbolic tensor of Keras.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
