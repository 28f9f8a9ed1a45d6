// Effects and findings come from a second run of the stages that made them, restricted to what the
// function can reach, which keeps each place apart instead of the nearest of a kind. Everything
// else is read off the record and the call graph. At the end the claims are held against the
// recorded facts: what a fact says and no cause explains becomes a cause of its own, so that taking
// nothing away gives back exactly the recorded verdict.

#include "core/explain/causes.h"

#include <algorithm>

#include "core/explain/parameter_causes.h"
#include "core/explain/repairs.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using enum VerdictFact;

namespace {

struct ObstacleFact {
  Obstacle obstacle;
  VerdictFact fact;
};
constexpr ObstacleFact kObstacleFacts[] = {
    {Obstacle::EagerOnlyCall, EagerOnlyCalls},
    {Obstacle::NumpyCall, NumpyCalls},
    {Obstacle::InvalidNameArgument, InvalidNames},
    {Obstacle::StaleVariableRead, StaleVariables},
    {Obstacle::TensorIteration, TensorIteration},
    {Obstacle::VariableCreation, CreatesVariables},
    {Obstacle::ChangingState, StaleState},
    {Obstacle::UnsupportedReturn, UnsupportedReturn},
    {Obstacle::UnconvertibleControl, UnconvertibleControl},
};

std::string_view clause(EffectKind kind) {
  switch (kind) {
    case EffectKind::Print:
      return "prints";
    case EffectKind::Logging:
      return "writes to a log";
    case EffectKind::File:
      return "reads or writes a file";
    case EffectKind::Network:
      return "uses the network";
    case EffectKind::Time:
      return "reads the clock";
    case EffectKind::Environment:
      return "reads or changes the environment";
    case EffectKind::RandomPython:
      return "draws from Python's random state";
    case EffectKind::RandomNumpy:
      return "draws from NumPy's random state";
    case EffectKind::Process:
      return "starts or asks a process";
    case EffectKind::Plot:
      return "draws a plot";
    case EffectKind::Progress:
      return "draws progress";
    case EffectKind::Input:
      return "asks the user";
    case EffectKind::Warning:
      return "warns";
    case EffectKind::GlobalWrite:
      return "assigns a variable of the module";
    case EffectKind::NonlocalWrite:
      return "assigns a variable of the function around it";
    case EffectKind::AttributeWrite:
      return "writes to an object that outlives the call";
    case EffectKind::ContainerWrite:
      return "changes a container that outlives the call";
    case EffectKind::IteratorConsumption:
      return "takes from an iterator that outlives the call";
    case EffectKind::GuardedCreation:
      return "keeps something it makes once";
    case EffectKind::Callback:
      return "may have an effect: its callers know what they hand in";
    case EffectKind::Unknown:
      return "may have an effect: nothing is known of what it does";
  }
  return "";
}

/// Functions that `f` leads to, itself included.
std::vector<bool> reachable(const Facts& facts, FunctionId f) {
  std::vector<bool> out(facts.program().functions().size(), false);
  std::vector<FunctionId> todo{f};
  out[f.index()] = true;
  while (!todo.empty()) {
    const FunctionId at = todo.back();
    todo.pop_back();
    for (const CallEdge& edge : facts.edges_from(at)) {
      if (out[edge.callee.index()]) continue;
      out[edge.callee.index()] = true;
      todo.push_back(edge.callee);
    }
  }
  return out;
}

class Collector {
 public:
  Collector(const Facts& facts, const FunctionFacts& known, const VerdictFacts& recorded)
      : facts_(facts),
        program_(facts.program()),
        known_(known),
        recorded_(recorded),
        f_(known.function),
        again_(program_, facts.engine(), facts.called_rows(), facts.tracing(),
               reachable(facts, f_)) {}

  std::vector<Cause> run() {
    add_parameter_causes(facts_, known_, recorded_, out_);
    effects();
    cycle();
    findings();
    for (const Coercion& coercion : again_.coerced_arguments(f_)) coerced(coercion);
    symbolic();
    axes();
    computation();
    callers();
    signature();
    choose_repairs(facts_, f_, recorded_, out_);
    reconcile();
    std::stable_sort(out_.begin(), out_.end(), [](const Cause& a, const Cause& b) {
      return a.claims.front().fact < b.claims.front().fact;
    });
    return std::move(out_);
  }

