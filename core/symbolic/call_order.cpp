#include "core/symbolic/call_order.h"

#include <algorithm>

namespace hyb {

// Tarjan's algorithm over "calls, as far as known", with a stack of its own.
CallOrder::CallOrder(const Program& program, const flow::Engine& engine) {
  const std::size_t count = program.functions().size();
  recursive_.assign(count, false);
  std::vector<std::vector<std::uint32_t>> next(count);
  for (const flow::CallEdge& edge : engine.edges()) {
    if (!edge.caller.exists()) continue;
    const auto to = static_cast<std::uint32_t>(edge.callee.index());
    std::vector<std::uint32_t>& known = next[edge.caller.index()];
    if (known.empty() || known.back() != to) known.push_back(to);
    if (edge.caller == edge.callee) recursive_[edge.caller.index()] = true;
  }
  constexpr std::uint32_t kNew = ~std::uint32_t{0};
  std::vector<std::uint32_t> order(count, kNew), low(count, 0);
  std::vector<bool> open(count, false);
  std::vector<std::uint32_t> component;
  struct Frame {
    std::uint32_t node;
    std::size_t child;
  };
  std::uint32_t counter = 0;
  std::vector<Frame> stack;
  for (std::uint32_t start = 0; start < count; ++start) {
    if (order[start] != kNew) continue;
    stack.push_back({start, 0});
    while (!stack.empty()) {
      Frame& frame = stack.back();
      const std::uint32_t node = frame.node;
      if (frame.child == 0) {
        order[node] = low[node] = counter++;
        component.push_back(node);
        open[node] = true;
      }
      if (frame.child < next[node].size()) {
        const std::uint32_t to = next[node][frame.child++];
        if (order[to] == kNew)
          stack.push_back({to, 0});
        else if (open[to])
          low[node] = std::min(low[node], order[to]);
        continue;
      }
      stack.pop_back();
      if (!stack.empty()) low[stack.back().node] = std::min(low[stack.back().node], low[node]);
      if (low[node] != order[node]) continue;
      const auto first = std::find(component.rbegin(), component.rend(), node).base() - 1;
      std::vector<FunctionId> group;
      for (auto at = first; at != component.end(); ++at) {
        open[*at] = false;
        group.push_back(FunctionId::from_index(*at));
      }
      if (group.size() > 1)
        for (FunctionId f : group) recursive_[f.index()] = true;
      component.erase(first, component.end());
      std::sort(group.begin(), group.end());
      groups_.push_back(std::move(group));
    }
  }
}

}  // namespace hyb
