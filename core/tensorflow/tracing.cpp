#include "core/tensorflow/tracing.h"

#include <algorithm>

#include "core/syntax/leaving_block.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/conversion.h"
#include "core/tensorflow/expected_failure.h"
#include "core/tensorflow/outside_path.h"

namespace hyb {
namespace {

using flow::CallEdge;
using flow::ContextId;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

bool autograph_off(const Program& program, const Engine& engine, std::uint32_t decoration) {
  if (decoration == 0) return false;
  const Engine::Decoration& made = engine.decorations()[decoration - 1];
  const flow::Bindings& options = engine.values().bindings(made.arguments);
  const NameId keyword = program.names().find("autograph");
  for (const flow::Argument& a : options.arguments)
    if (keyword.exists() && a.keyword == keyword) {
      const ObjectId only = engine.values().only(a.value);
      return only.exists() && engine.values()[only].kind == ObjectKind::Bool &&
             engine.values()[only].a == 0;
    }
  return false;
}

bool nested_in(const Program& program, FunctionId inner, FunctionId outer) {
  for (FunctionId f = inner; f.exists(); f = program.function(f).outer)
    if (f == outer) return true;
  return false;
}

}  // namespace

namespace {

constexpr int kMaxWrappers = 3;

Tri asks_for_eager_at(const Program& program, const Engine& engine, NodeRef test, int depth);

/// A function of the program that only hands such an answer on: `return tf.executing_eagerly()`.
Tri hands_on(const Program& program, const Engine& engine, NodeRef callee, int depth) {
  const ObjectId only = engine.values().only(engine.value_of(callee));
  if (!only.exists() || depth == 0) return Tri::Unknown;
  const Object* object = &engine.values()[only];
  if (object->kind == ObjectKind::BoundMethod)
    object = &engine.values()[ObjectId::from_index(object->b - 1)];
  if (object->kind != ObjectKind::Function) return Tri::Unknown;
  const FunctionInfo& info = program.function(FunctionId::from_index(object->a - 1));
  const Tree& tree = program.tree(info.file);
  if (!info.body.exists() || info.is_lambda()) return Tri::Unknown;
  NodeId answer;
  for (NodeId statement : tree.children(info.body)) {
    if (tree.kind(statement) == NodeKind::ExprStmt) continue;  // its docstring
    if (answer.exists() || tree.kind(statement) != NodeKind::Return) return Tri::Unknown;
    answer = tree.child(statement, Field::Value);
  }
  return answer.exists() ? asks_for_eager_at(program, engine, {info.file, answer}, depth - 1)
                         : Tri::Unknown;
}

Tri asks_for_eager_at(const Program& program, const Engine& engine, NodeRef test, int depth) {
  const Tree& tree = program.tree(test.file);
  NodeId call = test.node;
  bool negated = false;
  while (call.exists() && tree.kind(call) == NodeKind::Not) {
    call = tree.child(call, Field::Value);
    negated = !negated;
  }
  if (!call.exists()) return Tri::Unknown;
  if (tree.kind(call) == NodeKind::BoolOp) {
    // `tf.executing_eagerly() and …` is false in a graph, its opposite with `or` is true there.
    const bool both = static_cast<Operator>(tree[call].op) == Operator::And;
    for (const Field side : {Field::Left, Field::Right}) {
      const Tri part =
          asks_for_eager_at(program, engine, {test.file, tree.child(call, side)}, depth);
      if (part == (both ? Tri::Yes : Tri::No)) return negated ? !part : part;
    }
    return Tri::Unknown;
  }
  if (tree.kind(call) != NodeKind::Call) return Tri::Unknown;
  std::string storage;
  const std::string_view path = canonical_path(
      outside_path(program, engine, {test.file, tree.child(call, Field::Function)}), storage);
  if (path == "tensorflow.executing_eagerly" || path == "tensorflow.config.functions_run_eagerly")
    return tri(!negated);
  if (path == "tensorflow.inside_function") return tri(negated);
  if (!path.empty()) return Tri::Unknown;
  const Tri handed =
      hands_on(program, engine, {test.file, tree.child(call, Field::Function)}, depth);
  return negated ? !handed : handed;
}

}  // namespace

Tri asks_for_eager(const Program& program, const Engine& engine, NodeRef test) {
  return asks_for_eager_at(program, engine, test, kMaxWrappers);
}

namespace {

/// `if not tf.executing_eagerly(): return …` stands before `statement` in its block.
bool behind_graph_exit(const Program& program, const Engine& engine, NodeRef block,
                       NodeId statement) {
  const Tree& tree = program.tree(block.file);
  for (NodeId before : tree.children(block.node)) {
    if (before == statement) return false;
    if (tree.kind(before) != NodeKind::If) continue;
    if (asks_for_eager(program, engine, {block.file, tree.child(before, Field::Test)}) == Tri::No &&
        leaves_function(tree, tree.child(before, Field::Body)))
      return true;
  }
  return false;
}

}  // namespace

bool in_eager_island(const Program& program, const Engine& engine, NodeRef at) {
  const Tree& tree = program.tree(at.file);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (tree[below].field == Field::Body &&
        (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda))
      return false;
    if (kind == NodeKind::With && tree.kind(below) == NodeKind::Block) {
      for (NodeId item : tree.children(up)) {
        if (tree.kind(item) != NodeKind::WithItem) continue;
        const NodeId value = tree.child(item, Field::Value);
        if (tree.kind(value) != NodeKind::Call) continue;
        const NodeId callee = tree.child(value, Field::Function);
        std::string storage;
        if (canonical_path(outside_path(program, engine, {at.file, callee}), storage) ==
            "tensorflow.init_scope")
          return true;
      }
    }
    if (kind == NodeKind::Block && behind_graph_exit(program, engine, {at.file, up}, below))
      return true;
    if (kind == NodeKind::BoolOp && tree[below].field == Field::Right) {
      const bool both = static_cast<Operator>(tree[up].op) == Operator::And;
      const Tri left = asks_for_eager(program, engine, {at.file, tree.child(up, Field::Left)});
      if (left == (both ? Tri::Yes : Tri::No)) return true;
    }
    if (kind != NodeKind::If || tree[below].field == Field::Test) continue;
    const Tri eager = asks_for_eager(program, engine, {at.file, tree.child(up, Field::Test)});
    const bool in_body = tree[below].field == Field::Body;
    // An Elif stands behind the test as well: the branches after the body run when it is false.
    if (eager != Tri::Unknown && (eager == Tri::Yes) == in_body) return true;
  }
  return false;
}

