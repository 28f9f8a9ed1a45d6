#include "checks/graph_calls.h"

#include <algorithm>
#include <optional>

#include "core/symbolic/symbolic_values.h"
#include "core/tensorflow/tracing.h"

namespace hyb::checks {
namespace {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

constexpr int kMaxDepth = 8;  // expressions inside expressions, and callers of callers
constexpr long kFew = 4;      // so many values are no reason to speak

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

/// How many parameters the callee expression fills by itself: the receiver.
std::optional<std::size_t> receivers(const Facts& facts, NodeRef callee) {
  std::optional<std::size_t> out;
  for (ObjectId o : facts.values().objects(facts.value(callee))) {
    Object object = facts.values()[o];
    std::size_t skipped = 0;
    if (object.kind == ObjectKind::BoundMethod) {
      object = facts.values()[object_id(object.b)];
      skipped = 1;
    }
    if (object.kind == ObjectKind::GraphFunction) {
      const Object& wrapped = facts.values()[object_id(object.a)];
      if (wrapped.kind == ObjectKind::BoundMethod) ++skipped;
      if (wrapped.kind != ObjectKind::BoundMethod && wrapped.kind != ObjectKind::Function)
        return {};
    } else if (object.kind == ObjectKind::Instance) {
      skipped = 1;  // by its __call__
    } else if (object.kind != ObjectKind::Function) {
      return {};
    }
    if (out && *out != skipped) return {};
    out = skipped;
  }
  return out;
}

class Variation {
 public:
  Variation(const Facts& facts, NodeRef site, int depth)
      : facts_(facts),
        program_(facts.program()),
        site_(site),
        tree_(program_.tree(site.file)),
        scopes_(program_.scopes(site.file)),
        depth_(depth) {}

  bool of(NodeId expression, int depth) const {
    if (depth == 0 || !expression.exists()) return false;
    switch (tree_.kind(expression)) {
      case NodeKind::Name:
        return of_name(expression, depth);
      case NodeKind::BinOp:
        if (is_small_remainder(expression)) return false;
        return of(tree_.child(expression, Field::Left), depth - 1) ||
               of(tree_.child(expression, Field::Right), depth - 1);
      case NodeKind::UnaryOp:
        return of(tree_.child(expression, Field::Value), depth - 1);
      case NodeKind::String:
        for (NodeId part : tree_.children(expression))
          if (of(tree_.child(part, Field::Value), depth - 1)) return true;
        return false;
      case NodeKind::Call:
        return of_call(expression, depth);
      case NodeKind::Subscript:
        return of(tree_.child(expression, Field::Index), depth - 1);
      case NodeKind::List:
      case NodeKind::Tuple:
        for (NodeId part : tree_.children(expression))
          if (of(part, depth - 1)) return true;
        return false;
      default:
        return false;
    }
  }

 private:
  /// A loop that the site stands in, and that runs more than a few times.
  bool surrounds(NodeRef loop) const {
    return loop.node.exists() && loop.file == site_.file && tree_.contains(loop.node, site_.node);
  }

  bool of_name(NodeId name, int depth) const {
    const SymbolId symbol = scopes_.symbol_of[name.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[info.first_binding + b];
      switch (binding.kind) {
        case BindingKind::Loop:
          if (of_loop_variable(binding.node)) return true;
          break;
        case BindingKind::Augment:
          if (surrounds(loop_around(program_, facts_.engine(), {site_.file, binding.node})))
            return true;
          break;
        case BindingKind::Assign: {
          const NodeId statement = tree_.parent(binding.node);
          if (tree_.kind(statement) != NodeKind::Assign || binding.node == name) break;
          if (!surrounds(loop_around(program_, facts_.engine(), {site_.file, binding.node}))) break;
          if (of(tree_.child(statement, Field::Value), depth - 1)) return true;
          break;
        }
        case BindingKind::Parameter:
          if (of_parameter(symbol)) return true;
          break;
        default:
          break;
      }
    }
    return false;
  }

