#include "core/preconditions/static_axes.h"

#include <algorithm>
#include <optional>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Dim;
using flow::Dims;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

constexpr std::size_t kMaxReads = 32;  // of one function

/// The parameter a row is nothing but the name of; -1 = none.
int parameter_of(const Body& body, NodeId row) {
  if (!row.exists() || body.tree.kind(row) != NodeKind::Name) return -1;
  const std::uint64_t bits = body.taints.of(row).value;
  if (bits == 0 || (bits & (bits - 1)) != 0) return -1;
  for (int p = 0; p < static_cast<int>(kTaintedParameters); ++p)
    if (bits == std::uint64_t{1} << p) return p;
  return -1;
}

}  // namespace

StaticAxes::StaticAxes(const ProgramReader& reader)
    : reader_(reader), reads_(reader.program().functions().size()) {}

void StaticAxes::add(FunctionId f, AxisRead read) {
  std::vector<AxisRead>& known = reads_[f.index()];
  const bool seen = std::any_of(known.begin(), known.end(), [&](const AxisRead& r) {
    return r.parameter == read.parameter && r.axis == read.axis && r.exact == read.exact &&
           r.guarded == read.guarded;
  });
  if (!seen && known.size() < kMaxReads) known.push_back(read);
}

/// `x.shape.is_fully_defined()`, `x.shape[0] is not None`
bool StaticAxes::asks_for_size(const Body& body, NodeId test) const {
  const Tree& tree = body.tree;
  for (auto i = static_cast<std::uint32_t>(test.index()); i < tree.end_of(test); ++i) {
    const NodeId row = NodeId::from_index(i);
    NodeId asked;
    if (tree.kind(row) == NodeKind::Call) {
      const ApiRow* api = reader_.called_api(body.ref(row));
      const NodeId callee = tree.child(row, Field::Function);
      if (api != nullptr && api->has(Trait::AsksSizes) && tree.kind(callee) == NodeKind::Attribute)
        asked = tree.child(callee, Field::Object);
    } else if (tree.kind(row) == NodeKind::Compare) {
      for (NodeId part : tree.children(row))
        if (tree.kind(part) == NodeKind::CompareOp &&
            tree.kind(tree.child(part, Field::Value)) == NodeKind::None)
          asked = *tree.children(row).begin();
    }
    if (asked.exists() && body.taints.of(asked).shape != 0) return true;
  }
  return false;
}

bool StaticAxes::is_guarded(const Body& body, NodeId at) const {
  const Tree& tree = body.tree;
  for (NodeId up = tree.parent(at); up.exists(); up = tree.parent(up)) {
    const NodeKind kind = tree.kind(up);
    if (kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) return false;
    if (kind != NodeKind::If && kind != NodeKind::Elif && kind != NodeKind::Conditional) continue;
    const NodeId test = tree.child(up, Field::Test);
    if (test.exists() && !tree.contains(test, at) && asks_for_size(body, test)) return true;
  }
  return false;
}

// `shape` is an expression for (part of) the shape of parameters.
void StaticAxes::read_axes(const Body& body, NodeId shape, std::int32_t axis, NodeId at) {
  const std::uint64_t bits = body.taints.of(shape).shape;
  if (bits == 0) return;
  // Only the shape itself keeps the numbers of its axes: `x.shape`, `x.get_shape()`.
  NodeId written = shape;
  if (body.tree.kind(written) == NodeKind::Call)
    written = body.tree.child(written, Field::Function);
  const bool direct = written.exists() && body.tree.kind(written) == NodeKind::Attribute &&
                      parameter_of(body, body.tree.child(written, Field::Object)) >= 0;
  // Of anything else only the outcome is known: harmless when it is one number in all calls.
  if (!direct && body.reader.engine().number(body.reader.engine().value_of(body.ref(at)))) return;
  if (!direct && axis == AxisRead::kRank) return;
  for (std::size_t p = 0; p < kTaintedParameters; ++p)
    if ((bits >> p & 1U) != 0)
      add(body.function, {.parameter = p,
                          .axis = direct ? axis : AxisRead::kEvery,
                          .at = body.ref(at),
                          .guarded = is_guarded(body, at),
                          .exact = direct});
}

