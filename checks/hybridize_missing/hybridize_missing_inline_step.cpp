// Rule HYB003. User documentation: hybridize_missing_inline_step.md; tests: tests/checks/….
#include <algorithm>

#include "checks/check.h"
#include "core/facts/inline_steps.h"

namespace hyb::checks::hybridize_missing {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report training loops in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "The gradient step in the body of this '{0}' loop runs eagerly and cannot be staged where it "
     "stands; extract it into a function."},
};

constexpr char kDocs[] =
#include "hybridize_missing_inline_step.md.inc"
    ;

class Writer {
 public:
  Writer(FileId file, CheckContext& cx)
      : cx_(cx),
        facts_(cx.facts()),
        program_(cx.program()),
        file_(file),
        tree_(cx.program().tree(file)),
        scopes_(cx.program().scopes(file)) {}

  void report(const GradientBlock& block) {
    auto report = cx_.report(program_.loc(block.tape));
    if (!report) return;
    const bool is_for = tree_.kind(block.loop.node) == NodeKind::For;
    report.message("default", {is_for ? "for" : "while"});
    if (block.statements.function.exists())
      report.notes(facts_.why(block.statements.function, Mode::Eager));
    Loc loop = program_.loc(block.loop);
    if (const NodeId body = tree_.child(block.loop.node, Field::Body); body.exists())
      loop.end = std::max(loop.begin + 1, tree_[body].begin);
    report.note(loop, "this loop runs it again and again.");
    std::string text = "the step ends with this update";
    std::vector<SymbolId> taken = block.statements.given;
    taken.insert(taken.end(), block.locals.begin(), block.locals.end());
    const std::string takes = names(taken);
    const std::string gives = names(block.gives);
    if (!takes.empty()) text += "; a function of it takes " + takes;
    if (!gives.empty())
      text += (takes.empty() ? "; a function of it gives back " : " and gives back ") + gives;
    report.note(program_.loc(block.update), text + ".");
  }

 private:
  std::string names(const std::vector<SymbolId>& symbols) const {
    std::string out;
    for (SymbolId symbol : symbols) {
      if (!out.empty()) out += ", ";
      out += "'" + std::string(program_.text(scopes_.symbols[symbol].name)) + "'";
    }
    return out;
  }

  CheckContext& cx_;
  const Facts& facts_;
  const Program& program_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
};

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  Writer writer(file, cx);
  for (const GradientBlock& step : inline_steps(cx.facts(), file)) writer.report(step);
}

}  // namespace

extern constexpr Check hybridize_missing_inline_step = file_check<Options, run>({
    .code = "HYB003",
    .name = "hybridize-missing-inline-step",
    .group = "hybridize-missing",
    .summary =
        "A training step is written in the body of an eager loop, where nothing can stage it.",
    .docs = kDocs,
    .severity = Severity::Note,
    .needs = Need::Values | Need::Tracing | Need::GradientSteps | Need::Verdicts,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::hybridize_missing
