// How effects travel. Every evaluation (context) starts with the effects of its function's own
// body; then, breadth first along the calls backwards, each effect of a callee becomes one of the
// caller, its root told from the caller's side: what is written through a parameter is what the
// caller hands over. An effect on an object made by the caller ends there. One entry per context,
// kind and root, found first = nearest, so the work is linear in calls times kinds.

#include "core/effects/effects.h"

#include <algorithm>
#include <array>
#include <deque>
#include <set>
#include <tuple>
#include <unordered_set>

#include "core/effects/argument_provenance.h"
#include "core/effects/call_effects.h"
#include "core/effects/own_effects.h"
#include "core/effects/statement_effects.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Engine;
using flow::Passage;

namespace {

constexpr std::uint32_t kNone = ~std::uint32_t{0};
constexpr std::size_t kMaxEntries = 48;  // of one context, that are not on the world

struct KindRow {
  std::string_view text;
  bool counts;
};
constexpr std::array kKinds = {
#define HYB_EFFECT(name, text, counts) KindRow{text, counts},
#include "core/effects/effect_kinds.def"
#undef HYB_EFFECT
};

}  // namespace

std::string_view name_of(EffectKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].text;
}

bool counts(EffectKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].counts;
}

class EffectSpread {
 public:
  EffectSpread(const Effects& known, Effects::Entries& entries)
      : known_(known),
        entries_(entries),
        program_(known.program_),
        engine_(known.engine_),
        provenance_(program_, engine_),
        arguments_(program_, engine_, provenance_) {}

  void run(Effects& out) {
    OwnEffects own = find_own_effects(program_, engine_, provenance_, *known_.calls_);
    out.rows_.resize(program_.functions().size());
    for (std::size_t i = 0; i < out.rows_.size(); ++i)
      out.rows_[i].own = std::move(own.by_function[i]);
    out.edges_ = engine_.edges();
    follow(own.implicit, true, out.edges_);
    out.uncertain_ = static_cast<std::uint32_t>(out.edges_.size());
    follow(own.implicit, false, out.edges_);
    index_edges();
    entries_.resize(engine_.contexts().size());
    for (std::size_t i = 0; i < entries_.size(); ++i) start(ContextId::from_index(i));
    spread();
    judge(out);
  }

  /// Of the evaluations that `f` leads to alone, each effect apart from the others.
  void run_every(FunctionId f) {
    each_apart_ = true;
    index_edges();
    entries_.resize(engine_.contexts().size());
    std::vector<std::vector<ContextId>> callees(entries_.size());
    for (std::size_t to = 0; to < into_.size(); ++to)
      for (std::uint32_t e : into_[to])
        callees[known_.edges_[e].from.index()].push_back(ContextId::from_index(to));
    std::vector<bool> wanted(entries_.size(), false);
    std::vector<ContextId> todo = engine_.contexts_of(f);
    for (ContextId c : todo) wanted[c.index()] = true;
    while (!todo.empty()) {
      const ContextId at = todo.back();
      todo.pop_back();
      for (ContextId next : callees[at.index()]) {
        if (wanted[next.index()]) continue;
        wanted[next.index()] = true;
        todo.push_back(next);
      }
    }
    for (std::vector<std::uint32_t>& edges : into_)
      std::erase_if(edges, [&](std::uint32_t e) { return !wanted[known_.edges_[e].from.index()]; });
    for (std::size_t i = 0; i < entries_.size(); ++i)
      if (wanted[i]) start(ContextId::from_index(i));
    spread();
  }

 private:
  void index_edges() {
    into_.resize(engine_.contexts().size());
    for (std::uint32_t e = 0; e < known_.edges_.size(); ++e) {
      const CallEdge& edge = known_.edges_[e];
      if (!edge.to.exists()) continue;
      if (edge.from.exists()) called_.insert(pair(edge.from, edge.to));
      if (edge.caller.exists() && edge.from.exists() && edge.passage != Passage::Eager)
        into_[edge.to.index()].push_back(e);
    }
  }

  void spread() {
    while (!queue_.empty()) {
      const auto [context, entry] = queue_.front();
      queue_.pop_front();
      for (std::uint32_t e : into_[context.index()]) carry(context, entry, e);
    }
  }

  static std::uint64_t pair(ContextId a, ContextId b) {
    return (std::uint64_t{a.raw()} << 32U) | b.raw();
  }

