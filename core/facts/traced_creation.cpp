#include "core/facts/traced_creation.h"

#include <algorithm>

#include "core/syntax/own_rows.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Passage;

namespace {

/// The callee runs in the trace of its caller.
bool stays_in_trace(Passage passage) {
  switch (passage) {
    case Passage::Call:
    case Passage::Construct:
    case Passage::DataModel:
    case Passage::KerasCall:
    case Passage::Mapped:
    case Passage::Replica:
    case Passage::Staged:
    case Passage::Unconverted:
      return true;
    default:
      return false;
  }
}

/// Reads nothing but what the call itself was given.
class TestOfParameters {
 public:
  TestOfParameters(const Program& program, FileId file)
      : tree_(program.tree(file)), scopes_(program.scopes(file)) {}

  bool of(NodeId test) const {
    for (auto i = static_cast<std::uint32_t>(test.index()); i < tree_.end_of(test); ++i) {
      const NodeId row = NodeId::from_index(i);
      switch (tree_.kind(row)) {
        case NodeKind::Name: {
          const SymbolId symbol = scopes_.symbol_of[i];
          if (!symbol.exists()) return false;
          const Symbol& info = scopes_.symbols[symbol];
          if (!info.parameter || info.rebound_elsewhere || is_bound_before(info, test))
            return false;
          break;
        }
        case NodeKind::Attribute:
        case NodeKind::Subscript:
        case NodeKind::Call:
        case NodeKind::NamedExpr:
        case NodeKind::Await:
          return false;
        default:
          break;
      }
    }
    return true;
  }

 private:
  /// Something else than the call itself may have given the parameter its value.
  bool is_bound_before(const Symbol& symbol, NodeId test) const {
    for (std::uint32_t b = 0; b < symbol.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[symbol.first_binding + b];
      if (binding.kind != BindingKind::Parameter && binding.node < test) return true;
    }
    return false;
  }

  const Tree& tree_;
  const ScopeTree& scopes_;
};

/// Every decorator is one that calls the function each time: tf.function, property and its kin.
bool runs_each_time(const Facts& facts, FunctionId f) {
  const FunctionInfo& info = facts.program().function(f);
  const Tree& tree = facts.program().tree(info.file);
  const NodeId outer = tree.with_decorators(info.node);
  if (outer == info.node) return true;
  for (NodeId child : tree.children(outer)) {
    if (tree.kind(child) != NodeKind::Decorator) continue;
    const auto decorations = facts.decorations_of(f);
    if (std::any_of(decorations.begin(), decorations.end(), [&](std::uint32_t d) {
          return facts.decoration(d).site == NodeRef{info.file, child};
        }))
      continue;
    NodeId value = tree.child(child, Field::Value);
    if (tree.kind(value) == NodeKind::Call) value = tree.child(value, Field::Function);
    const ApiRow* row = facts.api({info.file, value});
    if (row == nullptr || row->has(Trait::Memoizes)) return false;
    if (!row->has(Trait::Descriptor) && !row->has(Trait::BlocksAutograph)) return false;
  }
  return true;
}

}  // namespace

bool TracedCreation::makes(const ApiRow* api) {
  if (api == nullptr) return false;
  // A prefix alone speaks for the name: nothing is known of it.
  if (api->name.ends_with("*")) return false;
  // Layers and models make theirs later, when they are built.
  const bool later = api->has(Trait::Layer) || api->has(Trait::Model);
  if (api->is_class && later) return api->has(Trait::ConstructorMakesVariables);
  if (api->is_class &&
      (api->result == ApiResult::Variable || api->has(Trait::ConstructorMakesVariables)))
    return true;
  return api->has(Trait::MakesVariables);
}

TracedCreation::TracedCreation(const Facts& facts)
    : facts_(facts),
      rows_(facts.engine().contexts().size()),
      made_(facts.engine().contexts().size()) {
  start();
  spread();
  find_making();
}

