// Rule HYB069. User documentation: perf_predict_in_loop.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/facts/eager_execution.h"

namespace hyb::checks::perf {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  int max_batch = 32;
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::max_batch>("max-batch", "32",
                                "Report calls on arrays of known size up to this many rows."),
    option<&Options::tests>("tests", "false", "Report calls in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' on one sample at a time pays for a data adapter and callbacks in every round; call the "
     "model directly, or predict once on all of them."},
    {"few",
     "'{0}' on a few samples at a time pays for a data adapter and callbacks in every round; call "
     "the model directly, or predict once on all of them."},
    {"batch",
     "'{0}' on each batch of a data set pays for a data adapter and callbacks in every round; call "
     "the model directly, or predict once on the data set."},
};

constexpr char kDocs[] =
#include "perf_predict_in_loop.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, const Options& options, CheckContext& cx)
      : cx_(cx),
        options_(options),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)) {}

  void run() {
    if (facts_.eager_execution().is_off(file_)) return;
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* row = facts_.called_api({file_, call});
      if (row != nullptr && row->has(Trait::Predicts)) judge(call);
    }
  }

 private:
  NodeRef ref(NodeId row) const { return {file_, row}; }

  void judge(NodeId call) {
    const FunctionId f = program_.enclosing_function(ref(call));
    if (f.exists() && (!facts_.tracing().eager(f) || facts_.tracing().traced(f))) return;
    NodeRef loop = loop_around(program_, facts_.engine(), ref(call));
    if (!loop.node.exists() && f.exists() && facts_.tracing().repeated(f))
      loop = facts_.tracing().loop_of(f);
    if (!loop.node.exists()) return;
    NodeId input;
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return;
      if (kind != NodeKind::Keyword && !input.exists()) input = argument;
      if (kind == NodeKind::Keyword && program_.text(tree_[argument].name) == "x")
        input = tree_.child(argument, Field::Value);
    }
    if (!input.exists()) return;
    const std::string_view what = small_input(input);
    if (what.empty()) return;
    const NodeId callee = tree_.child(call, Field::Function);
    auto report = cx_.report(tree_.loc(tree_.child(callee, Field::Name)));
    if (!report) return;
    report.message(what, {std::string(program_.text(ref(callee)))});
    if (f.exists() && loop.node != loop_around(program_, facts_.engine(), ref(call)).node)
      report.notes(facts_.why(f, Mode::Eager));
    const Tree& tree = program_.tree(loop.file);
    Loc where = program_.loc(loop);
    if (const NodeId body = tree.child(loop.node, Field::Body); body.exists())
      where.end = std::max(where.begin + 1, tree[body].begin);
    report.note(where, "this loop runs it again and again.");
    add_fix(call, input, report);
  }

  /// The message that fits; "" if nothing says that the input is small.
  std::string_view small_input(NodeId input) const {
    if (adds_axis(input)) return "default";
    const auto objects = facts_.values().objects(facts_.value(ref(input)));
    bool all = !objects.empty();
    bool one = all;
    bool tensors = all;
    for (ObjectId o : objects) {
      const Object& object = facts_.values()[o];
      const flow::Dims* dims =
          object.kind == ObjectKind::Tensor ? facts_.values().dims(object) : nullptr;
      const bool known = dims != nullptr && !dims->empty() && dims->front().known();
      all = all && known && dims->front().size <= options_.max_batch;
      one = one && known && dims->front().size == 1;
      tensors = tensors && object.kind == ObjectKind::Tensor;
    }
    if (one) return "default";
    if (all) return "few";
    return tensors && is_element(input) ? "batch" : "";
  }

  /// `x[None]`, `x[np.newaxis, :]`: one more axis in front.
  bool adds_axis(NodeId input) const {
    if (tree_.kind(input) == NodeKind::Name) {
      const NodeId value = only_assignment(input);
      return value.exists() && tree_.kind(value) != NodeKind::Name && adds_axis(value);
    }
    if (tree_.kind(input) == NodeKind::Call) {
      const ApiRow* row = facts_.called_api(ref(input));
      return row != nullptr && row->has(Trait::AddsAxis) && axis_is_first(*row, input);
    }
    if (tree_.kind(input) != NodeKind::Subscript) return false;
    const NodeId index = tree_.child(input, Field::Index);
    if (!index.exists()) return false;
    NodeId first = index;
    if (tree_.kind(index) == NodeKind::Tuple)
      for (NodeId part : tree_.children(index)) {
        first = part;
        break;
      }
    return tree_.kind(first) == NodeKind::None || facts_.names(ref(first), Trait::NewAxis) ||
           (tree_.kind(first) != NodeKind::Slice &&
            facts_.value(ref(first)) == facts_.values().none());
  }

  /// `axis` is the second parameter of all that add one; without it, 0 is meant nowhere.
  bool axis_is_first(const ApiRow& row, NodeId call) const {
    int index = 0;
    const int position = parameter_index(row, "axis");
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const bool keyword = tree_.kind(argument) == NodeKind::Keyword;
      if (keyword ? program_.text(tree_[argument].name) != "axis" : index++ != position) continue;
      const NodeId value = keyword ? tree_.child(argument, Field::Value) : argument;
      return facts_.engine().number(facts_.value(ref(value))) == 0;
    }
    return false;
  }

  /// The value of the one assignment that binds the name.
  NodeId only_assignment(NodeId name) const {
    const ScopeTree& scopes = program_.scopes(file_);
    const SymbolId symbol = scopes.symbol_of[name.index()];
    if (!symbol.exists() || scopes.symbols[symbol].binding_count != 1) return {};
    const Binding& binding = scopes.bindings[scopes.symbols[symbol].first_binding];
    const NodeId statement = tree_.parent(binding.node);
    if (binding.kind != BindingKind::Assign || tree_.kind(statement) != NodeKind::Assign) return {};
    return tree_.child(statement, Field::Value);
  }

  /// A variable of a loop over a data set.
  bool is_element(NodeId name) const {
    if (tree_.kind(name) != NodeKind::Name) return false;
    const ScopeTree& scopes = program_.scopes(file_);
    const SymbolId symbol = scopes.symbol_of[name.index()];
    if (!symbol.exists() || scopes.symbols[symbol].binding_count != 1) return false;
    const Binding& binding = scopes.bindings[scopes.symbols[symbol].first_binding];
    if (binding.kind != BindingKind::Loop) return false;
    NodeId loop = binding.node;
    while (loop.exists() && tree_.kind(loop) != NodeKind::For &&
           tree_.kind(loop) != NodeKind::CompFor)
      loop = tree_.parent(loop);
    if (!loop.exists()) return false;
    const auto objects = facts_.values().objects(facts_.value(ref(tree_.child(loop, Field::Iter))));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return facts_.values()[o].kind == ObjectKind::ExternalInstance &&
             derives_from(facts_.text(facts_.values()[o].name), kDatasetClass);
    });
  }

  /// Of several outputs `predict` gives a list of arrays, and the call a list of tensors.
  bool gives_one_tensor(NodeId model) const {
    const auto objects = facts_.values().objects(facts_.value(ref(model)));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      const ApiRow* made = object.kind == ObjectKind::ExternalInstance
                               ? find_api(facts_.text(object.name))
                               : nullptr;
      return made != nullptr && made->has(Trait::OneOutput);
    });
  }

  void add_fix(NodeId call, NodeId input, Report& report) const {
    if (tree_.is_broken(call) || tree_.kind(input) == NodeKind::List) return;
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      if (tree_.kind(argument) != NodeKind::Keyword) {
        if (argument != input) return;
        continue;
      }
      const std::string_view name = program_.text(tree_[argument].name);
      // What only concerns how predict() goes through its data, and the input itself.
      if (name != "verbose" && name != "batch_size" && name != "steps" && name != "x") return;
    }
    const NodeId callee = tree_.child(call, Field::Function);
    const NodeId model = tree_.child(callee, Field::Object);
    if (!gives_one_tensor(model)) return;
    Fix fix;
    fix.title = "Call the model directly";
    fix.reason =
        "What 'predict' does beside it, in batches of its own and in 'predict_step', is not done.";
    fix.applicability = Applicability::Unsafe;
    fix.edits.push_back({tree_.loc(call), std::string(program_.text(ref(model))) + "(" +
                                              std::string(program_.text(ref(input))) +
                                              ", training=False).numpy()"});
    report.fix(std::move(fix));
  }

  CheckContext& cx_;
  const Options& options_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Finder(file, options, cx).run();
}

}  // namespace

extern constexpr Check perf_predict_in_loop = file_check<Options, run>({
    .code = "HYB069",
    .name = "perf-predict-in-loop",
    .group = "perf",
    .summary = "Model.predict is called for a few samples at a time, again and again.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::perf
