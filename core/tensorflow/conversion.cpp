#include "core/tensorflow/conversion.h"

#include "core/tensorflow/api.h"

namespace hyb {

using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

/// From this version on a body with `:=` is left alone.
constexpr Version kNoAssignmentExpressions{2, 21};

bool mangled(std::string_view name) {
  return name.starts_with("__") && !name.ends_with("__");
}

bool of_mangled_name(const Program& program, const Tree& tree, NodeId row) {
  return tree[row].name.exists() && mangled(program.text(tree[row].name));
}

/// `match` on what is written out is converted; on anything with a name in it, it is not.
bool names_something(const Tree& tree, NodeId expression) {
  if (!expression.exists()) return false;
  for (std::size_t i = expression.index(); i < tree.end_of(expression); ++i)
    if (tree.kind(NodeId::from_index(i)) == NodeKind::Name) return true;
  return false;
}

Unconvertible unknown_statement(const Program& program, const Tree& tree, NodeId row) {
  switch (tree.kind(row)) {
    case NodeKind::Yield:
    case NodeKind::YieldFrom:
      return Unconvertible::NestedYield;
    case NodeKind::Await:
      return Unconvertible::Coroutine;
    case NodeKind::Match:
      return names_something(tree, tree.child(row, Field::Value)) ? Unconvertible::Match
                                                                  : Unconvertible::None;
    case NodeKind::For:
      return tree.child(row, NodeKind::Else).exists() ? Unconvertible::ForElse
                                                      : Unconvertible::None;
    case NodeKind::While:
      return tree.child(row, NodeKind::Else).exists() ? Unconvertible::WhileElse
                                                      : Unconvertible::None;
    case NodeKind::Attribute:
      return of_mangled_name(program, tree, row) ? Unconvertible::MangledName : Unconvertible::None;
    case NodeKind::NamedExpr:
      return program.project().target.tensorflow_min >= kNoAssignmentExpressions
                 ? Unconvertible::AssignmentExpression
                 : Unconvertible::None;
    default:
      return Unconvertible::None;
  }
}

/// `@do_not_convert`, `@lru_cache(…)`: code of libraries calls the function then.
Unconvertible stands_behind(const Program& program, const Engine& engine, const FunctionInfo& info,
                            NodeId decorator) {
  constexpr Unconvertible kNone = Unconvertible::None;
  const Tree& tree = program.tree(info.file);
  NodeId value = tree.child(decorator, Field::Value);
  if (value.exists() && tree.kind(value) == NodeKind::Call)
    value = tree.child(value, Field::Function);
  if (!value.exists()) return kNone;
  const ObjectId only = engine.values().only(engine.value_of({info.file, value}));
  if (!only.exists() || engine.values()[only].kind != ObjectKind::External) return kNone;
  const ApiRow* row = find_api(program.text(engine.values()[only].name));
  if (row == nullptr) return kNone;
  // Inside of a converted function the gradient's function is part of what is converted.
  if (row->has(Trait::GradientDecorator))
    return info.outer.exists() ? kNone : Unconvertible::GradientFunction;
  return row->has(Trait::BlocksAutograph)  ? Unconvertible::KeptByDecorator
         : row->has(Trait::Memoizes)       ? Unconvertible::Memoized
         : row->has(Trait::ContextFactory) ? Unconvertible::ContextManager
                                           : kNone;
}

}  // namespace

LeftAlone left_alone_by(const Program& program, const Engine& engine, FunctionId f) {
  const FunctionInfo& info = program.function(f);
  const Tree& tree = program.tree(info.file);
  const NodeId outer = tree.with_decorators(info.node);
  if (outer != info.node)
    for (NodeId child : tree.children(outer)) {
      if (tree.kind(child) != NodeKind::Decorator) continue;
      const Unconvertible by = stands_behind(program, engine, info, child);
      if (by != Unconvertible::None) return {by, {info.file, child}};
    }
  if (info.is_generator) return {Unconvertible::Generator, {info.file, info.node}};
  if (info.is_async) return {Unconvertible::Coroutine, {info.file, info.node}};
  if (!info.body.exists()) return {};
  for (std::size_t i = info.body.index(); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    const Unconvertible by = unknown_statement(program, tree, row);
    if (by != Unconvertible::None) return {by, {info.file, row}};
  }
  return {};
}

LeftAlone left_alone_when_called_by(const Program& program, const Engine& engine, FunctionId f) {
  const FunctionInfo& info = program.function(f);
  if (!info.owner.exists()) return {};
  const NodeRef def{info.file, info.node};
  for (ObjectId object : engine.class_objects(info.owner))
    for (ObjectId up : engine.known_mro(object)) {
      const Object& cls = engine.values()[up];
      if (cls.kind == ObjectKind::TupleClass) return {Unconvertible::TupleMethod, def};
      if (cls.kind != ObjectKind::External) continue;
      std::string storage;
      const std::string_view path = canonical_path(program.text(cls.name), storage);
      if (path == "typing.NamedTuple") return {Unconvertible::TupleMethod, def};
      if (derives_from(path, "unittest.TestCase")) return {Unconvertible::TestMethod, def};
    }
  return {};
}

bool left_alone_when_called(const Program& program, const Engine& engine, FunctionId f) {
  return left_alone_when_called_by(program, engine, f).by != Unconvertible::None;
}

}  // namespace hyb
