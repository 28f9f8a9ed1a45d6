// What calls hand to a function. The engine's evaluations tell, but where a tf.function has an
// input_signature (or relaxes shapes) they hold what that makes of the arguments; there the
// arguments are read at the call itself.

#include <algorithm>
#include <optional>

#include "core/signatures/signatures.h"
#include "core/signatures/written_signature.h"
#include "core/tensorflow/called_api.h"
#include "core/tensorflow/expected_failure.h"
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

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

}  // namespace

SignatureMaker::SignatureMaker(const Program& program, const flow::Engine& engine)
    : program_(program), engine_(engine), into_(program.functions().size()) {
  const std::vector<CallEdge>& edges = engine.edges();
  for (std::uint32_t i = 0; i < edges.size(); ++i) into_[edges[i].callee.index()].push_back(i);
}

bool SignatureMaker::reshapes(std::uint32_t decoration) const {
  if (decoration == 0) return false;
  const flow::Bindings& given =
      engine_.values().bindings(engine_.decorations()[decoration - 1].arguments);
  // Options that leave arguments as they are cost nothing to read at the calls as well.
  return !given.arguments.empty() || given.open;
}

bool SignatureMaker::known_calls(FunctionId function, std::vector<KnownCall>& calls, bool& assumed,
                                 bool& only_failing) const {
  bool all = true;
  only_failing = !into_[function.index()].empty();
  std::vector<ContextId> seen;
  std::vector<NodeRef> sites;
  const auto add = [&](ContextId id) {
    if (std::find(seen.begin(), seen.end(), id) != seen.end()) return;
    seen.push_back(id);
    const flow::Context& context = engine_.contexts()[id.index()];
    calls.push_back({context.parameters, context.supplied});
  };
  for (std::uint32_t number : into_[function.index()]) {
    const CallEdge& edge = engine_.edges()[number];
    only_failing = only_failing && expected_to_fail(program_, engine_, edge.site);
    if (!reshapes(edge.decoration)) {
      if (edge.to.exists()) add(edge.to);
      continue;
    }
    if (std::find(sites.begin(), sites.end(), edge.site) != sites.end()) continue;
    sites.push_back(edge.site);
    KnownCall call;
    if (edge.passage == Passage::Graph && read_call(function, edge.decoration, edge.site, call))
      calls.push_back(std::move(call));
    else
      all = false;
  }
  for (ContextId id : engine_.contexts_of(function)) {
    const flow::Context& context = engine_.contexts()[id.index()];
    if (context.assumed && context.handed) add(id);
  }
  assumed = calls.empty() && all;
  if (assumed)
    for (ContextId id : engine_.contexts_of(function)) add(id);
  for (KnownCall& call : calls)
    call.arguments.resize(program_.function(function).parameters.size());
  return all;
}

bool SignatureMaker::read_call(FunctionId function, std::uint32_t decoration, NodeRef site,
                               KnownCall& call) const {
  const Tree& tree = program_.tree(site.file);
  if (tree.kind(site.node) != NodeKind::Call) return false;
  const flow::Values& values = engine_.values();
  std::optional<std::size_t> skipped;
  const auto objects =
      values.objects(engine_.value_of({site.file, tree.child(site.node, Field::Function)}));
  for (ObjectId o : objects) {
    Object object = values[o];
    std::size_t skips = 0;
    if (object.kind == ObjectKind::BoundMethod) {
      object = values[object_id(object.b)];
      skips = 1;
    }
    if (object.kind != ObjectKind::GraphFunction) return false;
    if (values[object_id(object.a)].kind == ObjectKind::BoundMethod) ++skips;
    if (object.b != decoration) continue;  // another function called from here
    if (skipped && *skipped != skips) return false;
    skipped = skips;
  }
  if (!skipped) return false;
  const FunctionInfo& info = program_.function(function);
  call.arguments.resize(info.parameters.size());
  std::size_t position = *skipped;
  const auto supply = [&](std::size_t p, NodeId value) {
    call.arguments[p] = engine_.value_of({site.file, value});
    if (p < 64) call.supplied |= std::uint64_t{1} << p;
  };
  for (NodeId each : tree.children(tree.child(site.node, NodeKind::Arguments))) {
    switch (tree.kind(each)) {
      case NodeKind::Starred:
      case NodeKind::DoubleStarred:
        return false;
      case NodeKind::Keyword: {
        std::size_t p = 0;
        while (p < info.parameters.size() && info.parameters[p].name != tree[each].name) ++p;
        if (p == info.parameters.size()) return false;
        supply(p, tree.child(each, Field::Value));
        break;
      }
      default:
        if (position >= info.parameters.size() || info.parameters[position].keyword_only ||
            info.parameters[position].kind != ParameterKind::Positional)
          return false;
        supply(position++, each);
    }
  }
  for (std::size_t p = *skipped; p < info.parameters.size(); ++p)
    if (!call.arguments[p].exists() && info.parameters[p].default_value.exists())
      call.arguments[p] = engine_.value_of({info.file, info.parameters[p].default_value});
  return true;
}

