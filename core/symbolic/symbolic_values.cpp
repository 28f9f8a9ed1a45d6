#include "core/symbolic/symbolic_values.h"

#include <algorithm>

#include "core/base/timeline.h"
#include "core/symbolic/every_way.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr Mode kTracedModes[] = {Mode::Converted, Mode::Unconverted};

bool is_container(ObjectKind kind) {
  return kind == ObjectKind::List || kind == ObjectKind::Tuple || kind == ObjectKind::Dict;
}

}  // namespace

SymbolicValues::SymbolicValues(const Program& program, const flow::Engine& engine,
                               const CalledRows& rows, const Tracing& tracing,
                               const Staging& staging)
    : reader_(program, engine, rows), tracing_(tracing), staging_(staging) {}

const TracedEvaluations& SymbolicValues::evaluations() const {
  return evaluations_.get([this] {
    const TimelineScope stage("symbolic values");
    return std::make_unique<TracedEvaluations>(reader_, tracing_);
  });
}

bool SymbolicValues::tensor_only(ValueId value) const {
  const flow::Values& values = reader_.values();
  const Interner& names = reader_.program().names();
  const auto objects = values.objects(value);
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    return is_tensor(values, names, o) && !is_variable(values, names, o);
  });
}

bool SymbolicValues::container_of_tensors(ValueId value) const {
  const auto objects = reader_.values().objects(value);
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    if (!is_container(reader_.values()[o].kind)) return false;
    const std::vector<ValueId> parts = reader_.engine().parts_of(o);
    return !parts.empty() &&
           std::all_of(parts.begin(), parts.end(), [&](ValueId part) { return tensor_only(part); });
  });
}

bool SymbolicValues::takes_symbols(NodeRef row, Mode mode) const {
  const FunctionId f = reader_.program().enclosing_function(row);
  if (!f.exists() || !tracing_.traced(f) || !traced_in_earnest(f, mode)) return false;
  return (taint(row).value & live(f, mode)) != 0 &&
         !in_eager_island(reader_.program(), reader_.engine(), row);
}

Tri SymbolicValues::symbolic(NodeRef row, Mode mode) const {
  bool all = true;
  bool tensor = false;
  bool unknown = false;
  for (ObjectId o : reader_.objects(row)) {
    const Object& object = reader_.values()[o];
    if (is_variable(reader_.values(), reader_.program().names(), o))
      all = false;
    else if (is_tensor(reader_.values(), reader_.program().names(), o))
      tensor = true;
    else if (object.kind != ObjectKind::Tensor)  // an array beside it is of an eager call
      all = false;
    unknown = unknown || object.kind == ObjectKind::Unknown;
  }
  if ((!tensor && !unknown) || !takes_symbols(row, mode)) return Tri::No;
  if (!tensor || !all) return Tri::Unknown;
  const FunctionId f = reader_.program().enclosing_function(row);
  return EveryWay(*this, mode).leads(f, row, live(f, mode)) ? Tri::Yes : Tri::Unknown;
}

bool SymbolicValues::holds_symbolic(NodeRef row, Mode mode) const {
  for (ObjectId o : reader_.objects(row)) {
    if (!is_container(reader_.values()[o].kind)) continue;
    for (ValueId part : reader_.engine().parts_of(o))
      if (evaluations().holds_tensor(part)) return takes_symbols(row, mode);
  }
  return false;
}

bool SymbolicValues::keeps_symbolic(NodeRef row) const {
  if (!row.node.exists()) return false;
  const Tree& tree = reader_.program().tree(row.file);
  switch (tree.kind(row.node)) {
    case NodeKind::Tuple:
    case NodeKind::List:
    case NodeKind::Set:
      for (NodeId child : tree.children(row.node))
        if (keeps_symbolic({row.file, child})) return true;
      return false;
    case NodeKind::Dict:
      for (NodeId child : tree.children(row.node))
        if (keeps_symbolic({row.file, tree.child(child, Field::Value)})) return true;
      return false;
    case NodeKind::ListComp:
      return keeps_symbolic({row.file, tree.child(row.node, Field::Element)});
    default:
      break;
  }
  const ValueId value = reader_.engine().value_of(row);
  if (!tensor_only(value) && !container_of_tensors(value)) return false;
  const FunctionId f = reader_.program().enclosing_function(row);
  return std::any_of(std::begin(kTracedModes), std::end(kTracedModes), [&](Mode mode) {
    return takes_symbols(row, mode) && EveryWay(*this, mode).leads(f, row, live(f, mode));
  });
}

bool SymbolicValues::part_is_tensor(NodeRef row, std::size_t index) const {
  const auto objects = reader_.objects(row);
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = reader_.values()[o];
    // A tensor is unpacked along its first axis.
    if (object.kind == ObjectKind::Tensor) return tensor_only(reader_.engine().value_of(row));
    if (object.kind != ObjectKind::Tuple && object.kind != ObjectKind::List) return false;
    const std::vector<ValueId> parts = reader_.engine().parts_of(o);
    if (parts.empty() || (!object.open && index >= parts.size())) return false;
    return tensor_only(parts[object.open ? 0 : index]);
  });
}

bool SymbolicValues::keeps_symbolic_part(NodeRef row, std::size_t index) const {
  const Tree& tree = reader_.program().tree(row.file);
  if (tree.kind(row.node) == NodeKind::Tuple || tree.kind(row.node) == NodeKind::List) {
    for (NodeId child : tree.children(row.node))
      if (index-- == 0) return keeps_symbolic({row.file, child});
    return false;
  }
  if (!part_is_tensor(row, index)) return false;
  const FunctionId f = reader_.program().enclosing_function(row);
  return std::any_of(std::begin(kTracedModes), std::end(kTracedModes), [&](Mode mode) {
    return takes_symbols(row, mode) &&
           EveryWay(*this, mode).leads_to_part(f, row, index, live(f, mode));
  });
}

bool SymbolicValues::only_in_pipelines(FunctionId f) const {
  bool any = false;
  for (Mode mode : kTracedModes)
    for (flow::ContextId c : evaluations().in_earnest(f, mode)) {
      if (evaluations().outside_pipelines(c)) return false;
      any = true;
    }
  return any;
}

}  // namespace hyb
