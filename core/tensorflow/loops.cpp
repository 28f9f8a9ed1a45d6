#include "core/tensorflow/loops.h"

#include <algorithm>
#include <optional>

#include "core/tensorflow/called_api.h"
#include "core/tensorflow/framework.h"
#include "core/tensorflow/outside_path.h"

namespace hyb {
namespace {

using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

// A list may be made of a list that is made of a list.
constexpr int kMaxDepth = 8;

long count_rounds(const Program& program, const Engine& engine, NodeRef iterable, int depth);

/// What a list made by a comprehension began with: one thing for each round. -1 = it was not made
/// so.
long made_length(const Program& program, const Engine& engine, const Object& list, int depth) {
  if (list.kind != ObjectKind::List || list.b == 0) return -1;
  const NodeRef made = engine.allocation(list.b);
  const Tree& tree = program.tree(made.file);
  if (tree.kind(made.node) != NodeKind::ListComp) return -1;
  NodeId rounds;
  for (NodeId part : tree.children(made.node)) {
    const NodeKind kind = tree.kind(part);
    if (kind == NodeKind::CompIf || (kind == NodeKind::CompFor && rounds.exists())) return -1;
    if (kind == NodeKind::CompFor) rounds = part;
  }
  if (depth == 0 || !rounds.exists()) return -1;
  return count_rounds(program, engine, {made.file, tree.child(rounds, Field::Iter)}, depth - 1);
}

/// The longest tuple or list that a value may be; -1 = it may be something else, or none is known.
long known_length(const Program& program, const Engine& engine, flow::ValueId value, int depth) {
  long longest = -1;
  for (ObjectId o : engine.values().objects(value)) {
    const ObjectKind kind = engine.values()[o].kind;
    bool fixed = kind == ObjectKind::Tuple || kind == ObjectKind::List;
    if (!fixed) return -1;
    const std::vector<flow::ValueId> parts = engine.parts_of(o, &fixed);
    const long length = fixed ? static_cast<long>(parts.size())
                              : made_length(program, engine, engine.values()[o], depth);
    if (length < 0) return -1;
    longest = std::max(longest, length);
  }
  return longest;
}

/// The number from 0 that an expression is known to be, else -1.
long known_number(const Program& program, const Engine& engine, NodeRef expression) {
  const ObjectId only = engine.values().only(engine.value_of(expression));
  if (!only.exists() || engine.values()[only].kind != ObjectKind::Int ||
      !engine.values()[only].name.exists())
    return -1;
  const std::string text(program.text(engine.values()[only].name));
  if (text.empty() || text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos)
    return -1;
  return std::stol(text);
}

Rounds more_than(long few, long count) {
  return count < 0 ? Rounds::Unknown : count > few ? Rounds::Many : Rounds::Few;
}

/// Of the elements of one object: a dataset has many, a tensor tells how many rows it has.
Rounds elements_of(const Program& program, const Engine& engine, ObjectId o, long few) {
  const Object& object = engine.values()[o];
  if (object.kind == ObjectKind::ExternalInstance)
    return derives_from(program.text(object.name), kDatasetClass) ? Rounds::Many : Rounds::Unknown;
  if (object.kind != ObjectKind::Tensor) return Rounds::Unknown;
  const flow::Dims* dims = engine.values().dims(object);
  if (dims == nullptr || dims->empty() || !dims->front().known()) return Rounds::Unknown;
  return more_than(few, static_cast<long>(dims->front().size));
}

Rounds rounds_over(const Program& program, const Engine& engine, NodeRef iterable, long few) {
  if (const long count = trip_count(program, engine, iterable); count >= 0)
    return more_than(few, count);
  const Tree& tree = program.tree(iterable.file);
  if (tree.kind(iterable.node) == NodeKind::Call) {
    const NodeId arguments = tree.child(iterable.node, NodeKind::Arguments);
    const NodeRef callee{iterable.file, tree.child(iterable.node, Field::Function)};
    const std::string_view path = outside_path(program, engine, callee);
    if (path == "builtins.zip" || path == "builtins.enumerate") {
      Rounds all = Rounds::Unknown;
      for (NodeId child : tree.children(arguments)) {
        const Rounds one = rounds_over(program, engine, {iterable.file, child}, few);
        if (path == "builtins.enumerate" || one != Rounds::Many) return one;
        all = one;
      }
      return all;
    }
    const ApiRow* row = called_api(program, engine, iterable);
    if (row != nullptr && row->has(Trait::TakesFirst))
      for (NodeId child : tree.children(arguments))
        return more_than(few, known_number(program, engine, {iterable.file, child}));
  }
  const auto objects = engine.values().objects(engine.value_of(iterable));
  std::optional<Rounds> all;
  for (ObjectId o : objects) {
    const Rounds one = elements_of(program, engine, o, few);
    if (all && *all != one) return Rounds::Unknown;
    all = one;
  }
  return all.value_or(Rounds::Unknown);
}

/// Reads `i = 0; while i < 100: …; i += 1`, where nothing else sets the name.
class CountedLoop {
 public:
  CountedLoop(const Program& program, const Engine& engine, NodeRef loop)
      : program_(program),
        engine_(engine),
        loop_(loop),
        tree_(program.tree(loop.file)),
        scopes_(program.scopes(loop.file)) {}

