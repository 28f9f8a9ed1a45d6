// Rule HYB014. User documentation: side_effect_logging.md; tests: tests/checks/side_effect/….
#include <algorithm>

#include "checks/check.h"
#include "checks/shown_values.h"

namespace hyb::checks::side_effect {
namespace {

using flow::ObjectId;

struct Options {
  bool tests = false;
  bool static_text = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report calls in test code too."),
    option<&Options::static_text>("static-text", "false",
                                  "Also report (as a note) log records that no tensor is in."),
};

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}()' in traced code runs only while tracing, and shows a symbolic tensor instead of its "
     "value."},
    {"acts", "'{0}()' in traced code runs only while tracing, not at each call."},
    {"endless",
     "'{0}()' over a Dataset in traced code never ends: tracing draws from it for ever."},
};

constexpr char kDocs[] =
#include "side_effect_logging.md.inc"
    ;

/// The first argument is a Dataset, and a loop goes over what wraps it.
bool wraps_dataset(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  const NodeId up = tree.parent(call.node);
  if ((tree.kind(up) != NodeKind::For && tree.kind(up) != NodeKind::CompFor) ||
      tree[call.node].field != Field::Iter)
    return false;
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    if (tree.kind(argument) == NodeKind::Keyword) return false;
    const auto objects = facts.values().objects(facts.value({call.file, argument}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      return facts.is_instance_of(o, kDatasetClass);
    });
  }
  return false;
}

void run(FileId file, const Options& options, CheckContext& cx) {
  if (cx.program().project().files[file.index()].test_code && !options.tests) return;
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const ApiRow* api = facts.called_api(at);
    if (api == nullptr) continue;
    const bool logs = api->has(Trait::Log);
    const bool acts = api->has(Trait::Acts) || api->has(Trait::Waits);
    if (!logs && !acts) continue;
    const FunctionId f = cx.program().enclosing_function(at);
    if (!f.exists() || !facts.tracing().traced_at(f, at) ||
        in_eager_island(cx.program(), facts.engine(), at))
      continue;
    const NodeId arguments = tree.child(call, NodeKind::Arguments);
    std::string_view message = "acts";
    Severity severity = Severity::Warning;
    if (api->has(Trait::Progress)) {
      if (!wraps_dataset(facts, at)) continue;
      message = "endless";
      severity = Severity::Error;
    } else if (logs) {
      const Tri tensor = shows_tensor(facts, file, arguments);
      if (yes(tensor)) {
        message = "default";
      } else {
        if (!options.static_text || tree.kind(tree.parent(call)) != NodeKind::ExprStmt) continue;
        severity = Severity::Note;
      }
      if (names_a_trace(cx.program().text(NodeRef{file, arguments}))) continue;
    }
    auto report = cx.report(tree.loc(call));
    if (!report) continue;
    const NodeId callee = tree.child(call, Field::Function);
    report.message(message, {std::string(cx.program().text(NodeRef{file, callee}))})
        .severity(severity)
        .notes(facts.why(f, facts.tracing().traced_mode(f), at));
  }
}

}  // namespace

extern constexpr Check side_effect_logging = file_check<Options, run>({
    .code = "HYB014",
    .name = "side-effect-logging",
    .group = "side-effect",
    .summary = "Logging, waiting, threads and the like in code that runs in a graph happen only "
               "while tracing.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::side_effect
