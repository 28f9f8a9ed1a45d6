#include "checks/symbolic_values.h"

#include <algorithm>

#include "checks/graph_calls.h"
#include "core/tensorflow/framework.h"

namespace hyb::checks {
namespace {

using flow::CallEdge;
using flow::Passage;

constexpr int kMaxDepth = 8;
constexpr int kMaxCallers = 3;  // calls of calls whose arguments are looked at

/// One question about where a tensor comes from, as its text says.
class Origin {
 public:
  Origin(const Facts& facts, int callers)
      : facts_(facts), program_(facts.program()), callers_(callers) {}

  bool of(NodeRef at, int depth) const {
    if (depth == 0 || !at.node.exists()) return false;
    const Tree& tree = program_.tree(at.file);
    switch (tree.kind(at.node)) {
      case NodeKind::Call:
        return of_call(at, depth);
      case NodeKind::BinOp:
      case NodeKind::Compare:
      case NodeKind::CompareOp:
      case NodeKind::UnaryOp: {
        for (NodeId child : tree.children(at.node))
          if (of({at.file, child}, depth - 1)) return true;
        return false;
      }
      case NodeKind::Subscript:
        return of({at.file, tree.child(at.node, Field::Object)}, depth - 1);
      case NodeKind::Name:
        return of_name(at, depth);
      default:
        return false;
    }
  }

 private:
  /// An op of the graph, or a method of a symbolic tensor.
  bool of_call(NodeRef at, int depth) const {
    const Tree& tree = program_.tree(at.file);
    const ApiRow* api = facts_.called_api(at);
    if (api != nullptr) return api->has(Trait::Op) && yes(facts_.is_tensor(at));
    const NodeId callee = tree.child(at.node, Field::Function);
    for (NodeId argument : tree.children(tree.child(at.node, NodeKind::Arguments)))
      if (tree.kind(argument) != NodeKind::Keyword && of({at.file, argument}, depth - 1))
        return yes(facts_.is_tensor(at));
    return tree.kind(callee) == NodeKind::Attribute &&
           of({at.file, tree.child(callee, Field::Object)}, depth - 1);
  }

  bool of_name(NodeRef at, int depth) const {
    const Tree& tree = program_.tree(at.file);
    const ScopeTree& scopes = program_.scopes(at.file);
    const SymbolId symbol = scopes.symbol_of[at.node.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes.symbols[symbol];
    const FunctionId owner =
        program_.function_at({at.file, scopes.scopes[scopes.scopes[info.scope].frame].node});
    if (!owner.exists() || !facts_.tracing().traced(owner) || info.binding_count == 0) return false;
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes.bindings[info.first_binding + b];
      switch (binding.kind) {
        case BindingKind::Parameter:
          if (!handed_symbolic(owner, symbol)) return false;
          break;
        case BindingKind::Loop: {
          NodeId loop = binding.node;
          while (loop.exists() && tree.kind(loop) != NodeKind::For &&
                 tree.kind(loop) != NodeKind::CompFor)
            loop = tree.parent(loop);
          if (!loop.exists() || !of({at.file, tree.child(loop, Field::Iter)}, depth - 1))
            return false;
          break;
        }
        case BindingKind::Assign: {
          NodeId statement = tree.parent(binding.node);
          while (tree.kind(statement) == NodeKind::Tuple || tree.kind(statement) == NodeKind::List)
            statement = tree.parent(statement);
          if (tree.kind(statement) != NodeKind::Assign) return false;
          const NodeId value = tree.child(statement, Field::Value);
          if (tree.contains(value, at.node) || !of({at.file, value}, depth - 1)) return false;
          break;
        }
        case BindingKind::Augment:
          break;
        default:
          return false;
      }
    }
    return true;
  }

  /// Every call hands it over as the graph gets it.
  bool handed_symbolic(FunctionId f, SymbolId symbol) const {
    const FunctionInfo& info = program_.function(f);
    std::size_t p = 0;
    while (p < info.parameters.size() && info.parameters[p].symbol != symbol) ++p;
    if (p == info.parameters.size() || info.parameters[p].kind != ParameterKind::Positional)
      return false;
    bool any = !facts_.decorations_of(f).empty();
    for (const CallEdge& edge : facts_.edges_into(f)) {
      if (edge.passage == Passage::Graph || flow::starts_graph(edge.passage)) {
        any = true;
        continue;
      }
      if (!edge.caller.exists() || !facts_.tracing().traced(edge.caller)) continue;
      any = true;
      if (edge.passage == Passage::Mapped || edge.passage == Passage::Staged) continue;
      if (callers_ == 0) return false;
      const std::vector<NodeId> given = arguments_by_parameter(facts_, edge.site, f);
      if (given.empty() || !given[p].exists() ||
          !Origin(facts_, callers_ - 1).of({edge.site.file, given[p]}, kMaxDepth))
        return false;
    }
    return any;
  }

  const Facts& facts_;
  const Program& program_;
  int callers_;
};

}  // namespace

bool is_variable(const Facts& facts, NodeRef expression) {
  const auto objects = facts.values().objects(facts.value(expression));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](flow::ObjectId o) {
    const flow::Object& object = facts.values()[o];
    return object.kind == flow::ObjectKind::Tensor && facts.text(object.name) == kVariableClass;
  });
}

bool is_symbolic(const Facts& facts, NodeRef expression) {
  return yes(facts.is_tensor(expression)) && !is_variable(facts, expression) &&
         Origin(facts, kMaxCallers).of(expression, kMaxDepth);
}

}  // namespace hyb::checks
