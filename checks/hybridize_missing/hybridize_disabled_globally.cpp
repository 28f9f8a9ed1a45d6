// Rule HYB005. User documentation: hybridize_disabled_globally.md; tests: tests/checks/….
#include <algorithm>
#include <string>

#include "checks/check.h"
#include "core/facts/eager_need.h"
#include "fixits/edits.h"

namespace hyb::checks::hybridize_missing {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report switches in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' disables graph execution for the whole process; remove it or guard it behind a debug "
     "flag."},
    {"model",
     "'{0}' disables graph execution of this model; remove it or guard it behind a debug flag."},
};

constexpr char kDocs[] =
#include "hybridize_disabled_globally.md.inc"
    ;

class Finder {
 public:
  Finder(FileId file, CheckContext& cx)
      : cx_(cx), facts_(cx.facts()), file_(file), tree_(cx.program().tree(file)) {}

  void run() {
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* api = facts_.called_api({file_, call});
      if (api == nullptr) api = super_method(call);
      if (api == nullptr) continue;
      if (api->has(Trait::DisablesGraphs)) global_switch(call, *api);
      if (api->has(Trait::Compiles)) compile(call);
    }
  }

 private:
  /// `super().compile(…)` where the base is outside the project.
  const ApiRow* super_method(NodeId call) const {
    const NodeId callee = tree_.child(call, Field::Function);
    if (tree_.kind(callee) != NodeKind::Attribute) return nullptr;
    for (flow::ObjectId o : facts_.values().objects(facts_.value({file_, callee}))) {
      const flow::Object& bound = facts_.values()[o];
      if (bound.kind != flow::ObjectKind::BoundMethod) continue;
      const flow::Object& method = facts_.values()[flow::ObjectId::from_index(bound.b - 1)];
      if (method.kind == flow::ObjectKind::External)
        if (const ApiRow* row = find_exact_api(facts_.text(method.name))) return row;
    }
    return nullptr;
  }

  NodeId argument(NodeId call, std::string_view keyword, std::size_t position) const {
    std::size_t at = 0;
    for (NodeId a : tree_.children(tree_.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree_.kind(a);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return {};
      if (kind == NodeKind::Keyword) {
        if (facts_.text(tree_[a].name) == keyword) return a;
      } else if (at++ == position) {
        return a;
      }
    }
    return {};
  }

  Tri constant(NodeId argument) const {
    const NodeId value =
        tree_.kind(argument) == NodeKind::Keyword ? tree_.child(argument, Field::Value) : argument;
    // Written here as True: a name may stand for a flag.
    return tree_.kind(value) == NodeKind::True    ? Tri::Yes
           : tree_.kind(value) == NodeKind::False ? Tri::No
                                                  : Tri::Unknown;
  }

  void global_switch(NodeId call, const ApiRow& api) {
    if (!api.params.empty()) {
      const NodeId given = argument(call, "run_eagerly", 0);
      if (!given.exists() || constant(given) != Tri::Yes) return;
      if (is_reset(call, api)) return;
    }
    if (is_conditional(call) || needs_eager(facts_)) return;
    const NodeId callee = tree_.child(call, Field::Function);
    auto report = cx_.report(tree_.loc(call));
    if (!report) return;
    report.message("default", {std::string(cx_.program().text(NodeRef{file_, callee}))});
    const NodeId statement = tree_.parent(call);
    if (tree_.kind(statement) != NodeKind::ExprStmt) return;
    const auto edits = fixits::remove_statement({cx_.program().source(file_), tree_}, statement);
    add_fix(report, KeptEager::Everything, edits, "Remove the switch");
  }

  void compile(NodeId call) {
    const NodeId given = argument(call, "run_eagerly", 5);
    if (!given.exists() || constant(given) != Tri::Yes || is_conditional(call) ||
        needs_eager(facts_))
      return;
    auto report = cx_.report(tree_.loc(given));
    if (!report) return;
    report.message("model", {"run_eagerly=True"});
    const NodeId jit = argument(call, "jit_compile", 7);
    if (jit.exists() && constant(jit) != Tri::No) return;  // removal would turn XLA on
    if (tree_.kind(given) != NodeKind::Keyword) return;
    const auto edits = fixits::remove_argument({cx_.program().source(file_), tree_}, given);
    add_fix(report, KeptEager::Models, edits, "Remove 'run_eagerly=True'");
  }

  // The program does the same without the switch, as far as it is seen: layers and losses from
  // elsewhere are not, so the fix is unsafe.
  void add_fix(Report& report, KeptEager kept, const fixits::Edits& edits, std::string title) {
    if (!edits) return;
    if (const FunctionId changed = changed_as_graph(facts_, file_, kept); changed.exists()) {
      report.note(cx_.program().name_loc(changed),
                  "it runs in a graph then, and may not do there what it does now.");
      return;
    }
    Fix fix;
    fix.title = std::move(title);
    fix.reason = "Code from outside of the project runs in a graph then, too.";
    fix.applicability = Applicability::Unsafe;
    fix.edits = *edits;
    report.fix(std::move(fix));
  }

  /// The same switch is set to False somewhere later in the file, or an argument decides.
  bool is_reset(NodeId call, const ApiRow& api) const {
    for (NodeId other : facts_.calls(file_)) {
      if (other.index() <= call.index()) continue;
      const ApiRow* row = facts_.called_api({file_, other});
      if (row == nullptr || !row->has(Trait::DisablesGraphs) || row->params != api.params) continue;
      const NodeId given = argument(other, "run_eagerly", 0);
      if (given.exists() && constant(given) != Tri::Yes) return true;
    }
    return false;
  }

  /// Under any condition, handler, or in a function whose caller decides: somebody asked for it.
  bool is_conditional(NodeId call) const {
    NodeId below = call;
    for (NodeId up = tree_.parent(call); up.exists(); below = up, up = tree_.parent(up)) {
      const NodeKind kind = tree_.kind(up);
      const bool in_test = tree_[below].field == Field::Test;
      if ((kind == NodeKind::If || kind == NodeKind::Elif || kind == NodeKind::Conditional) &&
          !in_test && !is_main_guard(up))
        return true;
      if (kind == NodeKind::Else && tree_.kind(tree_.parent(up)) == NodeKind::If) return true;
      if (kind == NodeKind::Try || kind == NodeKind::Except || kind == NodeKind::Case) return true;
      if (kind == NodeKind::BoolOp) return true;
      if (kind == NodeKind::FunctionDef && tree_[below].field == Field::Body) {
        // A switch of its own (`def debug_mode(): …`) is only thrown where it is called.
        const FunctionId f = cx_.program().function_at({file_, up});
        if (!facts_.tracing().called(f) && !is_entry_point(f)) return true;
        return returns_early(up, call);
      }
    }
    return false;
  }

  bool is_main_guard(NodeId branch) const {
    const NodeId test = tree_.child(branch, Field::Test);
    return test.exists() &&
           cx_.program().text(NodeRef{file_, test}).find("__name__") != std::string_view::npos;
  }

  /// Methods and constructors of a class that is used run when the class is.
  bool is_entry_point(FunctionId f) const {
    const std::string_view name = facts_.text(cx_.program().function(f).name);
    return name == "main" || cx_.program().function(f).owner.exists();
  }

  /// `if not debug: return` above the switch guards it as well.
  bool returns_early(NodeId def, NodeId call) const {
    const NodeId body = tree_.child(def, Field::Body);
    for (NodeId statement : tree_.children(body)) {
      if (tree_.contains(statement, call)) return false;
      if (tree_.kind(statement) != NodeKind::If) continue;
      for (auto i = static_cast<std::uint32_t>(statement.index()); i < tree_.end_of(statement); ++i)
        if (tree_.kind(NodeId::from_index(i)) == NodeKind::Return) return true;
    }
    return false;
  }

  CheckContext& cx_;
  const Facts& facts_;
  FileId file_;
  const Tree& tree_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Finder(file, cx).run();
}

}  // namespace

extern constexpr Check hybridize_disabled_globally = file_check<Options, run>({
    .code = "HYB005",
    .name = "hybridize-disabled-globally",
    .group = "hybridize-missing",
    .summary = "A switch left over from debugging keeps everything eager.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values | Need::Tracing | Need::SideEffects | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::hybridize_missing