// The body uses a parameter's value only: operand of an operator, argument of an op. Then it is all
// one whether a Variable or its value comes in; a tape would watch the Variable.
bool SignatureMaker::only_read(FunctionId function, std::size_t parameter, bool attributes) const {
  const FunctionInfo& info = program_.function(function);
  const Tree& tree = program_.tree(info.file);
  const ScopeTree& scopes = program_.scopes(info.file);
  const SymbolId symbol = info.parameters[parameter].symbol;
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) == NodeKind::Call) {
      const ApiRow* api = called_api(program_, engine_, {info.file, row});
      if (api != nullptr && api->has(Trait::Tape)) return false;
    }
    if (tree.kind(row) != NodeKind::Name || scopes.symbol_of[i] != symbol) continue;
    const NodeId user = tree.parent(row);
    switch (tree.kind(user)) {
      case NodeKind::BinOp:
      case NodeKind::UnaryOp:
      case NodeKind::Compare:
      case NodeKind::CompareOp:
        break;
      case NodeKind::Attribute: {
        const ApiRow* read = find_method(kTensorClass, program_.text(tree[user].name));
        if (!attributes) return false;
        if (read == nullptr || !read->has(Trait::StaticRead)) return false;
        break;
      }
      case NodeKind::Arguments: {
        const ApiRow* api = called_api(program_, engine_, {info.file, tree.parent(user)});
        if (api == nullptr || !api->has(Trait::Op)) return false;
        break;
      }
      default:
        return false;
    }
  }
  return true;
}

bool SignatureMaker::counts_rows(FunctionId function, std::size_t parameter) const {
  const FunctionInfo& info = program_.function(function);
  const Tree& tree = program_.tree(info.file);
  const ScopeTree& scopes = program_.scopes(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) != NodeKind::Name ||
        scopes.symbol_of[i] != info.parameters[parameter].symbol)
      continue;
    const NodeId user = tree.parent(row);
    switch (tree.kind(user)) {
      case NodeKind::CompFor:
      case NodeKind::Starred:
        return true;
      case NodeKind::Assign:
        for (NodeId target : tree.children(user))
          if (tree[target].field == Field::Target && tree.kind(target) != NodeKind::Name &&
              tree[row].field == Field::Value)
            return true;
        break;
      case NodeKind::Arguments: {
        const NodeId callee = tree.child(tree.parent(user), Field::Function);
        for (ObjectId o : engine_.values().objects(engine_.value_of({info.file, callee})))
          if (engine_.values()[o].kind == ObjectKind::External &&
              program_.text(engine_.values()[o].name).starts_with("builtins."))
            return true;
        break;
      }
      default:
        break;
    }
  }
  return false;
}

bool SignatureMaker::takes_shape(FunctionId function, std::size_t parameter) const {
  const FunctionInfo& info = program_.function(function);
  const Tree& tree = program_.tree(info.file);
  const ScopeTree& scopes = program_.scopes(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body); ++i) {
    NodeId shape = tree.parent(NodeId::from_index(i));
    if (tree.kind(NodeId::from_index(i)) != NodeKind::Name ||
        scopes.symbol_of[i] != info.parameters[parameter].symbol ||
        tree.kind(shape) != NodeKind::Attribute)
      continue;
    if (tree.kind(tree.parent(shape)) == NodeKind::Call) shape = tree.parent(shape);
    const auto objects = engine_.values().objects(engine_.value_of({info.file, shape}));
    if (std::none_of(objects.begin(), objects.end(), [&](ObjectId o) {
          const Object& object = engine_.values()[o];
          return object.kind == ObjectKind::Tuple ||  // of an array
                 (object.kind == ObjectKind::ExternalInstance &&
                  program_.text(object.name) == kShapeClass);
        }))
      continue;
    NodeId user = tree.parent(shape);
    if (tree.kind(user) == NodeKind::Arguments) user = tree.parent(user);
    // One number for all calls: its rank. The sizes of single axes are told by whoever asks.
    const NodeId index =
        tree.kind(user) == NodeKind::Subscript ? tree.child(user, Field::Index) : NodeId{};
    const bool one_axis = index.exists() && engine_.number(engine_.value_of({info.file, index}));
    if (!one_axis && !engine_.number(engine_.value_of({info.file, user}))) return true;
  }
  return false;
}

std::optional<Relation> SignatureMaker::agreement(FunctionId function,
                                                  std::span<const ParameterKnowledge> parameters,
                                                  std::uint32_t decoration) const {
  const flow::Engine::Decoration& made = engine_.decorations()[decoration - 1];
  const flow::Bindings& options = engine_.values().bindings(made.arguments);
  const flow::Argument* given = options.find(program_.names().find("input_signature"), 0);
  if (given == nullptr) return std::nullopt;
  const auto supplied = read_signature(program_, engine_, given->value);
  const Signature needed = infer(function, parameters, {});
  if (!supplied || !needed.present()) {
    // Types that no one signature takes are surely not those of this one.
    const bool mixed = needed.reason == NoSignature::HeterogeneousDtype ||
                       needed.reason == NoSignature::HeterogeneousSparsity ||
                       needed.reason == NoSignature::HeterogeneousArity;
    return supplied && mixed ? std::optional(Relation::Incomparable) : std::nullopt;
  }
  return compare(*supplied, needed.specs);
}

}  // namespace hyb
