#include "checks/stale_values.h"

namespace hyb::checks {

std::string writer_of(const Facts& facts, const StaleRead& read) {
  if (read.writer.exists()) return facts.program().qualified_name(read.writer);
  return std::string(facts.program().text(read.write)) + " = ...";
}

void explain_stale_read(const Facts& facts, const StaleRead& read, Report& report) {
  const Program& program = facts.program();
  report.notes(facts.why(read.reader, facts.tracing().traced_mode(read.reader)));
  report.note(program.loc(read.write), "another value is assigned here, in eager code.");
  report.note(program.loc(read.call), "this call still runs the trace with the old value.");
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
