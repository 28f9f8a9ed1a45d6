// Rule HYB001. User documentation: hybridize_missing_train_step.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "checks/graph_fixes.h"
#include "core/facts/eager_steps.h"

namespace hyb::checks::hybridize_missing {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report training steps in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "Training step '{0}' runs eagerly on every iteration; wrap it in 'tf.function'."},
};

constexpr char kDocs[] =
#include "hybridize_missing_train_step.md.inc"
    ;

void add_fix(const Facts& facts, FunctionId f, Report& report) {
  std::optional<Fix> fix = add_graph_function(facts, f);
  if (!fix) return;
  fix->reason =
      "Python in the function then runs once per trace, the first call takes longer, and unseeded "
      "or globally seeded random operations draw other numbers.";
  report.fix(std::move(*fix));
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  for (FunctionId f : facts.functions(file)) {
    const NodeRef update = update_of_eager_step(facts, f);
    if (!update.node.exists()) continue;
    if (auto report = cx.report(program.name_loc(f))) {
      report.message("default", {program.qualified_name(f)});
      for (const Note& note : facts.why(f, Mode::Eager)) report.note(note.where, note.text, 0);
      const NodeRef loop = facts.tracing().loop_of(f);
      const Tree& tree = program.tree(loop.file);
      Loc where = program.loc(loop);
      if (const NodeId body = tree.child(loop.node, Field::Body); body.exists())
        where.end = std::max(where.begin + 1, tree[body].begin);
      report.note(where, "this loop runs it again and again.");
      report.note(program.loc(update), "variables are updated here.");
      add_fix(facts, f, report);
    }
  }
}

}  // namespace

extern constexpr Check hybridize_missing_train_step = file_check<Options, run>({
    .code = "HYB001",
    .name = "hybridize-missing-train-step",
    .group = "hybridize-missing",
    .summary = "A training step that could run as a graph runs eagerly on every iteration.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::hybridize_missing
