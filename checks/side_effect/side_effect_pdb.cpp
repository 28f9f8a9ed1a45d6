// Rule HYB076. User documentation: side_effect_pdb.md; tests: tests/checks/side_effect/….
#include "checks/check.h"

namespace hyb::checks::side_effect {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}()' in traced code stops the program only while tracing."},
};

constexpr char kDocs[] =
#include "side_effect_pdb.md.inc"
    ;

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const ApiRow* api = facts.called_api(at);
    if (api == nullptr || !api->has(Trait::Debugs)) continue;
    const FunctionId f = cx.program().enclosing_function(at);
    if (!f.exists() || !facts.tracing().traced_at(f, at) ||
        in_eager_island(cx.program(), facts.engine(), at))
      continue;
    auto report = cx.report(tree.loc(call));
    if (!report) continue;
    const NodeId callee = tree.child(call, Field::Function);
    report.message("default", {std::string(cx.program().text(NodeRef{file, callee}))})
        .notes(facts.why(f, facts.tracing().traced_mode(f), at));
  }
}

}  // namespace

extern constexpr Check side_effect_pdb = file_check<NoOptions, run>({
    .code = "HYB076",
    .name = "side-effect-pdb",
    .group = "side-effect",
    .summary = "A breakpoint in code that runs in a graph stops only while tracing.",
    .docs = kDocs,
    .severity = Severity::Note,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::side_effect