Tracing::Tracing(const Program& program, const Engine& engine, KerasGeneration keras,
                 bool keras_eager)
    : program_(program),
      engine_(engine),
      keras_(keras),
      keras_eager_(keras_eager),
      contexts_(engine.contexts().size()),
      rows_(program.functions().size()),
      kept_(program.functions().size()),
      from_(engine.contexts().size()),
      ways_(program, engine),
      tested_(engine.edges().size(), -1) {
  reach_all();
  find_repeated();
  gather();
}

namespace {

/// Whoever runs the function comes to the row, unless it leaves before.
bool runs_always(const Program& program, NodeRef at) {
  const Tree& tree = program.tree(at.file);
  NodeId below = at.node;
  for (NodeId up = tree.parent(at.node); up.exists(); below = up, up = tree.parent(up)) {
    switch (tree.kind(up)) {
      case NodeKind::FunctionDef:
        return true;
      case NodeKind::If:
      case NodeKind::While:
        if (tree[below].field != Field::Test) return false;
        break;
      case NodeKind::For:
        if (tree[below].field != Field::Iter) return false;
        break;
      case NodeKind::Elif:
      case NodeKind::Else:
      case NodeKind::Try:
      case NodeKind::Match:
      case NodeKind::Lambda:
      case NodeKind::ListComp:
      case NodeKind::SetComp:
      case NodeKind::DictComp:
      case NodeKind::Generator:
      case NodeKind::Conditional:
      case NodeKind::BoolOp:
        return false;
      default:
        break;
    }
  }
  return true;
}

}  // namespace

