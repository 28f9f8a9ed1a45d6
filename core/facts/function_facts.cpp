#include "core/facts/function_facts.h"

#include <algorithm>

#include "core/facts/value_facts.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using flow::ValueId;

namespace {

std::string_view kind_of(const FunctionInfo& info, std::size_t index) {
  const Parameter& p = info.parameters[index];
  if (p.kind == ParameterKind::VarPositional) return "var_positional";
  if (p.kind == ParameterKind::VarKeyword) return "var_keyword";
  if (p.keyword_only) return "keyword_only";
  return p.positional_only ? "positional_only" : "positional";
}

// What nobody calls is assumed at best; what somebody calls may still hold an assumed value.
std::string_view evidence(flow::Origin origin, bool called) {
  switch (origin) {
    case flow::Origin::Annotated:
      return "annotated";
    case flow::Origin::Speculative:
      return "speculative";
    case flow::Origin::Assumed:
      return "assumed";
    case flow::Origin::Proved:
      break;
  }
  return called ? "proved" : "assumed";
}

EffectFact::Place place(const Facts& facts, NodeRef at) {
  constexpr std::size_t kLongest = 80;
  const Program& program = facts.program();
  std::string text(program.text(at));
  text.resize(std::min(text.find('\n'), text.size()));
  if (text.size() > kLongest) {
    std::size_t end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text.resize(end);
  }
  return {program.project().files[at.file.index()].path,
          program.source(at.file).line_at(program.loc(at).begin), std::move(text)};
}

/// Python values multiply; that several tensors may have several types is most often one choice.
/// Evaluations that are the same to the cache share their traces.
std::optional<std::uint64_t> traces_of(const std::vector<std::vector<ValueFacts::Variants>>& all) {
  constexpr std::uint64_t kMost = 1000;
  std::uint64_t sum = 0;
  for (std::size_t c = 0; c < all.size(); ++c) {
    if (std::find(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(c), all[c]) !=
        all.begin() + static_cast<std::ptrdiff_t>(c))
      continue;
    std::uint64_t others = 1;
    std::uint64_t tensors = 1;
    for (const ValueFacts::Variants& one : all[c]) {
      const std::uint64_t types = one.tensors.size();
      if (types == 0 || one.others > 0)
        others *= std::max<std::uint64_t>(one.others + (types > 0 ? 1 : 0), 1);
      tensors = std::max(tensors, types);
      if (others > kMost) return std::nullopt;
    }
    sum += others * tensors;
    if (sum > kMost) return std::nullopt;
  }
  return sum;
}

}  // namespace

FunctionFactsMaker::~FunctionFactsMaker() = default;

FunctionFactsMaker::FunctionFactsMaker(const Facts& facts)
    : facts_(facts),
      demand_(facts),
      preconditions_(facts.program(), facts.engine(), facts.called_rows(), facts.tracing()),
      signatures_(facts.program(), facts.engine()),
      values_(std::make_unique<ValueFacts>(facts)) {
  find_proved();
}

// Evaluations that start from module bodies, and from functions nobody calls that take nothing to
// assume (mains, tests with the cases their runner hands them).
void FunctionFactsMaker::find_proved() {
  const auto& contexts = facts_.engine().contexts();
  proved_.assign(contexts.size(), false);
  std::vector<ContextId> todo;
  const auto reach = [&](ContextId id) {
    if (!id.exists() || proved_[id.index()]) return;
    proved_[id.index()] = true;
    todo.push_back(id);
  };
  std::vector<std::vector<ContextId>> callees(contexts.size());
  for (const CallEdge& edge : facts_.edges())
    if (edge.from.exists() && edge.to.exists()) callees[edge.from.index()].push_back(edge.to);
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    const flow::Context& context = contexts[i];
    const bool root = !context.function.exists() || (context.assumed && context.handed);
    if (root) reach(ContextId::from_index(i));
  }
  while (!todo.empty()) {
    const ContextId id = todo.back();
    todo.pop_back();
    for (ContextId next : callees[id.index()]) reach(next);
  }
}

