#include "core/staging/staged_variables.h"

#include <algorithm>

#include "core/staging/staging.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::BranchEnds;
using flow::ContextId;
using flow::Dims;
using flow::Dtype;
using flow::LocalChange;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;
using flow::Values;

namespace {

StagedValue::Kind kind_of_outside(std::string_view cls) {
  if (derives_from(cls, "tensorflow.TensorArray")) return StagedValue::Kind::TensorArray;
  const ApiRow* row = find_exact_api(cls);
  return row != nullptr && row->is_class && !derives_from(cls, kDatasetClass)
             ? StagedValue::Kind::Object
             : StagedValue::Kind::Unknown;
}

StagedValue of_object(const Program& program, const flow::Engine& engine, ObjectId id) {
  using Kind = StagedValue::Kind;
  const Values& values = engine.values();
  const Object& o = values[id];
  StagedValue out;
  const auto scalar = [&](Dtype dtype) {
    out.kind = Kind::Tensor;
    out.literal = true;
    out.type = {dtype, Dims{}};
  };
  switch (o.kind) {
    case ObjectKind::None:
      out.kind = Kind::None;
      break;
    case ObjectKind::Bool:
      scalar(Dtype::Bool);
      break;
    case ObjectKind::Int:
      scalar(Dtype::Int32);
      break;
    case ObjectKind::Float:
      scalar(Dtype::Float32);
      break;
    case ObjectKind::Str:
      scalar(Dtype::String);
      break;
    case ObjectKind::Tensor: {
      const std::string_view cls = program.text(o.name);
      if (cls == kRaggedClass || cls == kSparseClass) {
        out.kind = Kind::Composite;
      } else if (cls == kTensorClass || cls == kArrayClass || cls == kVariableClass) {
        out.kind = Kind::Tensor;
        out.type = values.array_type(o);
        out.proved = o.origin == flow::Origin::Proved;
      }
      break;
    }
    case ObjectKind::Tuple:
    case ObjectKind::List: {
      out.kind = Kind::Sequence;
      bool fixed = false;
      const std::vector<ValueId> parts = engine.parts_of(id, &fixed);
      if (fixed) out.length = parts.size();
      break;
    }
    case ObjectKind::Dict:
      out.kind = Kind::Sequence;
      break;
    case ObjectKind::Function:
    case ObjectKind::BoundMethod:
    case ObjectKind::GraphFunction:
    case ObjectKind::Class:
    case ObjectKind::Module:
      out.kind = Kind::Object;
      break;
    case ObjectKind::External: {  // a function of operations, not called
      std::string storage;
      const ApiRow* row = find_api(canonical_path(program.text(o.name), storage));
      if (row != nullptr && row->has(Trait::Op)) out.kind = Kind::Object;
      break;
    }
    case ObjectKind::ExternalInstance:
      out.kind = kind_of_outside(program.text(o.name));
      out.class_name = o.name;
      break;
    default:
      break;
  }
  return out;
}

/// Where a place that is no local variable gets its value: the right sides of plain assignments.
ValueId assigned(const Program& program, const flow::Engine& engine, FileId file, NodeId target) {
  const Tree& tree = program.tree(file);
  const NodeId statement = tree.parent(target);
  if (tree[target].field != Field::Target) return {};
  const NodeKind kind = tree.kind(statement);
  if (kind != NodeKind::Assign && kind != NodeKind::AnnAssign) return {};
  return engine.value_of({file, tree.child(statement, Field::Value)});
}

/// `items += more`: the variable holds the object that it has held, and the round binds it.
bool extends_in_place(const Program& program, const flow::Engine& engine, FileId file,
                      NodeId target) {
  if (!target.exists()) return false;
  const Tree& tree = program.tree(file);
  return tree.kind(tree.parent(target)) == NodeKind::AugAssign &&
         staged_value(program, engine, engine.value_of({file, target})).kind ==
             StagedValue::Kind::Sequence;
}

}  // namespace

StagedValue staged_value(const Program& program, const flow::Engine& engine,
                         std::span<const ValueId> values) {
  StagedValue out;
  bool first = true;
  for (ValueId value : values)
    for (ObjectId o : engine.values().objects(value)) {
      StagedValue one = of_object(program, engine, o);
      if (first) {
        out = std::move(one);
        first = false;
        continue;
      }
      if (one.kind != out.kind) return {};
      out.literal = out.literal && one.literal;
      out.proved = out.proved && one.proved;
      if (one.type.dtype != out.type.dtype) out.type.dtype = Dtype::Unknown;
      if (out.type.dims != one.type.dims) {
        const bool ranked =
            out.type.dims && one.type.dims && out.type.dims->size() == one.type.dims->size();
        if (!ranked) {
          out.type.dims.reset();
        } else {
          for (std::size_t i = 0; i < out.type.dims->size(); ++i)
            (*out.type.dims)[i] = join_dims((*out.type.dims)[i], (*one.type.dims)[i]);
        }
      }
      if (out.length != one.length) out.length.reset();
      if (out.class_name != one.class_name) out.class_name = {};
    }
  return out;
}

