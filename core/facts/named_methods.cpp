#include "core/facts/named_methods.h"

#include <algorithm>

namespace hyb {

NamedMethods::NamedMethods(const Facts& facts)
    : facts_(facts),
      calls_(facts.program(), facts.engine()),
      bodies_(facts.program().functions().size(), 0) {}

bool NamedMethods::met(FunctionId f) {
  std::vector<char> seen(bodies_.size(), 0);
  std::vector<FunctionId> todo{f};
  seen[f.index()] = 1;
  while (!todo.empty()) {
    const FunctionId at = todo.back();
    todo.pop_back();
    if (in_body(at)) return true;
    for (const flow::CallEdge& edge : facts_.edges_from(at)) {
      if (seen[edge.callee.index()] != 0) continue;
      seen[edge.callee.index()] = 1;
      todo.push_back(edge.callee);
    }
  }
  return false;
}

bool NamedMethods::in_body(FunctionId f) {
  char& known = bodies_[f.index()];
  if (known != 0) return known == 2;
  known = 1;
  const FunctionInfo& info = facts_.program().function(f);
  const std::uint32_t end = facts_.program().tree(info.file).end_of(info.node);
  std::vector<CallEffect> found;
  for (NodeId call : facts_.calls(info.file)) {
    if (call.index() < info.node.index() || call.index() >= end) continue;
    calls_.read(f, {info.file, call}, found);
    if (std::any_of(found.begin(), found.end(),
                    [](const CallEffect& each) { return each.does == CallEffect::Does::ByName; }))
      known = 2;
  }
  return known == 2;
}

}  // namespace hyb
