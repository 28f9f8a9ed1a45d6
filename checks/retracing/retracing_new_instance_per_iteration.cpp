// Rule HYB011. User documentation: retracing_new_instance_per_iteration.md; tests: tests/checks/….
#include <algorithm>
#include <string>

#include "checks/check.h"

namespace hyb::checks::retracing {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report calls in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is a tf.function method; a new '{1}' in each iteration traces it each time."},
    {"dying",
     "Nothing keeps this '{1}' alive while its tf.function method runs: 'self' is None inside "
     "'{0}'."},
};

constexpr char kDocs[] =
#include "retracing_new_instance_per_iteration.md.inc"
    ;

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)),
        scopes_(cx.program().scopes(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      const NodeId callee = tree_.child(call, Field::Function);
      const ObjectId only = facts_.values().only(facts_.value({file_, callee}));
      if (!only.exists() || facts_.values()[only].kind != ObjectKind::BoundMethod) continue;
      const Object& bound = facts_.values()[only];
      const Object& method = facts_.values()[object_id(bound.b)];
      const Object& receiver = facts_.values()[object_id(bound.a)];
      if (method.kind != ObjectKind::GraphFunction || receiver.kind != ObjectKind::Instance ||
          tree_.kind(callee) != NodeKind::Attribute)
        continue;
      const Object& wrapped = facts_.values()[object_id(method.a)];
      if (wrapped.kind != ObjectKind::Function || !facts_.decoration(method.b).by_decorator)
        continue;
      judge(call, tree_.child(callee, Field::Object), FunctionId::from_index(wrapped.a - 1),
            ClassId::from_index(facts_.values()[object_id(receiver.a)].a - 1));
    }
  }

 private:
  void judge(NodeId call, NodeId object, FunctionId method, ClassId cls) {
    // Keyed by its type, not by the object.
    if (facts_.derives(cls, "tensorflow.experimental.ExtensionType") != Tri::No) return;
    const FunctionId caller = program_.enclosing_function({file_, call});
    if (caller.exists() && (facts_.tracing().traced(caller) || !facts_.tracing().eager(caller)))
      return;
    if (makes_instance(object)) {
      // Keras objects stand in cycles, and live on until the next collection.
      if (facts_.derives(cls, "keras.layers.Layer") == Tri::No && reads_receiver(method))
        report(call, method, cls, "dying", Severity::Error);
      return;
    }
    const NodeRef loop = loop_around(program_, facts_.engine(), {file_, call});
    if (loop.node.exists() && loop == loop_of_creation(object) && stays_local(object))
      report(call, method, cls, "default", Severity::Warning);
  }

  /// `C(…)`, written as such: the object has no name.
  bool makes_instance(NodeId expression) const {
    if (tree_.kind(expression) != NodeKind::Call) return false;
    const ObjectId made =
        facts_.values().only(facts_.value({file_, tree_.child(expression, Field::Function)}));
    return made.exists() && facts_.values()[made].kind == ObjectKind::Class;
  }

  bool reads_receiver(FunctionId method) const {
    const FunctionInfo& info = program_.function(method);
    if (info.parameters.empty()) return false;
    const Tree& tree = program_.tree(info.file);
    const ScopeTree& scopes = program_.scopes(info.file);
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i)
      if (tree.kind(NodeId::from_index(i)) == NodeKind::Name &&
          scopes.symbol_of[i] == info.parameters.front().symbol &&
          tree.kind(tree.parent(NodeId::from_index(i))) == NodeKind::Attribute)
        return true;
    return false;
  }

  /// The loop right around `s = C(…)`, the one place that binds the name.
  NodeRef loop_of_creation(NodeId name) const {
    if (tree_.kind(name) != NodeKind::Name) return {};
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    if (!symbol.exists() || scopes_.symbols[symbol].binding_count != 1) return {};
    const Binding& binding = scopes_.bindings[scopes_.symbols[symbol].first_binding];
    const NodeId statement = tree_.parent(binding.node);
    if (binding.kind != BindingKind::Assign || tree_.kind(statement) != NodeKind::Assign ||
        !makes_instance(tree_.child(statement, Field::Value)))
      return {};
    // Any loop, also a short one: then the call runs often for one instance.
    const NodeRef creation = loop_around(program_, facts_.engine(), {file_, binding.node}, 0);
    const NodeRef use = loop_around(program_, facts_.engine(), {file_, name}, 0);
    return creation == use ? loop_around(program_, facts_.engine(), {file_, binding.node})
                           : NodeRef{};
  }

  /// The name is used for methods and attributes only, and nothing else holds the object.
  bool stays_local(NodeId name) const {
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    if (scopes_.symbols[symbol].captured) return false;
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) != NodeKind::Name || scopes_.symbol_of[i] != symbol ||
          tree_[row].field == Field::Target)
        continue;
      if (tree_.kind(tree_.parent(row)) != NodeKind::Attribute) return false;
    }
    return true;
  }

  void report(NodeId call, FunctionId method, ClassId cls, std::string_view message,
              Severity severity) {
    auto report = cx_.report(tree_.loc(call));
    if (!report) return;
    report.message(message, {program_.qualified_name(method), program_.qualified_name(cls)})
        .severity(severity)
        .note(program_.name_loc(method), "the tf.function; each instance has traces of its own.");
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check retracing_new_instance_per_iteration = file_check<Options, run>({
    .code = "HYB011",
    .name = "retracing-new-instance-per-iteration",
    .group = "retracing",
    .summary =
        "A tf.function method is called on an instance that is made anew, or that nothing keeps.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::retracing
