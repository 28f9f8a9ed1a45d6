#include "core/staleness/replay.h"

#include <algorithm>

#include "core/staleness/trainable_reads.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/called_api.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr std::size_t kMaxPaths = 24;
constexpr std::uint32_t kMaxSteps = 4000;
constexpr std::size_t kMaxDepth = 16;
constexpr int kRounds = 3;  // around a loop

bool is_comprehension(NodeKind kind) {
  return kind == NodeKind::ListComp || kind == NodeKind::SetComp || kind == NodeKind::DictComp ||
         kind == NodeKind::Generator;
}

}  // namespace

std::optional<Replay::Found> Replay::run(ContextId root, bool again) {
  Paths paths{Path{}};
  paths.front().now = as_made();
  const flow::Context& context = on_.engine.contexts()[root.index()];
  for (int round = 0; round < (again ? 2 : 1) && !paths.empty(); ++round) {
    Frame frame;
    frame.context = root;
    frame.function = context.function;
    frame.file = context.file;
    frame.tree = &on_.program.tree(context.file);
    frame.chain = 1;
    paths = run_frame(frame, std::move(paths));
  }
  return given_up_ ? std::nullopt : found_;
}

Replay::Held Replay::as_made() const {
  Held out;
  if (!question_.made_with && on_.engine.values().objects(question_.initial).size() != 1)
    return out;
  out.kind = Held::Kind::Constant;
  out.constant = question_.initial;
  return out;
}

Replay::Paths Replay::run_frame(Frame& frame, Paths paths) {
  running_.push_back(frame.context);
  NodeId body = frame.tree->root();
  if (frame.function.exists()) body = on_.program.function(frame.function).body;
  if (body.exists()) {
    const bool statements =
        frame.tree->kind(body) == NodeKind::Block || frame.tree->kind(body) == NodeKind::Module;
    paths = statements ? block(frame, body, std::move(paths))
                       : expression(frame, body, std::move(paths));
    join(paths, frame.returned);
  }
  running_.pop_back();
  return paths;
}

// --- what matters, by row

const std::vector<Replay::Event>& Replay::events(const Frame& frame) {
  const auto [found, fresh] = events_.try_emplace(frame.context.raw());
  std::vector<Event>& out = found->second;
  if (!fresh) return out;
  const auto made_here = [&](NodeRef at) {
    return at.file == frame.file && on_.program.enclosing_function(at) == frame.function;
  };
  if (question_.slot.is_attribute()) {
    const flow::Object& object = on_.engine.values()[question_.slot.object];
    const bool sited =
        object.kind == ObjectKind::Instance || object.kind == ObjectKind::ExternalInstance;
    if (sited && object.b != 0)
      if (const NodeRef made = on_.engine.allocation(object.b); made_here(made))
        out.push_back({Event::Kind::Make, made.node});
  }
  if (question_.graph.decoration != 0) {
    const NodeRef made = on_.engine.decorations()[question_.graph.decoration - 1].site;
    if (made_here(made)) out.push_back({Event::Kind::Renew, made.node});
  }
  for (const std::uint32_t number : on_.calls.from(frame.context)) {
    const CallEdge& edge = on_.calls.edge(number);
    if (edge.site.file != frame.file) continue;
    if (edge.to == question_.graph.entry && on_.calls.enters_graph(edge) &&
        edge.decoration == question_.graph.decoration) {
      const ApiRow* driver = edge.decoration == 0 ? on_.rows.at(edge.site) : nullptr;
      if (edge.decoration != 0 || (driver != nullptr && driver->name == question_.graph.driver))
        out.push_back({Event::Kind::Graph, edge.site.node, number});
    } else if (on_.calls.plain(edge) && question_.inlined.contains(edge.to.raw())) {
      out.push_back({Event::Kind::Call, edge.site.node, number});
    }
  }
  if (question_.graph.decoration == 0) {
    // Compiling a model anew makes its graphs anew.
    const NodeId body =
        frame.function.exists() ? on_.program.function(frame.function).body : frame.tree->root();
    for (auto i = static_cast<std::uint32_t>(body.index()); i < frame.tree->end_of(body); ++i) {
      const NodeId row = NodeId::from_index(i);
      if (frame.tree->kind(row) != NodeKind::Call) continue;
      const ApiRow* api = on_.rows.at({frame.file, row});
      if (api != nullptr && api->has(Trait::Compiles)) out.push_back({Event::Kind::Renew, row});
      if (api != nullptr && !question_.graph.entry.exists() &&
          api->name == question_.graph.driver &&
          on_.flags.model_trained(frame.context, {frame.file, row}) == question_.graph.model)
        out.push_back({Event::Kind::Graph, row});
    }
  }
  if (const auto writes = question_.slot_writes.find(frame.context.raw());
      writes != question_.slot_writes.end())
    for (const std::uint32_t number : writes->second)
      out.push_back({Event::Kind::Write, on_.writes.all()[number].at.node, number});
  std::stable_sort(out.begin(), out.end(),
                   [](const Event& a, const Event& b) { return a.row < b.row; });
  return out;
}

