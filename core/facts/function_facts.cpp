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

}  // namespace

FunctionFactsMaker::~FunctionFactsMaker() = default;

FunctionFactsMaker::FunctionFactsMaker(const Facts& facts)
    : facts_(facts), demand_(facts), values_(std::make_unique<ValueFacts>(facts)) {
  find_proved();
  find_recursive();
  find_computing();
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

// Tarjan's algorithm over "calls, as far as known", with a stack of its own.
void FunctionFactsMaker::find_recursive() {
  const std::size_t count = facts_.program().functions().size();
  recursive_.assign(count, false);
  std::vector<std::vector<std::uint32_t>> next(count);
  for (const CallEdge& edge : facts_.edges()) {
    if (!edge.caller.exists()) continue;
    next[edge.caller.index()].push_back(static_cast<std::uint32_t>(edge.callee.index()));
    if (edge.caller == edge.callee) recursive_[edge.caller.index()] = true;
  }
  constexpr std::uint32_t kNew = ~std::uint32_t{0};
  std::vector<std::uint32_t> order(count, kNew), low(count, 0);
  std::vector<bool> open(count, false);
  std::vector<std::uint32_t> component;
  struct Frame {
    std::uint32_t node;
    std::size_t child;
  };
  std::uint32_t counter = 0;
  std::vector<Frame> stack;
  for (std::uint32_t start = 0; start < count; ++start) {
    if (order[start] != kNew) continue;
    stack.push_back({start, 0});
    while (!stack.empty()) {
      Frame& frame = stack.back();
      const std::uint32_t node = frame.node;
      if (frame.child == 0) {
        order[node] = low[node] = counter++;
        component.push_back(node);
        open[node] = true;
      }
      if (frame.child < next[node].size()) {
        const std::uint32_t to = next[node][frame.child++];
        if (order[to] == kNew)
          stack.push_back({to, 0});
        else if (open[to])
          low[node] = std::min(low[node], order[to]);
        continue;
      }
      stack.pop_back();
      if (!stack.empty()) low[stack.back().node] = std::min(low[stack.back().node], low[node]);
      if (low[node] != order[node]) continue;
      const auto first = std::find(component.begin(), component.end(), node);
      const bool several = component.end() - first > 1;
      for (auto at = first; at != component.end(); ++at) {
        open[*at] = false;
        if (several) recursive_[*at] = true;
      }
      component.erase(first, component.end());
    }
  }
}

// An op, an operator or a layer on tensors in the function's own body.
bool FunctionFactsMaker::computes(FunctionId id) const {
  const Program& program = facts_.program();
  const FunctionInfo& info = program.function(id);
  if (!info.body.exists()) return false;
  const Tree& tree = program.tree(info.file);
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    const NodeRef at{info.file, row};
    const bool arithmetic = kind == NodeKind::BinOp || kind == NodeKind::UnaryOp ||
                            kind == NodeKind::Compare || kind == NodeKind::AugAssign;
    if (arithmetic && facts_.is_tensor(at) == Tri::Yes) return true;
    if (kind != NodeKind::Call) continue;
    const ApiRow* row_of_api = facts_.called_api(at);
    if (row_of_api != nullptr && row_of_api->has(Trait::Op)) return true;
    const NodeId callee = tree.child(row, Field::Function);
    if (!callee.exists()) continue;
    for (ObjectId o : facts_.values().objects(facts_.value({info.file, callee}))) {
      const Object& object = facts_.values()[o];
      if (object.kind != ObjectKind::ExternalInstance) continue;
      const ApiRow* made = find_api(facts_.text(object.name));
      if (made != nullptr && (made->has(Trait::Layer) || made->has(Trait::Model) ||
                              made->name.starts_with("keras.losses")))
        return true;
    }
  }
  return false;
}

