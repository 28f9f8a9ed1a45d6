// What stands in the way of a graph of some statements: the readers of bodies, put to a part of
// one. Callees were read before; what they find in their parameters is asked of the arguments here.

#include "core/program/statements.h"

#include "core/preconditions/preconditions.h"

namespace hyb {

using flow::CallEdge;

std::optional<Finding> Preconditions::obstacle_in(const Statements& statements) const {
  const FileId file = statements.file;
  const Tree& tree = reader_.program().tree(file);
  Taints taints(reader_, returned_);
  taints.read(statements);
  std::vector<Finding> found;
  const Body body{reader_, taints.rows(), statements.function, file, tree, found};
  // Control flow on tensors is converted in the function that the statements would make.
  const auto stands = [](const Finding& finding) {
    return finding.obstacle != Obstacle::NeedsConversion && finding.depends != kOuter;
  };
  const std::uint32_t end = tree.end_of(statements.last);
  for (auto i = static_cast<std::uint32_t>(statements.first.index()); i < end;) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    read_row(body, row);
    for (Finding& finding : found)
      if (stands(finding)) return std::move(finding);
    found.clear();
  }
  if (const std::optional<NodeId> at = coercions_.coerced_in(body, statements))
    return Finding{.obstacle = Obstacle::NumpyCall,
                   .certain = false,
                   .at = {file, *at},
                   .what = "an array takes over the dtype of a tensor"};
  const NodeRef first{file, statements.first};
  for (const CallEdge& edge :
       reader_.edges_between(statements.function, first, {file, NodeId::from_index(end)})) {
    if (edge.callee == statements.function || !hands_up(edge)) continue;
    const std::vector<Taint> passed = taints.rows().arguments(edge);
    for (const Finding& below : findings_[edge.callee.index()]) {
      if ((below.where & evaluation(edge.to)) == 0) continue;
      if (std::optional<Finding> finding = handed_up(edge, below, statements.function, passed);
          finding && stands(*finding)) {
        finding->what = below.what;
        return finding;
      }
    }
  }
  return {};
}

}  // namespace hyb
