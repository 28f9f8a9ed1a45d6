#include "core/tensorflow/pipelines.h"

#include <algorithm>
#include <set>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

bool by_step(const std::pair<NodeRef, NodeRef>& pair, NodeRef step) {
  return pair.first < step;
}

}  // namespace

NodeRef Pipelines::receiver(NodeRef call) const {
  const Tree& tree = program_.tree(call.file);
  const NodeId callee = tree.child(call.node, Field::Function);
  if (!callee.exists() || tree.kind(callee) != NodeKind::Attribute) return {};
  return {call.file, tree.child(callee, Field::Object)};
}

std::vector<NodeRef> Pipelines::makers(NodeRef expression, bool* all) const {
  std::vector<NodeRef> out;
  const auto objects = engine_.values().objects(engine_.value_of(expression));
  bool known = !objects.empty();
  for (ObjectId o : objects) {
    const Object& object = engine_.values()[o];
    const bool dataset = object.kind == ObjectKind::ExternalInstance && object.b != 0 &&
                         derives_from(program_.text(object.name), kDatasetClass);
    if (!dataset) {
      known = false;
      continue;
    }
    const NodeRef made = engine_.allocation(object.b);
    if (std::find(out.begin(), out.end(), made) == out.end()) out.push_back(made);
  }
  std::sort(out.begin(), out.end());
  if (all != nullptr) *all = known;
  return out;
}

// Some path from the call back to where its pipeline starts passes by `without`.
bool Pipelines::reaches_start(NodeRef call, NodeRef without) const {
  std::vector<NodeRef> todo{call};
  std::set<NodeRef> seen{call};
  while (!todo.empty()) {
    const NodeRef at = todo.back();
    todo.pop_back();
    bool all = false;
    const NodeRef from = receiver(at);
    const std::vector<NodeRef> made =
        from.node.exists() ? makers(from, &all) : std::vector<NodeRef>{};
    if (made.empty() || !all) return true;
    for (NodeRef next : made)
      if (next != without && seen.insert(next).second) todo.push_back(next);
  }
  return false;
}

std::vector<PipelineStep> Pipelines::before(NodeRef call) const {
  std::vector<PipelineStep> out;
  std::set<NodeRef> seen{call};
  std::vector<NodeRef> todo{call};
  for (std::size_t at = 0; at < todo.size(); ++at) {
    const NodeRef from = receiver(todo[at]);
    if (!from.node.exists()) continue;
    for (NodeRef made : makers(from)) {
      if (!seen.insert(made).second) continue;
      todo.push_back(made);
      const Tree& tree = program_.tree(made.file);
      const ApiRow* row = tree.kind(made.node) == NodeKind::Call ? rows_.at(made) : nullptr;
      out.push_back({made, row, !reaches_start(call, made)});
    }
  }
  return out;
}

void Pipelines::add_uses(Index& out, NodeRef expression, PipelineUse use) const {
  for (NodeRef made : makers(expression)) out.uses.emplace_back(made, use);
}

const Pipelines::Index& Pipelines::index() const {
  std::call_once(made_, [&] {
    for (std::size_t f = 0; f < program_.file_count(); ++f) {
      const FileId file = FileId::from_index(f);
      const Tree& tree = program_.tree(file);
      for (NodeId call : calls_[f]) {
        const ApiRow* row = rows_.at({file, call});
        if (row == nullptr) continue;
        if (row->name.starts_with(kDatasetClass)) {
          if (const NodeRef from = receiver({file, call}); from.node.exists())
            for (NodeRef made : makers(from)) index_.next.emplace_back(made, NodeRef{file, call});
        } else if (row->has(Trait::RunsModel)) {
          for (NodeId argument : tree.children(tree.child(call, NodeKind::Arguments)))
            add_uses(
                index_,
                {file, tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value)
                                                                : argument},
                {PipelineUse::Kind::Model, {file, call}});
        }
      }
      for (std::uint32_t r = 0; r < tree.size(); ++r) {
        const NodeId row = NodeId::from_index(r);
        if (tree.kind(row) != NodeKind::For && tree.kind(row) != NodeKind::CompFor) continue;
        // Also inside of enumerate() and zip().
        const NodeId iterable = tree.child(row, Field::Iter);
        add_uses(index_, {file, iterable}, {PipelineUse::Kind::Loop, {file, row}});
        if (tree.kind(iterable) != NodeKind::Call) continue;
        const ApiRow* called = rows_.at({file, iterable});
        if (called == nullptr || !called->has(Trait::Copies)) continue;
        for (NodeId argument : tree.children(tree.child(iterable, NodeKind::Arguments)))
          add_uses(index_, {file, argument}, {PipelineUse::Kind::Loop, {file, row}});
      }
    }
    std::sort(index_.next.begin(), index_.next.end());
    std::stable_sort(index_.uses.begin(), index_.uses.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
  });
  return index_;
}

std::vector<PipelineStep> Pipelines::behind(NodeRef call) const {
  const Index& all = index();
  std::vector<PipelineStep> out;
  std::set<NodeRef> seen{call};
  std::vector<NodeRef> todo{call};
  for (std::size_t at = 0; at < todo.size(); ++at)
    for (auto next = std::lower_bound(all.next.begin(), all.next.end(), todo[at], by_step);
         next != all.next.end() && next->first == todo[at]; ++next) {
      if (!seen.insert(next->second).second) continue;
      todo.push_back(next->second);
      out.push_back({next->second, rows_.at(next->second), false});
    }
  std::sort(out.begin(), out.end(),
            [](const PipelineStep& a, const PipelineStep& b) { return a.call < b.call; });
  return out;
}

std::vector<PipelineUse> Pipelines::uses(NodeRef call) const {
  const Index& all = index();
  std::vector<NodeRef> steps{call};
  for (const PipelineStep& step : behind(call)) steps.push_back(step.call);
  std::vector<PipelineUse> out;
  for (NodeRef step : steps)
    for (auto use = std::lower_bound(all.uses.begin(), all.uses.end(), step,
                                     [](const std::pair<NodeRef, PipelineUse>&pair, NodeRef at) {
                                       return pair.first < at;
                                     });
         use != all.uses.end() && use->first == step; ++use)
      out.push_back(use->second);
  std::sort(out.begin(), out.end(),
            [](const PipelineUse& a, const PipelineUse& b) { return a.at < b.at; });
  return out;
}

}  // namespace hyb
