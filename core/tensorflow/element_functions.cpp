#include "core/tensorflow/element_functions.h"

#include <algorithm>
#include <set>

#include "core/tensorflow/api.h"
#include "core/tensorflow/seed_argument.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr int kMaxNesting = 3;

void keep_first(NodeRef& place, NodeRef at) {
  if (!place.node.exists()) place = at;
}

class ElementReader {
 public:
  ElementReader(const Program& program, const flow::Engine& engine, const CalledRows& rows)
      : program_(program), engine_(engine), rows_(rows) {}

  ElementFunction read(NodeRef call) {
    for (const CallEdge& edge : edges_of_call(program_, engine_, call))
      if (edge.passage == Passage::Pipeline || edge.passage == Passage::KerasCall) {
        if (std::find(out_.functions.begin(), out_.functions.end(), edge.callee) ==
            out_.functions.end())
          out_.functions.push_back(edge.callee);
        add(edge.to, false);
        // For whom it runs, of those that share the evaluation around it, nobody knows.
        if (engine_.contexts()[edge.from.index()].shared) out_.unknown = true;
      }
    const Tree& tree = program_.tree(call.file);
    // What is handed over as it is: `ds.map(tf.io.decode_jpeg)`, a layer.
    for (NodeId argument : tree.children(tree.child(call.node, NodeKind::Arguments))) {
      const NodeId value =
          tree.kind(argument) == NodeKind::Keyword ? tree.child(argument, Field::Value) : argument;
      for (ObjectId o : objects({call.file, value})) handed(o, {call.file, value}, call);
      if (tree.kind(argument) != NodeKind::Keyword) break;
    }
    for (std::size_t at = 0; at < todo_.size(); ++at) body(todo_[at].first, todo_[at].second);
    return std::move(out_);
  }

 private:
  std::span<const ObjectId> objects(NodeRef at) const {
    return engine_.values().objects(engine_.value_of(at));
  }
  const Object& object(ObjectId id) const { return engine_.values()[id]; }

  void add(flow::ContextId evaluation, bool host) {
    if (seen_.insert({evaluation, host}).second) todo_.emplace_back(evaluation, host);
  }

  void handed(ObjectId o, NodeRef at, NodeRef call) {
    const Object& callee = object(o);
    std::string storage;
    switch (callee.kind) {
      case ObjectKind::External:
        if (const ApiRow* row = find_api(canonical_path(program_.text(callee.name), storage)))
          does(*row, at, false, false);
        else
          out_.unknown = true;
        break;
      case ObjectKind::ExternalInstance:
        // Called without `training`, as Keras decides.
        if (find_api(program_.text(callee.name)) == nullptr) out_.unknown = true;
        break;
      case ObjectKind::Unknown:
        if (at != call) out_.unknown = true;
        break;
      default:
        break;
    }
  }