  bool of_loop_variable(NodeId target) const {
    NodeId loop = target;
    while (loop.exists() && tree_.kind(loop) != NodeKind::For &&
           tree_.kind(loop) != NodeKind::CompFor)
      loop = tree_.parent(loop);
    if (!loop.exists()) return false;
    const long trips =
        trip_count(program_, facts_.engine(), {site_.file, tree_.child(loop, Field::Iter)});
    if (trips >= 0 && trips <= kFew) return false;
    const NodeRef iterable{site_.file, tree_.child(loop, Field::Iter)};
    if (tree_.kind(loop) == NodeKind::CompFor) loop = tree_.parent(loop);
    if (trips < 0 && !counts_up(facts_.engine(), iterable) && comes_again(loop, iterable.node))
      return false;
    return tree_.contains(loop, site_.node);
  }

  /// A loop around this one begins it anew with the same things: each has its trace by then.
  bool comes_again(NodeId loop, NodeId iterable) const {
    const NodeRef outer = loop_around(program_, facts_.engine(), {site_.file, loop});
    if (!outer.node.exists()) return false;
    return stays(iterable, outer.node, kMaxDepth);
  }

  /// No name in the expression is bound to something else in a round of the loop.
  bool stays(NodeId expression, NodeId loop, int depth) const {
    if (depth == 0) return false;
    for (auto i = static_cast<std::uint32_t>(expression.index()); i < tree_.end_of(expression);
         ++i) {
      const SymbolId symbol = scopes_.symbol_of[i];
      if (!symbol.exists()) continue;
      const Symbol& info = scopes_.symbols[symbol];
      for (std::uint32_t b = 0; b < info.binding_count; ++b) {
        const NodeId node = scopes_.bindings[info.first_binding + b].node;
        if (!tree_.contains(loop, node)) continue;
        const NodeId statement = tree_.parent(node);
        if (tree_.kind(statement) != NodeKind::Assign) return false;
        const NodeId value = tree_.child(statement, Field::Value);
        const NodeKind kind = tree_.kind(value);
        if ((kind != NodeKind::Attribute && kind != NodeKind::Name) ||
            !stays(value, loop, depth - 1))
          return false;
      }
    }
    return true;
  }

  /// Calls of the function around the site pass something that varies around those calls.
  bool of_parameter(SymbolId symbol) const {
    if (depth_ == 0) return false;
    const FunctionId f = program_.enclosing_function(site_);
    if (!f.exists()) return false;
    const FunctionInfo& info = program_.function(f);
    std::size_t p = 0;
    while (p < info.parameters.size() && info.parameters[p].symbol != symbol) ++p;
    if (p == info.parameters.size()) return false;
    for (const CallEdge& edge : facts_.edges_into(f)) {
      const std::vector<NodeId> given = arguments_by_parameter(facts_, edge.site, f);
      if (given.empty() || !given[p].exists()) continue;
      if (Variation(facts_, edge.site, depth_ - 1).of(given[p], kMaxDepth)) return true;
    }
    return false;
  }

  /// `epoch % 3`
  bool is_small_remainder(NodeId operation) const {
    if (static_cast<Operator>(tree_[operation].op) != Operator::Mod) return false;
    const auto number =
        facts_.engine().number(facts_.value({site_.file, tree_.child(operation, Field::Right)}));
    return !number || *number <= kFew;
  }

  /// Of a function of Python (`float(x)`) or of a method (`x.item()`): as its arguments do.
  bool of_call(NodeId call, int depth) const {
    const ApiRow* api = facts_.called_api({site_.file, call});
    if (api == nullptr) return false;
    if (api->has(Trait::Time) || api->has(Trait::Random))
      return surrounds(loop_around(program_, facts_.engine(), site_));
    if (!api->has(Trait::Pure) && !api->has(Trait::Host)) return false;
    const NodeId callee = tree_.child(call, Field::Function);
    if (tree_.kind(callee) == NodeKind::Attribute &&
        is_anew(tree_.child(callee, Field::Object), depth))
      return true;
    for (NodeId argument : tree_.children(tree_.child(call, NodeKind::Arguments)))
      if (is_anew(argument, depth)) return true;
    return false;
  }