/// Conditions around the row in its function, or an early return before it, may let it run once.
bool TracedCreation::guarded(NodeRef at) const {
  const Program& program = facts_.program();
  if (inside_with(program, facts_.engine(), at, Trait::WrapsCreation)) return true;
  const Tree& tree = program.tree(at.file);
  const FunctionId f = program.enclosing_function(at);
  const bool starts = f.exists() && !facts_.decorations_of(f).empty();
  const TestOfParameters parameters(program, at.file);
  const auto may_guard = [&](NodeId test) {
    return !test.exists() || !starts || !parameters.of(test);
  };
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const Field field = tree[below].field;
    switch (tree.kind(up)) {
      case NodeKind::FunctionDef:
      case NodeKind::Lambda:
      case NodeKind::ClassDef:
      case NodeKind::Module:
        return false;
      case NodeKind::If:
      case NodeKind::Elif:
      case NodeKind::Conditional:
      case NodeKind::While:
        if (field != Field::Test && may_guard(tree.child(up, Field::Test))) return true;
        break;
      case NodeKind::BoolOp:
        if (field == Field::Right && may_guard(tree.child(up, Field::Left))) return true;
        break;
      case NodeKind::Try:
      case NodeKind::Except:
      case NodeKind::Match:
      case NodeKind::Case:
        return true;
      case NodeKind::Block:
        for (NodeId statement : tree.children(up)) {
          if (statement == below) break;
          if (!may_leave(tree, statement)) continue;
          if (tree.kind(statement) != NodeKind::If || may_guard(tree.child(statement, Field::Test)))
            return true;
        }
        break;
      default:
        break;
    }
  }
  return false;
}

/// What is called runs in the caller's trace, each time that it is traced.
bool TracedCreation::continues(const CallEdge& edge) const {
  if (!stays_in_trace(edge.passage)) return false;
  const Program& program = facts_.program();
  const FunctionInfo& callee = program.function(edge.callee);
  // Keras runs `build` once, outside of the graph's own ops.
  if (callee.owner.exists() && !callee.is_lambda() && program.text(callee.name) == "build")
    return false;
  return runs_each_time(facts_, edge.callee) &&
         !in_eager_island(program, facts_.engine(), edge.site) && !guarded(edge.site);
}

void TracedCreation::start() {
  const auto begin = [&](ContextId context, std::uint32_t edge, std::uint32_t decoration) {
    Reached& row = rows_[context.index()];
    if (row.reached) return;
    row = {true, edge, decoration};
    queue_.push_back(context);
  };
  // Somewhere models run eagerly: then fit may not make a graph.
  const bool eager_models = facts_.program().names().find("run_eagerly").exists();
  const auto edges = facts_.edges();
  std::vector<bool> called(facts_.program().functions().size(), false);
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    const CallEdge& edge = edges[i];
    switch (edge.passage) {
      case Passage::Graph:
        called[edge.callee.index()] = true;
        begin(edge.to, i + 1, edge.decoration);
        break;
      case Passage::Pipeline:
        begin(edge.to, i + 1, 0);
        break;
      case Passage::KerasFit:
      case Passage::KerasStep:
        if (!eager_models) begin(edge.to, i + 1, 0);
        break;
      default:
        break;
    }
  }
  for (std::uint32_t d = 1; d <= facts_.engine().decorations().size(); ++d) {
    const FunctionId f = facts_.wrapped_function(d);
    if (!f.exists() || called[f.index()]) continue;
    for (ContextId context : facts_.engine().contexts_of(f)) begin(context, 0, d);
  }
  // Keras runs `call` of a layer again and again, in a graph as soon as it drives the model.
  const NameId call = facts_.program().names().find("call");
  for (std::size_t i = 0; call.exists() && i < facts_.program().functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    const FunctionInfo& info = facts_.program().function(f);
    if (info.name != call || !info.owner.exists() ||
        facts_.derives(info.owner, "keras.layers.Layer") != Tri::Yes)
      continue;
    for (ContextId context : facts_.engine().contexts_of(f)) begin(context, 0, 0);
  }
}

