// Rule HYB066. User documentation: api_stale_variable_list.md; tests: tests/checks/api/….
#include "checks/check.h"
#include "core/facts/early_variable_lists.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::api {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' is read before the first call of '{1}'; the list misses what its layers have not made "
     "yet."},
};

constexpr char kDocs[] =
#include "api_stale_variable_list.md.inc"
    ;

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  for (const EarlyVariableList& list : early_variable_lists(facts, file)) {
    if (expected_to_fail(program, facts.engine(), list.at)) continue;
    auto report = cx.report(program.loc(list.at));
    if (!report) continue;
    report.message("default",
                   {std::string(program.text(list.at)), std::string(program.text(list.model))});
    report.note(program.loc(list.layer), "this layer makes its variables when it is first called.");
    report.note(program.loc(list.built), "the model is called here, later.");
    report.note(program.loc(list.use), "the list is used here.");
  }
}

}  // namespace

extern constexpr Check api_stale_variable_list = file_check<NoOptions, run>({
    .code = "HYB066",
    .name = "api-stale-variable-list",
    .group = "api",
    .summary = "The variables of a model are listed before its first call makes them.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::api