std::pair<std::size_t, std::size_t> Replay::events_in(const std::vector<Event>& events,
                                                      const Tree& tree, NodeId row) const {
  const auto first = std::partition_point(events.begin(), events.end(),
                                          [&](const Event& e) { return e.row < row; });
  const std::uint32_t end = tree.end_of(row);
  const auto last = std::partition_point(first, events.end(),
                                         [&](const Event& e) { return e.row.index() < end; });
  return {static_cast<std::size_t>(first - events.begin()),
          static_cast<std::size_t>(last - events.begin())};
}

bool Replay::quiet(Frame& frame, NodeId row) {
  const auto [first, last] = events_in(events(frame), *frame.tree, row);
  return first == last;
}

// --- statements

void Replay::join(Paths& into, const Paths& from) {
  for (const Path& path : from)
    if (std::find(into.begin(), into.end(), path) == into.end()) into.push_back(path);
  if (into.size() > kMaxPaths) given_up_ = true;
}

Replay::Paths Replay::block(Frame& frame, NodeId block, Paths paths) {
  for (NodeId row : frame.tree->children(block)) {
    if (paths.empty() || given_up_ || found_) break;
    paths = statement(frame, row, std::move(paths));
  }
  return paths;
}

Replay::Paths Replay::statement(Frame& frame, NodeId row, Paths paths) {
  const Tree& tree = *frame.tree;
  if (++steps_ > kMaxSteps) given_up_ = true;
  if (given_up_ || found_) return {};
  const NodeKind kind = tree.kind(row);
  switch (kind) {
    case NodeKind::Return:
      paths = expression(frame, row, std::move(paths));
      join(frame.returned, paths);
      return {};
    case NodeKind::Raise:
      return {};
    case NodeKind::Break:
    case NodeKind::Continue:
      if (!frame.exits.empty())
        join(kind == NodeKind::Break ? frame.exits.back()->broken : frame.exits.back()->continued,
             paths);
      return {};
    default:
      break;
  }
  if (quiet(frame, row)) return paths;
  switch (kind) {
    case NodeKind::If:
      return branches(frame, row, std::move(paths));
    case NodeKind::For:
    case NodeKind::While:
      return loop(frame, row, std::move(paths));
    case NodeKind::Try:
      return attempt(frame, row, std::move(paths));
    case NodeKind::Match:
      return cases(frame, row, std::move(paths));
    case NodeKind::With:
      for (NodeId child : tree.children(row)) {
        if (tree.kind(child) == NodeKind::Block)
          paths = block(frame, child, std::move(paths));
        else
          paths = expression(frame, child, std::move(paths));
      }
      return paths;
    case NodeKind::ClassDef:
      return paths;
    default:
      return expression(frame, row, std::move(paths));
  }
}

bool Replay::passes_once(const Frame& frame, NodeId test) const {
  const Tree& tree = *frame.tree;
  if (tree.kind(test) == NodeKind::Not) return true;
  if (tree.kind(test) != NodeKind::Compare) return false;
  bool first = true;
  for (NodeId child : tree.children(test)) {
    if (std::exchange(first, false)) continue;
    const auto op = static_cast<Operator>(tree[child].op);
    const NodeId value = tree.child(child, Field::Value);
    const bool zero = tree.kind(value) == NodeKind::Integer &&
                      on_.program.text(NodeRef{frame.file, value}) == "0";
    return (op == Operator::Is && tree.kind(value) == NodeKind::None) ||
           (op == Operator::Eq && zero) || op == Operator::NotIn;
  }
  return false;
}

bool Replay::asks_element(const Frame& frame, NodeId test) const {
  if (frame.loops.empty()) return false;
  const Tree& tree = *frame.tree;
  const ScopeTree& scopes = on_.program.scopes(frame.file);
  for (auto i = static_cast<std::uint32_t>(test.index()); i < tree.end_of(test); ++i) {
    const SymbolId symbol = scopes.symbol_of[i];
    if (tree.kind(NodeId::from_index(i)) != NodeKind::Name || !symbol.exists()) continue;
    const Symbol& info = scopes.symbols[symbol];
    if (info.binding_count != 1) continue;
    const Binding& binding = scopes.bindings[info.first_binding];
    const NodeId loop = frame.loops.front();
    if (binding.kind == BindingKind::Loop && tree.kind(loop) == NodeKind::For &&
        tree.contains(tree.child(loop, Field::Target), binding.node))
      return true;
  }
  return false;
}