std::vector<LoopVariable> loop_variables(const Program& program, const flow::Engine& engine,
                                         const VariableFlow& flow, ContextId context,
                                         NodeRef loop) {
  std::vector<LoopVariable> out;
  const FunctionId f = program.enclosing_function(loop);
  const VariableFlow::Around* around = flow.around(loop.node);
  const BranchEnds::Row* row = engine.branch_ends().find(context, loop.node);
  if (around == nullptr || row == nullptr) return out;
  const Tree& tree = program.tree(loop.file);
  const ScopeTree& scopes = program.scopes(loop.file);
  const NodeId body = tree.child(loop.node, Field::Body);
  PlaceSet bound = flow.written(body);
  if (const NodeId target = tree.child(loop.node, Field::Target); target.exists())
    bound |= flow.written(loop.node);
  const auto changes = engine.branch_ends().changes(*row);
  for (PlaceId place : bound.members()) {
    LoopVariable one;
    one.place = place;
    one.live_out = around->live_out.has(place);
    one.exposed = around->exposed.has(place);
    one.unbound = !flow.bound_before(place, loop.node);
    const std::vector<NodeId> writes = flow.writes(body, place);
    if (!writes.empty()) one.update = writes.back();
    const FlowVariable& p = flow.place(place);
    if (p.compound) {
      // The last assignment before the loop counts, if it stands in the same list of statements.
      for (NodeId at : flow.writes(tree.parent(loop.node), place))
        if (at < loop.node && tree.parent(tree.parent(at)) == tree.parent(loop.node))
          one.before = assigned(program, engine, loop.file, at);
      if (writes.size() == 1) one.after = assigned(program, engine, loop.file, writes.front());
    } else {
      const Symbol& symbol = scopes.symbols[p.symbol];
      const ScopeId frame = scopes.scopes[symbol.scope].frame;
      if (frame != program.function(f).scope) continue;
      const auto change = std::find_if(changes.begin(), changes.end(),
                                       [&](const LocalChange& c) { return c.slot == symbol.slot; });
      if (change != changes.end()) {
        one.before = change->before;
        one.after = change->after;
      } else if (extends_in_place(program, engine, loop.file, one.update)) {
        one.before = one.after = engine.value_of({loop.file, one.update});
      } else {
        continue;  // as before
      }
    }
    out.push_back(one);
  }
  return out;
}

std::optional<BranchVariables> branch_variables(const Program& program, const flow::Engine& engine,
                                                const VariableFlow& flow, ContextId context,
                                                NodeRef row) {
  const Tree& tree = program.tree(row.file);
  const BranchNumber number = branch_number(tree, row.node);
  const BranchEnds::Row* ends = engine.branch_ends().find(context, number.statement);
  const FunctionId f = program.enclosing_function(row);
  const VariableFlow::Around* around = flow.around(row.node);
  if (ends == nullptr || around == nullptr) return std::nullopt;
  constexpr std::uint32_t kCounted = 64;
  const auto has = [](std::uint64_t set, std::uint32_t bit) { return (set >> bit & 1U) != 0; };
  if (number.branch >= kCounted || !has(ends->entered, number.branch)) return std::nullopt;
  const std::uint64_t behind =
      number.branch + 1 >= kCounted ? 0 : ~std::uint64_t{0} << (number.branch + 1);
  if ((ends->entered & behind) == 0) return std::nullopt;  // the test is known: not staged
  BranchVariables out;
  out.body_ends = has(ends->ended, number.branch);
  out.otherwise_ends = (ends->ended & behind) != 0;
  const Branches branches = branches_of(tree, row.node);
  const PlaceSet in_body = flow.written(branches.body);
  PlaceSet in_otherwise;
  if (branches.otherwise.exists()) {
    in_otherwise = flow.written(branches.otherwise);
    if (tree.kind(branches.otherwise) == NodeKind::Elif)
      for (NodeId child : tree.children(number.statement))
        if (child > branches.otherwise) in_otherwise |= flow.written(child);
  }
  const auto changes = engine.branch_ends().changes(*ends);
  const ScopeTree& scopes = program.scopes(row.file);
  PlaceSet all = in_body;
  all |= in_otherwise;
  for (PlaceId place : all.members()) {
    BranchVariable one;
    one.place = place;
    one.in_body = in_body.has(place);
    one.in_otherwise = in_otherwise.has(place);
    one.live_out = around->live_out.has(place);
    one.unbound = !flow.bound_before(place, number.statement);
    const FlowVariable& p = flow.place(place);
    if (!p.compound) {
      const Symbol& symbol = scopes.symbols[p.symbol];
      if (scopes.scopes[symbol.scope].frame != program.function(f).scope) continue;
      const LocalChange* any = nullptr;
      for (const LocalChange& c : changes)
        if (c.slot == symbol.slot) any = &c;
      const bool leaves = one.in_body ? !out.body_ends : !out.otherwise_ends;
      if (any == nullptr && !leaves) continue;  // the same in all branches
      if (any == nullptr) {
        out.variables.push_back(std::move(one));
        continue;
      }
      one.before = any->before;
      const auto at_end = [&](std::uint32_t branch) {
        for (const LocalChange& c : changes)
          if (c.slot == symbol.slot && c.branch == branch) return c.after;
        return any->before;
      };
      if (out.body_ends) one.body = at_end(number.branch);
      for (std::uint32_t b = number.branch + 1; b < kCounted; ++b)
        if (has(ends->ended, b)) one.otherwise.push_back(at_end(b));
    }
    out.variables.push_back(std::move(one));
  }
  return out;
}

}  // namespace hyb
