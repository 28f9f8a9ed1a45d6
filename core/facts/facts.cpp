#include "core/facts/facts.h"

#include <algorithm>

#include "core/base/parallel.h"
#include "core/base/timeline.h"
#include "core/facts/eager_execution.h"
#include "core/facts/endless_recursion.h"
#include "core/facts/function_facts.h"
#include "core/facts/graph_changes.h"
#include "core/facts/legacy_code.h"
#include "core/facts/replica_synchronisation.h"
#include "core/facts/traced_creation.h"
#include "core/facts/verdicts.h"
#include "core/preconditions/hazards.h"
#include "core/staleness/stale_reads.h"
#include "core/symbolic/symbolic_values.h"
#include "core/tensorflow/called_api.h"

namespace hyb {
namespace {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

/// Which Keras the program is written for: requirements first, then what it imports.
KerasGeneration keras_generation(const Program& program) {
  const Target& target = program.project().target;
  if (target.tf_keras) return KerasGeneration::Two;
  if (target.tensorflow_min >= Version{2, 16}) return KerasGeneration::Three;
  if (target.tensorflow_max.known() && target.tensorflow_max < Version{2, 16})
    return KerasGeneration::Two;
  for (std::size_t i = 0; i < program.file_count(); ++i) {
    const Tree& tree = program.tree(FileId::from_index(i));
    for (std::uint32_t r = 0; r < tree.size(); ++r) {
      const Row& row = tree[NodeId::from_index(r)];
      if (row.kind != NodeKind::ImportAlias && row.kind != NodeKind::ImportFrom) continue;
      const std::string_view name = program.text(row.name);
      if (name == "tf_keras" || name.starts_with("tf_keras.")) return KerasGeneration::Two;
      if (name == "keras.ops" || name.starts_with("keras.ops.") || name == "keras.random")
        return KerasGeneration::Three;
    }
  }
  return KerasGeneration::Unknown;
}

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}

}  // namespace

Facts::~Facts() = default;

Facts::Facts(Program& program, Need needs, Assume assume, unsigned jobs)
    : program_(program), needs_(needs) {
  keras_ = keras_generation(program);
  framework_ = std::make_unique<Framework>();
  engine_ = std::make_unique<flow::Engine>(program, program.names(), *framework_);
  if (has(needs, Need::Values) || has(needs, Need::Tracing) || has(needs, Need::GradientSteps) ||
      has(needs, Need::SideEffects) || has(needs, Need::Verdicts) || has(needs, Need::Hazards)) {
    const TimelineScope stage("solve");
    engine_->solve();
  }
  calls_.resize(program.file_count());
  parallel_for(program.file_count(), jobs, [&](std::size_t i, unsigned) {
    const Tree& tree = program.tree(FileId::from_index(i));
    for (std::uint32_t r = 0; r < tree.size(); ++r)
      if (tree.kind(NodeId::from_index(r)) == NodeKind::Call)
        calls_[i].push_back(NodeId::from_index(r));
  });
  {
    const TimelineScope stage("called rows");
    called_rows_ = std::make_unique<CalledRows>(program, *engine_, calls_, jobs);
    pipelines_ = std::make_unique<Pipelines>(program, *engine_, *called_rows_, calls_);
  }
  {
    const TimelineScope stage("tracing");
    tracing_ = std::make_unique<Tracing>(program, *engine_, keras_, keras_runs_eagerly());
  }
  staging_ = std::make_unique<Staging>(program, *engine_, *called_rows_, *tracing_);
  symbolic_values_ =
      std::make_unique<SymbolicValues>(program, *engine_, *called_rows_, *tracing_, *staging_);
  index_program();
  make_records(jobs);
  if (!has(needs, Need::Verdicts)) return;
  const TimelineScope stage("verdicts");
  verdicts_ = std::make_unique<Verdicts>(*this, *records_, assume, jobs);
}

