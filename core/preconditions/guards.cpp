#include "core/preconditions/guards.h"

#include <algorithm>

#include "core/syntax/leaving_block.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

bool opens_function(NodeKind kind) {
  return kind == NodeKind::FunctionDef || kind == NodeKind::Lambda;
}

/// A class that nothing is known of, among those an isinstance is asked for.
bool unknown_class(const ProgramReader& reader, NodeRef call) {
  const std::vector<NodeId> arguments = reader.arguments(call);
  if (arguments.size() < 2) return true;
  std::vector<ObjectId> todo;
  for (ObjectId o : reader.objects({call.file, arguments[1]})) todo.push_back(o);
  if (todo.empty()) return true;
  for (std::size_t i = 0; i < todo.size() && i < 64; ++i) {
    const Object& object = reader.values()[todo[i]];
    if (object.kind == ObjectKind::Tuple) {
      for (flow::ValueId part : reader.engine().parts_of(todo[i]))
        for (ObjectId o : reader.values().objects(part)) todo.push_back(o);
      continue;
    }
    if (object.kind == ObjectKind::Class) continue;
    std::string storage;
    if (object.kind != ObjectKind::External ||
        find_exact_api(canonical_path(reader.text(object.name), storage)) == nullptr)
      return true;
  }
  return false;
}

/// The test asks what a value is, or in which mode it runs, in a way the engine cannot answer.
bool asks(const ProgramReader& reader, FileId file, NodeId test) {
  const Tree& tree = reader.program().tree(file);
  for (std::size_t i = test.index(); i < tree.end_of(test); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Call) continue;
    const ApiRow* api = reader.called_api({file, row});
    if (api == nullptr) continue;
    if (api->has(Trait::InsideGuard) || api->name == "builtins.hasattr" ||
        api->name == "builtins.callable")
      return true;
    if (api->name == "builtins.isinstance" && unknown_class(reader, {file, row})) return true;
  }
  return false;
}

/// The handlers of the try around: any of them may take over what the place raises.
bool caught(const Tree& tree, NodeId try_row) {
  return tree.child(try_row, NodeKind::Except).exists();
}

/// Truth of an expression in one evaluation: of its parameters alone.
Tri truth_in(const ProgramReader& reader, const flow::Context& context, NodeId test) {
  const Tree& tree = reader.program().tree(context.file);
  const ScopeTree& scopes = reader.program().scopes(context.file);
  const FunctionInfo& info = reader.program().function(context.function);
  const auto held = [&](NodeId name) -> std::span<const ObjectId> {
    if (tree.kind(name) != NodeKind::Name) return {};
    const SymbolId symbol = scopes.symbol_of[name.index()];
    if (!symbol.exists()) return {};
    const Symbol& known = scopes.symbols[symbol];
    if (known.binding_count != 1 || known.rebound_elsewhere) return {};
    for (std::size_t p = 0; p < info.parameters.size(); ++p)
      if (info.parameters[p].symbol == symbol && p < context.parameters.size())
        return reader.values().objects(context.parameters[p]);
    return {};
  };
  const auto all = [&](std::span<const ObjectId> objects, auto&& is) {
    return !objects.empty() && std::all_of(objects.begin(), objects.end(),
                                           [&](ObjectId o) { return is(reader.values()[o]); });
  };
  const auto is_none = [](const Object& o) { return o.kind == ObjectKind::None; };
  switch (tree.kind(test)) {
    case NodeKind::Not:
      return !truth_in(reader, context, tree.child(test, Field::Value));
    case NodeKind::BoolOp: {
      const Tri left = truth_in(reader, context, tree.child(test, Field::Left));
      const Tri right = truth_in(reader, context, tree.child(test, Field::Right));
      return static_cast<Operator>(tree[test].op) == Operator::And ? left && right : left || right;
    }
    case NodeKind::Name: {
      const auto objects = held(test);
      if (all(objects, [&](const Object& o) {
            return is_none(o) || (o.kind == ObjectKind::Bool && o.a == 0);
          }))
        return Tri::No;
      if (all(objects, [](const Object& o) { return o.kind == ObjectKind::Bool && o.a == 1; }))
        return Tri::Yes;
      return Tri::Unknown;
    }
    case NodeKind::Compare: {
      NodeId left;
      NodeId op;
      for (NodeId child : tree.children(test)) {
        if (tree.kind(child) == NodeKind::CompareOp) {
          if (op.exists()) return Tri::Unknown;
          op = child;
        } else {
          left = child;
        }
      }
      if (!op.exists() || !left.exists()) return Tri::Unknown;
      const auto compared = static_cast<Operator>(tree[op].op);
      if (compared != Operator::Is && compared != Operator::IsNot) return Tri::Unknown;
      if (tree.kind(tree.child(op, Field::Value)) != NodeKind::None) return Tri::Unknown;
      const auto objects = held(left);
      if (objects.empty()) return Tri::Unknown;
      const bool none = all(objects, is_none);
      const bool some = all(
          objects, [&](const Object& o) { return !is_none(o) && o.kind != ObjectKind::Unknown; });
      if (!none && !some) return Tri::Unknown;
      return tri(none == (compared == Operator::Is));
    }
    default:
      return Tri::Unknown;
  }
}