bool Tracing::stays_python(FunctionId f) {
  Kept& kept = kept_[f.index()];
  if (kept == Kept::NotAsked)
    kept = left_alone(program_, engine_, f)               ? Kept::Always
           : left_alone_when_called(program_, engine_, f) ? Kept::WhenCalled
                                                          : Kept::Never;
  return kept == Kept::Always;
}

/// The function stands inside one that this very caller has called: it was converted with it.
bool Tracing::made_here(const CallEdge& edge) {
  const FunctionId maker = program_.function(edge.callee).outer;
  if (!maker.exists() || stays_python(maker)) return false;
  for (std::uint32_t i : from_[edge.from.index()])
    if (engine_.edges()[i].callee == maker && engine_.edges()[i].passage == Passage::Call)
      return true;
  return false;
}

namespace {

/// Where the tf.function is made that starts the way, if nothing calls it.
NodeRef made_at(const Engine& engine, const Tracing::Chain& way) {
  return way.start.kind == Reason::Kind::Decoration ? engine.decorations()[way.start.index].site
                                                    : NodeRef{};
}

}  // namespace

void Tracing::reach(ContextId context, Mode mode, Reason reason) {
  if (const FunctionId f = engine_.contexts()[context.index()].function;
      mode == Mode::Converted && f.exists() &&
      (stays_python(f) ||
       (kept_[f.index()] == Kept::WhenCalled && reason.kind == Reason::Kind::Edge &&
        engine_.edges()[reason.index].passage == Passage::Call)))
    mode = Mode::Unconverted;
  Reason& known = contexts_[context.index()].reason[std::size_t(mode)];
  if (known.kind != Reason::Kind::None) return try_again(context, mode, reason);
  known = reason;
  queue_.emplace_back(context, mode);
}

// The evaluation is reached by another way: it may make the calls that the first one rules out.
void Tracing::try_again(ContextId context, Mode mode, Reason reason) {
  const auto waiting = ruled_out_.find({context, mode});
  if (waiting == ruled_out_.end()) return;
  const Chain way = chain_from(reason, engine_.contexts()[context.index()].function, mode);
  std::vector<std::uint32_t> made;
  std::erase_if(waiting->second, [&](std::uint32_t e) {
    if (!ways_.possible(way.edges, engine_.edges()[e].site, made_at(engine_, way))) return false;
    made.push_back(e);
    return true;
  });
  if (waiting->second.empty()) ruled_out_.erase(waiting);
  for (std::uint32_t e : made) {
    other_ways_.emplace(std::pair(e, mode), reason);
    follow(e, mode);
  }
}

bool Tracing::may_follow(std::uint32_t index, Mode mode) {
  const CallEdge& edge = engine_.edges()[index];
  if (!edge.caller.exists() || other_ways_.contains({index, mode})) return true;
  if (tested_[index] < 0) tested_[index] = ways_.tested(edge.site) ? 1 : 0;
  if (tested_[index] == 0) return true;
  const Chain way = chain(edge.from, mode);
  if (ways_.possible(way.edges, edge.site, made_at(engine_, way))) return true;
  ruled_out_[{edge.from, mode}].push_back(index);
  return false;
}