// Four readers of what is solved; none asks the others while it is made. Two of them ask for
// symbolic values, which are made for the first.
void Facts::make_records(unsigned jobs) {
  constexpr std::size_t kReaders = 4;
  parallel_for(kReaders, jobs, [&](std::size_t reader, unsigned) {
    if (reader == 0 && has(needs_, Need::Verdicts)) {
      const TimelineScope stage("records");
      records_ = std::make_unique<FunctionFactsMaker>(*this);
    }
    if (reader == 1 && (has(needs_, Need::SideEffects) || has(needs_, Need::Verdicts))) {
      const TimelineScope stage("effects");
      effects_ = std::make_unique<Effects>(program_, *engine_);
      if (has(needs_, Need::SideEffects))
        trace_effects_ = std::make_unique<TraceEffects>(
            program_, *engine_, *called_rows_, *tracing_, *effects_, *staging_, *symbolic_values_);
    }
    if (reader == 2 && has(needs_, Need::GradientSteps)) {
      const TimelineScope stage("gradient steps");
      gradient_steps_ = std::make_unique<GradientSteps>(program_, *engine_);
    }
    if (reader == 3 && has(needs_, Need::Hazards)) {
      const TimelineScope stage("hazards");
      hazards_ = std::make_unique<Hazards>(*symbolic_values_, *tracing_);
    }
  });
}

const EndlessRecursion& Facts::endless_recursion() const {
  return endless_recursion_.get([this] { return std::make_unique<EndlessRecursion>(*this); });
}

const ReplicaSynchronisation& Facts::replica_synchronisation() const {
  return replica_synchronisation_.get(
      [this] { return std::make_unique<ReplicaSynchronisation>(*this); });
}

const StaleReads& Facts::stale_reads() const {
  return stale_reads_.get([this] {
    const TimelineScope stage("stale reads");
    return std::make_unique<StaleReads>(program_, *engine_, *called_rows_, *tracing_,
                                        StaleReads::Asked::All);
  });
}

const StaleReads& Facts::few_stale_reads() const {
  return few_stale_reads_.get([this] {
    const TimelineScope stage("few stale reads");
    return std::make_unique<StaleReads>(program_, *engine_, *called_rows_, *tracing_,
                                        StaleReads::Asked::Few);
  });
}

std::span<const flow::Engine::AttributeCell> Facts::attributes_of(flow::ObjectId object) const {
  const auto& all = attributes_.get([this] {
    return std::make_unique<std::vector<flow::Engine::AttributeCell>>(engine_->attribute_cells());
  });
  const auto [first, last] =
      std::equal_range(all.begin(), all.end(), flow::Engine::AttributeCell{object, {}, {}},
                       [](const flow::Engine::AttributeCell& a,
                          const flow::Engine::AttributeCell& b) { return a.object < b.object; });
  return {first, last};
}

const TracedCreation& Facts::traced_creation() const {
  return traced_creation_.get([this] { return std::make_unique<TracedCreation>(*this); });
}

const EagerExecution& Facts::eager_execution() const {
  return eager_execution_.get([this] { return std::make_unique<EagerExecution>(*this); });
}

const GraphChanges& Facts::graph_changes() const {
  return graph_changes_.get([this] { return std::make_unique<GraphChanges>(*this); });
}

const LegacyCode& Facts::legacy_code() const {
  return legacy_code_.get([this] { return std::make_unique<LegacyCode>(*this); });
}

