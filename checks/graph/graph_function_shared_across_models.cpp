// Rule HYB047. User documentation: graph_function_shared_across_models.md; tests: tests/checks/….
#include <algorithm>
#include <optional>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::graph {
namespace {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is called with different optimizers as '{1}'; their variables are created on a "
     "non-first call."},
};

constexpr char kDocs[] =
#include "graph_function_shared_across_models.md.inc"
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
    for (NodeId call : facts_.calls(file_)) {
      const NodeRef site{file_, call};
      const std::vector<Facts::Callee> callees = facts_.callees(site);
      if (callees.size() != 1 || callees.front().decoration == 0) continue;
      const FunctionId f = callees.front().function;
      // A decorated method has a tf.function for each instance.
      if (program_.function(f).owner.exists() || facts_.decorations_of(f).size() != 1) continue;
      const auto& made = facts_.decoration(callees.front().decoration);
      if (made.made_in.exists()) continue;
      judge(call, f, made.site);
    }
  }

 private:
  void judge(NodeId call, FunctionId f, NodeRef decoration) {
    const FunctionInfo& info = program_.function(f);
    const std::vector<NodeId> given = arguments_by_parameter(facts_, {file_, call}, f);
    for (std::size_t p = 0; p < given.size(); ++p) {
      if (!given[p].exists() || !updates_with(f, info.parameters[p].symbol)) continue;
      NodeRef other;
      if (!is_another(call, given[p], f, p, other)) continue;
      const std::pair<SymbolId, FunctionId> cause{scopes_.symbol_of[given[p].index()], f};
      if (std::find(reported_.begin(), reported_.end(), cause) != reported_.end()) return;
      reported_.push_back(cause);
      if (expected_to_fail(program_, facts_.engine(), {file_, call})) return;
      auto report = cx_.report(tree_.loc(call));
      if (!report) return;
      report.message("default", {program_.qualified_name(f),
                                 std::string(facts_.text(info.parameters[p].name))});
      report.note(program_.loc(other), "the optimizers.");
      report.note(program_.loc(decoration), "the one tf.function that gets all of them.");
      return;
    }
  }

  /// The body applies gradients with the parameter itself.
  bool updates_with(FunctionId f, SymbolId parameter) const {
    const FunctionInfo& info = program_.function(f);
    const Tree& tree = program_.tree(info.file);
    const auto& updates = facts_.gradient_steps().updates(f);
    return std::any_of(updates.begin(), updates.end(), [&](NodeRef at) {
      const NodeId callee = tree.child(at.node, Field::Function);
      if (tree.kind(callee) != NodeKind::Attribute) return false;
      const NodeId receiver = tree.child(callee, Field::Object);
      return tree.kind(receiver) == NodeKind::Name &&
             program_.scopes(info.file).symbol_of[receiver.index()] == parameter;
    });
  }

  /// Whoever calls gets to this call with a second optimizer that has no variables yet.
  bool is_another(NodeId call, NodeId argument, FunctionId f, std::size_t p, NodeRef& other) const {
    if (tree_.kind(argument) != NodeKind::Name) return false;
    const SymbolId symbol = scopes_.symbol_of[argument.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    if (info.binding_count == 1) {
      const Binding& binding = scopes_.bindings[info.first_binding];
      if (binding.kind == BindingKind::Loop) return loops_over_two(call, binding.node, other);
      if (binding.kind == BindingKind::Assign && made_in_loop(call, binding.node)) {
        other = {file_, tree_.parent(binding.node)};
        return true;
      }
    }
    return is_second_in_block(call, argument, f, p, other);
  }

  /// `for opt in (a, b):` around the call, of different optimizers without variables.
  bool loops_over_two(NodeId call, NodeId target, NodeRef& other) const {
    const NodeId loop = tree_.parent(target);
    if (!loop.exists() || tree_.kind(loop) != NodeKind::For || !tree_.contains(loop, call))
      return false;
    const NodeId iterable = tree_.child(loop, Field::Iter);
    if (tree_.kind(iterable) != NodeKind::Tuple && tree_.kind(iterable) != NodeKind::List)
      return false;
    std::vector<ObjectId> seen;
    for (NodeId each : tree_.children(iterable)) {
      const auto one = fresh_optimizer(each);
      if (one && std::find(seen.begin(), seen.end(), *one) == seen.end()) seen.push_back(*one);
    }
    other = {file_, iterable};
    return seen.size() > 1 && reaches(loop, call);
  }

  /// `opt = Adam()` in a loop that the call stands in as well.
  bool made_in_loop(NodeId call, NodeId target) const {
    const NodeId statement = tree_.parent(target);
    if (tree_.kind(statement) != NodeKind::Assign) return false;
    const NodeId value = tree_.child(statement, Field::Value);
    if (tree_.kind(value) != NodeKind::Call || !fresh_optimizer(value)) return false;
    const NodeRef around = loop_around(program_, facts_.engine(), {file_, statement}, 1);
    return around.node.exists() && tree_.contains(around.node, call) &&
           reaches(around.node, statement) && reaches(around.node, call);
  }

  /// An earlier statement of the same block calls the same function with another optimizer.
  bool is_second_in_block(NodeId call, NodeId argument, FunctionId f, std::size_t p,
                          NodeRef& other) const {
    const auto own = fresh_optimizer(argument);
    if (!own) return false;
    NodeId statement = call;
    while (statement.exists() && tree_.parent(statement).exists() &&
           tree_.kind(tree_.parent(statement)) != NodeKind::Block &&
           tree_.kind(tree_.parent(statement)) != NodeKind::Module)
      statement = tree_.parent(statement);
    for (NodeId before : tree_.children(tree_.parent(statement))) {
      if (before == statement) return false;
      for (NodeId earlier : facts_.calls(file_)) {
        if (!tree_.contains(before, earlier) || !reaches(before, earlier)) continue;
        const std::vector<Facts::Callee> callees = facts_.callees({file_, earlier});
        if (callees.size() != 1 || callees.front().function != f) continue;
        const std::vector<NodeId> given = arguments_by_parameter(facts_, {file_, earlier}, f);
        if (p >= given.size() || !given[p].exists()) continue;
        const auto first = fresh_optimizer(given[p]);
        if (!first || *first == *own) continue;
        other = {file_, given[p]};
        return true;
      }
    }
    return false;
  }

  /// No condition stands between a statement and the call inside it, other than loops.
  bool reaches(NodeId outer, NodeId call) const {
    for (NodeId up = tree_.parent(call); up.exists() && up != outer; up = tree_.parent(up)) {
      switch (tree_.kind(up)) {
        case NodeKind::If:
        case NodeKind::Elif:
        case NodeKind::Conditional:
        case NodeKind::Try:
        case NodeKind::Except:
        case NodeKind::Match:
        case NodeKind::FunctionDef:
        case NodeKind::Lambda:
        case NodeKind::ClassDef:
          return false;
        default:
          break;
      }
    }
    switch (tree_.kind(outer)) {
      case NodeKind::ExprStmt:
      case NodeKind::Assign:
      case NodeKind::AugAssign:
      case NodeKind::For:
      case NodeKind::While:
        return true;
      default:
        return outer == call;
    }
  }

  /// The one optimizer that the expression denotes, if nothing has made its variables.
  std::optional<ObjectId> fresh_optimizer(NodeId row) const {
    const ObjectId only = facts_.values().only(facts_.value({file_, row}));
    if (!only.exists()) return std::nullopt;
    const Object& object = facts_.values()[only];
    if (object.kind != ObjectKind::ExternalInstance || object.b == 0) return std::nullopt;
    const ApiRow* made = find_api(facts_.text(object.name));
    if (made == nullptr || !made->has(Trait::Optimizer) ||
        !made->has(Trait::ConstructorMakesVariables))
      return std::nullopt;
    const NodeRef site = facts_.engine().allocation(object.b);
    if (makes_no_slots(*made, site) || is_used_elsewhere(only)) return std::nullopt;
    return only;
  }

  /// Keras 3 makes no variables for SGD without momentum.
  bool makes_no_slots(const ApiRow& made, NodeRef site) const {
    if (!made.has(Trait::Slotless) || facts_.keras() == KerasGeneration::Two) return false;
    const Tree& tree = program_.tree(site.file);
    if (tree.kind(site.node) != NodeKind::Call) return true;
    std::size_t arguments = 0;
    for (NodeId argument : tree.children(tree.child(site.node, NodeKind::Arguments))) {
      const bool first = tree.kind(argument) == NodeKind::Keyword
                             ? facts_.text(tree[argument].name) == parameter_at(made, 0)
                             : arguments == 0;
      if (!first) return false;
      ++arguments;
    }
    return true;
  }

  /// It is built, or updates something, outside of functions that get it as an argument.
  bool is_used_elsewhere(ObjectId optimizer) const {
    for (std::size_t i = 0; i < program_.file_count(); ++i) {
      const FileId file = FileId::from_index(i);
      const Tree& tree = program_.tree(file);
      for (NodeId call : facts_.calls(file)) {
        const ApiRow* api = facts_.called_api({file, call});
        if (api == nullptr) continue;
        const NodeId callee = tree.child(call, Field::Function);
        if (tree.kind(callee) != NodeKind::Attribute) continue;
        const NodeRef receiver{file, tree.child(callee, Field::Object)};
        const bool builds = api->has(Trait::Builds);
        const bool updates = api->has(Trait::Updates);
        if (!builds && !updates) continue;
        const auto objects = facts_.values().objects(facts_.value(receiver));
        if (std::find(objects.begin(), objects.end(), optimizer) == objects.end()) continue;
        if (builds) return true;
        const FunctionId f = program_.enclosing_function({file, call});
        if (!f.exists() || facts_.decorations_of(f).empty()) return true;
      }
    }
    return false;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  std::vector<std::pair<SymbolId, FunctionId>> reported_;  // calls that follow say nothing new
};

void run(FileId file, const NoOptions&, CheckContext& cx) {
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check graph_function_shared_across_models = file_check<NoOptions, run>({
    .code = "HYB047",
    .name = "graph-function-shared-across-models",
    .group = "graph",
    .summary = "One tf.function gets several optimizers that have no variables yet.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