bool FunctionFactsMaker::wanted(FunctionId id) const {
  if (!facts_.program().function(id).is_lambda()) return true;
  if (!facts_.decorations_of(id).empty()) return true;
  const auto into = facts_.edges_into(id);
  return std::any_of(into.begin(), into.end(), [](const CallEdge& edge) {
    return edge.passage != Passage::Call && edge.passage != Passage::Unconverted &&
           edge.passage != Passage::DataModel && edge.passage != Passage::Construct &&
           edge.passage != Passage::Eager;
  });
}

std::vector<FunctionFacts> FunctionFactsMaker::of_file(FileId file) const {
  std::vector<FunctionFacts> out;
  for (FunctionId id : facts_.functions(file))
    if (wanted(id)) out.push_back(make(id));
  return out;
}

FunctionFacts FunctionFactsMaker::make(FunctionId id) const {
  FunctionFacts out;
  out.function = id;
  describe(out, id);
  const Tracing& tracing = facts_.tracing();
  out.eager = tracing.eager(id);
  out.traced = tracing.traced(id);
  out.converted = tracing.reached(id, Mode::Converted);
  out.python_side_effects = facts_.effects().side_effects(id);
  out.callback_side_effects = facts_.effects().callback_effects(id);
  for (const Effects::Reached& reached : facts_.effects().all(id)) {
    EffectFact fact{name_of(reached.effect.kind), place(facts_, reached.effect.at), {}};
    for (const CallEdge& edge : reached.through) fact.through.push_back(place(facts_, edge.site));
    out.effects.push_back(std::move(fact));
  }
  describe_preconditions(out, id);
  std::vector<NodeRef> sites;
  for (const CallEdge& edge : facts_.edges_into(id)) sites.push_back(edge.site);
  std::sort(sites.begin(), sites.end());
  out.calls_known =
      static_cast<std::size_t>(std::unique(sites.begin(), sites.end()) - sites.begin());
  out.caller_covered = out.traced && covered(id);
  describe_parameters(out, id, false);
  describe_signatures(out, id, false);
  return out;
}

FunctionFacts FunctionFactsMaker::outline(FunctionId id) const {
  FunctionFacts out;
  out.function = id;
  describe_decorations(out, id);
  out.traced = facts_.tracing().traced(id);
  out.python_side_effects = facts_.effects().side_effects(id);
  out.callback_side_effects = facts_.effects().callback_effects(id);
  out.recursive = preconditions_.recursive(id);
  out.tensor_computation = preconditions_.computes(id);
  out.profitable = preconditions_.profitable(id);
  out.caller_covered = out.traced && covered(id);
  describe_parameters(out, id, true);
  // Of a graph that is given numbers: the signature that it could have without them.
  if (out.hybrid && !out.recursive && (out.tensor_parameter || out.primitive_parameter) == Tri::Yes)
    describe_signatures(out, id, true);
  return out;
}

// All that calls it runs in a graph. What only code calls that nothing is known to run does not
// count, as long as something else calls it.
bool FunctionFactsMaker::covered(FunctionId id) const {
  const auto into = facts_.edges_into(id);
  const bool some_proved = std::any_of(into.begin(), into.end(), [&](const CallEdge& edge) {
    return edge.from.exists() && proved_[edge.from.index()];
  });
  return !into.empty() && std::none_of(into.begin(), into.end(), [&](const CallEdge& edge) {
    if (some_proved && !proved_[edge.from.index()]) return false;
    if (edge.passage == Passage::Eager) return true;
    const bool own_graph = edge.passage == Passage::Graph || starts_graph(edge.passage);
    return !own_graph && facts_.tracing().reached(edge.from, Mode::Eager) &&
           facts_.tracing().reached(edge.to, Mode::Eager);
  });
}

