// A depth-first walk from the expression to what it is made of. Tensors are told by their type, so
// that what is walked is only where a tensor comes from. The walk gives up (no) after kMaxDepth.

#include "core/effects/symbolic_values.h"

#include <algorithm>

#include "core/tensorflow/api.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using flow::ValueId;

namespace {

constexpr int kMaxDepth = 16;

bool opens_function(NodeKind kind) {
  return kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef;
}

}  // namespace

class SymbolicQuery {
 public:
  explicit SymbolicQuery(const SymbolicValues& values)
      : own_(values), program_(values.program_), engine_(values.engine_) {}

  /// A tensor of the trace, or a container that is written with one in it.
  bool is(FunctionId f, NodeRef at, int depth) {
    if (!at.node.exists() || depth > kMaxDepth) return false;
    const Tree& tree = program_.tree(at.file);
    switch (tree.kind(at.node)) {
      case NodeKind::Tuple:
      case NodeKind::List:
      case NodeKind::Set:
        for (NodeId child : tree.children(at.node))
          if (is(f, {at.file, child}, depth + 1)) return true;
        return false;
      case NodeKind::Dict:
        for (NodeId child : tree.children(at.node))
          if (is(f, {at.file, tree.child(child, Field::Value)}, depth + 1)) return true;
        return false;
      case NodeKind::ListComp:
        return is(f, {at.file, tree.child(at.node, Field::Element)}, depth + 1);
      default:
        break;
    }
    const ValueId value = engine_.value_of(at);
    if (!own_.tensor_only(value) && !container_of_tensors(value)) return false;
    return made_in_trace(f, at, depth);
  }

  bool part(FunctionId f, NodeRef at, std::size_t index, int depth) {
    const Tree& tree = program_.tree(at.file);
    const NodeKind kind = tree.kind(at.node);
    if (kind == NodeKind::Tuple || kind == NodeKind::List) {
      for (NodeId child : tree.children(at.node))
        if (index-- == 0) return is(f, {at.file, child}, depth + 1);
      return false;
    }
    if (kind != NodeKind::Call) return false;
    const auto objects = engine_.values().objects(engine_.value_of(at));
    if (objects.empty()) return false;
    for (ObjectId o : objects) {
      const ObjectKind object = engine_.values()[o].kind;
      if (object == ObjectKind::Tensor && own_.tensor_only(engine_.value_of(at)))
        continue;  // a tensor is unpacked along its first axis
      if (object != ObjectKind::Tuple && object != ObjectKind::List) return false;
      const std::vector<ValueId> parts = engine_.parts_of(o);
      const bool open = engine_.values()[o].open;
      if (!open && index >= parts.size()) return false;
      if (parts.empty() || !own_.tensor_only(parts[open ? 0 : index])) return false;
    }
    return returned_part(f, at, index, depth);
  }

 private:
  /// The result of a call: what functions of the project return in that place, or an operation.
  bool returned_part(FunctionId f, NodeRef call, std::size_t index, int depth) {
    const auto edges = edges_at(f, call);
    if (edges.empty()) return outside_call(call);
    return std::all_of(edges.begin(), edges.end(), [&](const CallEdge& edge) {
      return edge.passage == Passage::Graph || all_returns(edge.callee, [&](NodeRef value) {
               return part(edge.callee, value, index, depth + 1);
             });
    });
  }