 private:
  Cause& add(CauseKind kind, VerdictFact fact, Tri with, Tri without) {
    Cause cause;
    cause.kind = kind;
    cause.function = f_;
    cause.claims.push_back({fact, with, without});
    cause.cost = info(fact).cost;
    if (with == Tri::Unknown) cause.grade = Grade::Assumed;
    out_.push_back(std::move(cause));
    return out_.back();
  }

  void place(Cause& cause, NodeRef at, std::vector<CallEdge> through) const {
    cause.at = at;
    cause.through = std::move(through);
    cause.function = cause.through.empty() ? f_ : cause.through.back().callee;
    if (program_.tree(at.file).kind(at.node) != NodeKind::Call) return;
    const ApiRow* api = facts_.called_api(at);
    if (api == nullptr) return;
    cause.api = api->name;
    if (cause.grade == Grade::Proved) cause.grade = Grade::Api;
  }

  // --- side effects ---

  void effects() {
    if (recorded_[SideEffects] == Tri::No && recorded_[CallbackEffects] == Tri::No) return;
    for (Effects::Reached& reached : facts_.effects().every(f_)) {
      const Effect& effect = reached.effect;
      const Tri with = counts(effect.kind) ? Tri::Yes : Tri::Unknown;
      const VerdictFact fact = effect.kind == EffectKind::Callback ? CallbackEffects : SideEffects;
      if (!out_.empty() && out_.back().kind == CauseKind::Effect && out_.back().at == effect.at &&
          out_.back().claims.front().fact == fact) {
        Claim& claim = out_.back().claims.front();  // two objects written by one statement
        claim.with = claim.with || with;
        if (claim.with == Tri::Yes && out_.back().grade == Grade::Assumed)
          out_.back().grade = out_.back().api.empty() ? Grade::Proved : Grade::Api;
        continue;
      }
      Cause& cause = add(CauseKind::Effect, fact, with, Tri::No);
      cause.text = clause(effect.kind);
      place(cause, effect.at, std::move(reached.through));
      // What is put into a container that a parameter gets decides what that parameter gets.
      if (effect.kind != EffectKind::ContainerWrite || !gets_literal_container())
        cause.statement = removable_statement(facts_, effect.at, f_);
      if (cause.statement.node.exists())
        cause.repair = Repair::DeleteStatement;
      else if (effect.kind == EffectKind::Progress && is_iterated(effect.at))
        cause.repair = Repair::IterateDirectly;
    }
    if (facts_.engine().contexts_of(f_).empty()) {
      Cause& cause = add(CauseKind::NeverCalled, SideEffects, Tri::Unknown, Tri::No);
      cause.text = "nothing is known to run it";
    }
  }

  bool gets_literal_container() const {
    return std::any_of(out_.begin(), out_.end(), [&](const Cause& cause) {
      return cause.kind == CauseKind::Literal && known_.parameters[cause.parameter].container;
    });
  }

  bool is_iterated(NodeRef at) const {
    const Tree& tree = program_.tree(at.file);
    return tree.kind(at.node) == NodeKind::Call && tree[at.node].field == Field::Iter;
  }

  // --- recursion ---

  void cycle() {
    if (recorded_[Recursive] != Tri::Yes) return;
    Cause& cause = add(CauseKind::Cycle, Recursive, Tri::Yes, Tri::No);
    cause.text = "leads back to the function";
    std::vector<const CallEdge*> by(program_.functions().size(), nullptr);
    std::vector<FunctionId> queue{f_};
    for (std::size_t i = 0; i < queue.size() && by[f_.index()] == nullptr; ++i)
      for (const CallEdge& edge : facts_.edges_from(queue[i])) {
        if (by[edge.callee.index()] != nullptr) continue;
        by[edge.callee.index()] = &edge;
        queue.push_back(edge.callee);
      }
    std::vector<CallEdge> back;
    for (FunctionId at = f_; by[at.index()] != nullptr;) {
      const CallEdge& edge = *by[at.index()];
      back.push_back(edge);
      at = edge.caller;
      if (at == f_) break;
    }
    if (back.empty()) return;
    std::reverse(back.begin(), back.end());
    cause.at = back.back().site;  // where the last function calls it again
    back.pop_back();
    cause.through = std::move(back);
    if (!cause.through.empty()) cause.function = cause.through.back().callee;
  }

  // --- hazards ---