void FunctionFactsMaker::describe_preconditions(FunctionFacts& out, FunctionId id) const {
  const Preconditions& known = preconditions_;
  out.recursive = known.recursive(id);
  out.tensor_computation = known.computes(id);
  const auto add = [&](std::string_view name, Answer answer) {
    PreconditionFact fact{name, std::move(answer), {}, 0, {}};
    const Program& program = facts_.program();
    if (const NodeRef at = fact.answer.at; at.node.exists()) {
      fact.file = program.project().files[at.file.index()].path;
      fact.line = program.source(at.file).line_at(program.loc(at).begin);
    }
    for (const CallEdge& edge : fact.answer.through)
      fact.through.push_back(program.qualified_name(edge.callee));
    out.preconditions.push_back(std::move(fact));
  };
  add("creates_variables", known.answer(id, Obstacle::VariableCreation));
  add("eager_only_calls", known.answer(id, Obstacle::EagerOnlyCall));
  add("numpy_calls", known.answer(id, Obstacle::NumpyCall));
  add("invalid_name_arguments", known.answer(id, Obstacle::InvalidNameArgument));
  add("unresolved_statically_read_axes", known.unresolved_axes(id));
  add("stale_variable_reads", known.answer(id, Obstacle::StaleVariableRead));
  add("tensor_parameter_iteration", known.answer(id, Obstacle::TensorIteration));
  add("conflicting_eager_dtype_coercions", known.conflicting_dtypes(id));
  add("keras_symbolic_arguments", known.symbolic_arguments(id));
  add("unsupported_return", known.answer(id, Obstacle::UnsupportedReturn));
  add("unconvertible_control_flow", known.answer(id, Obstacle::UnconvertibleControl));
  add("changing_captured_state", known.answer(id, Obstacle::ChangingState));
  out.weighted_ops = known.weighted_ops(id);
  out.calls = known.calls(id);
  out.profitable = known.profitable(id);
}

void FunctionFactsMaker::describe(FunctionFacts& out, FunctionId id) const {
  const Program& program = facts_.program();
  const FunctionInfo& info = program.function(id);
  const Tree& tree = program.tree(info.file);
  const SourceFile& source = program.source(info.file);
  const Loc whole = tree.loc(info.node);
  out.name = program.qualified_name(id);
  if (info.owner.exists()) out.class_name = program.qualified_name(info.owner);
  out.line = source.line_at(whole.begin);
  out.column = whole.begin - source.line_begin(out.line) + 1;
  out.end_line = source.line_at(whole.end);
  const NodeId outer = tree.with_decorators(info.node);
  if (outer != info.node)
    for (NodeId child : tree.children(outer)) {
      if (tree.kind(child) != NodeKind::Decorator) continue;
      NodeId value = tree.child(child, Field::Value);
      if (tree.kind(value) == NodeKind::Call) value = tree.child(value, Field::Function);
      out.decorators.emplace_back(program.text({info.file, value}));
    }
  describe_decorations(out, id);
}

void FunctionFactsMaker::describe_decorations(FunctionFacts& out, FunctionId id) const {
  const Program& program = facts_.program();
  out.how = "none";
  for (std::uint32_t number : facts_.decorations_of(id)) {
    const flow::Engine::Decoration& made = facts_.decoration(number);
    out.hybrid = true;
    if (out.how != "decorator") out.how = made.by_decorator ? "decorator" : "call";
    const ApiRow* row = find_exact_api("tensorflow.function");
    if (made.by_decorator)
      if (const NodeId none = function_given_as_none(made.site); none.exists())
        out.options.push_back({"func", std::string(program.text({made.site.file, none}))});
    std::size_t position = 1;  // the function itself is the first
    for (const flow::Argument& a : facts_.values().bindings(made.arguments).arguments) {
      OptionFact option;
      option.name = a.keyword.exists() ? std::string(facts_.text(a.keyword))
                                       : std::string(parameter_at(*row, position));
      if (!a.keyword.exists()) ++position;
      if (a.node.node.exists()) option.text = program.text(a.node);
      const bool seen = std::any_of(out.options.begin(), out.options.end(),
                                    [&](const OptionFact& o) { return o.name == option.name; });
      if (!option.name.empty() && !seen) out.options.push_back(std::move(option));
    }
  }
}

