// Rule HYB085. User documentation: parity_gather_validate_indices.md; tests: tests/checks/….
#include <string>

#include "checks/check.h"
#include "fixits/edits.h"

namespace hyb::checks::parity {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' of '{1}' does nothing: indices are checked with or without it."},
};

constexpr char kDocs[] =
#include "parity_gather_validate_indices.md.inc"
    ;

constexpr std::string_view kParameter = "validate_indices";

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  const Tree& tree = program.tree(file);
  for (NodeId call : facts.calls(file)) {
    const ApiRow* row = facts.called_api({file, call});
    // Set operations have an argument of that name, too, and heed it.
    if (row == nullptr || !row->has(Trait::Gathers)) continue;
    const int position = parameter_index(*row, kParameter);
    if (position < 0) continue;
    int positional = 0;
    NodeId found;
    bool keyword = false;
    for (NodeId each : tree.children(tree.child(call, NodeKind::Arguments))) {
      const NodeKind kind = tree.kind(each);
      if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) break;
      if (kind == NodeKind::Keyword && facts.text(tree[each].name) == kParameter) {
        found = each;
        keyword = true;
      }
      if (kind != NodeKind::Keyword && positional++ == position) found = each;
    }
    // By position it may stand there for the sake of what comes after it.
    if (!found.exists() || (!keyword && facts.value({file, found}) == facts.values().none()))
      continue;
    auto report = cx.report(tree.loc(found));
    if (!report) continue;
    report.message("default",
                   {std::string(kParameter),
                    std::string(program.text({file, tree.child(call, Field::Function)}))});
    if (!keyword) continue;
    auto edits = fixits::remove_argument({program.source(file), tree}, found);
    if (!edits) continue;
    Fix fix;
    fix.title = "Remove validate_indices";
    fix.edits = std::move(*edits);
    fix.applicability = Applicability::Safe;
    report.fix(std::move(fix));
  }
}

}  // namespace

extern constexpr Check parity_gather_validate_indices = file_check<NoOptions, run>({
    .code = "HYB085",
    .name = "parity-gather-validate-indices",
    .group = "parity",
    .summary = "tf.gather is given validate_indices, which does nothing.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .precision = Precision::VeryHigh,
    .needs = Need::Values,
    .messages = kMessages,
});

}  // namespace hyb::checks::parity
