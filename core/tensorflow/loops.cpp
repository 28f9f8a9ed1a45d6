#include "core/tensorflow/loops.h"

#include <algorithm>

#include "core/tensorflow/framework.h"
#include "core/tensorflow/outside_path.h"

namespace hyb {
namespace {

using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

/// The longest tuple or list that a value may be; -1 = it may be something else, or none is known.
long known_length(const Engine& engine, flow::ValueId value) {
  long longest = -1;
  for (ObjectId o : engine.values().objects(value)) {
    const ObjectKind kind = engine.values()[o].kind;
    bool fixed = kind == ObjectKind::Tuple || kind == ObjectKind::List;
    if (!fixed) return -1;
    const std::vector<flow::ValueId> parts = engine.parts_of(o, &fixed);
    if (!fixed) return -1;
    longest = std::max(longest, static_cast<long>(parts.size()));
  }
  return longest;
}

/// The name that an expression like `k`, `k.f` or `k[0].f` begins with.
NodeId leading_name(const Tree& tree, NodeId row) {
  while (row.exists() && tree.kind(row) != NodeKind::Name) {
    const NodeKind kind = tree.kind(row);
    if (kind != NodeKind::Attribute && kind != NodeKind::Subscript) return {};
    row = tree.child(row, Field::Object);
  }
  return row;
}

/// The variable that `for x in …`, or `for i, x in enumerate(…)`, gives what is iterated over.
NodeId visited_by(const Tree& tree, NodeId head, SymbolId symbol, const ScopeTree& scopes) {
  const NodeId target = head.exists() ? tree.child(head, Field::Target) : NodeId{};
  if (!target.exists()) return {};
  for (auto i = static_cast<std::uint32_t>(target.index()); i < tree.end_of(target); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) == NodeKind::Name && scopes.symbol_of[i] == symbol) return row;
  }
  return {};
}

/// `layers[i](x)`, with `i` from the head of the loop.
bool takes_by_index(const Tree& tree, NodeId callee, NodeId head, const ScopeTree& scopes) {
  while (callee.exists() && tree.kind(callee) == NodeKind::Attribute)
    callee = tree.child(callee, Field::Object);
  if (!callee.exists() || tree.kind(callee) != NodeKind::Subscript) return false;
  const NodeId index = tree.child(callee, Field::Index);
  if (!index.exists()) return false;
  for (auto i = static_cast<std::uint32_t>(index.index()); i < tree.end_of(index); ++i) {
    const SymbolId symbol = scopes.symbol_of[i];
    if (tree.kind(NodeId::from_index(i)) == NodeKind::Name && symbol.exists() &&
        visited_by(tree, head, symbol, scopes).exists())
      return true;
  }
  return false;
}

/// An object of the program or a variable: what is not data.
bool is_thing(const Engine& engine, const Interner& names, flow::ValueId value) {
  const auto objects = engine.values().objects(value);
  return std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    return engine.values()[o].kind == ObjectKind::Instance ||
           is_variable(engine.values(), names, o);
  });
}

/// The call is one on what the loop hands out, an object of a class of the project, or is given
/// such an object or a variable (`update(parameter, gradient)`), or on what the loop takes out of a
/// container by number: another one in each round. Then no round repeats what another does.
bool visits_each_once(const Program& program, const Engine& engine, NodeRef loop, NodeRef call) {
  const Tree& tree = program.tree(loop.file);
  if (call.file != loop.file) return false;
  const NodeId callee = tree.child(call.node, Field::Function);
  const NodeId head =
      tree.kind(loop.node) == NodeKind::For ? loop.node : tree.child(loop.node, NodeKind::CompFor);
  const ScopeTree& scopes = program.scopes(loop.file);
  if (takes_by_index(tree, callee, head, scopes)) return true;
  const auto hands_out = [&](NodeId row) {
    const NodeId name = leading_name(tree, row);
    if (!name.exists()) return false;
    const NodeId target = visited_by(tree, head, scopes.symbol_of[name.index()], scopes);
    return target.exists() &&
           is_thing(engine, program.names(), engine.value_of({loop.file, target}));
  };
  if (hands_out(callee)) return true;
  const NodeId arguments = tree.kind(call.node) == NodeKind::Call
                               ? tree.child(call.node, NodeKind::Arguments)
                               : NodeId{};
  if (!arguments.exists()) return false;
  for (NodeId argument : tree.children(arguments)) {
    const NodeId value =
        tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value) : argument;
    if (value.exists() && hands_out(value)) return true;
  }
  return false;
}