bool Replay::holds_for_one(const Frame& frame, NodeId test) const {
  const Tree& tree = *frame.tree;
  if (tree.kind(test) != NodeKind::Compare) return false;
  const ScopeTree& scopes = on_.program.scopes(frame.file);
  SymbolId symbol;
  for (NodeId child : tree.children(test)) {
    if (tree.kind(child) == NodeKind::Name) symbol = scopes.symbol_of[child.index()];
    if (tree.kind(child) == NodeKind::CompareOp &&
        static_cast<Operator>(tree[child].op) != Operator::Eq)
      return false;
  }
  if (!symbol.exists()) return false;
  const Symbol& info = scopes.symbols[symbol];
  for (std::uint32_t b = 0; b < info.binding_count; ++b) {
    const Binding& binding = scopes.bindings[info.first_binding + b];
    if (binding.kind == BindingKind::Loop && in_running_loop(frame, binding.node)) return true;
  }
  return false;
}

Replay::Paths Replay::branches(Frame& frame, NodeId row, Paths paths) {
  const Tree& tree = *frame.tree;
  const NodeId test = tree.child(row, Field::Test);
  paths = expression(frame, test, std::move(paths));
  if (passes_once(frame, test) && !tree.child(row, NodeKind::Elif).exists()) {
    const bool passes = frame.guards.insert(row.raw()).second || asks_element(frame, test);
    if (passes) return block(frame, tree.child(row, Field::Body), std::move(paths));
    const NodeId otherwise = tree.child(row, NodeKind::Else);
    return otherwise.exists() ? block(frame, tree.child(otherwise, Field::Body), std::move(paths))
                              : paths;
  }
  Paths taken = paths;
  if (holds_for_one(frame, test)) {
    const std::uint64_t bit = std::uint64_t{1} << (row.raw() % 64U);
    std::erase_if(taken, [&](const Path& path) { return (path.past & bit) != 0; });
    for (Path& path : taken) path.past |= bit;
  }
  Paths out = block(frame, tree.child(row, Field::Body), std::move(taken));
  bool all = false;
  for (NodeId child : tree.children(row)) {
    if (tree.kind(child) == NodeKind::Elif) {
      paths = expression(frame, tree.child(child, Field::Test), std::move(paths));
      join(out, block(frame, tree.child(child, Field::Body), paths));
    } else if (tree.kind(child) == NodeKind::Else) {
      all = true;
      join(out, block(frame, tree.child(child, Field::Body), paths));
    }
  }
  if (!all) join(out, paths);
  return out;
}

Replay::Paths Replay::loop(Frame& frame, NodeId row, Paths paths) {
  const Tree& tree = *frame.tree;
  const bool counted = tree.kind(row) == NodeKind::For;
  const NodeId head = tree.child(row, counted ? Field::Iter : Field::Test);
  if (counted) paths = expression(frame, head, std::move(paths));
  const long trips = counted ? trip_count(on_.program, on_.engine, {frame.file, head}) : -1;
  Paths out = trips > 0 ? Paths{} : paths;
  frame.loops.push_back(row);
  Loop exits;
  frame.exits.push_back(&exits);
  for (int round = 0; round < kRounds && !paths.empty(); ++round) {
    if (trips >= 0 && round >= trips) break;
    if (counted)
      paths = expression(frame, tree.child(row, Field::Target), std::move(paths));
    else
      paths = expression(frame, head, std::move(paths));
    paths = block(frame, tree.child(row, Field::Body), std::move(paths));
    join(paths, std::exchange(exits.continued, {}));
    join(out, paths);
  }
  join(out, exits.broken);
  // Behind the loop its variable stands at the last element, whichever that is.
  for (Path& path : out)
    if (path.now.write != 0 && counted) {
      const SlotWrite& last = on_.writes.all()[path.now.write - 1];
      if (last.kind == SlotWrite::Kind::Loop && last.at.file == frame.file &&
          tree.contains(tree.child(row, Field::Target), last.at.node))
        path.now.kind = Held::Kind::Unknown;
    }
  frame.exits.pop_back();
  frame.loops.pop_back();
  if (const NodeId after = tree.child(row, NodeKind::Else); after.exists())
    out = block(frame, tree.child(after, Field::Body), std::move(out));
  return out;
}

