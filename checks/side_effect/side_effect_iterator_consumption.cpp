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

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  for (const TraceEffect& effect : facts.trace_effects().of_file(file)) {
    if (effect.effect.kind != EffectKind::IteratorConsumption || effect.building ||
        effect.guard.exists())
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