  bool container_of_tensors(ValueId value) const {
    const auto objects = engine_.values().objects(value);
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const ObjectKind kind = engine_.values()[o].kind;
      if (kind != ObjectKind::Tuple && kind != ObjectKind::List && kind != ObjectKind::Dict)
        return false;
      const std::vector<ValueId> parts = engine_.parts_of(o);
      return !parts.empty() && std::all_of(parts.begin(), parts.end(),
                                           [&](ValueId part) { return own_.tensor_only(part); });
    });
  }

  bool made_in_trace(FunctionId f, NodeRef at, int depth) {
    if (depth > kMaxDepth || !at.node.exists()) return false;
    const Tree& tree = program_.tree(at.file);
    switch (tree.kind(at.node)) {
      case NodeKind::Name:
        return name(f, at, depth);
      case NodeKind::BinOp:
      case NodeKind::UnaryOp:
      case NodeKind::Compare:
        return true;  // an operation on tensors, given that a tensor comes of it
      case NodeKind::Subscript: {
        const NodeRef object{at.file, tree.child(at.node, Field::Object)};
        return own_.tensor_only(engine_.value_of(object)) || is(f, object, depth + 1);
      }
      case NodeKind::Conditional:
        return is(f, {at.file, tree.child(at.node, Field::Body)}, depth + 1) &&
               is(f, {at.file, tree.child(at.node, Field::Else)}, depth + 1);
      case NodeKind::BoolOp:
        return is(f, {at.file, tree.child(at.node, Field::Left)}, depth + 1) &&
               is(f, {at.file, tree.child(at.node, Field::Right)}, depth + 1);
      case NodeKind::NamedExpr:
      case NodeKind::Starred:
        return is(f, {at.file, tree.child(at.node, Field::Value)}, depth + 1);
      case NodeKind::Call:
        return call(f, at, depth);
      default:
        return false;
    }
  }

  std::vector<CallEdge> edges_at(FunctionId f, NodeRef site) const {
    std::vector<CallEdge> out;
    const auto [first, last] = own_.from_[f.index()];
    for (std::uint32_t i = first; i < last; ++i)
      if (const CallEdge& edge = engine_.edges()[i]; edge.site == site) {
        const bool known = std::any_of(out.begin(), out.end(), [&](const CallEdge& e) {
          return e.callee == edge.callee && e.passage == edge.passage;
        });
        if (!known) out.push_back(edge);
      }
    return out;
  }

  bool call(FunctionId f, NodeRef at, int depth) {
    if (outside_call(at)) return true;
    if (own_.rows_.at(at) != nullptr) return false;
    std::vector<CallEdge> edges = edges_at(f, at);
    // A layer that is called is built first.
    std::erase_if(edges, [](const CallEdge& e) { return e.passage == Passage::Construct; });
    if (edges.empty()) return calls_layer(at);
    return std::all_of(edges.begin(), edges.end(), [&](const CallEdge& edge) {
      return edge.passage == Passage::Graph || all_returns(edge.callee, [&](NodeRef value) {
               return is(edge.callee, value, depth + 1);
             });
    });
  }

  bool outside_call(NodeRef at) const {
    const ApiRow* row = own_.rows_.at(at);
    if (row == nullptr || row->has(Trait::Updates)) return false;
    return row->has(Trait::Op) || row->result == ApiResult::Gradients;
  }

  /// An instance of an outside layer, which runs operations.
  bool calls_layer(NodeRef at) const {
    const NodeId callee = program_.tree(at.file).child(at.node, Field::Function);
    const auto objects = engine_.values().objects(engine_.value_of({at.file, callee}));
    return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
      const Object& object = engine_.values()[o];
      if (object.kind != ObjectKind::ExternalInstance) return false;
      const ApiRow* made = find_api(program_.text(object.name));
      return made != nullptr && made->has(Trait::Layer);
    });
  }

  template <class Holds>
  bool all_returns(FunctionId callee, Holds&& holds) const {
    const FunctionInfo& info = program_.function(callee);
    if (info.is_generator || !info.body.exists()) return false;
    if (info.is_lambda()) return holds(NodeRef{info.file, info.body});
    const Tree& tree = program_.tree(info.file);
    bool some = false;
    for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
      const NodeId row = NodeId::from_index(i);
      if (opens_function(tree.kind(row))) {
        i = tree.end_of(row);
        continue;
      }
      ++i;
      if (tree.kind(row) != NodeKind::Return) continue;
      const NodeId value = tree.child(row, Field::Value);
      if (!value.exists() || !engine_.value_of({info.file, value}).exists()) continue;
      if (!holds(NodeRef{info.file, value})) return false;
      some = true;
    }
    return some;
  }

  bool name(FunctionId f, NodeRef at, int depth) {
    const ScopeTree& scopes = program_.scopes(at.file);
    const SymbolId symbol = scopes.symbol_of[at.node.index()];
    if (!symbol.exists()) return false;
    const ScopeId frame = scopes.scopes[scopes.symbols[symbol].scope].frame;
    FunctionId owner = f;
    bool here = frame == program_.function(f).scope;
    if (!here) {  // a variable of a function around, which runs in the same trace
      if (scopes.scopes[frame].kind != ScopeKind::Function) return false;
      owner = program_.function_at({at.file, scopes.scopes[frame].node});
      if (!owner.exists() || !own_.tracing_.traced(owner) || own_.tracing_.eager(owner))
        return false;
    }
    const Symbol& info = scopes.symbols[symbol];
    const std::uint32_t last = info.first_binding + info.binding_count;
    std::uint32_t first = info.first_binding;
    if (here)
      for (std::uint32_t b = last; b-- > first;)
        if (hides(at.file, scopes.bindings[b], at.node)) {
          first = b;
          break;
        }
    bool some = false;
    for (std::uint32_t b = first; b < last; ++b) {
      const Binding& binding = scopes.bindings[b];
      if (binding.kind == BindingKind::Annotation || binding.kind == BindingKind::Delete) continue;
      if (here && !may_be_bound_before(program_.tree(at.file), binding.node, at.node)) continue;
      if (!bound(owner, at.file, binding, depth)) return false;
      some = true;
    }
    return some;
  }

  /// Every path to the use runs through this assignment.
  bool hides(FileId file, const Binding& binding, NodeId use) const {
    const Tree& tree = program_.tree(file);
    const NodeId statement = tree.parent(binding.node);
    if (binding.kind != BindingKind::Assign ||
        (tree.kind(statement) != NodeKind::Assign && tree.kind(statement) != NodeKind::AnnAssign))
      return false;
    return use.index() >= tree.end_of(statement) && tree.contains(tree.parent(statement), use);
  }

  bool bound(FunctionId f, FileId file, const Binding& binding, int depth) {
    if (in_eager_island(program_, engine_, {file, binding.node})) return false;
    const Tree& tree = program_.tree(file);
    const NodeId up = tree.parent(binding.node);
    switch (binding.kind) {
      case BindingKind::Parameter:
        return parameter(f, binding.symbol, depth + 1);
      case BindingKind::Augment:
        return true;
      case BindingKind::Assign:
        if (tree.kind(up) == NodeKind::Tuple || tree.kind(up) == NodeKind::List) {
          std::size_t index = 0;
          for (NodeId child : tree.children(up)) {
            if (child == binding.node) break;
            if (tree.kind(child) == NodeKind::Starred) return false;
            ++index;
          }
          const NodeId value = tree.child(tree.parent(up), Field::Value);
          return value.exists() && part(f, {file, value}, index, depth + 1);
        }
        return is(f, {file, tree.child(up, Field::Value)}, depth + 1);
      case BindingKind::Walrus:
        return is(f, {file, tree.child(up, Field::Value)}, depth + 1);
      case BindingKind::Loop: {
        const NodeRef iterable{file, tree.child(up, Field::Iter)};
        return iterable.node.exists() && is(f, iterable, depth + 1);
      }
      default:
        return false;
    }
  }

  // A parameter: some traced call hands over a tensor of the trace, or the trace makes one of the
  // argument.
  bool parameter(FunctionId f, SymbolId symbol, int depth) {
    if (depth > kMaxDepth) return false;
    const FunctionInfo& info = program_.function(f);
    std::uint32_t p = 0;
    while (p < info.parameters.size() && info.parameters[p].symbol != symbol) ++p;
    if (p == info.parameters.size() || info.parameters[p].kind != ParameterKind::Positional)
      return false;
    bool entered = false;
    for (std::uint32_t e : own_.into_[f.index()]) {
      const CallEdge& edge = engine_.edges()[e];
      if (!in_graph(edge.to)) continue;
      entered = true;
      const auto& given = engine_.contexts()[edge.to.index()].parameters;
      const bool tensor =
          p < given.size() && (own_.tensor_only(given[p]) || container_of_tensors(given[p]));
      const bool caller_traced = edge.from.exists() && in_graph(edge.from) &&
                                 edge.passage != Passage::Eager &&
                                 !in_eager_island(program_, engine_, edge.site);
      if (edge.passage == Passage::Graph || flow::starts_graph(edge.passage)) {
        if (tensor) return true;
        continue;
      }
      if (!caller_traced || !edge.caller.exists()) continue;
      if (edge.passage == Passage::Staged || edge.passage == Passage::Mapped) {
        if (tensor) return true;
        continue;
      }
      const WrittenArgument written = own_.arguments_.written(edge, p);
      if (written.expression.exists() &&
          is(edge.caller, {edge.site.file, written.expression}, depth + 1))
        return true;
    }
    if (entered) return false;
    // Decorated, and nothing in the program calls it.
    for (ContextId c : engine_.contexts_of(f)) {
      const auto& given = engine_.contexts()[c.index()].parameters;
      if (in_graph(c) && p < given.size() && own_.tensor_only(given[p])) return true;
    }
    return false;
  }

  bool in_graph(ContextId c) const {
    return own_.tracing_.reached(c, Mode::Converted) || own_.tracing_.reached(c, Mode::Unconverted);
  }

  const SymbolicValues& own_;
  const Program& program_;
  const flow::Engine& engine_;
};