Replay::Paths Replay::attempt(Frame& frame, NodeId row, Paths paths) {
  const Tree& tree = *frame.tree;
  const Paths before = paths;
  Paths out = block(frame, tree.child(row, Field::Body), std::move(paths));
  Paths failed = before;
  join(failed, out);
  Paths ends;
  for (NodeId child : tree.children(row)) {
    if (tree.kind(child) == NodeKind::Except)
      join(ends, block(frame, tree.child(child, Field::Body), failed));
    else if (tree.kind(child) == NodeKind::Else)
      out = block(frame, tree.child(child, Field::Body), std::move(out));
  }
  join(out, ends);
  if (const NodeId last = tree.child(row, NodeKind::Finally); last.exists())
    out = block(frame, tree.child(last, Field::Body), std::move(out));
  return out;
}

Replay::Paths Replay::cases(Frame& frame, NodeId row, Paths paths) {
  const Tree& tree = *frame.tree;
  paths = expression(frame, tree.child(row, Field::Value), std::move(paths));
  Paths out = paths;
  for (NodeId child : tree.children(row))
    if (tree.kind(child) == NodeKind::Case)
      join(out, block(frame, tree.child(child, Field::Body), paths));
  return out;
}

// --- expressions

Replay::Paths Replay::expression(Frame& frame, NodeId row, Paths paths) {
  if (!row.exists()) return paths;
  const Tree& tree = *frame.tree;
  const std::vector<Event>& all = events(frame);
  const auto [first, last] = events_in(all, tree, row);
  if (first == last) return paths;
  std::vector<Event> here(all.begin() + static_cast<std::ptrdiff_t>(first),
                          all.begin() + static_cast<std::ptrdiff_t>(last));
  // Calls inside of calls first; what is assigned comes before where it is assigned to.
  std::stable_sort(here.begin(), here.end(), [&](const Event& a, const Event& b) {
    const bool late_a = a.kind == Event::Kind::Write, late_b = b.kind == Event::Kind::Write;
    if (late_a != late_b) return late_b;
    if (a.row == b.row) return a.kind < b.kind;
    const std::uint32_t end_a = tree.end_of(a.row), end_b = tree.end_of(b.row);
    return end_a != end_b ? end_a < end_b : a.row > b.row;
  });
  const auto repeated = [&](NodeId at) {
    for (NodeId up = at; up.exists() && tree.contains(row, up); up = tree.parent(up))
      if (is_comprehension(tree.kind(up))) return true;
    return false;
  };
  const bool again =
      std::any_of(here.begin(), here.end(), [&](const Event& e) { return repeated(e.row); });
  for (int round = 0; round < (again ? kRounds : 1); ++round)
    for (std::size_t at = 0; at < here.size();) {
      if (paths.empty() || given_up_ || found_) return paths;
      std::vector<Event> same;
      const NodeId event_row = here[at].row;
      for (; at < here.size() && here[at].row == event_row; ++at) same.push_back(here[at]);
      paths = event(frame, same, std::move(paths));
    }
  return paths;
}

Replay::Paths Replay::event(Frame& frame, const std::vector<Event>& same_row, Paths paths) {
  std::vector<const CallEdge*> calls;
  bool graph = false;
  for (const Event& e : same_row) {
    switch (e.kind) {
      case Event::Kind::Make: {
        const std::uint64_t chain = chained(frame.chain, {frame.file, e.row});
        for (Path& path : paths) {
          path.unclear = path.unclear || (path.made != 0 && path.made != chain);
          path.made = chain;
          path.now = question_.made_with ? as_made() : Held{};
          path.traced = {};
          path.has_trace = false;
        }
        break;
      }
      case Event::Kind::Renew:
        for (Path& path : paths) {
          path.traced = {};
          path.has_trace = false;
        }
        break;
      case Event::Kind::Call:
        calls.push_back(&on_.calls.edge(e.number));
        break;
      case Event::Kind::Graph:
        graph = true;
        break;
      case Event::Kind::Write:
        write(frame, e.number, paths);
        break;
    }
  }
  if (graph) called(frame, same_row.front().row, paths);
  return calls.empty() ? paths : call(frame, calls, std::move(paths));
}

