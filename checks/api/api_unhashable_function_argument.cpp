// Rule HYB059. User documentation: api_unhashable_function_argument.md; tests: tests/checks/….
#include "checks/check.h"
#include "core/facts/class_hashing.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::api {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is not hashable and has no tracing protocol; tf.function '{1}' cannot key a trace on "
     "it."},
    {"method",
     "Instances of '{0}' cannot be hashed, so the tf.function method '{1}' cannot be bound."},
    {"weak",
     "Instances of '{0}' cannot be weakly referenced, so the tf.function method '{1}' cannot be "
     "bound."},
};

constexpr char kDocs[] =
#include "api_unhashable_function_argument.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(program_.tree(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) read_call(call);
    for (std::uint32_t number : facts_.decorations(file_)) read_method(number);
  }

 private:
  static ObjectId object_id(std::uint32_t raw) { return ObjectId::from_index(raw - 1); }

  /// Number of the tf.function that the call enters; 0 = another thing is called, or may be.
  std::uint32_t graph_function(NodeId call) const {
    const ObjectId only =
        facts_.values().only(facts_.value({file_, tree_.child(call, Field::Function)}));
    if (!only.exists()) return 0;
    Object object = facts_.values()[only];
    if (object.kind == ObjectKind::BoundMethod) object = facts_.values()[object_id(object.b)];
    return object.kind == ObjectKind::GraphFunction ? object.b : 0;
  }

  void read_call(NodeId call) {
    const std::uint32_t decoration = graph_function(call);
    if (decoration == 0) return;
    // With a signature, arguments are converted to tensors.
    const flow::Argument* signature = facts_.option(decoration, "input_signature", 1);
    const bool open = facts_.values().bindings(facts_.decoration(decoration).arguments).open;
    if (signature != nullptr || open) return;
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) continue;
      const NodeId value =
          kind == NodeKind::Keyword ? tree_.child(argument, Field::Value) : argument;
      Hashing why;
      if (!is_unhashable({file_, value}, why)) continue;
      if (expected_to_fail(program_, facts_.engine(), {file_, call})) return;
      auto report = cx_.report(program_.loc(NodeRef{file_, value}));
      if (!report) return;
      const FunctionId f = facts_.wrapped_function(decoration);
      report.message("default",
                     {text(value), f.exists() ? program_.qualified_name(f)
                                              : text(tree_.child(call, Field::Function))});
      if (why.at.node.exists() && why.at != NodeRef{file_, value})
        report.note(program_.loc(why.at), std::string(why.what) + ".");
      report.note(program_.loc(facts_.decoration(decoration).site), "the tf.function.");
      return;
    }
  }

  bool is_unhashable(NodeRef value, Hashing& why) const {
    // Made on the spot: `bytearray(…)`, `d.keys()`.
    if (tree_.kind(value.node) == NodeKind::Call)
      if (const ApiRow* row = facts_.called_api(value);
          row != nullptr && row->has(Trait::Unhashable))
        return true;
    const auto objects = facts_.values().objects(facts_.value(value));
    for (ObjectId o : objects) {
      const Hashing one = hashing_of(facts_, o);
      if (one.hashable != Tri::No || one.structure) return false;
      if (!why.at.node.exists()) why = one;
    }
    return !objects.empty();
  }

  /// `@tf.function` on a method: reading it from an instance keeps the instance as a weak key.
  void read_method(std::uint32_t number) {
    const auto& made = facts_.decoration(number);
    const FunctionId f = facts_.wrapped_function(number);
    if (!made.by_decorator || !f.exists() || !program_.function(f).owner.exists()) return;
    const FunctionInfo& info = program_.function(f);
    if (facts_.values()[made.wrapped].kind != ObjectKind::Function || !is_plain_method(info))
      return;
    const Hashing hash = hashing_of(facts_, info.owner);
    const bool unhashable = hash.hashable == Tri::No;
    const Hashing weak = unhashable ? Hashing{} : weak_references_of(facts_, info.owner);
    if (!unhashable && weak.hashable != Tri::No) return;
    if (is_ever_read_in_failing_code(f)) return;
    auto report = cx_.report(program_.loc(made.site));
    if (!report) return;
    report.message(unhashable ? "method" : "weak",
                   {program_.qualified_name(info.owner), std::string(facts_.text(info.name))});
    const Hashing& why = unhashable ? hash : weak;
    if (why.at.node.exists())
      report.note(program_.loc(why.at), std::string(why.what) + ".");
    else
      report.note(program_.name_loc(info.owner), std::string(why.what) + ".");
  }

  /// tf.function is the only decorator: nothing else binds it.
  bool is_plain_method(const FunctionInfo& info) const {
    const Tree& tree = program_.tree(info.file);
    const NodeId outer = tree.with_decorators(info.node);
    std::size_t decorators = 0;
    if (outer != info.node)
      for (NodeId child : tree.children(outer))
        if (tree.kind(child) == NodeKind::Decorator) ++decorators;
    return decorators == 1 && !info.parameters.empty();
  }

  bool is_ever_read_in_failing_code(FunctionId f) const {
    for (const flow::CallEdge& edge : facts_.edges_into(f))
      if (expected_to_fail(program_, facts_.engine(), edge.site)) return true;
    return false;
  }

  std::string text(NodeId row) const { return std::string(program_.text(NodeRef{file_, row})); }

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

extern constexpr Check api_unhashable_function_argument = file_check<NoOptions, run>({
    .code = "HYB059",
    .name = "api-unhashable-function-argument",
    .group = "api",
    .summary = "A tf.function gets an argument, or is a method of an object, that has no hash.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::api
