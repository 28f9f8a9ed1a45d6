#include "core/staging/staging.h"

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::ContextId;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

Staging::Staging(const Program& program, const flow::Engine& engine, const CalledRows& rows,
                 const Tracing& tracing)
    : program_(program),
      engine_(engine),
      rows_(rows),
      tracing_(tracing),
      variables_(program.functions().size()),
      made_(std::make_unique<std::once_flag[]>(program.functions().size())) {}

const VariableFlow& Staging::variables(FunctionId f) const {
  std::call_once(made_[f.index()], [&] {
    variables_[f.index()] = std::make_unique<const VariableFlow>(program_, f);
  });
  return *variables_[f.index()];
}

std::vector<ContextId> Staging::converted(FunctionId f) const {
  std::vector<ContextId> out;
  for (ContextId context : engine_.contexts_of(f))
    if (tracing_.reached(context, Mode::Converted)) out.push_back(context);
  return out;
}

Tri Staging::all_tensors(ValueId value) const {
  const flow::Values& values = engine_.values();
  const auto objects = values.objects(value);
  bool all = !objects.empty();
  bool none = !objects.empty();
  for (ObjectId o : objects) {
    const bool tensor = hyb::is_tensor(values, program_.names(), o);
    all = all && tensor;
    none = none && !tensor && values[o].kind != ObjectKind::Unknown;
  }
  return all ? Tri::Yes : none ? Tri::No : Tri::Unknown;
}

// As AutoGraph's own operators have it: `not`, `and` and `or` follow their first operand, and a
// cast of a tensor is a tensor.
Tri Staging::is_tensor(NodeRef expression) const {
  const Tree& tree = program_.tree(expression.file);
  const NodeId node = expression.node;
  if (!node.exists()) return Tri::No;
  const auto of_child = [&](Field field) {
    return is_tensor({expression.file, tree.child(node, field)});
  };
  switch (tree.kind(node)) {
    case NodeKind::Not:
      return of_child(Field::Value);
    case NodeKind::NamedExpr:
      return of_child(Field::Value);
    case NodeKind::BoolOp: {
      const Tri left = of_child(Field::Left);
      if (left != Tri::No) return left;
      const Tri right = of_child(Field::Right);
      if (no(right)) return Tri::No;
      // A Python value on the left decides whether the right side is looked at.
      const bool is_or = static_cast<Operator>(tree[node].op) == Operator::Or;
      const flow::Values& values = engine_.values();
      const ObjectId only =
          values.only(engine_.value_of({expression.file, tree.child(node, Field::Left)}));
      if (!only.exists() || values[only].kind != ObjectKind::Bool || values[only].a > 1)
        return Tri::Unknown;
      return (values[only].a == 1) == is_or ? Tri::No : right;
    }
    case NodeKind::Call: {
      const ApiRow* api = rows_.at(expression);
      if (api == nullptr || !api->has(Trait::StagedCast)) break;
      for (NodeId argument : tree.children(tree.child(node, NodeKind::Arguments)))
        return is_tensor({expression.file, argument});
      return Tri::No;
    }
    default:
      break;
  }
  return all_tensors(engine_.value_of(expression));
}

NodeRef Staging::tensor_in(NodeRef test) const {
  const Tree& tree = program_.tree(test.file);
  if (!yes(is_tensor(test))) return {};
  if (tree.kind(test.node) == NodeKind::BoolOp) {
    const NodeRef left{test.file, tree.child(test.node, Field::Left)};
    return tensor_in(
        yes(is_tensor(left)) ? left : NodeRef{test.file, tree.child(test.node, Field::Right)});
  }
  return test;
}

// The test of a `while` decides when it is tested first.
Tri Staging::first_test(NodeRef loop, NodeId test) const {
  const Tree& tree = program_.tree(loop.file);
  const Tri ever = is_tensor({loop.file, test});
  if (ever != Tri::Unknown) return ever;
  const NodeKind kind = tree.kind(test);
  if (kind == NodeKind::Not || kind == NodeKind::BoolOp || kind == NodeKind::NamedExpr) return ever;
  bool first = true;
  Tri out = Tri::Unknown;
  for (ContextId context : converted(program_.enclosing_function(loop))) {
    const flow::BranchEnds::Row* row = engine_.branch_ends().find(context, loop.node);
    const Tri one = row == nullptr ? Tri::Unknown : all_tensors(row->test);
    out = first || out == one ? one : Tri::Unknown;
    first = false;
  }
  return out;
}

