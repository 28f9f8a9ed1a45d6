// Rule HYB011. User documentation: retracing_new_instance_per_iteration.md; tests: tests/checks/….
#include <algorithm>
#include <optional>
#include <string>

#include "checks/check.h"
#include "core/tensorflow/expected_failure.h"

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

constexpr int kMaxDepth = 4;  // functions that make an instance, methods that a constructor calls

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
      const auto method = staged_method(callee);
      if (!method) continue;
      if (tree_.kind(callee) == NodeKind::Attribute) {
        judge(call, tree_.child(callee, Field::Object), *method);
      } else if (const NodeId read = look_up(callee); read.exists()) {
        // `step = C(…).step`, then `step(x)`
        if (is_temporary(tree_.child(read, Field::Object), 0) && dies(*method))
          report(read, *method, "dying", Severity::Error);
      }
    }
    for (FunctionId f : facts_.functions(file_))
      if (!facts_.edges_into(f).empty()) handed_out(f);
  }

 private:
  /// A tf.function method, decorated, of an instance of a project class.
  struct Method {
    FunctionId function;
    ClassId cls;
  };

  std::optional<Method> staged_method(NodeId expression) const {
    const ObjectId only = facts_.values().only(facts_.value({file_, expression}));
    if (!only.exists() || facts_.values()[only].kind != ObjectKind::BoundMethod) return {};
    const Object& bound = facts_.values()[only];
    const Object& method = facts_.values()[object_id(bound.b)];
    const Object& receiver = facts_.values()[object_id(bound.a)];
    if (method.kind != ObjectKind::GraphFunction || receiver.kind != ObjectKind::Instance)
      return {};
    const Object& wrapped = facts_.values()[object_id(method.a)];
    if (wrapped.kind != ObjectKind::Function || !facts_.decoration(method.b).by_decorator)
      return {};
    const ClassId cls = ClassId::from_index(facts_.values()[object_id(receiver.a)].a - 1);
    // Keyed by its type, not by the object.
    if (facts_.derives(cls, kExtensionTypeClass) != Tri::No) return {};
    return Method{FunctionId::from_index(wrapped.a - 1), cls};
  }

  void judge(NodeId call, NodeId object, const Method& method) {
    if (is_temporary(object, 0)) {
      if (dies(method)) report(call, method, "dying", Severity::Error);
      return;
    }
    const FunctionId caller = program_.enclosing_function({file_, call});
    if (caller.exists() && (facts_.tracing().traced(caller) || !facts_.tracing().eager(caller)))
      return;
    const NodeRef loop = loop_around(program_, facts_.engine(), {file_, call});
    if (loop.node.exists() && loop == loop_of_creation(object) && stays_local(object))
      report(call, method, "default", Severity::Warning);
  }

  /// `return t.step`, where `t` is a local that nothing else holds.
  void handed_out(FunctionId f) {
    const FunctionInfo& info = program_.function(f);
    if (info.is_lambda() || !info.body.exists()) return;
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree_.end_of(info.body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) != NodeKind::Return || program_.enclosing_function({file_, row}) != f)
        continue;
      const NodeId read = tree_.child(row, Field::Value);
      if (!read.exists() || tree_.kind(read) != NodeKind::Attribute) continue;
      const auto method = staged_method(read);
      if (!method) continue;
      const NodeId object = tree_.child(read, Field::Object);
      const bool temporary =
          is_temporary(object, 0) || (made_for(object).exists() && is_local_to(object, f) &&
                                      stays_local(object) && !is_called(object, f));
      if (temporary && dies(*method)) report(read, *method, "dying", Severity::Error);
    }
  }

  /// Nothing but a reference keeps such an instance: Keras objects and whatever hands itself on
  /// while it is made stand in cycles, and live until the next collection.
  bool dies(const Method& method) const {
    return facts_.derives(method.cls, kLayerClass) == Tri::No && reads_receiver(method.function) &&
           !hands_itself_on(method.cls);
  }

  bool hands_itself_on(ClassId cls) const {
    for (ObjectId object : facts_.engine().class_objects(cls))
      for (ObjectId up : facts_.engine().known_mro(object)) {
        if (facts_.values()[up].kind != ObjectKind::Class) continue;
        const ClassId id = ClassId::from_index(facts_.values()[up].a - 1);
        for (FunctionId f : facts_.functions(program_.class_info(id).file)) {
          const FunctionInfo& info = program_.function(f);
          if (info.owner != id || info.is_lambda()) continue;
          const std::string_view name = facts_.text(info.name);
          if ((name == "__init__" || name == "__new__" || name == "__post_init__") &&
              hands_on_receiver(f, kMaxDepth))
            return true;
        }
      }
    return false;
  }

  /// The receiver is used for more than its attributes and calls of its methods.
  bool hands_on_receiver(FunctionId f, int depth) const {
    const FunctionInfo& info = program_.function(f);
    if (info.parameters.empty() || depth == 0) return true;
    const Tree& tree = program_.tree(info.file);
    const ScopeTree& scopes = program_.scopes(info.file);
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree.kind(row) != NodeKind::Name || scopes.symbol_of[i] != info.parameters.front().symbol)
        continue;
      const NodeId attribute = tree.parent(row);
      if (tree.kind(attribute) != NodeKind::Attribute ||
          program_.enclosing_function({info.file, row}) != f)
        return true;
      const NodeId user = tree.parent(attribute);
      const bool called =
          tree.kind(user) == NodeKind::Call && tree[attribute].field == Field::Function;
      for (ObjectId o : facts_.values().objects(facts_.value({info.file, attribute}))) {
        if (facts_.values()[o].kind != ObjectKind::BoundMethod) continue;
        if (!called) return true;
        const Object& method = facts_.values()[object_id(facts_.values()[o].b)];
        if (method.kind != ObjectKind::Function ||
            hands_on_receiver(FunctionId::from_index(method.a - 1), depth - 1))
          return true;
      }
    }
    return false;
  }

  /// `C(…)`, or a call of a function that only gives back a new one: the object has no name.
  bool is_temporary(NodeId expression, int depth) const {
    return is_temporary({file_, expression}, depth);
  }
  bool is_temporary(NodeRef expression, int depth) const {
    const Tree& tree = program_.tree(expression.file);
    if (tree.kind(expression.node) != NodeKind::Call || depth > kMaxDepth) return false;
    const ObjectId made = facts_.values().only(
        facts_.value({expression.file, tree.child(expression.node, Field::Function)}));
    if (!made.exists()) return false;
    const Object& object = facts_.values()[made];
    if (object.kind == ObjectKind::Class) return true;
    if (object.kind != ObjectKind::Function) return false;
    const FunctionId f = FunctionId::from_index(object.a - 1);
    const FunctionInfo& info = program_.function(f);
    const Tree& below = program_.tree(info.file);
    if (info.is_lambda() || below.with_decorators(info.node) != info.node) return false;
    bool any = false;
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < below.end_of(info.body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (below.kind(row) != NodeKind::Return || program_.enclosing_function({info.file, row}) != f)
        continue;
      const NodeId value = below.child(row, Field::Value);
      if (!value.exists() || !is_temporary({info.file, value}, depth + 1)) return false;
      any = true;
    }
    return any && !info.is_generator && !info.is_async;
  }

  /// The attribute that the one binding of a name reads.
  NodeId look_up(NodeId name) const {
    if (tree_.kind(name) != NodeKind::Name) return {};
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    if (!symbol.exists() || scopes_.symbols[symbol].binding_count != 1) return {};
    const NodeId statement =
        tree_.parent(scopes_.bindings[scopes_.symbols[symbol].first_binding].node);
    if (tree_.kind(statement) != NodeKind::Assign) return {};
    const NodeId value = tree_.child(statement, Field::Value);
    return tree_.kind(value) == NodeKind::Attribute ? value : NodeId{};
  }

  /// `C(…)`, written as such.
  bool makes_instance(NodeId expression) const {
    if (tree_.kind(expression) != NodeKind::Call) return false;
    const ObjectId made =
        facts_.values().only(facts_.value({file_, tree_.child(expression, Field::Function)}));
    return made.exists() && facts_.values()[made].kind == ObjectKind::Class;
  }

  bool is_local_to(NodeId name, FunctionId f) const {
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    return symbol.exists() &&
           scopes_.scopes[scopes_.symbols[symbol].scope].frame == program_.function(f).scope;
  }

  /// Some method of the object is called before it is handed out: there may be traces.
  bool is_called(NodeId name, FunctionId f) const {
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    const NodeId body = program_.function(f).body;
    for (auto i = static_cast<std::uint32_t>(body.index()); i < tree_.end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (tree_.kind(row) != NodeKind::Name || scopes_.symbol_of[i] != symbol) continue;
      const NodeId attribute = tree_.parent(row);
      if (tree_.kind(attribute) == NodeKind::Attribute && tree_[attribute].field == Field::Function)
        return true;
    }
    return false;
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

  /// The name in `s = C(…)`, if that is the one place that binds it.
  NodeId made_for(NodeId name) const {
    if (tree_.kind(name) != NodeKind::Name) return {};
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    if (!symbol.exists() || scopes_.symbols[symbol].binding_count != 1) return {};
    const Binding& binding = scopes_.bindings[scopes_.symbols[symbol].first_binding];
    const NodeId statement = tree_.parent(binding.node);
    return binding.kind == BindingKind::Assign && tree_.kind(statement) == NodeKind::Assign &&
                   makes_instance(tree_.child(statement, Field::Value))
               ? binding.node
               : NodeId{};
  }

  /// The loop right around `s = C(…)`.
  NodeRef loop_of_creation(NodeId name) const {
    const NodeId made = made_for(name);
    if (!made.exists()) return {};
    // Any loop, also a short one: then the call runs often for one instance.
    const NodeRef creation = loop_around(program_, facts_.engine(), {file_, made}, 0);
    const NodeRef use = loop_around(program_, facts_.engine(), {file_, name}, 0);
    return creation == use ? loop_around(program_, facts_.engine(), {file_, made}) : NodeRef{};
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

  void report(NodeId at, const Method& method, std::string_view message, Severity severity) {
    if (severity == Severity::Error && expected_to_fail(program_, facts_.engine(), {file_, at}))
      return;
    auto report = cx_.report(tree_.loc(at));
    if (!report) return;
    report
        .message(message,
                 {program_.qualified_name(method.function), program_.qualified_name(method.cls)})
        .severity(severity)
        .note(program_.name_loc(method.function),
              "the tf.function; each instance has traces of its own.");
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