  void findings() {
    for (const auto& [obstacle, fact] : kObstacleFacts) {
      if (recorded_[fact] == Tri::No) continue;
      std::vector<const Finding*> found;
      for (const Finding& finding : again_.findings(f_))
        if (finding.obstacle == obstacle && finding.depends != kOuter) found.push_back(&finding);
      std::stable_sort(found.begin(), found.end(), [&](const Finding* a, const Finding* b) {
        if (a->at != b->at) return a->at < b->at;
        if (a->certain != b->certain) return a->certain;
        return again_.through(*a).size() < again_.through(*b).size();
      });
      NodeRef last;
      for (const Finding* finding : found) {
        if (finding->at == last) continue;
        last = finding->at;
        Cause& cause =
            add(CauseKind::Obstacle, fact, finding->certain ? Tri::Yes : Tri::Unknown, Tri::No);
        cause.text = finding->what;
        place(cause, finding->at, again_.through(*finding));
        if (fact == StaleState) changes_of(cause);
      }
    }
  }

  /// One claim for each place that changes the state: without them all it is none.
  void changes_of(Cause& cause) const {
    const std::vector<StateChange> changes = state_changes(facts_, cause.at);
    if (changes.empty()) return;
    cause.claims.clear();
    for (const StateChange& change : changes) {
      cause.claims.push_back({StaleState, change.again ? Tri::Yes : Tri::Unknown, Tri::No});
      cause.sites.push_back(change.at);
    }
  }

  void coerced(const Coercion& coercion) {
    if ((coercion.partners & (coercion.partners - 1)) == 0) return;
    Cause& cause = add(CauseKind::Coercion, DtypeConflicts, Tri::Yes, Tri::No);
    cause.text = "an array meets tensors of two dtypes";
    std::vector<CallEdge> through;
    if (coercion.edge != Finding::kOwn) through.push_back(facts_.engine().edges()[coercion.edge]);
    place(cause, coercion.second.node.exists() ? coercion.second : coercion.at, std::move(through));
  }

  void symbolic() {
    if (recorded_[KerasSymbolic] == Tri::No) return;
    for (const CallEdge& edge : facts_.edges_into(f_)) {
      const Tri passes = again_.passes_symbolic(edge);
      if (passes == Tri::No) continue;
      const auto known = std::find_if(out_.begin(), out_.end(), [&](const Cause& other) {
        return other.kind == CauseKind::SymbolicCall && other.at == edge.site;
      });
      if (known != out_.end()) {  // another evaluation of the same call
        Claim& claim = known->claims.front();
        claim.with = claim.with || passes;
        if (claim.with == Tri::Yes) known->grade = Grade::Proved;
        continue;
      }
      Cause& cause = add(CauseKind::SymbolicCall, KerasSymbolic, passes, Tri::No);
      cause.at = edge.site;
      cause.function = edge.caller;
      cause.text = "passes a symbolic tensor of Keras";
      cause.repair = Repair::NotYours;
    }
  }

  void axes() {
    if (recorded_[UnresolvedAxes] == Tri::No) return;
    for (const AxisRead& read : again_.axes_read(f_)) {
      const Tri open = again_.unresolved(f_, read);
      if (open == Tri::No) continue;
      Cause& cause = add(CauseKind::AxisRead, UnresolvedAxes, open, Tri::No);
      cause.text = "the size of an axis is read as a Python number";
      std::vector<CallEdge> through;
      if (read.edge != Finding::kOwn) through.push_back(facts_.engine().edges()[read.edge]);
      place(cause, read.at, std::move(through));
    }
  }

  // --- what there is to gain ---

  void computation() {
    constexpr std::size_t kMostPlaces = 1000;
    if (recorded_[TensorComputation] == Tri::No) {
      Cause& cause = add(CauseKind::NoComputation, TensorComputation, Tri::No, Tri::Yes);
      cause.text = again_.computes(f_) == Tri::No ? "nothing in it computes with tensors"
                                                  : "nothing in it is seen to compute with tensors";
      if (again_.computes(f_) == Tri::Unknown) cause.grade = Grade::Assumed;
      return;
    }
    std::vector<NodeRef> places = again_.computation().places(f_, kMostPlaces);
    for (const CallEdge& edge : facts_.edges_from(f_))
      if (again_.computes(edge.callee) == Tri::Yes && edge.callee != f_)
        places.push_back(edge.site);
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    if (places.empty()) return;
    Cause& cause = add(CauseKind::Computation, TensorComputation, Tri::Yes, Tri::No);
    cause.claims.assign(places.size(), cause.claims.front());
    place(cause, places.front(), {});
    cause.text = "computes with tensors";
    if (places.size() > 1)
      cause.text += places.size() == 2
                        ? ", and so does 1 more place"
                        : ", and so do " + std::to_string(places.size() - 1) + " more places";
    cause.sites = std::move(places);
  }

