// Rule HYB029. The user's page is graph_unsupported_numpy_call.md.
#include "checks/check.h"
#include "checks/graph_uses.h"
#include "fixits/edits.h"

namespace hyb::checks::graph {
namespace {

constexpr MessageSpec kMessages[] = {
    {"default",
     "'{0}' receives the symbolic tensor '{1}', which has no value while tracing; use '{2}'."},
    {"plain", "'{0}' receives the symbolic tensor '{1}', which has no value while tracing."},
    {"index",
     "'{0}' indexes Python data with the symbolic tensor '{1}'; use 'tf.gather' or a slice "
     "of a tensor."},
    {"store", "'{0}' stores the symbolic tensor '{1}' in a NumPy array, which cannot hold it."},
};

constexpr char kDocs[] =
#include "graph_unsupported_numpy_call.md.inc"
    ;

/// The arguments mean the same to the counterpart: positions name the same parameters, keywords are
/// there too.
bool same_arguments(const Facts& facts, NodeRef call, const ApiRow& from, const ApiRow& to) {
  const Tree& tree = facts.program().tree(call.file);
  std::size_t position = 0;
  for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(argument);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) return false;
    if (kind == NodeKind::Keyword) {
      const std::string_view keyword = facts.text(tree[argument].name);
      if ((keyword != "axis" && keyword != "keepdims") || parameter_index(to, keyword) < 0)
        return false;
      continue;
    }
    // The arrays come first; what follows must be called the same.
    if (position > 0 && parameter_at(from, position) != parameter_at(to, position)) return false;
    ++position;
  }
  return position > 0;
}

const ApiRow* counterpart_of(const ApiRow* api) {
  return api == nullptr || api->counterpart.empty() ? nullptr : find_api(api->counterpart);
}

void offer_fix(const Facts& facts, const GraphUse& use, const ApiRow& api, Report& report) {
  const ApiRow* to = counterpart_of(&api);
  if (to == nullptr || !same_arguments(facts, use.at, api, *to)) return;
  const std::string text = written_in(facts, use.at.file, api.counterpart);
  if (text.empty()) return;
  const Tree& tree = facts.program().tree(use.at.file);
  const auto edits = fixits::replace({facts.program().source(use.at.file), tree},
                                     tree.child(use.at.node, Field::Function), text);
  if (!edits) return;
  Fix fix;
  fix.title = "Call " + text;
  fix.reason = "TensorFlow keeps the dtype of the tensor where NumPy may promote it.";
  fix.applicability = Applicability::Unsafe;
  fix.edits = *edits;
  report.fix(std::move(fix));
}

void run(FileId file, const NoOptions&, CheckContext& cx) {
  const Facts& facts = cx.facts();
  const Tree& tree = cx.program().tree(file);
  for (FunctionId f : facts.functions(file)) {
    if (!facts.tracing().traced(f) || facts.symbolic_values().only_in_pipelines(f)) continue;
    for (const GraphUse& use : numpy_uses(facts, f)) {
      if (!only_way(facts, use.evaluation, use.mode)) continue;
      auto report = cx.report(tree.loc(use.at.node));
      if (!report) continue;
      const ProgramReader& reader = facts.hazards().reader();
      const std::string value = reader.unquoted(use.value);
      if (use.kind != GraphUse::Kind::HostCall) {
        report.message(use.kind == GraphUse::Kind::ArrayStore ? "store" : "index",
                       {reader.unquoted(use.at), value});
        report.notes(facts.why(use.evaluation, use.mode));
        continue;
      }
      const std::string called = reader.unquoted({file, tree.child(use.at.node, Field::Function)});
      const ApiRow* api = facts.called_api(use.at);
      const std::string instead =
          api->counterpart.empty() ? "" : written_in(facts, file, api->counterpart);
      if (instead.empty())
        report.message("plain", {called, value});
      else
        report.message("default", {called, value, instead});
      report.notes(facts.why(use.evaluation, use.mode));
      offer_fix(facts, use, *api, report);
    }
  }
}

}  // namespace

extern constexpr Check graph_unsupported_numpy_call = file_check<NoOptions, run>({
    .code = "HYB029",
    .name = "graph-unsupported-numpy-call",
    .group = "graph",
    .summary = "NumPy or other code that needs values is given a symbolic tensor.",
    .docs = kDocs,
    .severity = Severity::Error,
    .best_fix = Applicability::Unsafe,
    .has_fix = true,
    .needs = Need::Values | Need::Tracing | Need::Hazards,
    .messages = kMessages,
    .options = {},
});

}  // namespace hyb::checks::graph
