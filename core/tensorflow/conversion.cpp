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

bool unknown_statement(const Program& program, const Tree& tree, NodeId row) {
  switch (tree.kind(row)) {
    case NodeKind::Yield:
    case NodeKind::YieldFrom:
    case NodeKind::Await:
      return true;
    case NodeKind::Match:
      return names_something(tree, tree.child(row, Field::Value));
    case NodeKind::For:
    case NodeKind::While:
      return tree.child(row, NodeKind::Else).exists();
    case NodeKind::Attribute:
      return of_mangled_name(program, tree, row);
    case NodeKind::NamedExpr:
      return program.project().target.tensorflow_min >= kNoAssignmentExpressions;
    default:
      return false;
  }
}

/// `@do_not_convert`, `@lru_cache(…)`: code of libraries calls the function then.
bool stands_behind(const Program& program, const Engine& engine, const FunctionInfo& info,
                   NodeId decorator) {
  const Tree& tree = program.tree(info.file);
  NodeId value = tree.child(decorator, Field::Value);
  if (value.exists() && tree.kind(value) == NodeKind::Call)
    value = tree.child(value, Field::Function);
  if (!value.exists()) return false;
  const ObjectId only = engine.values().only(engine.value_of({info.file, value}));
  if (!only.exists() || engine.values()[only].kind != ObjectKind::External) return false;
  const ApiRow* row = find_api(program.text(engine.values()[only].name));
  if (row == nullptr) return false;
  // Inside of a converted function the gradient's function is part of what is converted.
  if (row->has(Trait::GradientDecorator)) return !info.outer.exists();
  return row->has(Trait::BlocksAutograph) || row->has(Trait::Memoizes) ||
         row->has(Trait::ContextFactory);
}

}  // namespace

bool left_alone(const Program& program, const Engine& engine, FunctionId f) {
  const FunctionInfo& info = program.function(f);
  const Tree& tree = program.tree(info.file);
  if (info.is_generator || info.is_async) return true;
  const NodeId outer = tree.with_decorators(info.node);
  if (outer != info.node)
    for (NodeId child : tree.children(outer))
      if (tree.kind(child) == NodeKind::Decorator && stands_behind(program, engine, info, child))
        return true;
  if (!info.body.exists()) return false;
  for (std::size_t i = info.body.index(); i < tree.end_of(info.body); ++i)
    if (unknown_statement(program, tree, NodeId::from_index(i))) return true;
  return false;
}

bool left_alone_when_called(const Program& program, const Engine& engine, FunctionId f) {
  const ClassId owner = program.function(f).owner;
  if (!owner.exists()) return false;
  for (ObjectId object : engine.class_objects(owner))
    for (ObjectId up : engine.known_mro(object)) {
      const Object& cls = engine.values()[up];
      if (cls.kind == ObjectKind::TupleClass) return true;
      if (cls.kind != ObjectKind::External) continue;
      std::string storage;
      const std::string_view path = canonical_path(program.text(cls.name), storage);
      if (path == "typing.NamedTuple" || derives_from(path, "unittest.TestCase")) return true;
    }
  return false;
}

}  // namespace hyb