void Facts::index_program() {
  const TimelineScope stage("indexes");
  const Program& program = program_;
  functions_.resize(program.file_count());
  classes_.resize(program.file_count());
  decorations_.resize(program.file_count());
  for (std::size_t i = 0; i < program.functions().size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    functions_[program.function(f).file.index()].push_back(f);
  }
  for (std::size_t i = 0; i < program.classes().size(); ++i) {
    const ClassId c = ClassId::from_index(i);
    classes_[program.class_info(c).file.index()].push_back(c);
  }
  for (std::uint32_t d = 1; d <= engine_->decorations().size(); ++d) {
    decorations_[decoration(d).site.file.index()].push_back(d);
    if (const FunctionId f = wrapped_function(d); f.exists()) decorations_of_[f.raw()].push_back(d);
  }
  for (std::vector<std::uint32_t>& numbers : decorations_)
    std::sort(numbers.begin(), numbers.end(), [&](std::uint32_t a, std::uint32_t b) {
      const auto& left = decoration(a);
      const auto& right = decoration(b);
      return left.site != right.site ? left.site < right.site : a < b;
    });
  const std::size_t functions = program.functions().size();
  by_callee_.assign(engine_->edges().begin(), engine_->edges().end());
  std::stable_sort(by_callee_.begin(), by_callee_.end(),
                   [](const CallEdge& a, const CallEdge& b) { return a.callee < b.callee; });
  into_.resize(functions);
  from_.resize(functions);
  for (std::uint32_t i = 0; i < by_callee_.size(); ++i) {
    auto& range = into_[by_callee_[i].callee.index()];
    if (range.second == 0) range.first = i;
    range.second = i + 1;
    const CallEdge& edge = engine_->edges()[i];
    if (!edge.caller.exists()) continue;
    auto& out = from_[edge.caller.index()];
    if (out.second == 0) out.first = i;
    out.second = i + 1;
  }
}

bool Facts::keras_runs_eagerly() const {
  const NameId keyword = program_.names().find("run_eagerly");
  if (!keyword.exists()) return false;
  for (std::size_t i = 0; i < program_.file_count(); ++i) {
    const FileId file = FileId::from_index(i);
    const Tree& tree = program_.tree(file);
    for (NodeId call : calls_[i])
      for (NodeId a : tree.children(tree.child(call, NodeKind::Arguments))) {
        if (tree.kind(a) != NodeKind::Keyword || tree[a].name != keyword) continue;
        const ValueId given = value({file, tree.child(a, Field::Value)});
        if (given == values().none() || constant_bool(given) == Tri::No) continue;
        const ApiRow* api = called_api({file, call});
        if (api == nullptr || api->has(Trait::Compiles)) return true;
      }
  }
  return false;
}

Tri Facts::target_has(const Target& t, Version version) {
  if (t.tensorflow_min.known() && t.tensorflow_min >= version) return Tri::Yes;
  if (t.tensorflow_max.known() && t.tensorflow_max < version) return Tri::No;
  return Tri::Unknown;
}

std::string_view Facts::written_path(NodeRef expression) const {
  const ObjectId only = values().only(value(expression));
  if (!only.exists() || values()[only].kind != ObjectKind::External) return {};
  return text(values()[only].name);
}

std::string_view Facts::path(NodeRef expression) const {
  const std::string_view written = written_path(expression);
  if (written.empty()) return {};
  std::string storage;
  const std::string_view known = canonical_path(written, storage);
  if (known.data() != storage.data()) return known;
  // Canonical paths of interest are interned by their rows.
  if (const ApiRow* row = find_exact_api(known)) return row->name;
  const NameId interned = program_.names().find(known);
  return interned.exists() ? text(interned) : written;
}

const ApiRow* Facts::api(NodeRef expression) const {
  const std::string_view known = path(expression);
  return known.empty() ? nullptr : find_api(known);
}

const ApiRow* Facts::called_api(NodeRef call) const {
  return called_rows_->at(call);
}

