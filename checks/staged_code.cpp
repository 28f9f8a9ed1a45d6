#include "checks/staged_code.h"

#include <algorithm>

#include "core/syntax/own_rows.h"
#include "core/tensorflow/expected_failure.h"

namespace hyb::checks {
namespace {

constexpr std::size_t kLongest = 60;

bool only_expected_to_fail(const Facts& facts, FunctionId f) {
  const auto fails = [&](const flow::CallEdge& edge) {
    return expected_to_fail(facts.program(), facts.engine(), edge.site);
  };
  const auto into = facts.edges_into(f);
  if (!into.empty() && std::all_of(into.begin(), into.end(), fails)) return true;
  const std::vector<flow::CallEdge> chain = facts.tracing().chain(f, Mode::Converted).edges;
  return std::any_of(chain.begin(), chain.end(), fails);
}

template <class Wanted>
std::vector<StagedRow> staged_rows(const Facts& facts, FileId file, Wanted&& wanted) {
  std::vector<StagedRow> out;
  const Program& program = facts.program();
  const Tree& tree = program.tree(file);
  for (FunctionId f : converted_functions(facts, file)) {
    const NodeId def = program.function(f).node;
    for (auto i = static_cast<std::uint32_t>(def.index()); i < tree.end_of(def); ++i) {
      const NodeRef row{file, NodeId::from_index(i)};
      if (!wanted(tree.kind(row.node)) || program.enclosing_function(row) != f) continue;
      const Staging::Decision decision = facts.staging().of(row);
      if (yes(decision.staged)) out.push_back({f, row, decision});
    }
  }
  return out;
}

}  // namespace

std::vector<FunctionId> converted_functions(const Facts& facts, FileId file) {
  std::vector<FunctionId> out;
  for (FunctionId f : facts.functions(file))
    if (facts.tracing().reached(f, Mode::Converted) && !only_expected_to_fail(facts, f))
      out.push_back(f);
  return out;
}

std::vector<StagedRow> staged_loops(const Facts& facts, FileId file) {
  return staged_rows(
      facts, file, [](NodeKind kind) { return kind == NodeKind::For || kind == NodeKind::While; });
}

std::vector<StagedRow> staged_branches(const Facts& facts, FileId file) {
  return staged_rows(facts, file,
                     [](NodeKind kind) { return kind == NodeKind::If || kind == NodeKind::Elif; });
}

std::string shown(const Facts& facts, NodeRef row) {
  std::string text(facts.program().text(row));
  const auto end = text.find('\n');
  const bool cut = end != std::string::npos || text.size() > kLongest;
  if (end != std::string::npos) text.resize(end);
  if (text.size() > kLongest) text.resize(kLongest - 3);
  return cut ? text + "..." : text;
}

NodeRef nearest_loop(const Facts& facts, NodeRef row) {
  const Tree& tree = facts.program().tree(row.file);
  NodeId below = row.node;
  for (NodeId up = tree.parent(below); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef)
      return {};
    if ((kind == NodeKind::For || kind == NodeKind::While) && tree[below].field == Field::Body)
      return {row.file, up};
  }
  return {};
}

bool always_returns(const Tree& tree, NodeId block) {
  if (!block.exists()) return false;
  NodeId last;
  for (NodeId child : tree.children(block)) last = child;
  if (!last.exists()) return false;
  switch (tree.kind(last)) {
    case NodeKind::Return:
      return true;
    case NodeKind::With:
      return always_returns(tree, tree.child(last, Field::Body));
    case NodeKind::If: {
      bool otherwise = false;
      if (!always_returns(tree, tree.child(last, Field::Body))) return false;
      for (NodeId child : tree.children(last)) {
        const NodeKind kind = tree.kind(child);
        if (kind != NodeKind::Elif && kind != NodeKind::Else) continue;
        if (!always_returns(tree, tree.child(child, Field::Body))) return false;
        otherwise = otherwise || kind == NodeKind::Else;
      }
      return otherwise;
    }
    default:
      return false;
  }
}

bool leaves_somewhere(const Tree& tree, NodeId row) {
  return find_own_row(tree, row,
                      [&](NodeId at) {
                        return tree.kind(at) == NodeKind::Return ||
                               tree.kind(at) == NodeKind::Raise;
                      })
      .exists();
}

NodeId catching_clause(const Facts& facts, NodeRef row, std::string_view exception) {
  const Program& program = facts.program();
  const Tree& tree = program.tree(row.file);
  const auto catches = [&](NodeId test) {
    if (!test.exists()) return true;
    std::vector<NodeId> named{test};
    if (tree.kind(test) == NodeKind::Tuple) {
      named.clear();
      for (NodeId child : tree.children(test)) named.push_back(child);
    }
    return std::any_of(named.begin(), named.end(), [&](NodeId one) {
      const ApiRow* caught = facts.api({row.file, one});
      return caught != nullptr && caught->has(Trait::PythonException) &&
             (caught->has(Trait::CatchesAll) ||
              caught->name.substr(caught->name.rfind('.') + 1) == exception);
    });
  };
  NodeId below = row.node;
  for (NodeId up = tree.parent(below); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef)
      return {};
    if (kind != NodeKind::Try || tree.kind(below) != NodeKind::Block) continue;
    for (NodeId child : tree.children(up))
      if (tree.kind(child) == NodeKind::Except && catches(tree.child(child, Field::Test)))
        return child;
  }
  return {};
}

NodeId first_assignment(const Facts& facts, const VariableFlow& variables, NodeRef loop,
                        PlaceId place) {
  const Tree& tree = facts.program().tree(loop.file);
  NodeId found;
  for (NodeId statement : tree.children(tree.parent(loop.node))) {
    if (statement >= loop.node) break;
    const std::vector<NodeId> writes = variables.writes(statement, place);
    bool reads = false;
    for (auto i = static_cast<std::uint32_t>(statement.index()); i < tree.end_of(statement); ++i) {
      const NodeId at = NodeId::from_index(i);
      const bool written = std::find(writes.begin(), writes.end(), at) != writes.end();
      if (!written && variables.place_at(at) == place) reads = true;
    }
    if (reads) found = {};
    if (writes.empty()) continue;
    const bool plain = tree.kind(statement) == NodeKind::Assign && writes.size() == 1 &&
                       tree.parent(writes.front()) == statement && !reads;
    std::size_t targets = 0;
    for (NodeId child : tree.children(statement))
      if (tree[child].field == Field::Target) ++targets;
    found = plain && targets == 1 ? statement : NodeId{};
  }
  return found;
}

void explain_loop_variable(const Facts& facts, const StagedRow& loop, NodeId start,
                           Report& report) {
  const Tree& tree = facts.program().tree(loop.row.file);
  if (start.exists()) report.note(tree.loc(start), "it gets its first value here.");
  report.note(tree.loc(loop.decision.by.node), "TensorFlow runs this loop.");
  report.notes(facts.why(loop.function, Mode::Converted));
}

}  // namespace hyb::checks