/// `x` in `range(len(x))`.
NodeId length_asked(const Program& program, const Engine& engine, NodeRef range) {
  const Tree& tree = program.tree(range.file);
  NodeId only;
  for (NodeId child : tree.children(tree.child(range.node, NodeKind::Arguments))) {
    if (only.exists()) return {};
    only = child;
  }
  if (!only.exists() || tree.kind(only) != NodeKind::Call ||
      outside_path(program, engine, {range.file, tree.child(only, Field::Function)}) !=
          "builtins.len")
    return {};
  NodeId measured;
  for (NodeId child : tree.children(tree.child(only, NodeKind::Arguments))) measured = child;
  return measured;
}

}  // namespace

long trip_count(const Program& program, const Engine& engine, NodeRef iterable) {
  const Tree& tree = program.tree(iterable.file);
  const NodeKind kind = tree.kind(iterable.node);
  long count = 0;
  if (kind == NodeKind::Tuple || kind == NodeKind::List) {
    for (NodeId child : tree.children(iterable.node)) {
      if (tree.kind(child) == NodeKind::Starred) return -1;
      ++count;
    }
    return count;
  }
  if (const long length = known_length(engine, engine.value_of(iterable)); length >= 0)
    return length;
  if (kind != NodeKind::Call) return -1;
  const NodeId callee = tree.child(iterable.node, Field::Function);
  const std::string_view path = outside_path(program, engine, {iterable.file, callee});
  if (path == "builtins.zip" || path == "builtins.enumerate") {
    long shortest = -1;
    for (NodeId child : tree.children(tree.child(iterable.node, NodeKind::Arguments))) {
      const long length = trip_count(program, engine, {iterable.file, child});
      if (path == "builtins.enumerate") return length;
      if (length < 0) return -1;
      shortest = shortest < 0 ? length : std::min(shortest, length);
    }
    return shortest;
  }
  if (path != "builtins.range") return -1;
  if (const NodeId whole = length_asked(program, engine, iterable); whole.exists())
    return trip_count(program, engine, {iterable.file, whole});
  std::vector<long> numbers;
  for (NodeId child : tree.children(tree.child(iterable.node, NodeKind::Arguments))) {
    const ObjectId only = engine.values().only(engine.value_of({iterable.file, child}));
    if (!only.exists() || engine.values()[only].kind != ObjectKind::Int ||
        !engine.values()[only].name.exists())
      return -1;
    const std::string text(program.text(engine.values()[only].name));
    if (text.empty() || text.size() > 9 ||
        text.find_first_not_of("0123456789") != std::string::npos)
      return -1;
    numbers.push_back(std::stol(text));
  }
  if (numbers.size() == 1) return numbers[0];
  if (numbers.size() == 2) return std::max(0L, numbers[1] - numbers[0]);
  return -1;
}

NodeRef loop_around(const Program& program, const Engine& engine, NodeRef at, unsigned few) {
  const Tree& tree = program.tree(at.file);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    const Field field = tree[below].field;
    if (field == Field::Body && (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda)) break;
    NodeId iterable;
    if (kind == NodeKind::For && field == Field::Body) {
      iterable = tree.child(up, Field::Iter);
    } else if (kind == NodeKind::While && field != Field::Else) {
      return {at.file, up};
    } else if (kind == NodeKind::ListComp || kind == NodeKind::SetComp ||
               kind == NodeKind::DictComp || kind == NodeKind::Generator) {
      const NodeId first = tree.child(up, NodeKind::CompFor);
      if (first.exists() && below != first) iterable = tree.child(first, Field::Iter);
    }
    if (!iterable.exists()) continue;
    const long trips = trip_count(program, engine, {at.file, iterable});
    if (trips < 0 || trips > static_cast<long>(few)) return {at.file, up};
  }
  return {};
}

NodeRef repeating_loop(const Program& program, const Engine& engine, NodeRef call) {
  NodeRef loop = loop_around(program, engine, call);
  while (loop.node.exists() && visits_each_once(program, engine, loop, call))
    loop = loop_around(program, engine, loop);
  return loop;
}

}  // namespace hyb