// One call, entered while the caller runs in `mode`.
void Tracing::follow(std::uint32_t index, Mode mode) {
  if (!may_follow(index, mode)) return;
  const CallEdge& edge = engine_.edges()[index];
  if (in_eager_island(program_, engine_, edge.site)) mode = Mode::Eager;
  const Mode keras_mode = keras_ == KerasGeneration::Two ? Mode::Converted : Mode::Unconverted;
  Mode to = mode;
  switch (edge.passage) {
    case Passage::Call:
    case Passage::Mapped:
      break;
    case Passage::Graph:
      to = autograph_off(program_, engine_, edge.decoration) ? Mode::Unconverted : Mode::Converted;
      break;
    case Passage::Pipeline:
      to = Mode::Converted;
      break;
    case Passage::PipelineRaw:
    case Passage::Vectorized:
    case Passage::KerasStep:
      to = Mode::Unconverted;
      break;
    case Passage::Staged:
      if (mode == Mode::Converted && !nested_in(program_, edge.callee, edge.caller) &&
          !made_here(edge))
        to = Mode::Unconverted;
      break;
    case Passage::Replica:
      if (!expected_to_fail(program_, engine_, edge.site))
        contexts_[edge.to.index()].replica = true;
      break;
    case Passage::KerasCall:
      if (mode == Mode::Converted) to = keras_mode;
      break;
    case Passage::KerasSymbolic:
    case Passage::KerasFit:
      to = keras_mode;
      break;
    case Passage::Eager:
      to = Mode::Eager;
      break;
    case Passage::Unconverted:  // what is written inside of converted code is converted with it
      if (mode == Mode::Converted && !nested_in(program_, edge.callee, edge.caller) &&
          !made_here(edge))
        to = Mode::Unconverted;
      break;
    case Passage::DataModel:
    case Passage::Construct:
      if (mode == Mode::Converted) to = Mode::Unconverted;
      break;
  }
  reach(edge.to, to, {Reason::Kind::Edge, index, mode});
  const bool keras_drives = edge.passage == Passage::KerasStep ||
                            edge.passage == Passage::KerasFit ||
                            edge.passage == Passage::KerasSymbolic;
  if (keras_eager_ && keras_drives && mode == Mode::Eager) keras_edges_.push_back(index);
}

// What tf.function wraps runs in a graph when it is called; where no call is in sight it is taken
// to be called. Functions that nothing calls are taken to be called eagerly.
void Tracing::start(bool tests) {
  const auto asked = [&](FileId file) {
    return program_.project().files[file.index()].test_code == tests;
  };
  const auto& edges = engine_.edges();
  std::vector<bool> through_graph(rows_.size(), false);
  for (const CallEdge& edge : edges)
    if (edge.passage == Passage::Graph) through_graph[edge.callee.index()] = true;
  std::vector<bool> wrapped_function(rows_.size(), false);
  for (std::uint32_t d = 0; d < engine_.decorations().size(); ++d) {
    const Object* object = &engine_.values()[engine_.decorations()[d].wrapped];
    if (object->kind == ObjectKind::BoundMethod)
      object = &engine_.values()[ObjectId::from_index(object->b - 1)];
    if (object->kind != ObjectKind::Function) continue;
    const FunctionId f = FunctionId::from_index(object->a - 1);
    wrapped_function[f.index()] = true;
    if (!asked(program_.function(f).file)) continue;
    const Mode mode = autograph_off(program_, engine_, d + 1) ? Mode::Unconverted : Mode::Converted;
    for (ContextId c : engine_.contexts_of(f))
      if (engine_.contexts()[c.index()].assumed || !through_graph[f.index()])
        reach(c, mode, {Reason::Kind::Decoration, d, Mode::Eager});
  }
  for (std::size_t c = 0; c < contexts_.size(); ++c) {
    const flow::Context& context = engine_.contexts()[c];
    const ContextId id = ContextId::from_index(c);
    if (!asked(context.file)) continue;
    if (!context.function.exists())
      reach(id, Mode::Eager, {Reason::Kind::Module, 0, Mode::Eager});
    else if (context.assumed && !wrapped_function[context.function.index()])
      reach(id, Mode::Eager, {Reason::Kind::Uncalled, 0, Mode::Eager});
  }
}

void Tracing::reach_all() {
  const auto& edges = engine_.edges();
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    rows_[edges[i].callee.index()].called = true;
    from_[edges[i].from.index()].push_back(i);
  }
  mixed_.assign(contexts_.size(), false);
  spread();
  bool any = false;
  for (std::size_t c = 0; c < contexts_.size(); ++c) {
    const ContextId id = ContextId::from_index(c);
    mixed_[c] = engine_.contexts()[c].shared && reached(id, Mode::Eager) &&
                (reached(id, Mode::Converted) || reached(id, Mode::Unconverted));
    any = any || mixed_[c];
  }
  if (!any) return;
  const std::vector<ContextRow> perhaps = std::exchange(contexts_, {});
  contexts_.resize(perhaps.size());
  spread();
  // What runs in a graph for sure has all modes that it may have: whether AutoGraph converts it is
  // a question of its own.
  for (std::size_t c = 0; c < contexts_.size(); ++c) {
    Reason& converted = contexts_[c].reason[std::size_t(Mode::Converted)];
    Reason& unconverted = contexts_[c].reason[std::size_t(Mode::Unconverted)];
    const bool one = converted.kind != Reason::Kind::None;
    const bool other = unconverted.kind != Reason::Kind::None;
    if (one && !other) unconverted = perhaps[c].reason[std::size_t(Mode::Unconverted)];
    if (other && !one) converted = perhaps[c].reason[std::size_t(Mode::Converted)];
  }
}