  void follow(const std::vector<OwnEffects::ImplicitCall>& calls, bool certain,
              std::vector<CallEdge>& edges) {
    for (const OwnEffects::ImplicitCall& call : calls)
      if (call.certain == certain)
        for (ContextId from : engine_.contexts_of(call.caller)) {
          if (call.on_unknown && !receiver_may_be_unknown(from)) continue;
          for (ContextId to : engine_.contexts_of(call.callee))
            edges.push_back({call.caller, call.site, call.callee, Passage::DataModel, 0, from, to});
        }
  }

  bool receiver_may_be_unknown(ContextId id) const {
    const flow::Context& context = engine_.contexts()[id.index()];
    return context.parameters.empty() ||
           engine_.values().may_be_unknown(context.parameters.front());
  }

  void start(ContextId id) {
    const FunctionId f = engine_.contexts()[id.index()].function;
    if (!f.exists()) return;
    const std::vector<Effect>& own = known_.rows_[f.index()].own;
    for (std::uint32_t i = 0; i < own.size(); ++i)
      add(id, {own[i].kind, own[i].rebinds, own[i].root, f, i, kNone, 0});
  }

  bool has(ContextId id, const Effects::Entry& entry) const {
    const std::vector<Effects::Entry>& known = entries_[id.index()];
    return std::any_of(known.begin(), known.end(), [&](const Effects::Entry& k) {
      return k.kind == entry.kind && k.root == entry.root && k.rebinds == entry.rebinds;
    });
  }

  void add(ContextId id, const Effects::Entry& entry) {
    std::vector<Effects::Entry>& known = entries_[id.index()];
    if (each_apart_) {
      if (!apart_.insert({id, entry.function, entry.effect, entry.kind, entry.rebinds, entry.root})
               .second)
        return;
      known.push_back(entry);
      queue_.emplace_back(id, static_cast<std::uint32_t>(known.size() - 1));
      return;
    }
    if (has(id, entry)) return;
    if (known.size() >= kMaxEntries && entry.root.kind != EffectRoot::Kind::World) {
      // Too many places to tell apart: there is something more, and it may be anybody's.
      Effects::Entry rest = entry;
      rest.kind = EffectKind::Unknown;
      rest.root = {};
      return add(id, rest);
    }
    known.push_back(entry);
    queue_.emplace_back(id, static_cast<std::uint32_t>(known.size() - 1));
  }

  void carry(ContextId callee, std::uint32_t number, std::uint32_t e) {
    const CallEdge& edge = known_.edges_[e];
    Effects::Entry entry = entries_[callee.index()][number];
    entry.edge = e;
    entry.below = number;
    if (e >= known_.uncertain_) {
      if (entry.kind == EffectKind::GuardedCreation) return;
      if (entry.kind != EffectKind::Callback) entry.kind = EffectKind::Unknown;
    }
    switch (entry.root.kind) {
      case EffectRoot::Kind::World:
        add(edge.from, entry);
        break;
      case EffectRoot::Kind::Parameter:
        add_each(edge, entry, arguments_.of(edge, entry.root.parameter));
        break;
      case EffectRoot::Kind::Variable:
        variable(edge, entry);
        break;
    }
  }

  void add_each(const CallEdge& edge, Effects::Entry entry, const Provenance& from) {
    for (std::uint32_t p = 0; p < 64; ++p) {
      if ((from.parameters >> p & 1U) == 0) continue;
      entry.root = {EffectRoot::Kind::Parameter, p, {}};
      add(edge.from, entry);
    }
    for (const VariableRef& variable : from.captured) {
      entry.root = {EffectRoot::Kind::Variable, 0, variable};
      add(edge.from, entry);
    }
    entry.root = {};
    if (from.outside) add(edge.from, entry);
    if (!from.unknown || from.outside || from.parameters != 0 || !from.captured.empty()) return;
    entry.kind = EffectKind::Unknown;
    add(edge.from, entry);
  }

