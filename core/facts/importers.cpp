#include "core/facts/importers.h"

namespace hyb {

std::vector<std::vector<FileId>> importers(const Facts& facts) {
  const Program& program = facts.program();
  std::vector<std::vector<FileId>> by(program.file_count());
  for (std::size_t i = 0; i < by.size(); ++i) {
    const FileId from = FileId::from_index(i);
    if (!program.file(from).parsed) continue;
    const Tree& tree = program.tree(from);
    const auto add = [&](const ImportTarget& target) {
      if (target.file.exists() && target.file != from) by[target.file.index()].push_back(from);
    };
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId alias = NodeId::from_index(r);
      if (tree.kind(alias) != NodeKind::ImportAlias) continue;
      const NodeId statement = tree.parent(alias);
      const std::string_view name = facts.text(tree[alias].name);
      if (tree.kind(statement) != NodeKind::ImportFrom) {
        add(program.resolve_import(from, name, 0));
        continue;
      }
      const ImportTarget module =
          program.resolve_import(from, facts.text(tree[statement].name), tree[statement].op);
      add(module);
      if (!module.external()) add(program.resolve_member(module, name));
    }
  }
  return by;
}

}  // namespace hyb
