#include "core/symbolic/every_way.h"

#include <algorithm>

#include "core/program/reaching.h"
#include "core/syntax/own_rows.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Passage;

namespace {

constexpr int kMaxDepth = 24;

}  // namespace

EveryWay::EveryWay(const SymbolicValues& values, Mode mode)
    : values_(values),
      evaluations_(values.evaluations()),
      reader_(values.reader_),
      program_(values.reader_.program()),
      mode_(mode) {}

std::uint64_t EveryWay::live_anywhere(FunctionId f) const {
  return kMadeHere | evaluations_.symbolic_parameters(f, Mode::Converted) |
         evaluations_.symbolic_parameters(f, Mode::Unconverted);
}

bool EveryWay::is(FunctionId f, NodeRef at, std::uint64_t live, int depth) {
  if (!at.node.exists() || depth > kMaxDepth || (evaluations_.taint(at).value & live) == 0)
    return false;
  const auto [known, asked] = known_.try_emplace({at.file.raw(), at.node.raw(), live}, true);
  if (!asked) return known->second;
  const bool out = read(f, at, live, depth);
  known->second = out;
  return out;
}

// Something symbolic comes to the row. An operation on it gives a symbolic tensor.
bool EveryWay::read(FunctionId f, NodeRef at, std::uint64_t live, int depth) {
  const Tree& tree = program_.tree(at.file);
  const auto of_child = [&](Field field) {
    return is(f, {at.file, tree.child(at.node, field)}, live, depth + 1);
  };
  switch (tree.kind(at.node)) {
    case NodeKind::Name:
      return name(f, at, live, depth);
    case NodeKind::Tuple:
    case NodeKind::List:
    case NodeKind::Set:
      for (NodeId child : tree.children(at.node))
        if (is(f, {at.file, child}, live, depth + 1)) return true;
      return false;
    case NodeKind::Dict:
      for (NodeId child : tree.children(at.node))
        if (is(f, {at.file, tree.child(child, Field::Value)}, live, depth + 1)) return true;
      return false;
    case NodeKind::ListComp:
      return of_child(Field::Element);
    case NodeKind::Subscript:
      return values_.tensor_only(
                 reader_.engine().value_of({at.file, tree.child(at.node, Field::Object)})) ||
             of_child(Field::Object);
    case NodeKind::Attribute:
      return of_child(Field::Object);
    // One operand that is a tensor makes an operation of it; of two numbers Python makes a number.
    case NodeKind::BinOp:
      return operand(f, {at.file, tree.child(at.node, Field::Left)}, live, depth) ||
             operand(f, {at.file, tree.child(at.node, Field::Right)}, live, depth);
    case NodeKind::UnaryOp:
      return operand(f, {at.file, tree.child(at.node, Field::Value)}, live, depth);
    case NodeKind::Compare:
      for (NodeId child : tree.children(at.node)) {
        const bool first = tree.kind(child) != NodeKind::CompareOp;
        if (operand(f, {at.file, first ? child : tree.child(child, Field::Value)}, live, depth))
          return true;
      }
      return false;
    case NodeKind::Conditional:
      if (mode_ == Mode::Converted && yes(values_.staging_.of(at).staged)) return true;
      return of_child(Field::Body) && of_child(Field::Else);
    case NodeKind::BoolOp:
      return of_child(Field::Left) && of_child(Field::Right);
    case NodeKind::NamedExpr:
    case NodeKind::Starred:
      return of_child(Field::Value);
    case NodeKind::Call:
      if (const NodeRef same = may_be_given_back(at); same.node.exists())
        return is(f, same, live, depth + 1);
      return called(f, at, live, [&](const CallEdge& edge, std::uint64_t inside) {
        return all_returns(
            edge.callee, [&](NodeRef value) { return is(edge.callee, value, inside, depth + 1); });
      });
    default:
      return true;
  }
}

/// Tensors of any origin, variables too: what is done with them is an operation of the graph.
bool EveryWay::operand(FunctionId f, NodeRef at, std::uint64_t live, int depth) {
  const auto objects = reader_.objects(at);
  const bool tensor =
      !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
        return is_tensor(reader_.values(), program_.names(), o);
      });
  return tensor || is(f, at, live, depth + 1);
}

