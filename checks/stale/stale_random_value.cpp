// Rule HYB023. User documentation: stale_random_value.md; tests: tests/checks/stale/….
#include "checks/check.h"
#include "checks/trace_uses.h"

namespace hyb::checks::stale {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' draws only while tracing, and every call reuses what it drew; use 'tf.random'."},
};

constexpr char kDocs[] =
#include "stale_random_value.md.inc"
    ;

/// A method of a generator that the traced code makes itself, with a seed: the same numbers at each
/// call in eager code as well.
bool of_seeded_generator(const Facts& facts, NodeRef call) {
  const Program& program = facts.program();
  const Tree& tree = program.tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  if (tree.kind(callee) != NodeKind::Attribute) return false;
  for (ObjectId o :
       facts.values().objects(facts.value({call.file, tree.child(callee, Field::Object)}))) {
    const Object& object = facts.values()[o];
    if (object.kind != ObjectKind::ExternalInstance || object.b == 0) continue;
    const NodeRef made = facts.engine().allocation(object.b);
    const FunctionId maker = program.enclosing_function(made);
    const Tree& there = program.tree(made.file);
    if (!maker.exists() || !facts.tracing().traced(maker) ||
        there.kind(made.node) != NodeKind::Call)
      continue;
    for (NodeId seed : there.children(there.child(made.node, NodeKind::Arguments)))
      if (facts.value({made.file, seed}) != facts.values().none()) return true;
  }
  return false;
}

/// It draws nothing: `random.seed(1)`, `np.random.set_state(state)`.
bool sets_seed(const Facts& facts, NodeRef call, const ApiRow& api) {
  return api.has(Trait::Random) && api.result == ApiResult::None &&
         !changed_argument(facts, call).exists();
}

/// The body sets the seed itself, before it draws.
bool seeds_itself(const Facts& facts, FunctionId f, NodeRef call) {
  const NodeId body = facts.program().function(f).body;
  for (NodeId other : facts.calls(call.file)) {
    if (other.index() >= call.node.index()) break;
    if (other.index() < body.index()) continue;
    const ApiRow* api = facts.called_api({call.file, other});
    if (api != nullptr && sets_seed(facts, {call.file, other}, *api)) return true;
  }
  return false;
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  const Tree& tree = program.tree(file);
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const ApiRow* api = facts.called_api(at);
    if (api == nullptr || !api->has(Trait::Random) || api->is_class || sets_seed(facts, at, *api))
      continue;
    const FunctionId f = program.enclosing_function(at);
    if (!f.exists() || !facts.tracing().traced_at(f, at)) continue;
    if (in_eager_island(program, facts.engine(), at)) continue;
    const Mode mode = facts.tracing().traced_mode(f);
    if (makes_objects(facts, f, mode) || of_seeded_generator(facts, at) ||
        seeds_itself(facts, f, at))
      continue;
    const auto use = taken_into_graph(facts, at);
    if (!use) continue;
    auto report = cx.report(tree.loc(call));
    if (report) explain_taken_in(facts, at, f, *use, report);
  }
}

}  // namespace

extern constexpr Check stale_random_value = file_check<Options, run>({
    .code = "HYB023",
    .name = "stale-random-value",
    .group = "stale",
    .summary = "A random number of Python or NumPy is drawn once, while a graph is traced.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::stale
