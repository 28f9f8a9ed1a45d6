#include "core/preconditions/write_order.h"

#include <algorithm>

namespace hyb {

using flow::CallEdge;

namespace {

constexpr std::size_t kMaxCallers = 24;  // functions on the ways up from a write

}  // namespace

bool makes_objects(const Program& program, FunctionId f) {
  const FunctionInfo& info = program.function(f);
  const std::string_view name = program.text(info.name);
  return info.owner.exists() &&
         (name == "__init__" || name == "build" || name == "__new__" || name == "__post_init__");
}

void WriteOrder::prepare(FunctionId f) const {
  const auto& edges = reader_.engine().edges();
  if (last_ == f) return;
  last_ = f;
  leading_.assign(reader_.program().functions().size(), false);
  leading_[f.index()] = true;
  std::vector<FunctionId> todo{f};
  while (!todo.empty()) {
    const FunctionId callee = todo.back();
    todo.pop_back();
    for (std::uint32_t e : reader_.edges_into(callee)) {
      const FunctionId caller = edges[e].caller;
      if (!caller.exists() || leading_[caller.index()]) continue;
      leading_[caller.index()] = true;
      todo.push_back(caller);
    }
  }
}

Tri WriteOrder::between_runs(NodeRef write, FunctionId f, FunctionId owner) const {
  prepare(f);
  Search search{f, owner, {}};
  return at(write, search);
}

/// Calls in the body of `writer` that lead to `f`, held against the row.
Tri WriteOrder::in_body(NodeRef row, FunctionId writer, FunctionId f, bool& leads) const {
  const Program& program = reader_.program();
  const Tree& tree = program.tree(row.file);
  const FunctionInfo& info = program.function(f);
  bool before = false;  // a call stands before the row, and one behind it
  bool behind = false;
  for (const CallEdge& edge : reader_.edges_between(writer, {row.file, tree.root()},
                                                    {row.file, NodeId::from_index(tree.size())})) {
    if (!leading_[edge.callee.index()]) continue;
    leads = true;
    for (NodeId up = tree.parent(row.node); up.exists(); up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) break;
      if (kind != NodeKind::For && kind != NodeKind::While) continue;
      // A function that the loop makes anew in each round has no earlier run.
      const bool anew = info.file == row.file && tree.contains(up, info.node);
      if (!anew && tree.contains(up, edge.site.node)) return Tri::Yes;
    }
    (edge.site.node < row.node ? before : behind) = true;
  }
  return before && behind ? Tri::Yes : before ? Tri::Unknown : Tri::No;
}

Tri WriteOrder::at(NodeRef row, Search& search) const {
  const Program& program = reader_.program();
  const FunctionId writer = program.enclosing_function(row);
  if (writer.exists() && (writer == search.f || makes_objects(program, writer))) return Tri::No;
  bool leads = false;
  Tri out = in_body(row, writer, search.f, leads);
  // A generator goes on whenever somebody asks it for more.
  if (writer.exists() && program.function(writer).is_generator) out = out || Tri::Unknown;
  if (out == Tri::Yes || !writer.exists() || writer == search.owner) return out;
  if (std::find(search.seen.begin(), search.seen.end(), writer) != search.seen.end()) return out;
  if (search.seen.size() == kMaxCallers) return Tri::Unknown;
  search.seen.push_back(writer);
  const std::span<const std::uint32_t> into = reader_.edges_into(writer);
  // Nobody is seen to call it: as often as somebody likes, unless it is a program of its own.
  if (into.empty() && (!leads || program.function(writer).owner.exists())) return Tri::Unknown;
  for (std::uint32_t e : into) {
    out = out || at(reader_.engine().edges()[e].site, search);
    if (out == Tri::Yes) break;
  }
  return out;
}

}  // namespace hyb