bool EveryWay::part(FunctionId f, NodeRef at, std::size_t index, std::uint64_t live, int depth) {
  if (!at.node.exists() || depth > kMaxDepth) return false;
  const Tree& tree = program_.tree(at.file);
  const NodeKind kind = tree.kind(at.node);
  if (kind == NodeKind::Tuple || kind == NodeKind::List) {
    for (NodeId child : tree.children(at.node)) {
      if (tree.kind(child) == NodeKind::Starred) break;
      if (index-- == 0) return is(f, {at.file, child}, live, depth + 1);
    }
    return is(f, at, live, depth + 1);
  }
  if (kind != NodeKind::Call) return is(f, at, live, depth + 1);
  if ((evaluations_.taint(at).value & live) == 0) return false;
  return called(f, at, live, [&](const CallEdge& edge, std::uint64_t inside) {
    return all_returns(edge.callee, [&](NodeRef value) {
      return part(edge.callee, value, index, inside, depth + 1);
    });
  });
}

/// `tf.cast(t, dtype)` of a tensor that has this dtype, as far as one can see, is `t`.
NodeRef EveryWay::may_be_given_back(NodeRef call) const {
  const ApiRow* row = reader_.called_api(call);
  if (row == nullptr || row->result != ApiResult::Tensor || !row->has(Trait::Views)) return {};
  const std::vector<NodeId> arguments = reader_.arguments(call);
  if (arguments.empty()) return {};
  const NodeRef given{call.file, arguments.front()};
  const auto dtype = [&](flow::ObjectId o) { return reader_.values()[o].dtype; };
  for (flow::ObjectId o : reader_.objects(given)) {
    const flow::ObjectKind kind = reader_.values()[o].kind;
    if (kind == flow::ObjectKind::Unknown) return given;
    if (kind != flow::ObjectKind::Tensor) continue;
    for (flow::ObjectId made : reader_.objects(call))
      if (dtype(o) == flow::Dtype::Unknown || dtype(made) == flow::Dtype::Unknown ||
          dtype(o) == dtype(made))
        return given;
  }
  return {};
}

// An operation or a layer gives a tensor of the trace; a function of the project what it returns.
template <class Holds>
bool EveryWay::called(FunctionId f, NodeRef at, std::uint64_t live, Holds&& holds) {
  if (reader_.called_api(at) != nullptr) return true;
  std::vector<std::pair<FunctionId, Passage>> seen;
  for (const CallEdge& edge : reader_.edges_at(f, at)) {
    // A layer that is called is built first.
    if (edge.passage == Passage::Construct || edge.passage == Passage::Graph ||
        flow::starts_graph(edge.passage))
      continue;
    if (std::find(seen.begin(), seen.end(), std::pair(edge.callee, edge.passage)) != seen.end())
      continue;
    seen.emplace_back(edge.callee, edge.passage);
    if (!holds(edge, handed_in(f, edge, live))) return false;
  }
  return true;
}

/// What is symbolic in the callee when this call runs it.
std::uint64_t EveryWay::handed_in(FunctionId caller, const CallEdge& edge,
                                  std::uint64_t live) const {
  std::uint64_t out = kMadeHere | (live_anywhere(edge.callee) & kOuter);
  const std::vector<Taint> passed = evaluations_.rows(caller).arguments(edge);
  for (std::size_t p = 0; p < passed.size() && p < kTaintedParameters; ++p)
    if ((passed[p].value & live) != 0) out |= std::uint64_t{1} << p;
  return out;
}

template <class Holds>
bool EveryWay::all_returns(FunctionId callee, Holds&& holds) const {
  const FunctionInfo& info = program_.function(callee);
  if (!info.body.exists()) return false;
  if (info.is_lambda()) return holds(NodeRef{info.file, info.body});
  const Tree& tree = program_.tree(info.file);
  const NodeKind gives = info.is_generator ? NodeKind::Yield : NodeKind::Return;
  bool some = false;
  const NodeId other = find_own_row(tree, info.body, [&](NodeId row) {
    if (tree.kind(row) != gives) return false;
    const NodeId value = tree.child(row, Field::Value);
    if (!value.exists() || !reader_.engine().value_of({info.file, value}).exists()) return false;
    some = true;
    return !holds(NodeRef{info.file, value});
  });
  return some && !other.exists();
}

