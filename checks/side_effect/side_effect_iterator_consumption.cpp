// Rule HYB020. User documentation: side_effect_iterator_consumption.md; tests: tests/checks/….
#include "checks/check.h"
#include "checks/leftover_state.h"

namespace hyb::checks::side_effect {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'next()' on the Python iterator '{0}' in traced code draws only while tracing; every call "
     "gets the same element."},
    {"loop",
     "The Python iterator '{0}' is used up while tracing; every call gets the same elements, and a "
     "later trace none."},
};

constexpr char kDocs[] =
#include "side_effect_iterator_consumption.md.inc"
    ;

/// `next(it)`, as opposed to a loop over it.
bool draws_one(const Facts& facts, NodeRef at) {
  const Tree& tree = facts.program().tree(at.file);
  const NodeId arguments = tree.parent(at.node);
  if (tree.kind(arguments) != NodeKind::Arguments) return false;
  const ApiRow* api = facts.called_api({at.file, tree.parent(arguments)});
  return api != nullptr && api->has(Trait::Advances);
}

NodeId argument_at(const Tree& tree, NodeId call, NameId name, std::size_t position) {
  if (tree.kind(call) != NodeKind::Call) return {};
  std::size_t at = 0;
  for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments))) {
    if (tree.kind(argument) == NodeKind::Keyword) {
      if (tree[argument].name == name) return tree.child(argument, Field::Value);
    } else if (at++ == position) {
      return argument;
    }
  }
  return {};
}

/// The iterator is new at each call: a property makes it, or the caller does where it calls. Then
/// each call is traced anew, and sees what it should.
bool made_anew(const Facts& facts, const TraceEffect& effect) {
  const auto inside = facts.edges_from(effect.function);
  if (std::any_of(inside.begin(), inside.end(), [&](const flow::CallEdge& edge) {
        return edge.site == effect.place && edge.passage == flow::Passage::DataModel;
      }))
    return true;
  if (effect.root.kind != EffectRoot::Kind::Parameter) return false;
  const FunctionInfo& entry = facts.program().function(effect.entry);
  const std::size_t receiver = entry.owner.exists() ? 1 : 0;
  if (effect.root.parameter < receiver || effect.root.parameter >= entry.parameters.size())
    return false;
  const auto into = facts.edges_into(effect.entry);
  return std::any_of(into.begin(), into.end(), [&](const flow::CallEdge& edge) {
    const NodeId given =
        argument_at(facts.program().tree(edge.site.file), edge.site.node,
                    entry.parameters[effect.root.parameter].name, effect.root.parameter - receiver);
    if (!given.exists()) return false;
    const NodeKind kind = facts.program().tree(edge.site.file).kind(given);
    return kind == NodeKind::Call || kind == NodeKind::Generator;
  });
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  for (const TraceEffect& effect : facts.trace_effects().of_file(file)) {
    if (effect.effect.kind != EffectKind::IteratorConsumption || effect.building ||
        effect.guard.exists() || made_anew(facts, effect))
      continue;
    auto report = cx.report(cx.program().loc(effect.effect.at));
    if (!report) continue;
    report
        .message(draws_one(facts, effect.effect.at) ? "default" : "loop",
                 {text_of_place(facts, effect)})
        .notes(facts.why(effect));
  }
}

}  // namespace

extern constexpr Check side_effect_iterator_consumption = file_check<Options, run>({
    .code = "HYB020",
    .name = "side-effect-iterator-consumption",
    .group = "side-effect",
    .summary = "Code that runs in a graph draws from a Python iterator; that happens only while "
               "tracing.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::side_effect
