#include "core/facts/eager_execution.h"

#include <string_view>

#include "core/facts/importers.h"

namespace hyb {

namespace {

/// Below `if __name__ == "__main__":`, which an import passes by.
bool only_as_script(const Facts& facts, NodeRef row) {
  const Tree& tree = facts.program().tree(row.file);
  for (NodeId up = tree.parent(row.node); up.exists(); up = tree.parent(up)) {
    if (tree.kind(up) != NodeKind::If) continue;
    const NodeId test = tree.child(up, Field::Test);
    for (auto i = static_cast<std::uint32_t>(test.index()); i < tree.end_of(test); ++i) {
      const NodeId part = NodeId::from_index(i);
      if (tree.kind(part) == NodeKind::Name && facts.text(tree[part].name) == "__name__")
        return true;
    }
  }
  return false;
}

}  // namespace

EagerExecution::EagerExecution(const Facts& facts) : facts_(facts) {
  const auto& files = facts.program().project().files;
  off_.assign(files.size(), false);
  std::vector<FileId> imported;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].test_code) continue;
    const FileId file = FileId::from_index(i);
    for (NodeId call : facts.calls(file)) {
      const ApiRow* row = facts.called_api({file, call});
      if (row == nullptr || !row->has(Trait::DisablesEager)) continue;
      for (NodeRef site : module_sites({file, call})) {
        if (!only_as_script(facts, site)) imported.push_back(site.file);
        off_[site.file.index()] = true;
      }
    }
  }
  if (!imported.empty()) spread(std::move(imported));
}

std::vector<NodeRef> EagerExecution::module_sites(NodeRef row) const {
  std::vector<NodeRef> out;
  const FunctionId around = facts_.program().enclosing_function(row);
  if (!around.exists()) return {row};
  std::vector<bool> seen(facts_.program().functions().size(), false);
  seen[around.index()] = true;
  std::vector<FunctionId> todo{around};
  while (!todo.empty()) {
    const FunctionId f = todo.back();
    todo.pop_back();
    for (const flow::CallEdge& edge : facts_.edges_into(f)) {
      if (!edge.caller.exists()) {
        out.push_back(edge.site);
      } else if (!seen[edge.caller.index()]) {
        seen[edge.caller.index()] = true;
        todo.push_back(edge.caller);
      }
    }
  }
  return out;
}

void EagerExecution::spread(std::vector<FileId> imported) {
  const auto& files = facts_.program().project().files;
  const std::vector<std::vector<FileId>> by = importers(facts_);
  std::vector<bool> queued(files.size(), false);
  for (FileId file : imported) queued[file.index()] = true;
  const auto add = [&](FileId file) {
    off_[file.index()] = true;
    if (!queued[file.index()]) imported.push_back(file);
    queued[file.index()] = true;
  };
  for (std::size_t at = 0; at < imported.size(); ++at) {
    const FileId file = imported[at];
    for (FileId from : by[file.index()]) add(from);
    if (!files[file.index()].is_package) continue;
    const std::string_view path = files[file.index()].absolute;
    const std::string_view folder = path.substr(0, path.rfind('/') + 1);
    for (std::size_t i = 0; i < files.size(); ++i)
      if (files[i].absolute.starts_with(folder)) add(FileId::from_index(i));
  }
}

}  // namespace hyb
