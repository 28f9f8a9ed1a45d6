// Rule HYB019. User documentation: side_effect_file_io.md; tests: tests/checks/side_effect/….
#include <algorithm>

#include "checks/check.h"
#include "checks/leftover_state.h"
#include "core/symbolic/symbolic_values.h"
#include "core/syntax/leaving_block.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks::side_effect {
namespace {

struct Options {
  bool tests = false;
};

constexpr OptionSpec kOptions[] = {
    option<&Options::tests>("tests", "false", "Report calls in test code too."),
};

constexpr MessageSpec kMessages[] = {
    {"default", "'{0}()' in traced code runs only while tracing, not at each call."},
    {"frozen",
     "'{0}()' in traced code reads only while tracing; its result is frozen in the graph."},
    {"raises", "'{0}()' is plain Python and takes no tensor of a graph; it raises while tracing."},
};

constexpr char kDocs[] =
#include "side_effect_file_io.md.inc"
    ;

/// Arguments as they are written, a keyword by its value.
template <class Is>
bool any_argument(const Tree& tree, NodeId call, Is&& is) {
  for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments)))
    if (is(tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value)
                                                    : argument))
      return true;
  return false;
}

bool is_one_text(const Facts& facts, NodeRef value) {
  const flow::ObjectId only = facts.values().only(facts.value(value));
  return only.exists() && facts.values()[only].kind == flow::ObjectKind::Str &&
         facts.values()[only].name.exists();
}

/// The second argument of `open`, or `mode=`; none = it reads.
flow::ValueId mode_of(const Facts& facts, NodeRef call) {
  const Tree& tree = facts.program().tree(call.file);
  std::size_t position = 0;
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    const bool keyword = tree.kind(argument) == NodeKind::Keyword;
    if (keyword ? facts.text(tree[argument].name) == "mode" : position++ == 1)
      return facts.value({call.file, keyword ? tree.child(argument, Field::Value) : argument});
  }
  return {};
}

/// It takes something out of a file, and leaves the file as it is.
bool reads_only(const Facts& facts, NodeRef call, const ApiRow& api) {
  if (!api.has(Trait::OpensFile)) return api.has(Trait::ReadsFile);
  const flow::ValueId mode = mode_of(facts, call);
  if (!mode.exists()) return true;
  const auto modes = facts.values().objects(mode);
  return !modes.empty() && std::all_of(modes.begin(), modes.end(), [&](flow::ObjectId o) {
    const flow::Object& object = facts.values()[o];
    return object.kind == flow::ObjectKind::Str && object.name.exists() &&
           facts.text(object.name).find_first_of("wax+") == std::string_view::npos;
  });
}

/// A pipeline is traced each time that it is built: what it reads then is the file of that time.
bool read_by_pipeline(const Facts& facts, NodeRef call, FunctionId f, const ApiRow& api) {
  return facts.symbolic_values().only_in_pipelines(f) && reads_only(facts, call, api);
}

void run(FileId file, const Options& options, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  const bool quiet = cx.program().project().files[file.index()].test_code && !options.tests;
  for (NodeId call : facts.calls(file)) {
    const NodeRef at{file, call};
    const ApiRow* api = facts.called_api(at);
    if (api == nullptr || !api->has(Trait::File) || api->has(Trait::EagerOnly) ||
        api->has(Trait::Input))
      continue;
    const FunctionId f = cx.program().enclosing_function(at);
    if (!f.exists() || !facts.tracing().traced_at(f, at) ||
        in_eager_island(cx.program(), facts.engine(), at))
      continue;
    if (runs_once(facts, at, f)) continue;
    const bool raises = any_argument(tree, call, [&](NodeId value) {
      return facts.symbolic_values().keeps_symbolic({file, value});
    });
    if (raises ? expected_to_fail(facts.program(), facts.engine(), at) : quiet) continue;
    const bool reads = reads_only(facts, at, *api);
    const bool constant = reads && !any_argument(tree, call, [&](NodeId value) {
                            return !is_one_text(facts, {file, value});
                          });
    if (!raises && read_by_pipeline(facts, at, f, *api)) continue;
    if (!raises && reads && decides_only_raise(tree, call)) continue;
    auto report = cx.report(tree.loc(call));
    if (!report) continue;
    const NodeId callee = tree.child(call, Field::Function);
    report
        .message(raises  ? "raises"
                 : reads ? "frozen"
                         : "default",
                 {std::string(cx.program().text(NodeRef{file, callee}))})
        .severity(raises     ? Severity::Error
                  : constant ? Severity::Note
                             : Severity::Warning)
        .notes(facts.why(f, facts.tracing().traced_mode(f), at));
  }
}

}  // namespace

extern constexpr Check side_effect_file_io = file_check<Options, run>({
    .code = "HYB019",
    .name = "side-effect-file-io",
    .group = "side-effect",
    .summary = "Files are read or written in code that runs in a graph; that happens only while "
               "tracing.",
    .docs = kDocs,
    .severity = Severity::Warning,
    .needs = Need::Values | Need::Tracing | Need::SideEffects,
    .messages = kMessages,
    .options = kOptions,
});

}  // namespace hyb::checks::side_effect