  // A variable of a function around: its owner knows what it holds; who runs the owner and then the
  // closure has made the variable too.
  void variable(const CallEdge& edge, const Effects::Entry& entry) {
    const FunctionId owner = provenance_.owner(entry.root.variable);
    if (owner != edge.caller) {
      if (!each_apart_ && has(edge.from, entry)) return;
      ContextId outer = engine_.contexts()[edge.to.index()].outer;
      for (int depth = 0; depth < 4 && outer.exists(); ++depth) {
        if (called_.contains(pair(edge.from, outer))) return;
        outer = engine_.contexts()[outer.index()].outer;
      }
      return add(edge.from, entry);
    }
    if (!entry.rebinds) add_each(edge, entry, provenance_.of_variable(owner, entry.root.variable));
  }

  void judge(Effects& out) const {
    for (std::size_t i = 0; i < out.rows_.size(); ++i) {
      Effects::Row& row = out.rows_[i];
      Tri& any = row.but_callbacks;
      const FunctionId f = FunctionId::from_index(i);
      if (engine_.contexts_of(f).empty()) any = Tri::Unknown;  // nothing is known to run it
      for (ContextId c : engine_.contexts_of(f))
        for (const Effects::Entry& entry : entries_[c.index()]) {
          if (counts(entry.kind)) any = Tri::Yes;
          if (entry.kind == EffectKind::Unknown && any == Tri::No) any = Tri::Unknown;
          if (entry.kind == EffectKind::Callback) row.callbacks = Tri::Unknown;
        }
      row.any = any || row.callbacks;
    }
  }

  const Effects& known_;
  Effects::Entries& entries_;
  const Program& program_;
  const Engine& engine_;
  ProvenanceReader provenance_;
  ArgumentProvenance arguments_;
  std::vector<std::vector<std::uint32_t>> into_;  // by context: calls that enter it
  std::unordered_set<std::uint64_t> called_;      // who runs whom
  std::deque<std::pair<ContextId, std::uint32_t>> queue_;
  bool each_apart_ = false;
  using Apart = std::tuple<ContextId, FunctionId, std::uint32_t, EffectKind, bool, EffectRoot>;
  std::set<Apart> apart_;
};

Effects::Effects(const Program& program, const Engine& engine)
    : calls_(std::make_unique<CallEffects>(program, engine)), program_(program), engine_(engine) {
  EffectSpread(*this, entries_).run(*this);
}

Effects::~Effects() = default;

Tri Effects::side_effects(const Statements& statements) const {
  return side_effects_of(program_, engine_, *this, *calls_, statements);
}

Effects::Reached Effects::reached(const Entries& entries, const Entry& entry) const {
  Reached out;
  out.effect = rows_[entry.function.index()].own[entry.effect];
  out.effect.kind = entry.kind;
  const Entry* at = &entry;
  while (at->edge != kNone) {
    const CallEdge& edge = edges_[at->edge];
    out.through.push_back(edge);
    at = &entries[edge.to.index()][at->below];
  }
  return out;
}

std::vector<Effects::Reached> Effects::all(FunctionId f) const {
  std::vector<Reached> out;
  for (ContextId c : engine_.contexts_of(f)) {
    for (const Entry& entry : entries_[c.index()]) {
      Reached found = reached(entries_, entry);
      const auto same = std::find_if(out.begin(), out.end(),
                                     [&](const Reached& r) { return r.effect.kind == entry.kind; });
      if (same == out.end())
        out.push_back(std::move(found));
      else if (found.through.size() < same->through.size() ||
               (found.through.size() == same->through.size() && found.effect.at < same->effect.at))
        *same = std::move(found);
    }
  }
  std::sort(out.begin(), out.end(),
            [](const Reached& a, const Reached& b) { return a.effect.kind < b.effect.kind; });
  return out;
}

std::vector<Effects::Reached> Effects::every(FunctionId f) const {
  Entries entries;
  EffectSpread(*this, entries).run_every(f);
  std::vector<Reached> out;
  for (ContextId c : engine_.contexts_of(f))
    for (const Entry& entry : entries[c.index()])
      if (entry.kind != EffectKind::GuardedCreation) out.push_back(reached(entries, entry));
  std::stable_sort(out.begin(), out.end(), [](const Reached& a, const Reached& b) {
    return std::tuple(a.effect.at, a.effect.kind, a.through.size()) <
           std::tuple(b.effect.at, b.effect.kind, b.through.size());
  });
  out.erase(std::unique(out.begin(), out.end(),
                        [](const Reached& a, const Reached& b) {
                          return a.effect.at == b.effect.at && a.effect.kind == b.effect.kind;
                        }),
            out.end());
  return out;
}

}  // namespace hyb