  // One evaluation: of the calls of its function those that it makes itself, with what it was
  // given.
  void body(flow::ContextId evaluation, bool host) {
    const FunctionId f = engine_.contexts()[evaluation.index()].function;
    const bool first = read_.insert({f, host}).second;
    if (first && host) out_.hosts.push_back(f);
    const FunctionInfo& info = program_.function(f);
    if (first && info.body.exists()) {
      const Tree& tree = program_.tree(info.file);
      for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
        const NodeId row = NodeId::from_index(i);
        const NodeKind kind = tree.kind(row);
        if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) {
          i = tree.end_of(row);
          continue;
        }
        ++i;
        if (kind == NodeKind::Call) call({info.file, row}, host);
      }
    }
    const auto& edges = engine_.edges();
    for (auto e = std::partition_point(edges.begin(), edges.end(),
                                       [&](const CallEdge& edge) { return edge.caller < f; });
         e != edges.end() && e->caller == f; ++e)
      if (e->from == evaluation) add(e->to, host || e->passage == Passage::Eager);
  }

  void call(NodeRef at, bool host) {
    if (const ApiRow* row = rows_.at(at)) {
      does(*row, at, is_seeded(*row, at), host);
    }
    const Tree& tree = program_.tree(at.file);
    const NodeId callee = tree.child(at.node, Field::Function);
    if (!callee.exists()) return;
    const auto callees = objects({at.file, callee});
    bool known = !callees.empty();
    for (ObjectId o : callees) {
      known = known && object(o).kind != ObjectKind::Unknown;
      if (!is_random_layer(o, 0)) continue;
      if (training_is(at, NodeKind::True)) keep_first(out_.draws, at);
      // Its numbers come from a variable of its own, also where training is what it takes itself
      // for.
      if (!training_is(at, NodeKind::False)) keep_first(out_.state, at);
    }
    if (!known && !host) out_.unknown = true;
  }

  /// A layer that draws, or a Sequential with one in it.
  bool is_random_layer(ObjectId o, int depth) const {
    const Object& layer = object(o);
    if (layer.kind != ObjectKind::ExternalInstance || depth > kMaxNesting) return false;
    const ApiRow* row = find_api(program_.text(layer.name));
    if (row == nullptr) return false;
    if (row->has(Trait::RandomLayer)) return true;
    if (!row->has(Trait::Layer) || layer.a == 0) return false;
    for (ObjectId list : engine_.values().objects(flow::ValueId::from_index(layer.a - 1)))
      if (object(list).kind == ObjectKind::List || object(list).kind == ObjectKind::Tuple)
        for (flow::ValueId part : engine_.parts_of(list))
          for (ObjectId inner : engine_.values().objects(part))
            if (is_random_layer(inner, depth + 1)) return true;
    return false;
  }

  /// `training=True`, or `training=False`, is written.
  bool training_is(NodeRef at, NodeKind literal) const {
    const Tree& tree = program_.tree(at.file);
    for (NodeId argument : tree.children(tree.child(at.node, NodeKind::Arguments)))
      if (tree.kind(argument) == NodeKind::Keyword &&
          program_.text(tree[argument].name) == "training")
        return tree.kind(tree.child(argument, Field::Value)) == literal;
    return false;
  }

  bool is_seeded(const ApiRow& row, NodeRef at) const {
    const SeedArgument seed = seed_argument(program_, row, at);
    return seed.open ||
           (seed.value.node.exists() && engine_.value_of(seed.value) != engine_.values().none());
  }

  void does(const ApiRow& row, NodeRef at, bool seeded, bool host) {
    if (row.has(Trait::Costly)) keep_first(out_.costly, at);
    if (row.callbacks.find("=Eager") != std::string_view::npos) keep_first(out_.host, at);
    if (host && row.has(Trait::Random)) keep_first(out_.draws_python, at);
    if (row.has(Trait::Draws)) keep_first(seeded ? out_.draws_seeded : out_.draws, at);
    if (row.has(Trait::DrawsFromState)) keep_first(out_.draws, at);
    if (row.has(Trait::Updates) || row.has(Trait::DrawsFromState)) keep_first(out_.state, at);
  }

  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  ElementFunction out_;
  std::set<std::pair<flow::ContextId, bool>> seen_;
  std::set<std::pair<FunctionId, bool>> read_;
  std::vector<std::pair<flow::ContextId, bool>> todo_;
};

}  // namespace

ElementFunction element_function(const Program& program, const flow::Engine& engine,
                                 const CalledRows& rows, NodeRef call) {
  return ElementReader(program, engine, rows).read(call);
}

std::vector<CallEdge> edges_of_call(const Program& program, const flow::Engine& engine,
                                    NodeRef call) {
  const FunctionId caller = program.enclosing_function(call);
  const auto& edges = engine.edges();
  const auto before = [&](const CallEdge& e) {
    return e.caller != caller ? e.caller < caller : e.site < call;
  };
  std::vector<CallEdge> out;
  for (auto e = std::partition_point(edges.begin(), edges.end(), before);
       e != edges.end() && e->caller == caller && e->site == call; ++e)
    out.push_back(*e);
  return out;
}

}  // namespace hyb