/// What `context` calls there, it calls for each of its callers.
bool Tracing::told_apart(std::uint32_t index) const {
  const CallEdge& edge = engine_.edges()[index];
  if (!runs_always(program_, edge.site)) return false;
  const std::vector<std::uint32_t>& calls = from_[edge.from.index()];
  return std::none_of(calls.begin(), calls.end(), [&](std::uint32_t other) {
    return engine_.edges()[other].site == edge.site && engine_.edges()[other].callee != edge.callee;
  });
}

void Tracing::spread() {
  queue_.clear();
  ruled_out_.clear();
  other_ways_.clear();
  const auto& edges = engine_.edges();
  const auto enter = [&](std::uint32_t i, Mode mode) {
    if (contexts_[edges[i].from.index()].replica && edges[i].passage == Passage::Call)
      contexts_[edges[i].to.index()].replica = true;
    follow(i, mode);
  };
  // Ways that each caller goes come before those that only some of them go: they are better told.
  // Last what Keras runs eagerly when it is told to leave its graphs.
  std::vector<std::pair<std::uint32_t, Mode>> later;
  keras_edges_.clear();
  std::size_t at = 0;
  std::size_t told = 0;
  std::size_t driven = 0;
  const auto exhaust = [&] {
    while (at < queue_.size() || told < later.size() || driven < keras_edges_.size()) {
      if (at < queue_.size()) {
        const auto [context, mode] = queue_[at++];
        const bool shared = engine_.contexts()[context.index()].shared;
        for (std::uint32_t i : from_[context.index()]) {
          if (!shared || told_apart(i))
            enter(i, mode);
          else if (mode == Mode::Eager || !mixed_[context.index()])
            later.emplace_back(i, mode);
        }
      } else if (told < later.size()) {
        const auto [i, mode] = later[told++];
        enter(i, mode);
      } else {
        const std::uint32_t i = keras_edges_[driven++];
        reach(edges[i].to, Mode::Eager, {Reason::Kind::Edge, i, Mode::Eager});
      }
    }
  };
  // What only tests reach is told by them; all else by the program.
  for (const bool tests : {false, true}) {
    start(tests);
    exhaust();
  }
}

// By context: eager code of the program comes to it that is no test, nor only called by tests.
std::vector<bool> Tracing::runs_in_earnest() const {
  std::vector<bool> out(contexts_.size(), false);
  std::vector<ContextId> queue;
  const auto reach = [&](ContextId c) {
    if (out[c.index()] || !reached(c, Mode::Eager)) return;
    out[c.index()] = true;
    queue.push_back(c);
  };
  for (std::size_t c = 0; c < contexts_.size(); ++c) {
    const flow::Context& context = engine_.contexts()[c];
    if (context.function.exists() && !context.assumed) continue;
    if (!program_.project().files[context.file.index()].test_code) reach(ContextId::from_index(c));
  }
  while (!queue.empty()) {
    const ContextId from = queue.back();
    queue.pop_back();
    for (std::uint32_t i : from_[from.index()]) reach(engine_.edges()[i].to);
  }
  return out;
}