std::vector<Facts::Callee> Facts::callees(NodeRef call) const {
  std::vector<Callee> out;
  const FunctionId caller = program_.enclosing_function(call);
  const auto add = [&](const CallEdge& edge) {
    const bool known = std::any_of(out.begin(), out.end(), [&](const Callee& c) {
      return c.function == edge.callee && c.decoration == edge.decoration;
    });
    if (!known) out.push_back({edge.callee, edge.decoration});
  };
  const auto collect = [&](std::span<const CallEdge> edges) {
    for (const CallEdge& edge : edges)
      if (edge.site == call) add(edge);
  };
  if (caller.exists()) {
    collect(edges_from(caller));
  } else {
    const auto& all = engine_->edges();
    const auto end = std::partition_point(all.begin(), all.end(),
                                          [](const CallEdge& e) { return !e.caller.exists(); });
    const auto first = std::lower_bound(all.begin(), end, call,
                                        [](const CallEdge& e, NodeRef at) { return e.site < at; });
    for (auto at = first; at != end && at->site == call; ++at) add(*at);
  }
  return out;
}

Tri Facts::is_tensor(NodeRef expression) const {
  const auto objects = values().objects(value(expression));
  bool all = !objects.empty();
  bool none = !objects.empty();
  for (ObjectId o : objects) {
    if (hyb::is_tensor(values(), program_.names(), o))
      none = false;
    else
      all = false;
    if (values()[o].kind == ObjectKind::Unknown) none = false;
  }
  return all ? Tri::Yes : none ? Tri::No : Tri::Unknown;
}

FunctionId Facts::wrapped_function(std::uint32_t number) const {
  ObjectId wrapped = decoration(number).wrapped;
  for (int depth = 0; depth < 4; ++depth) {
    const Object& object = values()[wrapped];
    if (object.kind == ObjectKind::Function) return FunctionId::from_index(object.a - 1);
    if (object.kind == ObjectKind::BoundMethod)
      wrapped = object_id(object.b);
    else if (object.kind == ObjectKind::Partial || object.kind == ObjectKind::StaticMethod)
      wrapped = object_id(object.a);
    else
      break;
  }
  return {};
}

std::span<const std::uint32_t> Facts::decorations_of(FunctionId f) const {
  const auto found = decorations_of_.find(f.raw());
  return found == decorations_of_.end() ? std::span<const std::uint32_t>() : found->second;
}

const flow::Argument* Facts::option(std::uint32_t number, std::string_view keyword,
                                    std::size_t position) const {
  const flow::Bindings& options = values().bindings(decoration(number).arguments);
  const NameId name = program_.names().find(keyword);
  // The function itself is not among the options: position 1 of tf.function is the first here.
  const std::size_t at = position == 0 ? ~std::size_t{0} : position - 1;
  return options.find(name, at);
}

Tri Facts::constant_bool(ValueId value) const {
  const ObjectId only = values().only(value);
  if (!only.exists() || values()[only].kind != ObjectKind::Bool || values()[only].a > 1)
    return Tri::Unknown;
  return tri(values()[only].a == 1);
}

Tri Facts::derives(ClassId id, std::string_view base) const {
  bool unknown = false;
  for (ObjectId object : engine_->class_objects(id)) {
    for (ObjectId up : engine_->known_mro(object)) {
      const Object& cls = values()[up];
      if (cls.kind == ObjectKind::Unknown) unknown = true;
      if (cls.kind != ObjectKind::External) continue;
      std::string storage;
      const std::string_view path = canonical_path(text(cls.name), storage);
      if (derives_from(path, base)) return Tri::Yes;
      if (find_api(path) == nullptr) unknown = true;
    }
  }
  return unknown ? Tri::Unknown : Tri::No;
}

bool Facts::is_instance_of(ObjectId object, std::string_view base) const {
  const Object& o = values()[object];
  if (o.kind == ObjectKind::ExternalInstance || o.kind == ObjectKind::Tensor)
    return derives_from(text(o.name), base);
  if (o.kind != ObjectKind::Instance) return false;
  for (ObjectId up : engine_->known_mro(object_id(o.a))) {
    std::string storage;
    if (values()[up].kind == ObjectKind::External &&
        derives_from(canonical_path(text(values()[up].name), storage), base))
      return true;
  }
  return false;
}