SymbolicValues::SymbolicValues(const Program& program, const flow::Engine& engine,
                               const CalledRows& rows, const Tracing& tracing,
                               const ArgumentProvenance& arguments)
    : program_(program),
      engine_(engine),
      rows_(rows),
      tracing_(tracing),
      arguments_(arguments),
      from_(program.functions().size()),
      into_(program.functions().size()) {
  const std::vector<CallEdge>& edges = engine.edges();
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    into_[edges[i].callee.index()].push_back(i);
    if (!edges[i].caller.exists()) continue;
    auto& range = from_[edges[i].caller.index()];
    if (range.second == 0) range.first = i;
    range.second = i + 1;
  }
}

bool SymbolicValues::tensor_only(ValueId value) const {
  const auto objects = engine_.values().objects(value);
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = engine_.values()[o];
    if (object.kind != ObjectKind::Tensor) return false;
    const std::string_view cls = program_.text(object.name);
    return cls == kTensorClass || cls == kRaggedClass || cls == kSparseClass ||
           cls == kSymbolicClass;
  });
}

bool SymbolicValues::symbolic(FunctionId function, NodeRef expression) const {
  return SymbolicQuery(*this).is(function, expression, 0);
}

bool SymbolicValues::symbolic_part(FunctionId function, NodeRef expression,
                                   std::size_t index) const {
  return SymbolicQuery(*this).part(function, expression, index, 0);
}

}  // namespace hyb