  /// -1: it is no such loop.
  long rounds() {
    const NodeId test = tree_.child(loop_.node, Field::Test);
    if (tree_.kind(test) != NodeKind::Compare) return -1;
    NodeId counter;
    long bound = -1;
    for (NodeId part : tree_.children(test)) {
      if (tree_.kind(part) == NodeKind::Name && !counter.exists()) {
        counter = part;
      } else if (tree_.kind(part) == NodeKind::CompareOp && bound < 0) {
        const auto op = static_cast<Operator>(tree_[part].op);
        if (op != Operator::Lt && op != Operator::LtE) return -1;
        bound = number(tree_.child(part, Field::Value));
      } else {
        return -1;
      }
    }
    if (!counter.exists() || bound < 0) return -1;
    counter_ = scopes_.symbol_of[counter.index()];
    if (!counter_.exists() || !read_writes() || start_ < 0 || step_ <= 0) return -1;
    return std::max(0L, bound - start_) / step_;
  }

 private:
  long number(NodeId row) const { return known_number(program_, engine_, {loop_.file, row}); }

  bool read_writes() {
    for (std::uint32_t i = 0; i < tree_.size(); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (scopes_.symbol_of[i] != counter_ || tree_[row].field != Field::Target) continue;
      const NodeId statement = tree_.parent(row);
      const NodeId value = tree_.child(statement, Field::Value);
      const bool inside = tree_.contains(loop_.node, row);
      if (tree_.kind(statement) == NodeKind::Assign && !inside && start_ < 0 && row < loop_.node)
        start_ = number(value);
      else if (tree_.kind(statement) == NodeKind::AugAssign && inside && step_ < 0 &&
               static_cast<Operator>(tree_[statement].op) == Operator::Add)
        step_ = number(value);
      else
        return false;
    }
    return true;
  }

  const Program& program_;
  const Engine& engine_;
  NodeRef loop_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  SymbolId counter_;
  long start_ = -1;
  long step_ = -1;
};

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

/// `model.fit(x)` where the loop body makes `model` anew in each round.
bool made_in_round(const Program& program, const Engine& engine, NodeRef loop, NodeId callee) {
  const Tree& tree = program.tree(loop.file);
  const NodeId name = leading_name(tree, callee);
  if (!name.exists() || name == callee) return false;
  const ScopeTree& scopes = program.scopes(loop.file);
  const SymbolId symbol = scopes.symbol_of[name.index()];
  if (!symbol.exists()) return false;
  const Symbol& known = scopes.symbols[symbol];
  bool inside = false;
  for (std::uint32_t i = 0; i < known.binding_count; ++i) {
    const Binding& binding = scopes.bindings[known.first_binding + i];
    if (binding.kind != BindingKind::Assign || !tree.contains(loop.node, binding.node)) continue;
    const NodeId value = tree.child(tree.parent(binding.node), Field::Value);
    if (!value.exists() || tree.kind(value) != NodeKind::Call) continue;
    const auto classes =
        engine.values().objects(engine.value_of({loop.file, tree.child(value, Field::Function)}));
    inside = inside || std::any_of(classes.begin(), classes.end(), [&](ObjectId o) {
               return engine.values()[o].kind == ObjectKind::Class;
             });
  }
  return inside;
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
  if (made_in_round(program, engine, loop, callee)) return true;
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

namespace {

long count_rounds(const Program& program, const Engine& engine, NodeRef iterable, int depth) {
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
  if (const long length = known_length(program, engine, engine.value_of(iterable), depth);
      length >= 0)
    return length;
  if (kind != NodeKind::Call) return -1;
  const NodeId callee = tree.child(iterable.node, Field::Function);
  const std::string_view path = outside_path(program, engine, {iterable.file, callee});
  if (path == "builtins.zip" || path == "builtins.enumerate") {
    long shortest = -1;
    for (NodeId child : tree.children(tree.child(iterable.node, NodeKind::Arguments))) {
      const long length = count_rounds(program, engine, {iterable.file, child}, depth);
      if (path == "builtins.enumerate") return length;
      if (length < 0) return -1;
      shortest = shortest < 0 ? length : std::min(shortest, length);
    }
    return shortest;
  }
  if (path != "builtins.range") return -1;
  if (const NodeId whole = length_asked(program, engine, iterable); whole.exists())
    return count_rounds(program, engine, {iterable.file, whole}, depth);
  std::vector<long> numbers;
  for (NodeId child : tree.children(tree.child(iterable.node, NodeKind::Arguments))) {
    const long number = known_number(program, engine, {iterable.file, child});
    if (number < 0) return -1;
    numbers.push_back(number);
  }
  if (numbers.size() == 1) return numbers[0];
  if (numbers.size() == 2) return std::max(0L, numbers[1] - numbers[0]);
  return -1;
}

}  // namespace

long trip_count(const Program& program, const Engine& engine, NodeRef iterable) {
  return count_rounds(program, engine, iterable, kMaxDepth);
}

bool counts_up(const Engine& engine, NodeRef iterable) {
  const auto objects = engine.values().objects(engine.value_of(iterable));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = engine.values()[o];
    if (object.kind != ObjectKind::Iterator || object.a == 0) return false;
    const auto each = engine.values().objects(flow::ValueId::from_index(object.a - 1));
    return !each.empty() && std::all_of(each.begin(), each.end(), [&](ObjectId one) {
      return engine.values()[one].kind == ObjectKind::Int;
    });
  });
}

Rounds rounds_of(const Program& program, const Engine& engine, NodeRef loop, unsigned few) {
  const Tree& tree = program.tree(loop.file);
  if (tree.kind(loop.node) == NodeKind::While)
    return more_than(few, CountedLoop(program, engine, loop).rounds());
  const NodeId iterable = tree.child(loop.node, Field::Iter);
  if (!iterable.exists()) return Rounds::Unknown;
  return rounds_over(program, engine, {loop.file, iterable}, few);
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