std::span<const CallEdge> Facts::edges_into(FunctionId callee) const {
  const auto [first, last] = into_[callee.index()];
  return std::span(by_callee_).subspan(first, last - first);
}

std::span<const CallEdge> Facts::edges_from(FunctionId caller) const {
  const auto [first, last] = from_[caller.index()];
  return std::span(engine_->edges()).subspan(first, last - first);
}

std::string_view Facts::tensorflow_alias(FileId file) const {
  const ScopeTree& scopes = program_.scopes(file);
  for (const Binding& binding : scopes.bindings) {
    const Symbol& symbol = scopes.symbols[binding.symbol];
    if (binding.kind != BindingKind::Import || symbol.scope != scopes.module_scope()) continue;
    const Tree& tree = program_.tree(file);
    if (tree.kind(tree.parent(binding.node)) != NodeKind::Import) continue;
    std::string storage;
    const std::string_view module = canonical_path(text(tree[binding.node].name), storage);
    const bool aliased = tree.child(binding.node, Field::Alias).exists();
    if (module == "tensorflow" || (!aliased && module.starts_with("tensorflow.")))
      return text(symbol.name);
  }
  return {};
}

std::vector<Note> Facts::why(flow::ContextId evaluation, Mode mode) const {
  const Tracing::Chain chain = tracing_->chain(evaluation, mode);
  return why(chain.decoration(), chain.first, chain.edges);
}

std::vector<Note> Facts::why(const TraceEffect& effect) const {
  std::vector<CallEdge> edges;
  std::uint32_t number = effect.entered.decoration;
  if (effect.entered.callee.exists())
    edges.push_back(effect.entered);
  else if (const auto made = decorations_of(effect.entry); !made.empty())
    number = made.front();
  edges.insert(edges.end(), effect.through.begin(), effect.through.end());
  return why(number, effect.entry, edges);
}

std::vector<Note> Facts::why(std::uint32_t number, FunctionId first,
                             std::span<const CallEdge> calls) const {
  std::vector<Note> out;
  std::uint8_t depth = 0;
  const auto name = [&](FunctionId id) { return "'" + program_.qualified_name(id) + "'"; };
  if (number != 0) {
    const FunctionId wrapped = wrapped_function(number);
    out.push_back(
        {program_.loc(decoration(number).site),
         name(wrapped.exists() ? wrapped : first) + " is a tf.function; tracing starts here.",
         depth++});
  }
  for (const CallEdge& edge : calls) {
    std::string text;
    switch (edge.passage) {
      case flow::Passage::Pipeline:
      case flow::Passage::PipelineRaw:
        text = name(edge.callee) + " is traced by tf.data here.";
        break;
      case flow::Passage::KerasStep:
      case flow::Passage::KerasFit:
        text = "Keras runs " + name(edge.callee) + " in a graph from here.";
        break;
      case flow::Passage::KerasSymbolic:
        text = name(edge.callee) + " is traced on symbolic Keras tensors here.";
        break;
      case flow::Passage::Vectorized:
        text = name(edge.callee) + " is traced by tf.vectorized_map here.";
        break;
      case flow::Passage::Graph:
        text = "the tf.function " + name(edge.callee) + " is called here.";
        break;
      case flow::Passage::Replica:
        text = name(edge.callee) + " is run on each replica from here.";
        break;
      case flow::Passage::Call:
      case flow::Passage::Staged:
      case flow::Passage::Mapped:
      case flow::Passage::KerasCall:
      case flow::Passage::Eager:
      case flow::Passage::DataModel:
      case flow::Passage::Construct:
      case flow::Passage::Unconverted:
        text = name(edge.callee) + " is called here.";
        break;
    }
    out.push_back({program_.loc(edge.site), std::move(text), depth});
    if (depth < 255) ++depth;
  }
  return out;
}

}  // namespace hyb
