// Rule HYB024. User documentation: stale_impure_call.md; tests: tests/checks/stale/….
#include <algorithm>
#include <vector>

#include "checks/check.h"
#include "checks/trace_uses.h"

namespace hyb::checks::stale {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}' is evaluated while tracing; every call sees that value."},
};

constexpr char kDocs[] =
#include "stale_impure_call.md.inc"
    ;

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Program& program = cx.program();
  if (program.project().files[file.index()].test_code && !options.tests) return;
  const Tree& tree = program.tree(file);
  std::vector<NodeRef> told;  // places that took in a value that was reported
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const ApiRow* api = facts.called_api(at);
    if (api == nullptr || !(api->has(Trait::Time) || api->has(Trait::Input)) ||
        api->result == ApiResult::None || api->is_class)
      continue;
    const FunctionId f = program.enclosing_function(at);
    if (!f.exists() || !facts.tracing().traced_at(f, at)) continue;
    if (in_eager_island(program, facts.engine(), at)) continue;
    const Mode mode = facts.tracing().traced_mode(f);
    if (makes_objects(facts, f, mode)) continue;
    const auto use = taken_into_graph(facts, at);
    // Begin and end of one duration are one cause.
    if (!use || std::find(told.begin(), told.end(), *use) != told.end()) continue;
    told.push_back(*use);
    auto report = cx.report(tree.loc(call));
    if (report) explain_taken_in(facts, at, f, *use, report);
  }
}

}  // namespace

extern constexpr Check stale_impure_call = file_check<Options, run>({
    .code = "HYB024",
    .name = "stale-impure-call",
    .group = "stale",
    .summary = "A clock or an answer of the user is read once, while a graph is traced.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::stale
