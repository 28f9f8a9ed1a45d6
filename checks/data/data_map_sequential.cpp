// Rule HYB070. User documentation: data_map_sequential.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/facts/function_facts.h"
#include "core/tensorflow/element_functions.h"

namespace hyb::checks::data {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  int min_ops = 5;
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::min_ops>("min-ops", "5",
                              "Report functions that run at least this many operations for each "
                              "element, or decode, parse or resize."),
    option<&Options::tests>("tests", "false", "Report pipelines in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'Dataset.{0}' without 'num_parallel_calls' runs its function on one element at a time."},
};

constexpr char kDocs[] =
#include "data_map_sequential.md.inc"
    ;

constexpr std::int64_t kFewElements = 256;  // so many are through before threads have started

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
    for (NodeId call : facts_.calls(file_)) {
      const ApiRow* row = facts_.called_api({file_, call});
      if (row == nullptr) continue;
      if (!row->has(Trait::MapsElements) && !row->has(Trait::Interleaves)) continue;
      if (!runs_in_parallel(*row, {file_, call}) && !inside_parallel_step(call)) judge(*row, call);
    }
  }

 private:
  /// `num_parallel_calls` is given, or may come with a star.
  bool runs_in_parallel(const ApiRow& row, NodeRef call) const {
    const Tree& tree = program_.tree(call.file);
    const int position = parameter_index(row, "num_parallel_calls");
    int index = 0;
    for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
      const NodeKind kind = tree.kind(argument);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return true;
      if (kind == NodeKind::Keyword) {
        if (program_.text(tree[argument].name) == "num_parallel_calls") return true;
      } else if (index++ == position) {
        return true;
      }
    }
    return false;
  }

  /// The pipeline is made by a function that only an `interleave` runs, on several files at a time.
  bool inside_parallel_step(NodeId call) const {
    const FunctionId f = program_.enclosing_function({file_, call});
    if (!f.exists()) return false;
    const auto into = facts_.edges_into(f);
    return !into.empty() && std::all_of(into.begin(), into.end(), [&](const flow::CallEdge& edge) {
      const ApiRow* row = facts_.called_api(edge.site);
      return row != nullptr && row->has(Trait::Interleaves) && runs_in_parallel(*row, edge.site);
    });
  }

  /// The elements come out of a short list that is written in the program.
  bool is_tiny(NodeRef call) const {
    for (const PipelineStep& step : facts_.pipelines().before(call)) {
      if (step.row == nullptr || !step.row->has(Trait::Slices)) continue;
      const Tree& tree = program_.tree(step.call.file);
      for (NodeId argument : tree.children(tree.child(step.call.node, NodeKind::Arguments)))
        if (has_few(facts_.value({step.call.file, argument}), 0)) return true;
    }
    return false;
  }

  bool has_few(flow::ValueId value, int depth) const {
    const auto objects = facts_.values().objects(value);
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = facts_.values()[o];
      if (object.kind == ObjectKind::Tensor) {
        const flow::Dims* dims = facts_.values().dims(object);
        return dims != nullptr && !dims->empty() && dims->front().known() &&
               dims->front().size <= kFewElements;
      }
      if (object.kind == ObjectKind::Tuple && depth == 0) {
        const auto parts = facts_.engine().parts_of(o);
        return !parts.empty() && has_few(parts.front(), depth + 1);
      }
      if (object.kind != ObjectKind::List) return false;
      bool fixed = false;
      const auto parts = facts_.engine().parts_of(o, &fixed);
      return fixed && static_cast<std::int64_t>(parts.size()) <= kFewElements;
    });
  }

  /// Python state that the host functions change: several of them would run at a time.
  bool changes_python_state(const ElementFunction& function) const {
    return std::any_of(function.hosts.begin(), function.hosts.end(), [&](FunctionId f) {
      const auto effects = facts_.effects().all(f);
      return std::any_of(effects.begin(), effects.end(), [](const Effects::Reached& reached) {
        switch (reached.effect.kind) {
          case EffectKind::GlobalWrite:
          case EffectKind::NonlocalWrite:
          case EffectKind::AttributeWrite:
          case EffectKind::ContainerWrite:
          case EffectKind::IteratorConsumption:
            return true;
          default:
            return false;
        }
      });
    });
  }

  static bool draws(const ElementFunction& function) {
    return function.draws.node.exists() || function.draws_seeded.node.exists() ||
           function.draws_python.node.exists();
  }
  static bool has_state(const ElementFunction& function) {
    return draws(function) || function.host.node.exists();
  }

  void judge(const ApiRow& row, NodeId call) {
    const NodeRef at{file_, call};
    const ElementFunction function =
        element_function(program_, facts_.engine(), facts_.called_rows(), at);
    double ops = 0.0;
    for (FunctionId f : function.functions)
      ops = std::max(ops, facts_.records().preconditions().weighted_ops(f));
    const bool interleaves = row.has(Trait::Interleaves);
    // tf.data maps functions without state in parallel by itself.
    if (!interleaves && !has_state(function)) return;
    const bool much = function.costly.node.exists() || (!interleaves && ops >= options_.min_ops);
    if (!much || function.state.node.exists() || changes_python_state(function) || is_tiny(at))
      return;
    const NodeId callee = tree_.child(call, Field::Function);
    auto report = cx_.report(tree_.loc(tree_.child(callee, Field::Name)));
    if (!report) return;
    report.message("default", {interleaves ? "interleave" : "map"});
    if (function.costly.node.exists())
      report.note(program_.loc(function.costly), "the work is done here, for each element.");
    else if (!function.functions.empty())
      report.note(
          program_.name_loc(function.functions.front()),
          "some " + std::to_string(static_cast<int>(ops)) + " operations run for each element.");
    if (!interleaves) add_fix(function, call, report);
  }

  void add_fix(const ElementFunction& function, NodeId call, Report& report) const {
    const std::string_view tf = facts_.tensorflow_alias(file_);
    const NodeId arguments = tree_.child(call, NodeKind::Arguments);
    NodeId last;
    for (NodeId argument : tree_.children(arguments)) last = argument;
    if (tf.empty() || !last.exists() || tree_.is_broken(call)) return;
    Fix fix;
    fix.title = "Map in parallel";
    fix.edits.push_back({{file_, tree_[last].end, tree_[last].end},
                         ", num_parallel_calls=" + std::string(tf) + ".data.AUTOTUNE"});
    fix.applicability = Applicability::Unsafe;
    fix.reason = draws(function)
                     ? "Which element gets which random numbers then changes from run to run."
                     : "What it runs outside of the graph may then run several times at once.";
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

extern constexpr Check data_map_sequential = file_check<Options, run>({
    .code = "HYB070",
    .name = "data-map-sequential",
    .group = "data",
    .summary = "A tf.data pipeline runs a costly function on one element at a time.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::data