Staging::Decision Staging::of_iterable(NodeRef iterable) const {
  Decision out{Tri::No, Carrier::Tensor, iterable};
  const Tree& tree = program_.tree(iterable.file);
  if (tree.kind(iterable.node) == NodeKind::Call) {
    const ApiRow* api = rows_.at(iterable);
    const NodeId arguments = tree.child(iterable.node, NodeKind::Arguments);
    if (api != nullptr && api->has(Trait::StagedRange)) {
      out.carrier = Carrier::Range;
      for (NodeId argument : tree.children(arguments))
        out.staged = out.staged || is_tensor({iterable.file, argument});
      return out;
    }
    if (api != nullptr && api->has(Trait::StagedPipeline)) {
      // enumerate(ds), zip(ds, ds), map(f, ds): a dataset among the arguments makes it one.
      for (NodeId argument : tree.children(arguments)) {
        const Decision one = of_iterable({iterable.file, argument});
        const bool dataset = one.carrier == Carrier::Dataset || one.carrier == Carrier::Distributed;
        if (yes(one.staged) && dataset) return {Tri::Yes, one.carrier, iterable};
        // Over a tensor it raises: nothing is staged.
        if (one.staged == Tri::Unknown) out.staged = Tri::Unknown;
      }
      return out;
    }
  }
  const flow::Values& values = engine_.values();
  const auto objects = values.objects(engine_.value_of(iterable));
  std::size_t tensors = 0;
  std::size_t datasets = 0;
  std::size_t distributed = 0;
  bool open = objects.empty();
  for (ObjectId o : objects) {
    const Object& object = values[o];
    if (hyb::is_tensor(values, program_.names(), o)) {
      ++tensors;
    } else if (object.kind == ObjectKind::ExternalInstance) {
      const std::string_view cls = program_.text(object.name);
      if (derives_from(cls, kDistributedClass)) ++distributed;
      if (derives_from(cls, kDatasetClass)) ++datasets;
    } else if (object.kind == ObjectKind::Unknown || object.kind == ObjectKind::Iterator) {
      open = true;  // an iterator may be one of a dataset
    }
  }
  if (!open && tensors == objects.size()) {
    out.staged = Tri::Yes;
  } else if (!open && datasets == objects.size()) {
    out.staged = Tri::Yes;
    out.carrier = distributed == datasets ? Carrier::Distributed : Carrier::Dataset;
  } else if (open || tensors + datasets > 0) {
    out.staged = Tri::Unknown;
  }
  return out;
}

Staging::Decision Staging::of(NodeRef row) const {
  const Tree& tree = program_.tree(row.file);
  const FunctionId f = program_.enclosing_function(row);
  if (!f.exists() || !tracing_.reached(f, Mode::Converted)) return {};
  Decision out;
  if (tree.kind(row.node) == NodeKind::For) {
    out = of_iterable({row.file, tree.child(row.node, Field::Iter)});
  } else {
    const NodeId test = tree.child(row.node, Field::Test);
    out.by = {row.file, test};
    out.staged = tree.kind(row.node) == NodeKind::While ? first_test(row, test) : is_tensor(out.by);
  }
  if (out.staged != Tri::No && in_eager_island(program_, engine_, row)) out.staged = Tri::No;
  return out;
}

NodeRef Staging::around(NodeRef row) const {
  const Tree& tree = program_.tree(row.file);
  NodeId below = row.node;
  for (NodeId up = tree.parent(below); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    const Field field = tree[below].field;
    if (field == Field::Body && (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda))
      return {};
    const bool inside =
        field == Field::Body || (kind == NodeKind::Conditional && field == Field::Else);
    // What stands in the `else` of an `if` depends on each test before it, too.
    const bool after = kind == NodeKind::If &&
                       (tree.kind(below) == NodeKind::Else || tree.kind(below) == NodeKind::Elif);
    const bool statement = kind == NodeKind::If || kind == NodeKind::Elif ||
                           kind == NodeKind::For || kind == NodeKind::While ||
                           kind == NodeKind::Conditional;
    if (!statement || !(inside || after)) continue;
    if (after) {
      for (NodeId child : tree.children(up)) {
        if (child.index() >= below.index()) break;
        if (tree.kind(child) == NodeKind::Elif && yes(of({row.file, child}).staged))
          return {row.file, child};
      }
    }
    if (yes(of({row.file, up}).staged)) return {row.file, up};
  }
  return {};
}

NodeRef Staging::loop_around(NodeRef row) const {
  const Tree& tree = program_.tree(row.file);
  for (NodeRef up = around(row); up.node.exists(); up = around(up)) {
    const NodeKind kind = tree.kind(up.node);
    if (kind == NodeKind::For || kind == NodeKind::While) return up;
  }
  return {};
}

Branches branches_of(const Tree& tree, NodeId row) {
  Branches out{tree.child(row, Field::Body), {}};
  const bool elif = tree.kind(row) == NodeKind::Elif;
  const NodeId statement = elif ? tree.parent(row) : row;
  for (NodeId child : tree.children(statement)) {
    const NodeKind kind = tree.kind(child);
    if (elif && child.index() <= row.index()) continue;
    if (kind == NodeKind::Elif) {
      out.otherwise = child;
      break;
    }
    if (kind == NodeKind::Else) out.otherwise = tree.child(child, Field::Body);
  }
  return out;
}

BranchNumber branch_number(const Tree& tree, NodeId row) {
  if (tree.kind(row) != NodeKind::Elif) return {row, 0};
  BranchNumber out{tree.parent(row), 0};
  for (NodeId child : tree.children(out.statement)) {
    if (tree.kind(child) == NodeKind::Elif) ++out.branch;
    if (child == row) break;
  }
  return out;
}

}  // namespace hyb