bool EveryWay::name(FunctionId f, NodeRef at, std::uint64_t live, int depth) {
  const ScopeTree& scopes = program_.scopes(at.file);
  const SymbolId symbol = scopes.symbol_of[at.node.index()];
  if (!symbol.exists()) return false;
  const ScopeId frame = scopes.scopes[scopes.symbols[symbol].scope].frame;
  FunctionId owner = f;
  const bool here = frame == program_.function(f).scope;
  if (!here) {  // a variable of a function around, which runs in the same trace
    if (scopes.scopes[frame].kind != ScopeKind::Function) return false;
    owner = program_.function_at({at.file, scopes.scopes[frame].node});
    if (!owner.exists() || !values_.tracing_.traced(owner)) return false;
    live = live_anywhere(owner);
  }
  bool some = false;
  bool all = true;
  bool from_graph = false;
  const Tree& tree = program_.tree(at.file);
  each_reaching(tree, scopes, symbol, here ? at.node : NodeId{}, [&](const Binding& binding) {
    if (binding.kind == BindingKind::Annotation || binding.kind == BindingKind::Delete) return;
    const bool changed =  // `x += y`: an operation, whatever `x` was
        here && binding.kind == BindingKind::Augment &&
        always_before(tree, tree.parent(binding.node), at.node);
    from_graph = from_graph || changed || (here && merged({at.file, binding.node}, at.node));
    all = all && bound(owner, at.file, binding, live, depth);
    some = true;
  });
  return from_graph || (some && all);
}

/// The binding stands in a branch or loop of TensorFlow, whose output takes its place; in a loop
/// for the next round already.
bool EveryWay::merged(NodeRef binding, NodeId use) const {
  if (mode_ != Mode::Converted) return false;
  const Tree& tree = program_.tree(binding.file);
  for (NodeRef around = values_.staging_.around(binding); around.node.exists();
       around = values_.staging_.around(around)) {
    const NodeKind kind = tree.kind(around.node);
    if (kind == NodeKind::For || kind == NodeKind::While || !tree.contains(around.node, use))
      return true;
  }
  return false;
}

bool EveryWay::bound(FunctionId f, FileId file, const Binding& binding, std::uint64_t live,
                     int depth) {
  const Tree& tree = program_.tree(file);
  if (binding.kind == BindingKind::Parameter) {
    const FunctionInfo& info = program_.function(f);
    for (std::size_t p = 0; p < info.parameters.size() && p < kTaintedParameters; ++p)
      if (info.parameters[p].symbol == binding.symbol) return (live >> p & 1U) != 0;
    return false;
  }
  if (in_eager_island(program_, reader_.engine(), {file, binding.node})) return false;
  const FunctionId where = program_.enclosing_function({file, binding.node});
  if (!where.exists()) return false;
  if (where != f) live = live_anywhere(where);  // rebound by a function inside
  const NodeId up = tree.parent(binding.node);
  switch (binding.kind) {
    case BindingKind::Augment:
      return true;
    case BindingKind::Assign: {
      if (tree.kind(up) != NodeKind::Tuple && tree.kind(up) != NodeKind::List)
        return is(where, {file, tree.child(up, Field::Value)}, live, depth + 1);
      std::size_t index = 0;
      bool counted = true;
      for (NodeId child : tree.children(up)) {
        if (child == binding.node) break;
        counted = counted && tree.kind(child) != NodeKind::Starred;
        ++index;
      }
      NodeId statement = tree.parent(up);
      while (tree.kind(statement) == NodeKind::Tuple || tree.kind(statement) == NodeKind::List ||
             tree.kind(statement) == NodeKind::Starred) {
        counted = false;
        statement = tree.parent(statement);
      }
      const NodeRef value{file, tree.child(statement, Field::Value)};
      return counted ? part(where, value, index, live, depth + 1)
                     : is(where, value, live, depth + 1);
    }
    case BindingKind::Walrus:
      return is(where, {file, tree.child(up, Field::Value)}, live, depth + 1);
    case BindingKind::Loop: {
      NodeId loop = up;
      while (loop.exists() && tree.kind(loop) != NodeKind::For &&
             tree.kind(loop) != NodeKind::CompFor)
        loop = tree.parent(loop);
      return loop.exists() && is(where, {file, tree.child(loop, Field::Iter)}, live, depth + 1);
    }
    case BindingKind::With:
      return (evaluations_.taint({file, binding.node}).value & live) != 0;
    default:
      return false;
  }
}

}  // namespace hyb
