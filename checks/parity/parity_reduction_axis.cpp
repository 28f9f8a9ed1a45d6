// Rule HYB084. User documentation: parity_reduction_axis.md; tests: tests/checks/….
#include <string>

#include "checks/check.h"

namespace hyb::checks::parity {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' has no axis; write axis=None where it shall reduce over all of them."},
};

constexpr char kDocs[] =
#include "parity_reduction_axis.md.inc"
    ;

constexpr std::string_view kAxis = "axis";

/// A function of a tensor that reduces over all axes where it is told none.
bool reduces_all(const ApiRow& row) {
  return row.has(Trait::ReducesAxes) && parameter_index(row, kAxis) > 0 &&
         default_of(row, kAxis) == "None";
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (NodeId call : facts.calls(file)) {
    const ApiRow* row = facts.called_api({file, call});
    if (row == nullptr || !reduces_all(*row)) continue;
    int positional = 0;
    bool told = false;
    NodeId last;
    for (NodeId each : tree.children(tree.child(call, NodeKind::Arguments))) {
      last = each;
      const NodeKind kind = tree.kind(each);
      if (kind == NodeKind::Keyword)
        told = told || facts.text(tree[each].name) == kAxis;
      else if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred)
        told = true;
      else
        ++positional;
    }
    if (told || !last.exists() || positional > parameter_index(*row, kAxis)) continue;
    auto report = cx.report(tree.loc(call));
    if (!report) continue;
    report.message("default",
                   {std::string(cx.program().text({file, tree.child(call, Field::Function)}))});
    const Loc at = tree.loc(last);
    Fix fix;
    fix.title = "Add axis=None";
    fix.edits = {{{at.file, at.end, at.end}, ", axis=None"}};
    fix.applicability = Applicability::Safe;
    report.fix(std::move(fix));
  }
}

}  // namespace

extern constexpr Check parity_reduction_axis = file_check<NoOptions, run>({
    .code = "HYB084",
    .name = "parity-reduction-axis",
    .group = "parity",
    .summary = "A reduction that does not say which axes it reduces over.",
    .docs = kDocs,
    .severity = Severity::Note,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .default_on = false,
    .precision = Precision::VeryHigh,
    .needs = Need::Values,
    .messages = kMessages,
});

}  // namespace hyb::checks::parity
