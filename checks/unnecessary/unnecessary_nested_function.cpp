// Rule HYB052. User documentation: unnecessary_nested_function.md; tests: tests/checks/….
#include <algorithm>
#include <set>

#include "checks/check.h"
#include "checks/graph_calls.h"
#include "checks/graph_fixes.h"
#include "core/facts/trace_dependence.h"
#include "core/facts/verdicts.h"
#include "core/symbolic/symbolic_values.h"
#include "core/tensorflow/framework.h"

namespace hyb::checks::unnecessary {
namespace {

using flow::CallEdge;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report functions in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is only ever called from traced code; its own tf.function adds a call boundary and a "
     "second trace cache."},
};

constexpr char kDocs[] =
#include "unnecessary_nested_function.md.inc"
    ;

/// The class is one of a library that nothing is known of, which may call its methods.
bool has_outside_base(const Facts& facts, ClassId cls) {
  for (ObjectId object : facts.engine().class_objects(cls))
    for (ObjectId base : facts.engine().known_mro(object))
      if (facts.values()[base].kind == ObjectKind::External &&
          find_api(facts.text(facts.values()[base].name)) == nullptr)
        return true;
  return false;
}

bool in_package(const Facts& facts, FunctionId f) {
  const Program& program = facts.program();
  const ProjectFile& file = program.project().files[program.function(f).file.index()];
  return file.is_package || file.module.find('.') != std::string::npos;
}

/// Somebody outside of what is analysed may call it eagerly: a public name of a package.
bool published(const Facts& facts, FunctionId f) {
  const Program& program = facts.program();
  const FunctionInfo& info = program.function(f);
  if (info.outer.exists() || facts.text(info.name).starts_with("_")) return false;
  if (info.owner.exists() && has_outside_base(facts, info.owner))
    return true;  // who calls, is outside
  return in_package(facts, f);
}

/// Eager code outside of what is analysed may come to it: by its own name, or by what calls it, up
/// to the next tf.function: a public function of a package, or a layer of one, which may be called
/// without a model around it.
class Outsiders {
 public:
  explicit Outsiders(const Facts& facts) : facts_(facts) {}

  bool reach(FunctionId f) {
    if (published(facts_, f)) return true;
    const auto into = facts_.edges_into(f);
    return std::any_of(into.begin(), into.end(), [&](const CallEdge& edge) {
      const FunctionId caller = edge.caller;
      if (!caller.exists() || !seen_.insert(caller).second) return false;
      if (!facts_.decorations_of(caller).empty()) return false;
      return in_package(facts_, caller) && (is_layer_call(caller) || reach(caller));
    });
  }

 private:
  bool is_layer_call(FunctionId f) const {
    const ClassId owner = facts_.program().function(f).owner;
    return owner.exists() && facts_.derives(owner, kLayerClass) == Tri::Yes;
  }

  const Facts& facts_;
  std::set<FunctionId> seen_;
};

/// A function inside of another that is handed to tf.data (`Dataset.reduce(…, step)`): in code that
/// is converted already, tf.data has it converted, but not what it calls (TensorFlow 2.15, 2.21).
bool handed_to_pipeline(const Facts& facts, FunctionId f) {
  if (!facts.program().function(f).outer.exists()) return false;
  const auto into = facts.edges_into(f);
  return std::any_of(into.begin(), into.end(), [](const CallEdge& edge) {
    return edge.passage == Passage::Pipeline || edge.passage == Passage::PipelineRaw;
  });
}

/// A loop that is unrolled while tracing runs the call: one around it, or around what the graph
/// calls to come there (`scan(lambda state, x: cell(state, x), inputs)`).
class UnrolledLoops {
 public:
  explicit UnrolledLoops(const Facts& facts) : facts_(facts) {}

