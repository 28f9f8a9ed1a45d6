// From each write of a traced function, breadth first up the calls of the trace: the object is told
// from each caller's side until the trace begins, or until somebody on the way has made it. Paths
// around once-guards are looked for first.

#include "core/effects/trace_effects.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/staging/staging.h"
#include "core/symbolic/symbolic_values.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr std::size_t kMaxSteps = 512;  // of one search

bool is_write(EffectKind kind) {
  return kind == EffectKind::GlobalWrite || kind == EffectKind::NonlocalWrite ||
         kind == EffectKind::AttributeWrite || kind == EffectKind::ContainerWrite ||
         kind == EffectKind::IteratorConsumption || kind == EffectKind::GuardedCreation;
}

/// The callee's parameters are the objects that the caller hands over, not copies or parts.
bool hands_objects(Passage passage) {
  return passage == Passage::Call || passage == Passage::Graph || passage == Passage::DataModel ||
         passage == Passage::Construct || passage == Passage::Replica ||
         passage == Passage::Unconverted;
}

}  // namespace

class TracePaths {
 public:
  TracePaths(TraceEffects& out, const Program& program, const Engine& engine,
             const Tracing& tracing, const Effects& effects, const Staging& staging,
             const SymbolicValues& symbolic)
      : out_(out),
        program_(program),
        engine_(engine),
        tracing_(tracing),
        effects_(effects),
        staging_(staging),
        symbolic_(symbolic),
        ways_(program, engine),
        into_(engine.contexts().size()) {
    for (std::uint32_t i = 0; i < engine.edges().size(); ++i)
      if (engine.edges()[i].to.exists()) into_[engine.edges()[i].to.index()].push_back(i);
  }

  void run() {
    for (std::size_t i = 0; i < program_.functions().size(); ++i) {
      const FunctionId f = FunctionId::from_index(i);
      if (!tracing_.traced(f)) continue;
      const std::vector<Effect>& own = effects_.own(f);
      for (std::size_t e = 0; e < own.size(); ++e) {
        if (!is_write(own[e].kind)) continue;
        std::vector<TraceEffect>& known = out_.by_file_[own[e].at.file.index()];
        if (!known.empty() && known.back().effect.at == own[e].at) continue;
        find(f, own[e], known);
      }
    }
    std::vector<Place> places;
    for (std::vector<TraceEffect>& effects : out_.by_file_) {
      std::stable_sort(
          effects.begin(), effects.end(),
          [](const TraceEffect& a, const TraceEffect& b) { return a.effect.at < b.effect.at; });
      for (TraceEffect& effect : effects) {
        describe(effect);
        if (!effect.symbolic) effect.symbolic = effect.staged = becomes_tensor(effect);
        if (effect.place.node.exists()) places.push_back(place_of(program_, effect.place));
      }
    }
    std::erase_if(places, [](const Place& place) { return !place.exists(); });
    out_.places_.gather(places);
  }

 private:
  struct Step {
    ContextId context;
    EffectRoot root;
    std::uint32_t edge = 0;     // by which the step went up
    std::uint32_t below = ~0U;  // the step it came from
  };

  void find(FunctionId f, const Effect& effect, std::vector<TraceEffect>& known) {
    TraceEffect found;
    found.function = f;
    found.effect = effect;
    found.guard = out_.guards_.around(effect.at);
    rebinds_ = effect.rebinds;
    const bool guarded = found.guard.exists();
    if (!search(found, guarded) && (guarded || !search(found, true))) return;
    found.building = found.building || is_builder(f);
    known.push_back(std::move(found));
  }

  // What is written, and where.
  void describe(TraceEffect& effect) const {
    const NodeRef at = effect.effect.at;
    const Tree& tree = program_.tree(at.file);
    switch (tree.kind(at.node)) {
      case NodeKind::Attribute:
      case NodeKind::Name:
        effect.place = at;
        if (effect.effect.kind != EffectKind::IteratorConsumption) stored(effect);
        break;
      case NodeKind::Subscript:
        effect.place = named(at.file, tree.child(at.node, Field::Object));
        stored(effect);
        break;
      case NodeKind::Call: {
        const NodeId callee = tree.child(at.node, Field::Function);
        if (tree.kind(callee) == NodeKind::Attribute)
          effect.place = named(at.file, tree.child(callee, Field::Object));
        handed_over(effect);
        break;
      }
      default:
        break;
    }
  }