void Tracing::find_repeated() {
  const auto& edges = engine_.edges();
  const auto plain = [](Passage p) {
    return p == Passage::Call || p == Passage::Replica || p == Passage::Mapped ||
           p == Passage::KerasCall || p == Passage::DataModel || p == Passage::Construct ||
           p == Passage::Unconverted || p == Passage::Graph;
  };
  const auto eagerly = [&](ContextId c) {
    return contexts_[c.index()].reason[std::size_t(Mode::Eager)].kind != Reason::Kind::None;
  };
  std::vector<ContextId> queue;
  const auto mark = [&](ContextId c, NodeRef loop, bool in_tests) {
    ContextRow& row = contexts_[c.index()];
    if (row.repeated) return;
    row.repeated = true;
    row.in_tests = in_tests;
    row.loop = loop;
    queue.push_back(c);
  };
  // Loops of the program first: what a test does says little of how often something runs.
  const std::vector<bool> earnest = runs_in_earnest();
  std::size_t at = 0;
  for (const bool tests : {false, true}) {
    for (const CallEdge& edge : edges) {
      if (!plain(edge.passage) || !eagerly(edge.from)) continue;
      if (earnest[edge.from.index()] == tests) continue;
      const NodeRef loop = repeating_loop(program_, engine_, edge.site);
      if (loop.node.exists()) mark(edge.to, loop, tests);
    }
    for (; at < queue.size(); ++at) {
      const ContextId c = queue[at];
      if (!eagerly(c)) continue;
      for (std::uint32_t i : from_[c.index()])
        if (plain(edges[i].passage)) mark(edges[i].to, contexts_[c.index()].loop, tests);
    }
  }
}

bool Tracing::repeats(const CallEdge& edge) const {
  return contexts_[edge.from.index()].repeated ||
         repeating_loop(program_, engine_, edge.site).node.exists();
}

void Tracing::gather() {
  for (std::size_t c = 0; c < contexts_.size(); ++c) {
    const FunctionId f = engine_.contexts()[c].function;
    if (!f.exists()) continue;
    Row& row = rows_[f.index()];
    const ContextRow& context = contexts_[c];
    for (std::size_t m = 0; m < kModes; ++m)
      if (context.reason[m].kind != Reason::Kind::None && !row.context[m].exists())
        row.context[m] = ContextId::from_index(c);
    row.replica = row.replica || context.replica;
    if (context.repeated && (!row.repeated || (row.in_tests && !context.in_tests))) {
      row.repeated = true;
      row.in_tests = context.in_tests;
      row.loop = context.loop;
    }
  }
}

std::uint32_t Tracing::Chain::decoration() const {
  if (start.kind == Reason::Kind::Decoration) return start.index + 1;
  return edges.empty() ? 0 : edges.front().decoration;
}

Tracing::Chain Tracing::chain(ContextId context, Mode mode) const {
  if (!context.exists()) return {};
  return chain_from(reason(context, mode), engine_.contexts()[context.index()].function, mode);
}

Tracing::Chain Tracing::chain_from(Reason reason, FunctionId first, Mode mode) const {
  Chain out;
  for (;;) {
    out.start = reason;
    out.first = first;
    if (reason.kind != Reason::Kind::Edge) break;
    const CallEdge& edge = engine_.edges()[reason.index];
    out.edges.push_back(edge);
    // Tracing starts where the caller itself does not run in a graph.
    if (mode != Mode::Eager && reason.caller_mode == Mode::Eager) break;
    if (!edge.caller.exists() || out.edges.size() > contexts_.size()) break;
    mode = reason.caller_mode;
    first = engine_.contexts()[edge.from.index()].function;
    const auto other = other_ways_.find({reason.index, mode});
    reason = other == other_ways_.end() ? this->reason(edge.from, mode) : other->second;
  }
  std::reverse(out.edges.begin(), out.edges.end());
  return out;
}

bool Tracing::passes(ContextId evaluation, Mode mode, NodeRef at) const {
  if (!ways_.tested(at)) return true;
  const Chain way = chain(evaluation, mode);
  return ways_.possible(way.edges, at, made_at(engine_, way));
}

ContextId Tracing::passing(FunctionId f, Mode mode, NodeRef at) const {
  const ContextId first = first_context(f, mode);
  if (!first.exists() || passes(first, mode, at)) return first;
  for (ContextId context : engine_.contexts_of(f))
    if (reached(context, mode) && passes(context, mode, at)) return context;
  return {};
}

}  // namespace hyb
