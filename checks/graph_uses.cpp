#include "checks/graph_uses.h"

#include "checks/graph_use_reader.h"
#include "core/syntax/own_rows.h"

namespace hyb::checks {

using flow::Object;
using flow::ObjectKind;

namespace {

void read_method(const GraphUseReader& r, NodeId call) {
  const NodeId callee = r.tree.child(call, Field::Function);
  if (!callee.exists() || r.tree.kind(callee) != NodeKind::Attribute) return;
  const ApiRow* api = r.facts.called_api(r.ref(call));
  if (api == nullptr || !api->has(Trait::Host) || api->has(Trait::EagerOnly)) return;
  const NodeId object = r.tree.child(callee, Field::Object);
  if (is_of_class(r.facts, r.ref(object), kVariableClass))
    return r.add_always(GraphUse::Kind::VariableRead, call, object);
  if (!is_of_class(r.facts, r.ref(object), kArrayClass))
    r.add(GraphUse::Kind::EagerMethod, call, object);
}

void read_array_method(const GraphUseReader& r, NodeId row) {
  const std::string_view name = r.facts.text(r.tree[row].name);
  const ApiRow* of_arrays = find_method(kArrayClass, name);
  if (of_arrays == nullptr) return;
  const ApiRow* of_tensors = find_method(kTensorClass, name);
  if (of_tensors != nullptr && !of_tensors->has(Trait::ArrayOnly)) return;
  if (r.facts.hazards().numpy_behavior()) return;
  if (r.facts.engine().is_put_on(kTensorClass, r.tree[row].name)) return;
  const NodeId object = r.tree.child(row, Field::Object);
  if (r.tree[row].field == Field::Target || !is_of_class(r.facts, r.ref(object), kTensorClass))
    return;
  const NodeId up = r.tree.parent(row);
  const bool called = r.tree.kind(up) == NodeKind::Call && r.tree[row].field == Field::Function;
  r.add(GraphUse::Kind::ArrayMethod, called ? up : row, object);
}

void read_host_call(const GraphUseReader& r, NodeId call) {
  const NodeId callee = r.tree.child(call, Field::Function);
  const NodeId list = r.tree.child(call, NodeKind::Arguments);
  if (!callee.exists() || !list.exists()) return;
  const ApiRow* api = r.facts.called_api(r.ref(call));
  if (api == nullptr || api->has(Trait::StagedCast)) return;
  const bool of_array =
      r.tree.kind(callee) == NodeKind::Attribute && api->name.starts_with(kArrayClass) &&
      is_of_class(r.facts, r.ref(r.tree.child(callee, Field::Object)), kArrayClass);
  if (!of_array && (!api->has(Trait::Host) || api->has(Trait::RaisesInGraph) ||
                    !all_objects(r.facts, r.ref(callee),
                                 [](const Object& o) { return o.kind == ObjectKind::External; })))
    return;
  for (NodeId argument : r.tree.children(list)) {
    const NodeKind kind = r.tree.kind(argument);
    if (kind == NodeKind::Starred || kind == NodeKind::DoubleStarred) continue;
    const NodeId value =
        kind == NodeKind::Keyword ? r.tree.child(argument, Field::Value) : argument;
    const std::size_t before = r.out.size();
    if (r.facts.symbolic_values().holds_symbolic(r.ref(value)))
      r.add_always(GraphUse::Kind::HostCall, call, value);
    else
      r.add(GraphUse::Kind::HostCall, call, value);
    if (r.out.size() > before) return;
  }
}

/// A tensor among the indexes, or as a bound of a slice.
void read_index(const GraphUseReader& r, NodeId row) {
  const NodeId object = r.tree.child(row, Field::Object);
  const bool array = is_of_class(r.facts, r.ref(object), kArrayClass) &&
                     no(r.facts.symbolic_values().symbolic(r.ref(object)));
  if (!array && !is_sequence(r.facts, r.ref(object))) return;
  for (NodeId index : r.tree.children(row)) {
    if (r.tree[index].field != Field::Index) continue;
    if (r.tree.kind(index) == NodeKind::Slice) {
      for (NodeId bound : r.tree.children(index)) r.add(GraphUse::Kind::ArrayIndex, row, bound);
    } else if (array) {
      r.add(GraphUse::Kind::ArrayIndex, row, index);
    }
  }
  if (!array || r.tree[row].field != Field::Target) return;
  const NodeId statement = r.tree.parent(row);
  if (r.tree.kind(statement) == NodeKind::Assign)
    r.add(GraphUse::Kind::ArrayStore, row, r.tree.child(statement, Field::Value));
}

bool unpacks(const Tree& tree, NodeId target) {
  return target.exists() &&
         (tree.kind(target) == NodeKind::Tuple || tree.kind(target) == NodeKind::List);
}

/// `range(…)` on a tensor, where that is what is iterated.
NodeId range_bound(const GraphUseReader& r, NodeId iterable) {
  if (r.tree.kind(iterable) != NodeKind::Call) return {};
  const ApiRow* api = r.facts.called_api(r.ref(iterable));
  if (api == nullptr || !api->has(Trait::NeedsInteger)) return {};
  const NodeId list = r.tree.child(iterable, NodeKind::Arguments);
  if (!list.exists()) return {};
  for (NodeId argument : r.tree.children(list))
    if (yes(r.facts.symbolic_values().symbolic(r.ref(argument)))) return argument;
  return {};
}

void read_comprehension(const GraphUseReader& r, NodeId row) {
  const NodeId iterable = r.tree.child(row, Field::Iter);
  const NodeId whole = r.tree.parent(row);
  if (is_dataset(r.facts, r.ref(iterable)))
    return r.add_always(GraphUse::Kind::EndlessDataset, whole, iterable);
  if (const NodeId bound = range_bound(r, iterable); bound.exists())
    return r.add(GraphUse::Kind::Comprehension, whole, bound);
  r.add_iterated(GraphUse::Kind::Comprehension, whole, iterable);
}

void read_for(const GraphUseReader& r, NodeId row) {
  const NodeId iterable = r.tree.child(row, Field::Iter);
  const NodeId target = r.tree.child(row, Field::Target);
  if (unpacks(r.tree, target) && yes(r.facts.symbolic_values().symbolic(r.ref(iterable))))
    return r.add(GraphUse::Kind::LoopTarget, iterable, iterable);
  const Hazards& hazards = r.facts.hazards();
  const SymbolicValues& symbolic = r.facts.symbolic_values();
  if (!hazards.happens(r.ref(iterable), Mode::Unconverted)) return;
  const flow::ContextId evaluation = hazards.evaluation(r.ref(iterable), Mode::Unconverted);
  if (hazards.why_unconverted(r.ref(iterable)).kind == Unconverted::Kind::Option &&
      !only_way(r.facts, evaluation, Mode::Unconverted))
    return;
  const auto unconverted = [&](GraphUse::Kind kind, NodeId value) {
    r.out.push_back({kind, r.ref(iterable), r.ref(value), Mode::Unconverted,
                     hazards.evaluation(r.ref(iterable), Mode::Unconverted)});
  };
  if (yes(symbolic.symbolic(r.ref(iterable), Mode::Unconverted)))
    return unconverted(GraphUse::Kind::LoopStatement, iterable);
  if (const NodeId bound = range_bound(r, iterable);
      bound.exists() && yes(symbolic.symbolic(r.ref(bound), Mode::Unconverted)))
    unconverted(GraphUse::Kind::RangeStatement, bound);
}

void read_iterating_call(const GraphUseReader& r, NodeId call) {
  const ApiRow* api = r.facts.called_api(r.ref(call));
  if (api == nullptr || !api->has(Trait::Iterates)) return;
  const NodeId list = r.tree.child(call, NodeKind::Arguments);
  if (!list.exists()) return;
  // In the head of a `for` AutoGraph converts what goes over datasets.
  const bool head =
      r.tree[call].field == Field::Iter && r.tree.kind(r.tree.parent(call)) == NodeKind::For;
  for (NodeId argument : r.tree.children(list)) {
    const NodeKind kind = r.tree.kind(argument);
    if (kind == NodeKind::Keyword || kind == NodeKind::Starred || kind == NodeKind::DoubleStarred)
      continue;
    const std::size_t before = r.out.size();
    if (is_dataset(r.facts, r.ref(argument))) {
      // An iterator takes nothing yet.
      const bool lazy = !all_objects(r.facts, r.ref(call), [](const Object& o) {
        return o.kind != ObjectKind::Iterator && o.kind != ObjectKind::ExternalInstance;
      });
      if (!head && !lazy) r.add_always(GraphUse::Kind::EndlessDataset, call, argument);
    } else {
      r.add_iterated(GraphUse::Kind::IteratingCall, call, argument);
    }
    if (r.out.size() > before) return;
  }
}

void read_membership(const GraphUseReader& r, NodeId compare) {
  for (NodeId part : r.tree.children(compare)) {
    if (r.tree.kind(part) != NodeKind::CompareOp) continue;
    const auto op = static_cast<Operator>(r.tree[part].op);
    if (op == Operator::In || op == Operator::NotIn)
      r.add_iterated(GraphUse::Kind::Membership, compare, r.tree.child(part, Field::Value));
  }
}

void read_iteration(const GraphUseReader& r, NodeId row) {
  switch (r.tree.kind(row)) {
    case NodeKind::CompFor:
      return read_comprehension(r, row);
    case NodeKind::For:
      return read_for(r, row);
    case NodeKind::Call:
      return read_iterating_call(r, row);
    case NodeKind::Compare:
      return read_membership(r, row);
    case NodeKind::Starred:
      if (r.tree.kind(r.tree.parent(row)) == NodeKind::Arguments)
        r.add_iterated(GraphUse::Kind::StarArgument, row, r.tree.child(row, Field::Value));
      return;
    case NodeKind::Assign:
      for (NodeId child : r.tree.children(row))
        if (r.tree[child].field == Field::Target && unpacks(r.tree, child))
          return r.add_iterated(GraphUse::Kind::Unpacking, row, r.tree.child(row, Field::Value));
      return;
    default:
      return;
  }
}

}  // namespace

std::vector<NodeId> own_rows(const Program& program, FunctionId f) {
  const FunctionInfo& info = program.function(f);
  std::vector<NodeId> out;
  if (!info.body.exists()) return out;
  each_own_row(program.tree(info.file), info.body, [&](NodeId row) { out.push_back(row); });
  return out;
}

std::optional<TracedPlace> traced_place(const Facts& facts, NodeRef at, NodeRef value) {
  for (Mode mode : {Mode::Converted, Mode::Unconverted}) {
    if (!yes(facts.symbolic_values().symbolic(value, mode))) continue;
    const flow::ContextId evaluation = facts.hazards().evaluation(at, mode);
    if (evaluation.exists()) return TracedPlace{mode, evaluation};
  }
  return std::nullopt;
}

bool only_way(const Facts& facts, flow::ContextId evaluation, Mode mode) {
  const Tracing::Chain chain = facts.tracing().chain(evaluation, mode);
  return std::all_of(chain.edges.begin(), chain.edges.end(), [&](const flow::CallEdge& edge) {
    return facts.callees(edge.site).size() == 1;
  });
}

std::optional<TracedPlace> traced_place(const Facts& facts, NodeRef at) {
  for (Mode mode : {Mode::Converted, Mode::Unconverted}) {
    const flow::ContextId evaluation = facts.hazards().evaluation(at, mode);
    if (evaluation.exists()) return TracedPlace{mode, evaluation};
  }
  return std::nullopt;
}

std::vector<GraphUse> eager_method_uses(const Facts& facts, FunctionId f) {
  return uses_of(facts, f, [](const GraphUseReader& r, NodeId row) {
    if (r.tree.kind(row) == NodeKind::Call) read_method(r, row);
    if (r.tree.kind(row) == NodeKind::Attribute) read_array_method(r, row);
  });
}

std::vector<GraphUse> numpy_uses(const Facts& facts, FunctionId f) {
  return uses_of(facts, f, [](const GraphUseReader& r, NodeId row) {
    if (r.tree.kind(row) == NodeKind::Call) read_host_call(r, row);
    if (r.tree.kind(row) == NodeKind::Subscript) read_index(r, row);
  });
}

std::vector<GraphUse> iteration_uses(const Facts& facts, FunctionId f) {
  return uses_of(facts, f, read_iteration);
}

std::string written_in(const Facts& facts, FileId file, std::string_view path) {
  const std::string_view alias = facts.tensorflow_alias(file);
  const std::string short_path = short_form(path);
  if (alias.empty() || short_path == path) return {};
  return std::string(alias) + short_path.substr(short_path.find('.'));
}

}  // namespace hyb::checks