  /// The Attribute or Name that an element is taken from.
  NodeRef named(FileId file, NodeId row) const {
    const Tree& tree = program_.tree(file);
    while (tree.kind(row) == NodeKind::Subscript) row = tree.child(row, Field::Object);
    const NodeKind kind = tree.kind(row);
    return kind == NodeKind::Attribute || kind == NodeKind::Name ? NodeRef{file, row} : NodeRef{};
  }

  void stored(TraceEffect& effect) const {
    const NodeRef at = effect.effect.at;
    const Tree& tree = program_.tree(at.file);
    NodeId up = tree.parent(at.node);
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::Tuple || kind == NodeKind::List) {
      std::size_t index = 0;
      for (NodeId child : tree.children(up)) {
        if (child == at.node) break;
        if (tree.kind(child) == NodeKind::Starred) return;
        ++index;
      }
      if (tree[up].field != Field::Target) return;
      const NodeId value = tree.child(tree.parent(up), Field::Value);
      if (!value.exists()) return;
      effect.symbolic = symbolic_.keeps_symbolic_part({at.file, value}, index);
      return;
    }
    if (kind != NodeKind::Assign && kind != NodeKind::AnnAssign && kind != NodeKind::AugAssign)
      return;
    const NodeId value = tree.child(up, Field::Value);
    if (!value.exists()) return;
    effect.value = {at.file, value};
    effect.symbolic = symbolic_.keeps_symbolic(effect.value) ||
                      (kind == NodeKind::AugAssign && symbolic_.tensor_only(engine_.value_of(at)));
  }

  /// Assigned in a branch or round of TensorFlow's control flow, whose output takes its place. A
  /// global variable is no output of a branch: its assignment is lost.
  bool becomes_tensor(const TraceEffect& effect) const {
    const NodeRef at = effect.effect.at;
    const Tree& tree = program_.tree(at.file);
    if (tree[at.node].field != Field::Target) return false;
    if (tree.kind(at.node) == NodeKind::Subscript) {
      const NodeId key = tree.child(at.node, Field::Index);
      if (!key.exists() || tree.kind(key) != NodeKind::String) return false;
    }
    return (effect.effect.kind == EffectKind::GlobalWrite ? staging_.loop_around(at)
                                                          : staging_.around(at))
        .node.exists();
  }

  void handed_over(TraceEffect& effect) const {
    const NodeRef at = effect.effect.at;
    const Tree& tree = program_.tree(at.file);
    for (NodeId child : tree.children(tree.child(at.node, NodeKind::Arguments))) {
      const NodeId value =
          tree.kind(child) == NodeKind::Keyword ? tree.child(child, Field::Value) : child;
      const NodeRef argument{at.file, value};
      effect.value = argument;
      effect.symbolic = symbolic_.keeps_symbolic(argument);
      if (effect.symbolic) return;
    }
  }

  bool in_graph(ContextId c) const {
    return tracing_.reached(c, Mode::Converted) || tracing_.reached(c, Mode::Unconverted);
  }

  bool is_builder(FunctionId f) const {
    const FunctionInfo& info = program_.function(f);
    if (!info.owner.exists() || program_.text(info.name) != "build") return false;
    for (ObjectId cls : engine_.class_objects(info.owner))
      for (ObjectId up : engine_.known_mro(cls)) {
        std::string storage;
        const Object& base = engine_.values()[up];
        if (base.kind == ObjectKind::External &&
            derives_from(canonical_path(program_.text(base.name), storage), "keras.layers.Layer"))
          return true;
      }
    return false;
  }

  /// `guarded`: also along calls that stand behind a once-guard.
  bool search(TraceEffect& found, bool guarded) {
    steps_.clear();
    seen_.clear();
    for (ContextId c : engine_.contexts_of(found.function))
      if (in_graph(c)) push({c, found.effect.root, 0, ~0U});
    for (std::size_t at = 0; at < steps_.size() && at < kMaxSteps; ++at)
      if (climb(found, static_cast<std::uint32_t>(at), guarded)) return true;
    return false;
  }

  void push(Step step) {
    if (seen_.insert({step.context, step.root}).second) steps_.push_back(step);
  }

  bool is_receiver(ContextId c, std::uint32_t parameter) const {
    const flow::Context& context = engine_.contexts()[c.index()];
    if (parameter != 0 || !program_.function(context.function).owner.exists()) return false;
    if (context.parameters.empty()) return true;
    for (ObjectId o : engine_.values().objects(context.parameters.front())) {
      const ObjectKind kind = engine_.values()[o].kind;
      if (kind == ObjectKind::List || kind == ObjectKind::Dict || kind == ObjectKind::Tuple)
        return false;
    }
    return true;
  }

  bool argument(const Step& step) const {
    return step.root.kind == EffectRoot::Kind::Parameter &&
           !is_receiver(step.context, step.root.parameter);
  }

  /// TensorFlow compares the containers among the arguments of a tf.function before and after; it
  /// looks into lists, dicts and tuples, not into objects.
  bool rejected(TraceEffect& found, std::uint32_t at) const {
    const Step& step = steps_[at];
    if (found.effect.kind != EffectKind::ContainerWrite || !argument(step)) return false;
    const flow::Context& context = engine_.contexts()[step.context.index()];
    const std::uint32_t p = step.root.parameter;
    const auto given = p < context.parameters.size()
                           ? engine_.values().objects(context.parameters[p])
                           : std::span<const ObjectId>();
    const NodeRef here = step.below == ~0U ? found.effect.at : engine_.edges()[step.edge].site;
    const bool structure = std::any_of(given.begin(), given.end(), [&](ObjectId o) {
      const ObjectKind kind = engine_.values()[o].kind;
      return kind == ObjectKind::List || kind == ObjectKind::Dict || kind == ObjectKind::Tuple;
    });
    const bool unknown = given.empty() || (step.below == ~0U &&
                                           std::any_of(given.begin(), given.end(), [&](ObjectId o) {
                                             return engine_.values()[o].kind == ObjectKind::Unknown;
                                           }));
    if ((!structure && !unknown) || in_open_loop(here)) return false;
    found.rejects = context.function;
    found.argument = p;
    return true;
  }

  /// In a loop that may become one of TensorFlow, which makes its variables anew in each round.
  bool in_open_loop(NodeRef at) const {
    const Tree& tree = program_.tree(at.file);
    for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
      if (kind == NodeKind::While) return true;
      if (kind != NodeKind::For) continue;
      const auto objects =
          engine_.values().objects(engine_.value_of({at.file, tree.child(up, Field::Iter)}));
      for (ObjectId o : objects) {
        const ObjectKind iterable = engine_.values()[o].kind;
        if (iterable != ObjectKind::List && iterable != ObjectKind::Dict &&
            iterable != ObjectKind::Tuple && iterable != ObjectKind::Iterator)
          return true;
      }
      if (objects.empty()) return true;
    }
    return false;
  }

  bool climb(TraceEffect& found, std::uint32_t at, bool guarded) {
    const Step step = steps_[at];
    const FunctionId callee = engine_.contexts()[step.context.index()].function;
    bool entered = false;
    for (std::uint32_t e : into_[step.context.index()]) {
      const CallEdge& edge = engine_.edges()[e];
      const bool starts = edge.passage == Passage::Graph || flow::starts_graph(edge.passage);
      const bool eager_site = in_eager_island(program_, engine_, edge.site);
      const bool inside = in_graph(edge.from) && !eager_site && edge.passage != Passage::Eager;
      const bool outside = starts && (eager_site || tracing_.reached(edge.from, Mode::Eager));
      if (!inside && !outside) continue;
      entered = true;
      if (!guarded && edge.caller.exists() && out_.guards_.around(edge.site).exists()) continue;
      if (edge.passage == Passage::Graph && rejected(found, at)) {
        if (finish(found, at, outside ? edge : CallEdge{})) return true;
        continue;
      }
      if (edge.passage == Passage::Graph && found.effect.kind == EffectKind::ContainerWrite &&
          argument(step))
        continue;  // part of an object, or of what is not known
      if (outside && reaches_in(step, edge.passage) && kept(step) && finish(found, at, edge))
        return true;
      if (inside) up(step, at, e);
    }
    if (entered || !callee.exists()) return false;
    // Decorated, and nothing in the program calls it.
    if (rejected(found, at)) return finish(found, at, {});
    if (found.effect.kind == EffectKind::ContainerWrite && argument(step)) return false;
    return kept(step) && finish(found, at, {});
  }

  /// The object comes into the trace as it is: TensorFlow makes elements and inputs anew.
  bool reaches_in(const Step& step, Passage passage) const {
    return passage == Passage::Graph || !argument(step);
  }

  /// Nobody inside of the trace has made the variable: it is one around the traced function itself,
  /// or nothing in the trace runs the function it belongs to.
  bool kept(const Step& step) const {
    if (step.root.kind != EffectRoot::Kind::Variable) return true;
    const FunctionId owner = out_.provenance_.owner(step.root.variable);
    for (ContextId outer = engine_.contexts()[step.context.index()].outer; outer.exists();
         outer = engine_.contexts()[outer.index()].outer)
      if (engine_.contexts()[outer.index()].function == owner) return true;
    return !owner.exists() ||
           !out_.places_.leads_to(engine_.contexts()[step.context.index()].function, owner);
  }

  /// False: the tests on the way, and what is handed in, rule it out.
  bool finish(TraceEffect& found, std::uint32_t at, const CallEdge& entered) const {
    found.entry = engine_.contexts()[steps_[at].context.index()].function;
    found.entered = entered;
    found.root = steps_[at].root;
    found.through.clear();
    for (std::uint32_t step = at; steps_[step].below != ~0U; step = steps_[step].below) {
      const CallEdge& edge = engine_.edges()[steps_[step].edge];
      found.through.push_back(edge);
      if (edge.passage == Passage::Construct) found.building = true;
      if (!found.guard.exists() && edge.caller.exists())
        found.guard = out_.guards_.around(edge.site);
    }
    std::vector<CallEdge> way = found.through;
    if (entered.callee.exists()) way.insert(way.begin(), entered);
    return ways_.possible(way, found.effect.at);
  }

  // The root as the caller sees it.
  void up(const Step& step, std::uint32_t at, std::uint32_t e) {
    const CallEdge& edge = engine_.edges()[e];
    const auto go = [&](EffectRoot root) { push({edge.from, root, e, at}); };
    switch (step.root.kind) {
      case EffectRoot::Kind::World:
        go({});
        break;
      case EffectRoot::Kind::Parameter:
        if (hands_objects(edge.passage) || is_receiver(step.context, step.root.parameter))
          go_each(out_.arguments_.of(edge, step.root.parameter), go);
        break;
      case EffectRoot::Kind::Variable: {
        const FunctionId owner = out_.provenance_.owner(step.root.variable);
        if (owner == edge.caller) {
          if (!rebinds_) go_each(out_.provenance_.of_variable(owner, step.root.variable), go);
        } else if (!out_.places_.leads_to(edge.caller, owner)) {
          go(step.root);
        }
        break;
      }
    }
  }

  template <class Go>
  static void go_each(const Provenance& from, Go&& go) {
    for (std::uint32_t p = 0; p < 64; ++p)
      if ((from.parameters >> p & 1U) != 0) go({EffectRoot::Kind::Parameter, p, {}});
    for (const VariableRef& variable : from.captured) go({EffectRoot::Kind::Variable, 0, variable});
    if (from.outside) go({});
  }

  TraceEffects& out_;
  const Program& program_;
  const Engine& engine_;
  const Tracing& tracing_;
  const Effects& effects_;
  const Staging& staging_;
  const SymbolicValues& symbolic_;
  PossibleWay ways_;
  std::vector<std::vector<std::uint32_t>> into_;  // by context: edges that enter it
  std::vector<Step> steps_;
  std::set<std::pair<ContextId, EffectRoot>> seen_;
  bool rebinds_ = false;
};

TraceEffects::TraceEffects(const Program& program, const Engine& engine, const CalledRows& rows,
                           const Tracing& tracing, const Effects& effects, const Staging& staging,
                           const SymbolicValues& symbolic)
    : by_file_(program.file_count()),
      provenance_(program, engine),
      arguments_(program, engine, provenance_),
      guards_(program, engine),
      places_(program, engine, rows, tracing) {
  TracePaths(*this, program, engine, tracing, effects, staging, symbolic).run();
}

}  // namespace hyb
