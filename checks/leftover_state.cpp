#include "checks/leftover_state.h"

#include <algorithm>

#include "checks/shown_values.h"

namespace hyb::checks {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using Kind = PlaceAccess::Kind;

namespace {

/// What runs when an object is made, before anything of it is traced.
bool constructs(const Facts& facts, FunctionId f) {
  if (!f.exists()) return false;
  const FunctionInfo& info = facts.program().function(f);
  const std::string_view name = facts.program().text(info.name);
  return info.owner.exists() && (name == "__init__" || name == "__new__" || name == "build" ||
                                 name == "__post_init__" || name == "__setstate__");
}

bool in_test_code(const Facts& facts, FileId file) {
  return facts.program().project().files[file.index()].test_code;
}

/// Its callers are known, and all of them are tests.
bool called_by_tests_alone(const Facts& facts, FunctionId f) {
  if (in_test_code(facts, facts.program().function(f).file)) return true;
  const auto edges = facts.edges_into(f);
  return !edges.empty() && std::all_of(edges.begin(), edges.end(), [&](const flow::CallEdge& e) {
    return in_test_code(facts, e.site.file);
  });
}

bool renews(Kind kind) {
  return kind == Kind::Store || kind == Kind::Empty;
}

/// The statement that a row stands in.
NodeId statement_of(const Tree& tree, NodeId row) {
  while (tree.parent(row).exists() && tree.kind(tree.parent(row)) != NodeKind::Block &&
         tree.kind(tree.parent(row)) != NodeKind::Module)
    row = tree.parent(row);
  return row;
}

/// Where the statement of the effect ends: what stands there is read before it writes.
std::size_t end_of_write(const Facts& facts, const TraceEffect& effect) {
  const Tree& tree = facts.program().tree(effect.effect.at.file);
  return tree.end_of(statement_of(tree, effect.effect.at.node)) - 1;
}

/// Eager code reads what only traces write.
bool reads_eagerly(const Facts& facts, const TraceEffect& effect, const PlaceAccess& access) {
  const Tracing& tracing = facts.tracing();
  if (tracing.eager(effect.function) && tracing.called(effect.function)) return false;
  const FunctionId f = access.function;
  return !f.exists() || (tracing.eager(f) && tracing.called(f) && !tracing.traced(f));
}

/// A trace reads it before it has written it itself, if it does at all.
bool reads_next_trace(const Facts& facts, const TraceEffect& effect, const PlaceAccess& access) {
  const Tracing& tracing = facts.tracing();
  const FunctionId f = access.function;
  if (!f.exists() || !tracing.traced(f)) return false;
  if (effect.building) return true;  // once, in a graph of its own
  if (f == effect.function)
    return access.at.node.index() <= end_of_write(facts, effect) ||
           (effect.guard.exists() && effect.guard.place == place_of(facts.program(), effect.place));
  const FunctionId entry = tracing.chain(f, tracing.traced_mode(f)).first;
  return entry.exists() && !facts.trace_effects().places().leads_to(entry, effect.function);
}

}  // namespace

Leftovers leftovers_of(const Facts& facts, const TraceEffect& effect) {
  Leftovers out;
  if (!effect.place.node.exists()) return out;
  const StatePlaces& places = facts.trace_effects().places();
  const std::vector<PlaceAccess> accesses = places.accesses(effect.place);
  std::vector<NodeRef> stores;
  for (const PlaceAccess& access : accesses)
    if (renews(access.kind) && access.certain && !constructs(facts, access.function))
      stores.push_back(access.at);
  for (const PlaceAccess& access : accesses) {
    const bool reads = access.kind == Kind::Read || access.kind == Kind::Update;
    if (!reads || constructs(facts, access.function)) continue;
    if (access.at == effect.place && effect.effect.kind == EffectKind::ContainerWrite) continue;
    if (places.always_after(access.at, stores, effect.entry)) {
      out.fresh = true;
      continue;
    }
    if (!access.certain)
      out.doubtful = true;
    else if (reads_eagerly(facts, effect, access))
      out.eager_read = out.eager_read.node.exists() ? out.eager_read : access.at;
    else if (reads_next_trace(facts, effect, access))
      out.traced_read = out.traced_read.node.exists() ? out.traced_read : access.at;
    else
      out.doubtful = true;
  }
  return out;
}

bool runs_once(const Facts& facts, NodeRef at, FunctionId f) {
  const OnceGuards& guards = facts.trace_effects().guards();
  if (guards.around(at).exists()) return true;
  const Tracing::Chain chain = facts.tracing().chain(f, facts.tracing().traced_mode(f));
  return std::any_of(chain.edges.begin(), chain.edges.end(), [&](const flow::CallEdge& edge) {
    return edge.caller.exists() && guards.around(edge.site).exists();
  });
}

bool traced_by_tests_alone(const Facts& facts, FunctionId f) {
  const FunctionId first = facts.tracing().chain(f, facts.tracing().traced_mode(f)).first;
  return first.exists() && in_test_code(facts, facts.program().function(first).file);
}

NodeRef other_writer(const Facts& facts, const TraceEffect& effect) {
  if (!effect.place.node.exists()) return {};
  for (const PlaceAccess& access : facts.trace_effects().places().accesses(effect.place)) {
    const bool writes = access.kind != Kind::Read && access.kind != Kind::StaticRead;
    if (!writes || !access.certain || !access.function.exists() ||
        constructs(facts, access.function) || access.function == effect.function ||
        (called_by_tests_alone(facts, access.function) &&
         !in_test_code(facts, effect.effect.at.file)))
      continue;
    if (!facts.tracing().traced(access.function)) return access.at;
  }
  return {};
}

bool extends_container(const Facts& facts, const TraceEffect& effect) {
  const NodeRef at = effect.effect.at;
  const Tree& tree = facts.program().tree(at.file);
  if (effect.place != at || tree.kind(tree.parent(at.node)) != NodeKind::AugAssign) return false;
  const auto objects = facts.values().objects(facts.value(at));
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = facts.values()[o];
    if (object.kind == ObjectKind::List) return true;
    if (object.kind != ObjectKind::Tensor || facts.text(object.name) != kArrayClass) return false;
    const flow::Dims* dims = facts.values().dims(object);  // a scalar is replaced
    return dims != nullptr && !dims->empty();
  });
}

