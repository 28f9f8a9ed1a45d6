#include "core/facts/replica_synchronisation.h"

#include <algorithm>
#include <set>

#include "core/facts/strategies.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

/// The callee runs in the graph, or the eager code, of its caller.
bool stays_in_graph(Passage passage) {
  switch (passage) {
    case Passage::Call:
    case Passage::Construct:
    case Passage::DataModel:
    case Passage::KerasCall:
    case Passage::Mapped:
    case Passage::Unconverted:
      return true;
    default:
      return false;
  }
}

class Search {
 public:
  Search(const Facts& facts, std::vector<ReplicaSynchronisation::Place>& places)
      : facts_(facts), program_(facts.program()), places_(places) {}

  /// Everything below the replica function that `start` enters.
  void below(const CallEdge& start) {
    struct Entry {
      CallEdge edge;
      std::size_t from;
    };
    std::vector<Entry> todo{{start, 0}};
    std::set<ContextId> seen{start.to};
    for (std::size_t at = 0; at < todo.size(); ++at) {
      const CallEdge edge = todo[at].edge;
      const auto chain = [&] {
        std::vector<CallEdge> out;
        for (std::size_t i = at; i != 0; i = todo[i].from) out.push_back(todo[i].edge);
        std::reverse(out.begin(), out.end());
        return out;
      };
      own_calls(start, edge, chain);
      for (const CallEdge& next : facts_.edges_from(edge.callee)) {
        if (next.from != edge.to || in_island(next.site)) continue;
        if (next.passage == Passage::Graph || next.passage == Passage::Staged) {
          enters(start, next, chain(), {});
          continue;
        }
        if (!stays_in_graph(next.passage)) continue;
        if (const NodeRef branch = staging(edge, next.site); branch.node.exists())
          enters(start, next, chain(), branch);
        if (seen.insert(next.to).second) todo.push_back({next, at});
      }
    }
  }

  /// strategy.run enters a partial around a tf.function, and that the tf.function.
  void partial(const CallEdge& start) { enters(start, start, {}, {}); }

 private:
  bool in_island(NodeRef at) const { return in_eager_island(program_, facts_.engine(), at); }

  bool synchronises(NodeRef call) const {
    const ApiRow* api = facts_.called_api(call);
    if (api == nullptr || !api->has(Trait::Synchronises) || in_island(call)) return false;
    // A variable's own `assign` does so if it is mirrored and says how to put values together.
    const Tree& tree = program_.tree(call.file);
    const NodeId callee = tree.child(call.node, Field::Function);
    if (tree.kind(callee) != NodeKind::Attribute) return false;
    const auto receivers =
        facts_.values().objects(facts_.value({call.file, tree.child(callee, Field::Object)}));
    return !receivers.empty() && std::all_of(receivers.begin(), receivers.end(), [&](ObjectId o) {
      const ObjectKind kind = facts_.values()[o].kind;
      return kind == ObjectKind::ExternalInstance || kind == ObjectKind::Instance ||
             kind == ObjectKind::Super;
    });
  }