  bool around(const CallEdge& edge) {
    if (loop_around(facts_.program(), facts_.engine(), edge.site).node.exists()) return true;
    const FunctionId caller = edge.caller;
    if (!caller.exists() || !seen_.insert(caller).second) return false;
    const auto into = facts_.edges_into(caller);
    return std::any_of(into.begin(), into.end(), [&](const CallEdge& above) {
      return above.passage != Passage::Graph && around(above);
    });
  }

 private:
  const Facts& facts_;
  std::set<FunctionId> seen_;
};

/// Every call comes from code that runs in a graph and is converted, and none is made again and
/// again by an unrolled loop: there the function keeps the graph small.
bool always_inside(const Facts& facts, FunctionId f) {
  const auto into = facts.edges_into(f);
  const bool needs_conversion =
      facts.records().preconditions().answer(f, Obstacle::NeedsConversion).value != Tri::No;
  for (const CallEdge& edge : into) {
    if (edge.passage != Passage::Graph || !edge.caller.exists()) return false;
    if (facts.tracing().reached(edge.from, Mode::Eager)) return false;
    const bool unconverted = facts.tracing().reached(edge.from, Mode::Unconverted);
    if (!unconverted && !facts.tracing().reached(edge.from, Mode::Converted)) return false;
    if (unconverted && needs_conversion) return false;
    if (needs_conversion && handed_to_pipeline(facts, edge.caller)) return false;
    if (in_eager_island(facts.program(), facts.engine(), edge.site)) return false;
    if (UnrolledLoops(facts).around(edge)) return false;
  }
  return !into.empty();
}

/// It is made or called under `with tf.device(…)`: the boundary tells what runs there.
bool placed(const Facts& facts, FunctionId f, NodeRef decorated) {
  const auto inside = [&](NodeRef at) {
    return inside_with(facts.program(), facts.engine(), at, Trait::PlacesOps);
  };
  const auto into = facts.edges_into(f);
  return inside(decorated) || std::any_of(into.begin(), into.end(),
                                          [&](const CallEdge& edge) { return inside(edge.site); });
}

/// As a part of its callers' traces it does what it does in one of its own: Python in it has no
/// effects and reads nothing that changes, and Python results and arrays, which a tf.function makes
/// tensors of, there are none.
bool same_when_merged(const Facts& facts, FunctionId f, std::uint32_t decoration) {
  return facts.verdicts().keeps_meaning(f) && !depends_on_trace(facts, f) &&
         given_tensors(facts, decoration) &&
         facts.symbolic_values().tensors_only(facts.engine().return_value(f));
}

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (FunctionId f : facts.functions(file)) {
    const auto decorations = facts.decorations_of(f);
    if (decorations.size() != 1 || program.function(f).is_lambda()) continue;
    const auto& made = facts.decoration(decorations.front());
    const flow::Bindings& given = facts.values().bindings(made.arguments);
    if (!made.by_decorator || !given.arguments.empty() || given.open) continue;
    if (!always_inside(facts, f) || placed(facts, f, made.site) || Outsiders(facts).reach(f) ||
        used_as_value(facts, f))
      continue;
    auto report = cx.report(program.name_loc(f));
    if (!report) continue;
    report.message("default", {program.qualified_name(f)});
    for (const CallEdge& edge : facts.edges_into(f)) {
      report.note(program.loc(edge.site), "called from traced code here.");
      break;
    }
    report.note(program.loc(made.site), "the needless tf.function.");
    if (!same_when_merged(facts, f, decorations.front())) continue;
    std::optional<Fix> fix = remove_graph_function(facts, decorations.front());
    if (!fix) continue;
    fix->reason = "Code from outside of the project may still ask it for its traces.";
    report.fix(std::move(*fix));
  }
}

}  // namespace

extern constexpr Check unnecessary_nested_function = file_check<Options, run>({
    .code = "HYB052",
    .name = "unnecessary-nested-function",
    .group = "unnecessary",
    .summary = "A tf.function that only code in a graph calls.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::unnecessary