// `@tf.function(None, …)`: the function is named, and comes later.
NodeId FunctionFactsMaker::function_given_as_none(NodeRef decorator) const {
  const Tree& tree = facts_.program().tree(decorator.file);
  const NodeId call = tree.child(decorator.node, Field::Value);
  if (!call.exists() || tree.kind(call) != NodeKind::Call) return {};
  for (NodeId part : tree.children(call)) {
    if (tree.kind(part) != NodeKind::Arguments) continue;
    for (NodeId given : tree.children(part)) {
      NodeId value = given;
      if (tree.kind(given) == NodeKind::Keyword) {
        const NodeId name = tree.child(given, Field::Name);
        if (facts_.program().text({decorator.file, name}) != "func") continue;
        value = tree.child(given, Field::Value);
      }
      return tree.kind(value) == NodeKind::None ? value : NodeId{};
    }
  }
  return {};
}

// Evaluations that surely happen, if there are any; else those under assumed arguments.
std::vector<ContextId> FunctionFactsMaker::contexts_to_read(FunctionId id, bool& proved) const {
  std::vector<ContextId> out;
  const std::vector<ContextId>& all = facts_.engine().contexts_of(id);
  for (ContextId c : all)
    if (proved_[c.index()] && facts_.engine().contexts()[c.index()].runs > 0) out.push_back(c);
  proved = !out.empty();
  return proved ? out : all;
}

void FunctionFactsMaker::describe_parameters(FunctionFacts& out, FunctionId id, bool brief) const {
  const Program& program = facts_.program();
  const flow::Engine& engine = facts_.engine();
  const FunctionInfo& info = program.function(id);
  bool proved = false;
  const std::vector<ContextId> contexts = contexts_to_read(id, proved);
  const ValueFacts& values = *values_;
  const bool method = info.owner.exists() && !engine.is_static(id);
  out.tensor_parameter = Tri::No;
  out.primitive_parameter = Tri::No;
  bool bounded = true;
  std::vector<std::vector<ValueFacts::Variants>> by_context(contexts.size());
  for (std::size_t p = 0; p < info.parameters.size(); ++p) {
    ParameterFact fact;
    fact.name = program.text(info.parameters[p].name);
    const bool receiver = method && p == 0 && kind_of(info, p).starts_with("positional") &&
                          !values.is_passed_plainly(contexts);
    fact.kind = receiver ? "receiver" : kind_of(info, p);
    ValueSummary summary;
    summary.brief = brief;
    fact.primitive = Tri::No;
    for (std::size_t c = 0; c < contexts.size(); ++c) {
      const flow::Context& context = engine.contexts()[contexts[c].index()];
      const ValueId value = p < context.parameters.size() ? context.parameters[p] : ValueId{};
      values.add(summary, value);
      const bool supplied = p < 64 && (context.supplied >> p & 1U) != 0;
      fact.supplied = fact.supplied || supplied;
      const Tri primitive = values.primitive(value);
      if (supplied && !receiver) fact.primitive = fact.primitive || primitive;
      if (!receiver) {
        std::optional<ValueFacts::Variants> variants = values.variants(value);
        bounded = bounded && variants.has_value();
        if (bounded) by_context[c].push_back(std::move(*variants));
      }
    }
    const bool promised =
        !receiver && values.annotated_as_tensor(info.file, info.parameters[p].annotation);
    fact.tensor = receiver ? Tri::No : promised ? Tri::Yes : summary.tensor();
    fact.container = summary.container;
    fact.types = std::move(summary.types);
    fact.values = std::move(summary.literals);
    fact.complete = summary.complete;
    fact.evidence =
        promised && !summary.any_tensor ? "annotated" : evidence(summary.origin, proved);
    if (fact.tensor == Tri::Unknown) {  // nobody says what comes: how it is used tells
      fact.tensor = demand_.tensor(id, p);
      if (fact.tensor != Tri::Unknown) fact.evidence = "speculative";
    }
    if (!receiver) {
      out.tensor_parameter = out.tensor_parameter || fact.tensor;
      // What is taken for a tensor is no literal; and what no call supplies, nobody gives one.
      if (fact.primitive == Tri::Unknown && (fact.tensor == Tri::Yes || demand_.object(id, p)))
        fact.primitive = Tri::No;
      // What only functions that nobody calls hand on: no call is known to give a literal; what the
      // annotation or the default says is believed.
      if (fact.primitive == Tri::Unknown && !proved)
        fact.primitive = tri(values.said_to_be_literal(info.file, info.parameters[p]));
      out.primitive_parameter = out.primitive_parameter || fact.primitive;
    }
    out.parameters.push_back(std::move(fact));
  }
  if (proved && bounded) out.trace_estimate = traces_of(by_context);
  if (brief) return;
  ValueSummary returned;
  for (ContextId c : contexts) values.add(returned, engine.result_of(c));
  out.returns = std::move(returned.types);
  out.returns_complete = proved && returned.complete && returned.origin == flow::Origin::Proved;
  for (ContextId c : contexts)
    for (ObjectId o : facts_.values().objects(engine.result_of(c)))
      values.add_tensors_inside(out.returns, o);
}