/// The test asks a parameter, or a variable of a function around, that is no tensor: whether this
/// evaluation takes the branch is not known. (A test of a tensor is staged, both branches are
/// traced.)
bool asks_arguments(const ProgramReader& reader, const flow::Context& context, NodeId test) {
  const Tree& tree = reader.program().tree(context.file);
  const ScopeTree& scopes = reader.program().scopes(context.file);
  const FunctionInfo& info = reader.program().function(context.function);
  for (auto i = static_cast<std::uint32_t>(test.index()); i < tree.end_of(test); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Name) continue;
    const SymbolId symbol = scopes.symbol_of[row.index()];
    if (!symbol.exists()) continue;
    const Symbol& known = scopes.symbols[symbol];
    if (scopes.scopes[known.scope].kind != ScopeKind::Function) continue;
    if (known.scope == info.scope && !known.parameter) continue;
    const auto objects = reader.objects({context.file, row});
    if (std::none_of(objects.begin(), objects.end(), [&](ObjectId o) {
          return is_tensor(reader.values(), reader.program().names(), o);
        }))
      return true;
  }
  return false;
}

}  // namespace

bool guarded(const ProgramReader& reader, NodeRef at) {
  const Tree& tree = reader.program().tree(at.file);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    const Field field = tree[below].field;
    if (opens_function(kind) && field == Field::Body) return false;
    switch (kind) {
      case NodeKind::Try:
        if (field == Field::Body && caught(tree, up)) return true;
        break;
      case NodeKind::If:
      case NodeKind::Elif:
      case NodeKind::While:
      case NodeKind::Conditional:
        if (field != Field::Test && asks(reader, at.file, tree.child(up, Field::Test))) return true;
        break;
      case NodeKind::BoolOp:
        if (field == Field::Right && asks(reader, at.file, tree.child(up, Field::Left)))
          return true;
        break;
      case NodeKind::Block:
        // `if not hasattr(x, "numpy"): return …` before it, in the same block.
        for (NodeId before : tree.children(up)) {
          if (before == below) break;
          if (tree.kind(before) == NodeKind::If &&
              leaves_function(tree, tree.child(before, Field::Body)) &&
              asks(reader, at.file, tree.child(before, Field::Test)))
            return true;
        }
        break;
      default:
        break;
    }
  }
  return false;
}

bool passes_by(const ProgramReader& reader, flow::ContextId id, NodeRef at) {
  const flow::Context& context = reader.engine().contexts()[id.index()];
  const Tree& tree = reader.program().tree(at.file);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    const Field field = tree[below].field;
    if (opens_function(kind) && field == Field::Body) return false;
    if (kind == NodeKind::If || kind == NodeKind::Conditional) {
      if (field == Field::Test) continue;
      const NodeId test = tree.child(up, Field::Test);
      const Tri truth = truth_in(reader, context, test);
      if (truth == (field == Field::Body ? Tri::No : Tri::Yes)) return true;
      if (truth == Tri::Unknown && asks_arguments(reader, context, test)) return true;
    } else if (kind == NodeKind::Elif) {
      const NodeId test = tree.child(up, Field::Test);
      const Tri truth = truth_in(reader, context, test);
      if (field == Field::Body && no(truth)) return true;
      if (truth == Tri::Unknown && asks_arguments(reader, context, test)) return true;
    } else if (kind == NodeKind::BoolOp && field == Field::Right) {
      const Tri left = truth_in(reader, context, tree.child(up, Field::Left));
      if (left == (static_cast<Operator>(tree[up].op) == Operator::And ? Tri::No : Tri::Yes))
        return true;
    } else if (kind == NodeKind::Block) {
      for (NodeId before : tree.children(up)) {
        if (before == below) break;
        if (tree.kind(before) == NodeKind::If &&
            leaves_function(tree, tree.child(before, Field::Body)) &&
            yes(truth_in(reader, context, tree.child(before, Field::Test))))
          return true;
      }
    }
  }
  return false;
}

}  // namespace hyb
