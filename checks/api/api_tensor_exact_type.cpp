// Rule HYB082. User documentation: api_tensor_exact_type.md; tests: tests/checks/….
#include <optional>
#include <string>

#include "checks/check.h"
#include "core/facts/legacy_code.h"
#include "fixits/edits.h"

namespace hyb::checks::api {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' has one answer for every tensor: its type is a subclass of tf.Tensor."},
};

constexpr char kDocs[] =
#include "api_tensor_exact_type.md.inc"
    ;

/// Before that release, tensors of a graph were of the very class.
constexpr Version kSubclassesOnly{2, 14};

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      if (!facts_.names({file_, tree_.child(call, Field::Function)}, Trait::TellsType)) continue;
      const NodeId argument = only_argument(call);
      const NodeId parent = tree_.parent(call);
      if (!argument.exists()) continue;
      if (tree_.kind(parent) == NodeKind::Compare)
        compared(parent, call, argument, false);
      else if (tree_.kind(parent) == NodeKind::CompareOp)
        compared(tree_.parent(parent), call, argument, false);
      else if (tree_.kind(parent) == NodeKind::Attribute &&
               facts_.text(tree_[parent].name) == "__name__" &&
               tree_.kind(tree_.parent(parent)) == NodeKind::Compare)
        compared(tree_.parent(parent), parent, argument, true);
    }
  }

 private:
  NodeId only_argument(NodeId call) const {
    NodeId out;
    for (NodeId each : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(each);
      if (out.exists() || kind == NodeKind::Keyword || kind == NodeKind::Starred ||
          kind == NodeKind::DoubleStarred)
        return {};
      out = each;
    }
    return out;
  }

  /// `type(x) == tf.Tensor`, either way round; `by_name`: its name with a text.
  void compared(NodeId comparison, NodeId side, NodeId argument, bool by_name) {
    NodeId other;
    Operator op = Operator::None;
    std::size_t count = 0;
    for (NodeId part : tree_.children(comparison)) {
      const bool right = tree_.kind(part) == NodeKind::CompareOp;
      if (right) {
        op = static_cast<Operator>(tree_[part].op);
        ++count;
      }
      const NodeId operand = right ? tree_.child(part, Field::Value) : part;
      if (operand != side) other = operand;
    }
    if (count != 1 || !other.exists()) return;
    const bool equality =
        op == Operator::Eq || op == Operator::NotEq || op == Operator::Is || op == Operator::IsNot;
    const bool membership = op == Operator::In || op == Operator::NotIn;
    if (by_name ? !(equality && is_tensor_name(other))
                : !((equality && is_tensor_class(other)) || (membership && lists_class(other))))
      return;
    if (asks_first(facts_, {file_, comparison})) return;  // for a TensorFlow that lacks something
    auto report = cx_.report(tree_.loc(comparison));
    if (!report) return;
    report.message("default", {std::string(program_.text({file_, comparison}))});
    // Beside another test exactness may be meant: what passes then is not known.
    if (by_name || !equality || tree_.kind(tree_.parent(comparison)) == NodeKind::BoolOp) return;
    const bool negated = op == Operator::NotEq || op == Operator::IsNot;
    std::string text = negated ? "not isinstance(" : "isinstance(";
    text.append(program_.text({file_, argument}))
        .append(", ")
        .append(program_.text({file_, other}))
        .append(")");
    auto edits = fixits::replace({program_.source(file_), tree_}, comparison, text);
    if (!edits) return;
    Fix fix;
    fix.title = "Write " + text;
    fix.edits = std::move(*edits);
    fix.applicability = Applicability::Unsafe;
    fix.reason = "The answer changes for tensors, and other code runs.";
    report.fix(std::move(fix));
  }

  bool is_tensor_class(NodeId expression) const {
    return facts_.path({file_, expression}) == kTensorClass;
  }

  bool lists_class(NodeId expression) const {
    const NodeKind kind = tree_.kind(expression);
    if (kind != NodeKind::Tuple && kind != NodeKind::List && kind != NodeKind::Set) return false;
    for (NodeId item : tree_.children(expression))
      if (is_tensor_class(item)) return true;
    return false;
  }

  bool is_tensor_name(NodeId expression) const {
    const ObjectId only = facts_.values().only(facts_.value({file_, expression}));
    if (!only.exists()) return false;
    const Object& object = facts_.values()[only];
    if (object.kind != ObjectKind::Str || !object.name.exists()) return false;
    const std::string_view text = facts_.text(object.name);
    return kTensorClass.substr(kTensorClass.rfind('.') + 1) == text && mentions_tensors();
  }

  /// "Tensor" may be another library's.
  bool mentions_tensors() const { return !facts_.tensorflow_alias(file_).empty(); }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Target& target = cx.facts().target();
  if (target.tensorflow_max.known() && target.tensorflow_max < kSubclassesOnly) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check api_tensor_exact_type = file_check<NoOptions, run>({
    .code = "HYB082",
    .name = "api-tensor-exact-type",
    .group = "api",
    .summary = "A test for the exact type tf.Tensor, which no tensor has.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