void FunctionFactsMaker::describe_signatures(FunctionFacts& out, FunctionId id,
                                             bool numbers_wrapped) const {
  const FunctionInfo& info = facts_.program().function(id);
  std::vector<ParameterKnowledge> known;
  for (std::size_t p = 0; p < out.parameters.size(); ++p) {
    const ParameterFact& fact = out.parameters[p];
    ParameterKnowledge one;
    one.receiver = fact.kind == "receiver";
    one.tensor = fact.tensor;
    one.wrapped = numbers_wrapped && fact.primitive == Tri::Yes;
    one.annotated = values_->annotated_as_tensor(info.file, info.parameters[p].annotation);
    one.passed_by_framework = info.owner.exists() && facts_.text(info.name) == "call" &&
                              (fact.name == "mask" || fact.kind == "var_keyword") &&
                              !no(facts_.derives(info.owner, "keras.layers.Layer"));
    known.push_back(one);
  }
  for (const Coercion& coercion : preconditions_.coerced_arguments(id)) {
    if (coercion.parameter >= known.size()) continue;
    std::vector<flow::Dtype>& pinned = known[coercion.parameter].pinned;
    if (!coercion.certain) pinned.push_back(flow::Dtype::Unknown);
    for (std::uint32_t d = 0; d < 64; ++d)
      if ((coercion.partners >> d & 1U) != 0) pinned.push_back(static_cast<flow::Dtype>(d));
  }
  std::vector<AxisUse> reads;
  for (const AxisRead& read : preconditions_.axes_read(id))
    reads.push_back({read.parameter, read.axis});
  const Signature signature = signatures_.infer(id, known, reads);
  out.input_signature.present = signature.present();
  out.input_signature.reason = code_of(signature.reason);
  for (std::size_t p : signature.blocking)
    out.input_signature.blocking.push_back(out.parameters[p].name);
  if (signature.present()) {
    const std::string_view alias = facts_.tensorflow_alias(info.file);
    out.input_signature.text = text_of(signature.specs, alias.empty() ? "tf" : alias);
  }
  for (std::uint32_t number : facts_.decorations_of(id)) {
    const flow::Argument* given = facts_.option(number, "input_signature", 1);
    if (given == nullptr || given->value == facts_.values().none()) continue;
    out.supplied_signature.present = true;
    if (const auto relation = signatures_.agreement(id, known, number))
      out.supplied_signature.agrees = name_of(*relation);
  }
}

}  // namespace hyb