  /// It varies; or is a tensor or array that the loop computes.
  bool is_anew(NodeId expression, int depth) const {
    if (of(expression, depth - 1)) return true;
    if (tree_.kind(expression) != NodeKind::Name) return false;
    const auto objects = facts_.values().objects(facts_.value({site_.file, expression}));
    if (objects.empty() || !std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
          return facts_.values()[o].kind == ObjectKind::Tensor;
        }))
      return false;
    const SymbolId symbol = scopes_.symbol_of[expression.index()];
    if (!symbol.exists()) return false;
    const Symbol& info = scopes_.symbols[symbol];
    for (std::uint32_t b = 0; b < info.binding_count; ++b) {
      const Binding& binding = scopes_.bindings[info.first_binding + b];
      const NodeId statement = tree_.parent(binding.node);
      if (binding.kind != BindingKind::Assign || tree_.kind(statement) != NodeKind::Assign)
        continue;
      if (tree_.kind(tree_.child(statement, Field::Value)) == NodeKind::Call &&
          surrounds(loop_around(program_, facts_.engine(), {site_.file, binding.node})))
        return true;
    }
    return false;
  }

  const Facts& facts_;
  const Program& program_;
  NodeRef site_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  int depth_;  // callers to go up
};

/// The calls among edges that leave one function (or module), which are sorted by site.
void add_graph_calls(const Facts& facts, std::span<const CallEdge> edges,
                     std::vector<GraphCall>& out) {
  for (std::size_t i = 0; i < edges.size();) {
    const CallEdge& edge = edges[i];
    bool only = edge.decoration != 0;
    for (; i < edges.size() && edges[i].site == edge.site; ++i)
      only = only && edges[i].callee == edge.callee && edges[i].decoration == edge.decoration;
    if (only)
      out.push_back({edge.site, edge.caller, edge.callee, edge.decoration,
                     arguments_by_parameter(facts, edge.site, edge.callee)});
  }
}

}  // namespace

std::vector<NodeId> arguments_by_parameter(const Facts& facts, NodeRef call, FunctionId callee) {
  const Tree& tree = facts.program().tree(call.file);
  if (tree.kind(call.node) != NodeKind::Call) return {};
  const auto skipped = receivers(facts, {call.file, tree.child(call.node, Field::Function)});
  if (!skipped) return {};
  const FunctionInfo& info = facts.program().function(callee);
  std::vector<NodeId> out(info.parameters.size());
  std::size_t position = *skipped;
  for (NodeId each : tree.children(tree.child(call.node, NodeKind::Arguments))) {
    switch (tree.kind(each)) {
      case NodeKind::Starred:
      case NodeKind::DoubleStarred:
        return {};
      case NodeKind::Keyword:
        for (std::size_t p = 0; p < out.size(); ++p)
          if (info.parameters[p].name == tree[each].name) out[p] = tree.child(each, Field::Value);
        break;
      default:
        if (position < out.size() && !info.parameters[position].keyword_only &&
            info.parameters[position].kind == ParameterKind::Positional)
          out[position++] = each;
    }
  }
  return out;
}

std::vector<GraphCall> graph_calls(const Facts& facts, FileId file) {
  std::vector<GraphCall> out;
  for (FunctionId f : facts.functions(file)) add_graph_calls(facts, facts.edges_from(f), out);
  const auto& all = facts.engine().edges();
  const auto end = std::partition_point(all.begin(), all.end(),
                                        [](const CallEdge& e) { return !e.caller.exists(); });
  const auto first =
      std::partition_point(all.begin(), end, [&](const CallEdge& e) { return e.site.file < file; });
  const auto last =
      std::partition_point(first, end, [&](const CallEdge& e) { return e.site.file == file; });
  add_graph_calls(facts, std::span(first, last), out);
  std::sort(out.begin(), out.end(),
            [](const GraphCall& a, const GraphCall& b) { return a.site < b.site; });
  return out;
}

