// Rule HYB046. User documentation: graph_object_creation_in_call.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/creation_report.h"

namespace hyb::checks::graph {
namespace {

using flow::ObjectId;
using flow::ObjectKind;

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is constructed inside traced code; its weights are created on each trace and are not "
     "tracked."},
};

constexpr char kDocs[] =
#include "graph_object_creation_in_call.md.inc"
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
    for (NodeId call : facts_.calls(file_)) {
      const NodeRef at{file_, call};
      NodeRef made;
      if (const ApiRow* api = facts_.called_api(at)) {
        const bool owns = api->is_class && !api->name.ends_with("*") &&
                          (api->has(Trait::ConstructorMakesVariables) ||
                           (makes_weights(call, *api) && is_called(call)));
        if (!owns || !facts_.traced_creation().runs_on_each_trace(at)) continue;
      } else if (!facts_.traced_creation().constructs_on_each_trace(at, &made)) {
        continue;
      }
      report(call, made);
    }
  }

 private:
  /// Constructs an outside layer whose first call makes variables, whichever Keras runs.
  bool makes_weights(NodeId constructor, const ApiRow& api) const {
    const bool layer = api.has(Trait::Layer) && api.has(Trait::MakesVariables);
    if (!layer && !api.has(Trait::CallMakesVariables)) return false;
    if (api.has(Trait::SeedState) && facts_.keras() != KerasGeneration::Three) return false;
    const NodeId arguments = tree_.child(constructor, NodeKind::Arguments);
    if (api.has(Trait::OptionalWeights)) return tree_.children(arguments).empty();
    bool wraps = false;
    for (NodeId argument : tree_.children(arguments)) {
      // `center=False`, `use_bias=False`: it may go without weights.
      const NodeId value = tree_.kind(argument) == NodeKind::Keyword
                               ? tree_.child(argument, Field::Value)
                               : argument;
      if (facts_.constant_bool(facts_.value({file_, value})) == Tri::No) return false;
      if (tree_.kind(argument) != NodeKind::Call) continue;
      const ApiRow* inner = facts_.called_api({file_, argument});
      wraps = wraps || (inner != nullptr && makes_weights(argument, *inner));
    }
    return wraps || !api.has(Trait::WrapsLayer);
  }

  /// The layer is called in the same function, on something that is no symbolic tensor of Keras.
  bool is_called(NodeId constructor) const {
    const NodeId parent = tree_.parent(constructor);
    if (tree_[constructor].field == Field::Function && tree_.kind(parent) == NodeKind::Call)
      return on_tensors(parent);
    const ObjectId made = facts_.values().only(facts_.value({file_, constructor}));
    const FunctionId f = program_.enclosing_function({file_, constructor});
    if (!made.exists() || !f.exists()) return false;
    const auto& calls = facts_.calls(file_);
    return std::any_of(calls.begin(), calls.end(), [&](NodeId call) {
      return call != constructor && program_.enclosing_function({file_, call}) == f &&
             facts_.values().only(facts_.value({file_, tree_.child(call, Field::Function)})) ==
                 made &&
             on_tensors(call);
    });
  }

  bool on_tensors(NodeId call) const {
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments)))
      if (tree_.kind(argument) != NodeKind::Keyword && tree_.kind(argument) != NodeKind::Starred)
        return !may_be_symbolic(facts_.value({file_, argument}), 2);
    return false;
  }

  bool may_be_symbolic(flow::ValueId value, int depth) const {
    const auto objects = facts_.values().objects(value);
    return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const flow::Object& object = facts_.values()[o];
      if (object.kind == ObjectKind::Tensor) return facts_.text(object.name) == kSymbolicClass;
      if (depth == 0 || (object.kind != ObjectKind::Tuple && object.kind != ObjectKind::List))
        return false;
      const auto parts = facts_.engine().parts_of(o);
      return std::any_of(parts.begin(), parts.end(),
                         [&](flow::ValueId part) { return may_be_symbolic(part, depth - 1); });
    });
  }

  void report(NodeId call, NodeRef made) {
    const NodeRef at{file_, call};
    if (creation_is_expected_to_fail(facts_, at)) return;
    auto report = cx_.report(program_.loc(at));
    if (!report) return;
    const NodeId callee = tree_.child(call, Field::Function);
    report.message("default", {std::string(program_.text(NodeRef{file_, callee}))});
    report.notes(why_it_is_created(facts_, program_.enclosing_function(at)));
    if (made.node.exists())
      report.note(program_.loc(made), "the constructor makes variables here.");
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

extern constexpr Check graph_object_creation_in_call = file_check<NoOptions, run>({
    .code = "HYB046",
    .name = "graph-object-creation-in-call",
    .group = "graph",
    .summary = "A layer, optimizer or metric is constructed anew on every trace.",
    .docs = kDocs,
    .severity = Severity::Error,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
});

}  // namespace hyb::checks::graph