Replay::Paths Replay::call(Frame& frame, const std::vector<const CallEdge*>& edges, Paths paths) {
  // One site, several receivers: which object is meant differs from round to round.
  for (const CallEdge* a : edges)
    for (const CallEdge* b : edges) {
      if (a->callee != b->callee) continue;
      const auto& mine = on_.engine.contexts()[a->to.index()].parameters;
      const auto& other = on_.engine.contexts()[b->to.index()].parameters;
      if (!on_.program.function(a->callee).owner.exists() || mine.empty() || other.empty())
        continue;
      if (mine.front() != other.front())
        for (Path& path : paths) path.unclear = true;
    }
  Paths out;
  for (const CallEdge* edge : edges) {
    if (running_.size() >= kMaxDepth ||
        std::find(running_.begin(), running_.end(), edge->to) != running_.end()) {
      join(out, paths);
      continue;
    }
    const flow::Context& context = on_.engine.contexts()[edge->to.index()];
    Frame inner;
    inner.context = edge->to;
    inner.function = context.function;
    inner.file = context.file;
    inner.tree = &on_.program.tree(context.file);
    inner.caller = &frame;
    inner.edge = edge;
    inner.chain = chained(frame.chain, edge->site);
    if (on_.program.function(context.function).is_generator) {
      Paths lazy = paths;  // it runs whenever somebody asks
      for (Path& path : lazy) path.unclear = true;
      join(out, lazy);
      continue;
    }
    join(out, run_frame(inner, paths));
  }
  return out;
}

void Replay::write(Frame& frame, std::uint32_t number, Paths& paths) {
  const SlotWrite& write = on_.writes.all()[number];
  if (question_.slot.is_attribute() && write.object.exists() &&
      objects_in(on_.program, on_.engine, frame.context, {frame.file, write.object}).size() != 1)
    for (Path& path : paths) path.unclear = true;
  const Held held = written(frame, number);
  for (Path& path : paths) {
    if (path.traced.kind == Held::Kind::Changed && path.traced.write == number + 1)
      path.traced.earlier = true;
    path.now = held;
  }
}

void Replay::called(Frame& frame, NodeId site, Paths& paths) {
  if (keyed_by_value(frame, site)) return;
  // Several tf.functions may be meant, one of which is made anew.
  for (const std::uint32_t number : on_.calls.from(frame.context)) {
    const CallEdge& edge = on_.calls.edge(number);
    if (edge.site == NodeRef{frame.file, site} && on_.calls.enters_graph(edge) &&
        edge.decoration != question_.graph.decoration)
      return;
  }
  for (Path& path : paths) {
    if (!path.has_trace) {
      path.has_trace = true;
      path.traced = path.now;
    } else if (!path.unclear && path.now.write != 0 && differ(path.traced, path.now)) {
      found_ = Found{on_.writes.all()[path.now.write - 1].at, {frame.file, site}};
      return;
    }
  }
}

bool Replay::differ(const Held& before, const Held& now) const {
  if (now.kind == Held::Kind::Unknown) return false;
  if (now.kind == Held::Kind::Changed)
    return before.kind != Held::Kind::Changed || before.write != now.write || before.earlier;
  return before.kind == Held::Kind::Changed ||
         (before.kind == Held::Kind::Constant && before.constant != now.constant);
}

// A Python number that is not always the same is part of the key: another trace each time.
bool Replay::keyed_by_value(const Frame& frame, NodeId site) const {
  const Tree& tree = *frame.tree;
  if (question_.graph.decoration == 0 || tree.kind(site) != NodeKind::Call) return false;
  for (NodeId argument : tree.children(tree.child(site, NodeKind::Arguments))) {
    const NodeKind kind = tree.kind(argument);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) continue;
    const NodeId value = kind == NodeKind::Keyword ? tree.child(argument, Field::Value) : argument;
    std::size_t constants = 0;
    for (ObjectId o : on_.engine.values().objects(on_.engine.value_of({frame.file, value}))) {
      const flow::Object& object = on_.engine.values()[o];
      const bool number = object.kind == ObjectKind::Int || object.kind == ObjectKind::Float ||
                          object.kind == ObjectKind::Str;
      if (number && !object.name.exists()) return true;
      if (object.kind == ObjectKind::Bool && object.a > 1) return true;
      if (number || object.kind == ObjectKind::Bool || object.kind == ObjectKind::None) ++constants;
    }
    if (constants > 1) return true;
  }
  return false;
}

std::uint64_t Replay::chained(std::uint64_t chain, NodeRef at) {
  const std::uint64_t here = (std::uint64_t{at.file.raw()} << 32U) | at.node.raw();
  return (chain ^ here) * 0x9E3779B97F4A7C15ULL + (here >> 7U) + 1;
}

}  // namespace hyb