  /// The innermost `if`, `while` or `for` around the row that a converted body turns into a part of
  /// the graph, because a tensor decides.
  NodeRef staging(const CallEdge& entered, NodeRef at) const {
    if (!facts_.tracing().reached(entered.to, Mode::Converted)) return {};
    const Tree& tree = program_.tree(at.file);
    NodeId below = at.node;
    for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
      const NodeKind kind = tree.kind(up);
      if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef)
        return {};
      NodeId deciding;
      if ((kind == NodeKind::If || kind == NodeKind::While || kind == NodeKind::Elif ||
           kind == NodeKind::Conditional) &&
          tree[below].field != Field::Test)
        deciding = tree.child(up, Field::Test);
      if (kind == NodeKind::For && tree[below].field == Field::Body)
        deciding = tree.child(up, Field::Iter);
      if (deciding.exists() && facts_.is_tensor({at.file, deciding}) == Tri::Yes)
        return {at.file, up};
    }
    return {};
  }

  /// Calls in the body of a function below the replica function that are staged on the spot.
  template <class Chain>
  void own_calls(const CallEdge& start, const CallEdge& entered, const Chain& chain) {
    for (const NodeRef call : facts_.gradient_steps().updates(entered.callee)) {
      if (!synchronises(call)) continue;
      if (const NodeRef branch = staging(entered, call); branch.node.exists())
        add({{}, branch, call, start.callee, start.site, 0, chain()});
    }
  }

  /// A graph of its own begins with `edge`: what does it get to?
  void enters(const CallEdge& start, const CallEdge& edge, std::vector<CallEdge> chain,
              NodeRef branch) {
    struct Entry {
      CallEdge edge;
      std::size_t from;
    };
    std::vector<Entry> todo{{edge, 0}};
    std::set<ContextId> seen{edge.to};
    for (std::size_t at = 0; at < todo.size(); ++at) {
      const CallEdge here = todo[at].edge;
      for (const NodeRef call : facts_.gradient_steps().updates(here.callee)) {
        if (!synchronises(call)) continue;
        const std::size_t above = chain.size();
        for (std::size_t i = at;; i = todo[i].from) {
          chain.insert(chain.begin() + static_cast<std::ptrdiff_t>(above), todo[i].edge);
          if (i == 0) break;
        }
        const bool nested = edge.passage == Passage::Graph;
        if (!nested && !branch.node.exists()) branch = edge.site;
        add({nested ? edge.callee : FunctionId{}, branch, call, start.callee, start.site,
             edge.decoration, std::move(chain)});
        return;
      }
      for (const CallEdge& next : facts_.edges_from(here.callee)) {
        if (next.from != here.to || in_island(next.site)) continue;
        const bool inside = stays_in_graph(next.passage) || next.passage == Passage::Graph ||
                            next.passage == Passage::Staged;
        if (inside && seen.insert(next.to).second) todo.push_back({next, at});
      }
    }
  }

  void add(ReplicaSynchronisation::Place place) {
    const bool known =
        std::any_of(places_.begin(), places_.end(), [&](const ReplicaSynchronisation::Place& p) {
          return place.nested.exists() ? p.nested == place.nested
                                       : !p.nested.exists() && p.call == place.call;
        });
    if (!known) places_.push_back(std::move(place));
  }

  const Facts& facts_;
  const Program& program_;
  std::vector<ReplicaSynchronisation::Place>& places_;
};

/// The call hands a function to `strategy.run`.
bool runs_replicas(const ApiRow* api) {
  return api != nullptr && api->callbacks.find("=Replica") != std::string_view::npos;
}

/// The function that strategy.run gets is a partial around it: run enters that, and not the
/// function inside.
bool inside_partial(const Facts& facts, NodeRef run) {
  const Tree& tree = facts.program().tree(run.file);
  for (NodeId first : tree.children(tree.child(run.node, NodeKind::Arguments))) {
    const NodeId value =
        tree.kind(first) == NodeKind::Keyword ? tree.child(first, Field::Value) : first;
    const ObjectId only = facts.values().only(facts.value({run.file, value}));
    return only.exists() && facts.values()[only].kind == ObjectKind::Partial;
  }
  return false;
}

}  // namespace

ReplicaSynchronisation::ReplicaSynchronisation(const Facts& facts) {
  Search search(facts, places_);
  std::set<ContextId> started;
  for (const CallEdge& edge : facts.edges()) {
    // A tf.function handed to strategy.run is entered as the function it wraps.
    if (edge.passage != Passage::Replica && edge.passage != Passage::Graph) continue;
    if (!runs_replicas(facts.called_api(edge.site))) continue;
    if (!meets_in_graph(facts, edge.site)) continue;
    if (!started.insert(edge.to).second) continue;
    if (edge.passage == Passage::Graph && inside_partial(facts, edge.site)) {
      search.partial(edge);
      continue;
    }
    search.below(edge);
  }
}

}  // namespace hyb