std::vector<GraphCall> graph_calls_of(const Facts& facts, std::uint32_t decoration) {
  std::vector<GraphCall> out;
  const FunctionId callee = facts.wrapped_function(decoration);
  if (!callee.exists()) return out;
  std::vector<NodeRef> sites;
  for (const CallEdge& edge : facts.edges_into(callee))
    if (edge.decoration == decoration && edge.passage == flow::Passage::Graph)
      sites.push_back(edge.site);
  std::sort(sites.begin(), sites.end());
  sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
  for (NodeRef site : sites) {
    const std::vector<Facts::Callee> callees = facts.callees(site);
    if (callees.size() != 1) continue;
    out.push_back({site, facts.program().enclosing_function(site), callee, decoration,
                   arguments_by_parameter(facts, site, callee)});
  }
  return out;
}

Tri has_signature(const Facts& facts, std::uint32_t decoration) {
  const flow::Argument* signature = facts.option(decoration, "input_signature", 1);
  if (signature != nullptr) {
    const auto objects = facts.values().objects(signature->value);
    const auto none = [&](ObjectId o) { return facts.values()[o].kind == ObjectKind::None; };
    if (objects.size() == 1 && none(objects.front())) return Tri::No;
    return std::any_of(objects.begin(), objects.end(), none) ? Tri::Unknown : Tri::Yes;
  }
  return facts.values().bindings(facts.decoration(decoration).arguments).open ? Tri::Unknown
                                                                              : Tri::No;
}

std::vector<RepeatedGraphCall> repeated_graph_calls(const Facts& facts, FileId file) {
  const Program& program = facts.program();
  std::vector<RepeatedGraphCall> out;
  for (GraphCall& call : graph_calls(facts, file)) {
    if (has_signature(facts, call.decoration) != Tri::No || call.arguments.empty()) continue;
    RepeatedGraphCall found;
    found.site = call.site;
    found.callee = call.callee;
    found.decoration = call.decoration;
    found.caller = call.caller;
    if (found.caller.exists() &&
        (facts.tracing().traced(found.caller) || !facts.tracing().eager(found.caller)))
      continue;
    found.loop = loop_around(program, facts.engine(), call.site);
    if (!found.loop.node.exists() && found.caller.exists() &&
        facts.tracing().repeated(found.caller))
      found.loop = facts.tracing().loop_of(found.caller);
    if (!found.loop.node.exists()) continue;
    found.arguments = std::move(call.arguments);
    out.push_back(std::move(found));
  }
  return out;
}

bool varies(const Facts& facts, NodeRef expression, NodeRef site) {
  return Variation(facts, site, 2).of(expression.node, kMaxDepth);
}

bool given_tensors(const Facts& facts, std::uint32_t decoration) {
  const std::vector<GraphCall> calls = graph_calls_of(facts, decoration);
  return std::all_of(calls.begin(), calls.end(), [&](const GraphCall& call) {
    const Tree& tree = facts.program().tree(call.site.file);
    const NodeId given = tree.child(call.site.node, NodeKind::Arguments);
    if (call.arguments.empty()) return given.exists() && tree.children(given).empty();
    return std::all_of(call.arguments.begin(), call.arguments.end(), [&](NodeId argument) {
      return !argument.exists() ||
             facts.symbolic_values().tensors_only(facts.value({call.site.file, argument}));
    });
  });
}

bool used_as_value(const Facts& facts, FunctionId f) {
  const Program& program = facts.program();
  const NameId name = program.function(f).name;
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program.tree(file);
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const NodeId row = NodeId::from_index(r);
      if (tree[row].name != name) continue;
      const NodeKind kind = tree.kind(row);
      if (kind != NodeKind::Name && kind != NodeKind::Attribute) continue;
      if (tree[row].field == Field::Function && tree.kind(tree.parent(row)) == NodeKind::Call)
        continue;
      for (ObjectId o : facts.values().objects(facts.value({file, row}))) {
        const Object& object = facts.values()[o];
        if (object.kind == ObjectKind::GraphFunction || object.kind == ObjectKind::BoundMethod)
          return true;
      }
    }
  }
  return false;
}

}  // namespace hyb::checks
