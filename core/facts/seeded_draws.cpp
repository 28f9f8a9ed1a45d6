#include "core/facts/seeded_draws.h"

#include <algorithm>
#include <map>

#include "core/tensorflow/api.h"
#include "core/tensorflow/seed_argument.h"

namespace hyb {
namespace {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

struct Draw {
  NodeRef at;
  FunctionId function;
  const ApiRow* row = nullptr;
  ValueId seed;
};

class Finder {
 public:
  explicit Finder(const Facts& facts) : facts_(facts), program_(facts.program()) {
    out_.others.resize(program_.functions().size());
    out_.in_later_traces.resize(program_.functions().size());
  }

  SeededDraws run() {
    for (std::size_t i = 0; i < program_.file_count(); ++i)
      for (NodeId call : facts_.calls(FileId::from_index(i))) read({FileId::from_index(i), call});
    for (const Draw& draw : draws_)
      ++places_[draw.row][constant(draw.seed) ? draw.seed : ValueId{}];
    for (const Draw& draw : draws_) {
      if (is_shared(draw) || in_loop(draw.at))
        up(draw.function, draw.at, out_.others);
      else
        once(draw);
    }
    for (const Draw& draw : layers_) up(draw.function, draw.at, out_.others);
    return std::move(out_);
  }

 private:
  void read(NodeRef call) {
    const FunctionId f = program_.enclosing_function(call);
    if (!f.exists()) return;
    const ApiRow* row = facts_.called_api(call);
    if (row != nullptr && row->has(Trait::Draws)) {
      const ValueId seed = seed_of(*row, call);
      if (seed.exists()) draws_.push_back({call, f, row, seed});
    }
    if (facts_.keras() == KerasGeneration::Three) return;
    const NodeId callee = program_.tree(call.file).child(call.node, Field::Function);
    if (!callee.exists()) return;
    for (ObjectId o : facts_.values().objects(facts_.value({call.file, callee})))
      if (is_seeded_layer(facts_.values()[o])) layers_.push_back({call, f, nullptr, {}});
  }

  bool is_seeded_layer(const Object& object) const {
    if (object.kind != ObjectKind::ExternalInstance || object.b == 0) return false;
    const ApiRow* made = find_api(facts_.text(object.name));
    return made != nullptr && made->has(Trait::RandomLayer) &&
           seed_of(*made, facts_.engine().allocation(object.b)).exists();
  }

  /// What is given for `seed`, if it may be another thing than None.
  ValueId seed_of(const ApiRow& row, NodeRef call) const {
    if (program_.tree(call.file).kind(call.node) != NodeKind::Call) return {};
    const NodeRef given = seed_argument(program_, row, call).value;
    if (!given.node.exists()) return {};
    const ValueId seed = facts_.value(given);
    return seed == facts_.values().none() ? ValueId{} : seed;
  }

  /// Another place of the kind has its seed, or one that may be the same.
  bool is_shared(const Draw& draw) const {
    const auto& by_seed = places_.at(draw.row);
    const auto open = by_seed.find(ValueId{});
    if (!constant(draw.seed)) return by_seed.size() > 1 || open->second > 1;
    return open != by_seed.end() || by_seed.at(draw.seed) > 1;
  }
  bool constant(ValueId value) const {
    const ObjectId only = facts_.values().only(value);
    return only.exists() && facts_.values()[only].name.exists();
  }

  /// A Python loop, or a loop of the graph: one place runs many times in a trace.
  bool in_loop(NodeRef at) const {
    const Tree& tree = program_.tree(at.file);
    for (NodeId up = tree.parent(at.node); up.exists(); up = tree.parent(up)) {
      switch (tree.kind(up)) {
        case NodeKind::For:
        case NodeKind::While:
        case NodeKind::ListComp:
        case NodeKind::SetComp:
        case NodeKind::DictComp:
        case NodeKind::Generator:
          return true;
        case NodeKind::FunctionDef:
        case NodeKind::Lambda:
          return false;
        default:
          break;
      }
    }
    return false;
  }

  void up(FunctionId f, NodeRef at, std::vector<NodeRef>& marks) const {
    std::vector<FunctionId> todo;
    const auto add = [&](FunctionId one) {
      if (!one.exists() || marks[one.index()].node.exists()) return;
      marks[one.index()] = at;
      todo.push_back(one);
    };
    add(f);
    while (!todo.empty()) {
      const FunctionId one = todo.back();
      todo.pop_back();
      for (const CallEdge& edge : facts_.edges_into(one)) add(edge.caller);
    }
  }

  /// Up from the place as long as each function has one call, which no loop repeats.
  void once(const Draw& draw) {
    up(draw.function, draw.at, out_.in_later_traces);
    std::vector<FunctionId> seen;
    for (FunctionId f = draw.function; f.exists();) {
      if (std::find(seen.begin(), seen.end(), f) != seen.end()) return;
      seen.push_back(f);
      const auto into = facts_.edges_into(f);
      if (into.empty()) return;
      const CallEdge& call = into.front();
      const bool several =
          std::any_of(into.begin(), into.end(),
                      [&](const CallEdge& other) { return other.site != call.site; }) ||
          in_loop(call.site);
      if (several)
        for (const CallEdge& edge : into)
          if (edge.caller.exists()) up(edge.caller, draw.at, out_.others);
      if (several) return;
      f = call.caller;
    }
  }

  const Facts& facts_;
  const Program& program_;
  SeededDraws out_;
  std::vector<Draw> draws_;
  std::vector<Draw> layers_;
  // How many places draw, by kind and seed; without a seed: by one that is not known.
  std::map<const ApiRow*, std::map<ValueId, std::size_t>> places_;
};

}  // namespace

SeededDraws seeded_draws(const Facts& facts) {
  return Finder(facts).run();
}

}  // namespace hyb