void StaticAxes::read_row(const Body& body, NodeId row) {
  const Tree& tree = body.tree;
  switch (tree.kind(row)) {
    case NodeKind::Subscript: {
      const NodeKind around = tree.kind(tree.parent(row));
      if (around == NodeKind::Compare || around == NodeKind::CompareOp ||
          around == NodeKind::Interpolation || around == NodeKind::Assert)
        return;
      const NodeId index = tree.child(row, Field::Index);
      const flow::ObjectId only =
          body.reader.values().only(body.reader.engine().value_of(body.ref(index)));
      if (!only.exists()) return;
      const std::optional<std::int64_t> axis =
          body.reader.engine().number(body.reader.engine().value_of(body.ref(index)));
      if (axis && *axis > -64 && *axis < 64)
        read_axes(body, tree.child(row, Field::Object), static_cast<std::int32_t>(*axis), row);
      return;
    }
    case NodeKind::Assign: {
      const NodeId value = tree.child(row, Field::Value);
      for (NodeId target : tree.children(row)) {
        if (tree[target].field != Field::Target || tree.kind(target) != NodeKind::Tuple) continue;
        std::int32_t axis = 0;
        bool starred = false;
        for (NodeId part : tree.children(target)) {
          starred = starred || tree.kind(part) == NodeKind::Starred;
          const bool dropped = tree.kind(part) == NodeKind::Name &&
                               body.reader.text(tree[part].name).starts_with("_");
          if (!starred && !dropped) read_axes(body, value, axis, row);
          ++axis;
        }
        read_axes(body, value, AxisRead::kRank, row);
      }
      return;
    }
    case NodeKind::For:
      return read_axes(body, tree.child(row, Field::Iter), AxisRead::kRank, row);
    case NodeKind::Call: {
      // A layer is built for the rank of what it is given.
      const NodeId callee = tree.child(row, Field::Function);
      for (ObjectId o : body.reader.objects(body.ref(callee))) {
        const Object& object = body.reader.values()[o];
        if (object.kind != ObjectKind::ExternalInstance) continue;
        const ApiRow* made = find_api(body.reader.text(object.name));
        if (made == nullptr || !made->has(Trait::Layer) || !made->has(Trait::MakesVariables))
          continue;
        for (NodeId argument : body.reader.arguments(body.ref(row)))
          if (const int p = parameter_of(body, argument); p >= 0)
            add(body.function, {.parameter = static_cast<std::size_t>(p),
                                .axis = AxisRead::kRank,
                                .at = body.ref(row)});
      }
      return;
    }
    default:
      return;
  }
}

void StaticAxes::read(const Body& body) {
  const FunctionInfo& info = body.reader.program().function(body.function);
  if (!info.body.exists()) return;
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < body.tree.end_of(info.body);) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = body.tree.kind(row);
    if ((kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) && row != info.node) {
      i = body.tree.end_of(row);
      continue;
    }
    ++i;
    read_row(body, row);
  }
  for (const CallEdge& edge : body.reader.edges_from(body.function)) {
    const std::vector<AxisRead>& below = reads_[edge.callee.index()];
    if (below.empty() || edge.callee == body.function || edge.passage == flow::Passage::Eager)
      continue;
    // Only what is handed on as it came keeps its axes.
    const std::vector<Taint> passed = body.taints.arguments(edge);
    for (const AxisRead& read : std::vector<AxisRead>(below)) {
      if (read.parameter >= passed.size()) continue;
      const std::uint64_t bits = passed[read.parameter].value;
      if (bits == 0 || (bits & (bits - 1)) != 0 || (bits & (kMadeHere | kOuter)) != 0) continue;
      for (std::size_t p = 0; p < kTaintedParameters; ++p)
        if (bits == std::uint64_t{1} << p)
          add(body.function, {.parameter = p,
                              .axis = read.axis,
                              .at = read.at,
                              .edge = body.reader.number(edge),
                              .guarded = read.guarded,
                              .exact = read.exact});
    }
  }
}

Tri StaticAxes::unresolved(FunctionId f, const AxisRead& read) const {
  bool seen = false, open = false, unknown = false, assumed = false;
  std::optional<Dims> first;
  for (flow::ContextId c : reader_.engine().contexts_of(f)) {
    const flow::Context& context = reader_.engine().contexts()[c.index()];
    if (context.runs == 0 || read.parameter >= context.parameters.size()) continue;
    assumed = assumed || context.assumed;
    for (ObjectId o : reader_.values().objects(context.parameters[read.parameter])) {
      const Object& object = reader_.values()[o];
      if (object.kind != ObjectKind::Tensor) {
        unknown = unknown || object.kind == ObjectKind::Unknown;
        continue;
      }
      seen = true;
      const Dims* dims = reader_.values().dims(object);
      if (dims == nullptr) {
        unknown = true;
        continue;
      }
      if (!first) first = *dims;
      if (dims->size() != first->size()) {
        open = true;
        continue;
      }
      if (read.axis == AxisRead::kRank) continue;
      for (std::size_t d = 0; d < dims->size(); ++d) {
        const auto from_end =
            static_cast<std::int32_t>(d) - static_cast<std::int32_t>(dims->size());
        if (read.axis != AxisRead::kEvery && read.axis != static_cast<std::int32_t>(d) &&
            read.axis != from_end)
          continue;
        const Dim dim = (*dims)[d];
        if (dim == Dim::dynamic() || (dim.known() && (*first)[d].known() && dim != (*first)[d]))
          open = true;
        else if (!dim.known())
          unknown = true;
      }
    }
  }
  if (open && read.exact) return Tri::Yes;
  return open || (unknown && read.exact) || (assumed && seen) ? Tri::Unknown : Tri::No;
}

Tri StaticAxes::unresolved(FunctionId f, const AxisRead** witness) const {
  Tri out = Tri::No;
  for (const AxisRead& read : reads_[f.index()]) {
    if (read.guarded) continue;
    const Tri one = unresolved(f, read);
    if (one == Tri::No || (one == Tri::Unknown && out != Tri::No)) continue;
    *witness = &read;
    out = one;
    if (out == Tri::Yes) break;
  }
  return out;
}

}  // namespace hyb