void TracedCreation::spread() {
  const auto edges = facts_.edges();
  for (std::size_t at = 0; at < queue_.size(); ++at) {
    const ContextId from = queue_[at];
    const FunctionId caller = facts_.engine().contexts()[from.index()].function;
    if (!caller.exists()) continue;
    for (const CallEdge& edge : facts_.edges_from(caller)) {
      if (edge.from != from || edge.passage == Passage::Construct) continue;
      if (rows_[edge.to.index()].reached || !continues(edge)) continue;
      rows_[edge.to.index()] = {true, static_cast<std::uint32_t>(&edge - edges.data()) + 1, 0};
      queue_.push_back(edge.to);
    }
  }
}

// From the places that make variables up through the calls to them, constructors included.
void TracedCreation::find_making() {
  const Program& program = facts_.program();
  std::vector<ContextId> todo;
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    for (NodeId call : facts_.calls(file)) {
      const NodeRef at{file, call};
      if (!makes(facts_.called_api(at))) continue;
      const FunctionId f = program.enclosing_function(at);
      if (!f.exists() || in_eager_island(program, facts_.engine(), at) || guarded(at)) continue;
      for (ContextId context : facts_.engine().contexts_of(f)) {
        if (made_[context.index()].node.exists()) continue;
        made_[context.index()] = at;
        todo.push_back(context);
      }
    }
  }
  for (std::size_t at = 0; at < todo.size(); ++at) {
    const FunctionId callee = facts_.engine().contexts()[todo[at].index()].function;
    for (const CallEdge& edge : facts_.edges_into(callee)) {
      if (edge.to != todo[at] || !edge.caller.exists() || !continues(edge)) continue;
      if (made_[edge.from.index()].node.exists()) continue;
      made_[edge.from.index()] = made_[todo[at].index()];
      todo.push_back(edge.from);
    }
  }
}

bool TracedCreation::runs_on_each_trace(NodeRef at) const {
  const FunctionId f = facts_.program().enclosing_function(at);
  if (!f.exists()) return false;
  const auto& contexts = facts_.engine().contexts_of(f);
  return std::any_of(contexts.begin(), contexts.end(),
                     [&](ContextId c) { return rows_[c.index()].reached; }) &&
         !in_eager_island(facts_.program(), facts_.engine(), at) && !guarded(at);
}

bool TracedCreation::constructs_on_each_trace(NodeRef call, NodeRef* made) const {
  const FunctionId f = facts_.program().enclosing_function(call);
  if (!f.exists()) return false;
  for (const CallEdge& edge : facts_.edges_from(f)) {
    if (edge.site != call || edge.passage != Passage::Construct) continue;
    if (!rows_[edge.from.index()].reached || !made_[edge.to.index()].node.exists()) continue;
    if (!continues(edge)) continue;
    if (made != nullptr) *made = made_[edge.to.index()];
    return true;
  }
  return false;
}

std::vector<CallEdge> TracedCreation::chain(FunctionId f) const {
  std::vector<CallEdge> out;
  for (ContextId context : facts_.engine().contexts_of(f)) {
    if (!rows_[context.index()].reached) continue;
    for (const Reached* row = &rows_[context.index()]; row->edge != 0;) {
      out.push_back(facts_.edges()[row->edge - 1]);
      if (!stays_in_trace(out.back().passage)) break;
      row = &rows_[out.back().from.index()];
    }
    break;
  }
  std::reverse(out.begin(), out.end());
  return out;
}

std::uint32_t TracedCreation::decoration(FunctionId f) const {
  for (ContextId context : facts_.engine().contexts_of(f)) {
    const Reached* row = &rows_[context.index()];
    if (!row->reached) continue;
    while (row->edge != 0 && row->decoration == 0) {
      const CallEdge& edge = facts_.edges()[row->edge - 1];
      if (!stays_in_trace(edge.passage)) break;
      row = &rows_[edge.from.index()];
    }
    return row->decoration;
  }
  return 0;
}

}  // namespace hyb