  void callers() {
    std::vector<NodeRef> sites;
    std::vector<NodeRef> framework;
    for (const CallEdge& edge : facts_.edges_into(f_)) {
      sites.push_back(edge.site);
      if (flow::starts_graph(edge.passage)) framework.push_back(edge.site);
    }
    const auto one = [&](CauseKind kind, VerdictFact fact, std::vector<NodeRef> places,
                         std::string_view text) {
      if (recorded_[fact] == Tri::No) return;
      Cause& cause = add(kind, fact, recorded_[fact], Tri::No);
      std::sort(places.begin(), places.end());
      places.erase(std::unique(places.begin(), places.end()), places.end());
      cause.sites = std::move(places);
      cause.text = text;
      cause.repair = Repair::NotYours;
    };
    one(CauseKind::TracedCallers, Covered, sites, "all that calls it runs in a graph");
    one(CauseKind::Framework, Driven, framework, "TensorFlow runs it in a graph of its own");
    one(CauseKind::Replica, Replica, sites, "a strategy runs it on each replica");
  }

  void signature() {
    if (recorded_[SignaturePresent] != Tri::Yes) return;
    Cause& cause = add(CauseKind::Signature, SignaturePresent, Tri::Yes, Tri::No);
    cause.text = "an input signature is given";
    cause.repair = Repair::DropSignature;
    for (std::uint32_t number : facts_.decorations_of(f_))
      if (const flow::Argument* given = facts_.option(number, "input_signature", 1))
        if (given->node.node.exists()) cause.at = given->node;
  }

  // --- claims and records agree ---

  void reconcile() {
    for (const VerdictFactInfo& row : kVerdictFacts) {
      const Tri wanted = recorded_[row.fact];
      Tri claimed = Tri::No;
      bool any = false;
      for (const Cause& cause : out_)
        for (const Claim& claim : cause.claims)
          if (claim.fact == row.fact) {
            claimed = claimed || claim.with;
            any = true;
          }
      if (!any && (wanted == row.needed || row.role == FactRole::Setting)) continue;
      if (any && claimed == wanted) continue;
      if (wanted == Tri::Yes || (wanted == Tri::Unknown && claimed == Tri::No) || !any) {
        Cause& cause = add(CauseKind::Other, row.fact, wanted,
                           wanted == row.needed ? !row.needed : row.needed);
        cause.text = row.clause;
        continue;
      }
      for (Cause& cause : out_)  // the record is more careful
        for (Claim& claim : cause.claims)
          if (claim.fact == row.fact && claim.with != Tri::No) claim.with = wanted;
    }
  }

  const Facts& facts_;
  const Program& program_;
  const FunctionFacts& known_;
  const VerdictFacts& recorded_;
  const FunctionId f_;
  const Preconditions again_;
  std::vector<Cause> out_;
};

}  // namespace

std::string_view name_of(CauseKind kind) {
  constexpr std::string_view kNames[] = {
      "effect",       "obstacle",    "axis_read",      "coercion",       "symbolic_call",
      "cycle",        "tensor",      "no_tensor",      "no_parameter",   "literal",
      "never_called", "computation", "no_computation", "traced_callers", "framework",
      "replica",      "signature",   "other"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name_of(Grade grade) {
  constexpr std::string_view kNames[] = {"proved", "api row", "annotated", "assumed",
                                         "speculative"};
  return kNames[static_cast<std::size_t>(grade)];
}

std::string_view name_of(Repair repair) {
  constexpr std::string_view kNames[] = {
      "none",          "not_yours",       "delete_statement", "iterate_directly",
      "take_receiver", "use_counterpart", "drop_name",        "wrap_arguments",
      "drop_signature"};
  return kNames[static_cast<std::size_t>(repair)];
}

std::vector<Cause> collect_causes(const Facts& facts, const FunctionFacts& known,
                                  const VerdictFacts& recorded) {
  return Collector(facts, known, recorded).run();
}

}  // namespace hyb