void FunctionFactsMaker::find_computing() {
  const std::size_t count = facts_.program().functions().size();
  computing_.assign(count, false);
  std::vector<FunctionId> todo;
  for (std::size_t i = 0; i < count; ++i)
    if (computes(FunctionId::from_index(i))) {
      computing_[i] = true;
      todo.push_back(FunctionId::from_index(i));
    }
  while (!todo.empty()) {
    const FunctionId id = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts_.edges_into(id))
      if (edge.caller.exists() && !computing_[edge.caller.index()]) {
        computing_[edge.caller.index()] = true;
        todo.push_back(edge.caller);
      }
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
  out.recursive = recursive_[id.index()];
  out.python_side_effects = facts_.effects().side_effects(id);
  for (const Effects::Reached& reached : facts_.effects().all(id)) {
    EffectFact fact{name_of(reached.effect.kind), place(facts_, reached.effect.at), {}};
    for (const CallEdge& edge : reached.through) fact.through.push_back(place(facts_, edge.site));
    out.effects.push_back(std::move(fact));
  }
  out.tensor_computation = computing_[id.index()];
  std::vector<NodeRef> sites;
  for (const CallEdge& edge : facts_.edges_into(id)) sites.push_back(edge.site);
  std::sort(sites.begin(), sites.end());
  out.calls_known =
      static_cast<std::size_t>(std::unique(sites.begin(), sites.end()) - sites.begin());
  out.caller_covered = out.calls_known > 0 && !out.eager && out.traced;
  describe_parameters(out, id);
  return out;
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
  out.how = "none";
  for (std::uint32_t number : facts_.decorations_of(id)) {
    const flow::Engine::Decoration& made = facts_.decoration(number);
    out.hybrid = true;
    if (out.how != "decorator") out.how = made.by_decorator ? "decorator" : "call";
    const ApiRow* row = find_exact_api("tensorflow.function");
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

// Evaluations that surely happen, if there are any; else those under assumed arguments.
std::vector<ContextId> FunctionFactsMaker::contexts_to_read(FunctionId id, bool& proved) const {
  std::vector<ContextId> out;
  const std::vector<ContextId>& all = facts_.engine().contexts_of(id);
  for (ContextId c : all)
    if (proved_[c.index()] && facts_.engine().contexts()[c.index()].runs > 0) out.push_back(c);
  proved = !out.empty();
  return proved ? out : all;
}

void FunctionFactsMaker::describe_parameters(FunctionFacts& out, FunctionId id) const {
  const Program& program = facts_.program();
  const flow::Engine& engine = facts_.engine();
  const FunctionInfo& info = program.function(id);
  bool proved = false;
  const std::vector<ContextId> contexts = contexts_to_read(id, proved);
  const ValueFacts& values = *values_;
  const bool method = info.owner.exists() && !values.is_static(id);
  out.tensor_parameter = Tri::No;
  out.primitive_parameter = Tri::No;
  bool bounded = true;
  std::uint64_t traces = contexts.empty() ? 0 : 1;
  std::vector<std::uint64_t> by_context(contexts.size(), 1);
  for (std::size_t p = 0; p < info.parameters.size(); ++p) {
    ParameterFact fact;
    fact.name = program.text(info.parameters[p].name);
    const bool receiver = method && p == 0 && kind_of(info, p).starts_with("positional") &&
                          !values.is_passed_plainly(contexts);
    fact.kind = receiver ? "receiver" : kind_of(info, p);
    ValueSummary summary;
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
        const std::optional<std::uint64_t> variants = values.variants(value);
        bounded = bounded && variants.has_value();
        by_context[c] *= variants.value_or(1);
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
      // What nobody calls, nobody gives literals.
      if (!proved && fact.primitive == Tri::No) fact.primitive = Tri::Unknown;
      out.primitive_parameter = out.primitive_parameter || fact.primitive;
    }
    out.parameters.push_back(std::move(fact));
  }
  if (!contexts.empty()) {
    traces = 0;
    for (std::uint64_t n : by_context) traces += n;
  }
  if (proved && bounded && traces < 1000) out.trace_estimate = traces;
  ValueSummary returned;
  for (ContextId c : contexts) values.add(returned, engine.result_of(c));
  out.returns = std::move(returned.types);
  out.returns_complete = proved && returned.complete && returned.origin == flow::Origin::Proved;
  for (ContextId c : contexts)
    for (ObjectId o : facts_.values().objects(engine.result_of(c)))
      values.add_tensors_inside(out.returns, o);
}

}  // namespace hyb