bool counts_traces(const Facts& facts, const TraceEffect& effect) {
  const NodeRef at = effect.effect.at;
  const NodeId statement = statement_of(facts.program().tree(at.file), at.node);
  return names_a_trace(facts.program().text(NodeRef{at.file, statement}));
}

std::string_view kind_of_place(const Facts& facts, const TraceEffect& effect) {
  if (!extends_container(facts, effect)) {
    if (effect.effect.kind == EffectKind::GlobalWrite) return "global variable";
    if (effect.effect.kind == EffectKind::NonlocalWrite) return "nonlocal variable";
    if (effect.effect.kind != EffectKind::ContainerWrite) return "attribute";
  }
  if (!effect.place.node.exists()) return "container";
  for (ObjectId o : facts.values().objects(facts.value(effect.place))) {
    const Object& object = facts.values()[o];
    if (object.kind == ObjectKind::List) return "list";
    if (object.kind == ObjectKind::Dict) return "dict";
    if (object.kind == ObjectKind::Tensor) return "array";
  }
  return "container";
}

std::string text_of_place(const Facts& facts, const TraceEffect& effect) {
  const NodeRef at = effect.place.node.exists() ? effect.place : effect.effect.at;
  std::string text(facts.program().text(at));
  if (const auto end = text.find_first_of("\n("); end != std::string::npos) text.resize(end);
  const auto last = text.rfind('.');
  if (last != std::string::npos)
    if (const auto before = text.rfind('.', last - 1); before != std::string::npos)
      text = text.substr(before + 1);
  return text;
}

bool reads_as_written(const Program& program, NodeRef expression, NodeRef place) {
  const Tree& tree = program.tree(expression.file);
  const NodeKind kind = program.tree(place.file).kind(place.node);
  const std::string_view text = program.text(place);
  const std::uint32_t end = tree.end_of(expression.node);
  for (auto i = static_cast<std::uint32_t>(expression.node.index()); i < end; ++i) {
    const NodeRef row{expression.file, NodeId::from_index(i)};
    if (tree.kind(row.node) == kind && program.text(row) == text) return true;
  }
  return false;
}

}  // namespace hyb::checks
