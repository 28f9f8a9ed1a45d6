#include "checks/stale_values.h"

#include <algorithm>
#include <set>

namespace hyb::checks {

std::string writer_of(const Facts& facts, const StaleRead& read) {
  if (read.writer.exists()) return facts.program().qualified_name(read.writer);
  return std::string(facts.program().text(read.write)) + " = ...";
}

void add_stale_read(std::vector<StaleFinding>& findings, NodeRef at, const StaleRead& read) {
  const auto same = std::find_if(findings.begin(), findings.end(),
                                 [&](const StaleFinding& f) { return f.at == at; });
  if (same != findings.end())
    same->reads.push_back(read);
  else
    findings.push_back({at, {read}});
}

void explain_stale_reads(const Facts& facts, const StaleFinding& finding, Report& report) {
  const Program& program = facts.program();
  const FunctionId reader = finding.reads.front().reader;
  report.notes(facts.why(reader, facts.tracing().traced_mode(reader)));
  std::set<NodeRef> told;
  for (const StaleRead& read : finding.reads) {
    if (told.insert(read.write).second)
      report.note(program.loc(read.write), "another value is assigned here, in eager code.");
    if (told.insert(read.call).second)
      report.note(program.loc(read.call), "this call still runs the trace with the old value.");
  }
}

NodeId summary_step_around(const Facts& facts, NodeRef read) {
  const Tree& tree = facts.program().tree(read.file);
  for (NodeId up = tree.parent(read.node); up.exists(); up = tree.parent(up)) {
    if (tree.kind(up) == NodeKind::Block) break;
    if (tree.kind(up) != NodeKind::Keyword || facts.text(tree[up].name) != "step") continue;
    const NodeId call = tree.parent(tree.parent(up));
    const ApiRow* api = facts.called_api({read.file, call});
    if (api != nullptr && api->has(Trait::Summarises)) return up;
  }
  return {};
}

}  // namespace hyb::checks
