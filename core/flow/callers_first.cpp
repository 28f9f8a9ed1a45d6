#include "core/flow/callers_first.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

namespace hyb::flow {
namespace {

using Number = std::uint32_t;

/// Lists of numbers, one per key, in one block of memory.
class Lists {
 public:
  Lists(std::size_t keys, std::vector<std::pair<Number, Number>> pairs) : starts_(keys + 1) {
    for (const auto& [key, value] : pairs) ++starts_[key + 1];
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
    values_.resize(pairs.size());
    std::vector<Number> next(starts_.begin(), starts_.end() - 1);
    for (const auto& [key, value] : pairs) values_[next[key]++] = value;
  }
  std::span<const Number> of(Number key) const {
    return std::span(values_).subspan(starts_[key], starts_[key + 1] - starts_[key]);
  }

 private:
  std::vector<Number> starts_;
  std::vector<Number> values_;
};

/// Nodes are functions, then names, then classes: a function leads to the names in its body, a name
/// to the functions it may mean; a method that sets attributes to its class, that to the methods
/// that only use them (setUp comes before the tests).
class Order {
 public:
  explicit Order(const Program& program)
      : program_(program),
        functions_(static_cast<Number>(program.functions().size())),
        sets_attributes_(functions_, 0) {}

  std::vector<FunctionId> made() {
    for (std::size_t i = 0; i < program_.file_count(); ++i)
      if (program_.file(FileId::from_index(i)).parsed) read(FileId::from_index(i));
    for (Number f = 0; f < functions_; ++f) {
      const FunctionInfo& info = program_.function(FunctionId::from_index(f));
      if (info.name.exists()) add(info.name, f);
      if (info.outer.exists()) edges_.emplace_back(static_cast<Number>(info.outer.index()), f);
      // Who makes an object calls its methods, also those that no name is written for.
      if (!info.owner.exists()) continue;
      add(program_.class_info(info.owner).name, f);
      if (sets_attributes_[f] != 0)
        edges_.emplace_back(f, node_of(info.owner));
      else
        edges_.emplace_back(node_of(info.owner), f);
    }
    const std::size_t nodes = node_of(ClassId::from_index(program_.classes().size()));
    const Lists edges(nodes, std::move(edges_));
    std::vector<FunctionId> out;
    std::vector<char> seen(nodes, 0);
    std::vector<std::pair<Number, std::size_t>>
        path;  // a node, and how many of its edges are taken
    for (Number root = 0; root < functions_; ++root) {
      if (seen[root] != 0) continue;
      seen[root] = 1;
      path.emplace_back(root, 0);
      while (!path.empty()) {
        auto& [node, taken] = path.back();
        const std::span<const Number> next = edges.of(node);
        if (taken < next.size()) {
          const Number to = next[taken++];
          if (seen[to] != 0) continue;
          seen[to] = 1;
          path.emplace_back(to, 0);
          continue;
        }
        if (node < functions_) out.push_back(FunctionId::from_index(node));
        path.pop_back();
      }
    }
    std::reverse(out.begin(), out.end());
    return out;
  }

 private:
  void add(NameId name, Number function) { edges_.emplace_back(node_of(name), function); }
  Number node_of(NameId name) const { return functions_ + static_cast<Number>(name.index()); }
  Number node_of(ClassId id) const {
    return functions_ + static_cast<Number>(program_.names().size() + id.index());
  }

  void read(FileId file) {
    const Tree& tree = program_.tree(file);
    const std::vector<FunctionId>& function_of = program_.file(file).function_of;
    std::vector<std::pair<Number, std::uint32_t>> around;  // functions, and where they end
    for (std::uint32_t row = 0; row < tree.size(); ++row) {
      while (!around.empty() && row >= around.back().second) around.pop_back();
      const NodeId node = NodeId::from_index(row);
      if (function_of[row].exists())
        around.emplace_back(static_cast<Number>(function_of[row].index()), tree.end_of(node));
      if (around.empty()) continue;
      const NodeKind kind = tree.kind(node);
      if (kind == NodeKind::Name || kind == NodeKind::Attribute)
        edges_.emplace_back(around.back().first, node_of(tree[node].name));
      if (kind == NodeKind::Attribute && tree[node].field == Field::Target)
        sets_attributes_[around.back().first] = 1;
    }
  }

  const Program& program_;
  Number functions_;
  std::vector<char> sets_attributes_;  // by function
  std::vector<std::pair<Number, Number>> edges_;
};

}  // namespace

std::vector<FunctionId> callers_first(const Program& program) {
  return Order(program).made();
}

}  // namespace hyb::flow
