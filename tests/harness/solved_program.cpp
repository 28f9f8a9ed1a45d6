#include "tests/harness/solved_program.h"

#include <deque>

#include "app/large_stack.h"
#include "tests/app/temporary_folder.h"

namespace hyb::test {

void ask_facts(const std::string& text, Need needs, const std::function<void(const Facts&)>& ask,
               const std::string& name) {
  const app::test::TemporaryFolder folder;
  DiscoverRequest request;
  request.paths.push_back(folder.write(name, text));
  const Project project = discover(request);
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, {}, 1, sources, stats);
  app::run_on_large_stack(std::size_t{256} << 20, [&] {
    const Facts facts(program, needs);
    ask(facts);
  });
}

FunctionId function_named(const Facts& facts, std::string_view name) {
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.functions().size(); ++i)
    if (program.qualified_name(FunctionId::from_index(i)) == name) return FunctionId::from_index(i);
  return {};
}

ClassId class_named(const Facts& facts, std::string_view name) {
  const Program& program = facts.program();
  for (std::size_t i = 0; i < program.classes().size(); ++i)
    if (program.text(program.class_info(ClassId::from_index(i)).name) == name)
      return ClassId::from_index(i);
  return {};
}

NodeRef row_with_text(const Facts& facts, std::string_view text) {
  const FileId file = FileId::from_index(0);
  const Tree& tree = facts.program().tree(file);
  for (std::uint32_t r = 0; r < tree.size(); ++r)
    if (const NodeRef row{file, NodeId::from_index(r)};
        tree.kind(row.node) != NodeKind::ExprStmt && facts.program().text(row) == text)
      return row;
  return {};
}

std::vector<Marked> marked_values(const Facts& facts, std::string_view mark) {
  const FileId file = FileId::from_index(0);
  const Program& program = facts.program();
  const Tree& tree = program.tree(file);
  const std::string begin = "# " + std::string(mark) + ": ";
  std::vector<Marked> out;
  for (std::uint32_t r = 0; r < tree.size(); ++r) {
    const NodeId row = NodeId::from_index(r);
    if (tree.kind(row) != NodeKind::Assign) continue;
    const SourceFile& source = program.source(file);
    const std::string_view rest = std::string_view(source.bytes()).substr(tree.loc(row).end);
    const std::string_view line = rest.substr(0, rest.find('\n'));
    const auto at = line.find(begin);
    if (at == std::string_view::npos) continue;
    out.push_back({{file, tree.child(row, Field::Value)},
                   source.line_at(tree.loc(row).begin),
                   std::string(line.substr(at + begin.size()))});
  }
  return out;
}

}  // namespace hyb::test
