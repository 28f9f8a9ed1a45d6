#include "core/preconditions/dtype_coercions.h"

#include <algorithm>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Dtype;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

DtypeCoercions::DtypeCoercions(const ProgramReader& reader)
    : reader_(reader), meetings_(reader.program().functions().size()) {}

void DtypeCoercions::add(FunctionId f, const Coercion& meeting) {
  for (Coercion& known : meetings_[f.index()]) {
    if (known.parameter != meeting.parameter) continue;
    if ((meeting.partners & ~known.partners) != 0 && !known.second.node.exists())
      known.second = meeting.at;
    known.partners |= meeting.partners;
    known.certain = known.certain && meeting.certain;
    return;
  }
  meetings_[f.index()].push_back(meeting);
}

// An array that the function is given, or what it made of one, beside a tensor. Only of a parameter
// itself is it known what becomes of it; of all else that its dtype may be taken over.
void DtypeCoercions::meets(const Body& body, NodeId array, NodeId tensor, NodeId at) {
  if (!array.exists() || !tensor.exists()) return;
  const std::uint64_t bits = body.taints.of(array).value & ~(kMadeHere | kOuter);
  if (bits == 0) return;
  std::uint64_t own = 0;
  bool may_be_array = false;
  for (ObjectId o : reader_.objects(body.ref(array))) {
    const Object& object = reader_.values()[o];
    const bool is_array =
        object.kind == ObjectKind::Tensor && reader_.text(object.name) == kArrayClass;
    may_be_array = may_be_array || is_array || object.kind == ObjectKind::Unknown;
    own |= is_array ? std::uint64_t{1} << static_cast<unsigned>(object.dtype) : 0;
  }
  const bool named = body.tree.kind(array) == NodeKind::Name;
  if (!may_be_array && !named) return;
  std::uint64_t partners = 0;
  bool known = named && (bits & (bits - 1)) == 0 && body.taints.of(array).value == bits;
  for (ObjectId o : reader_.objects(body.ref(tensor))) {
    const Object& object = reader_.values()[o];
    if (object.kind != ObjectKind::Tensor || reader_.text(object.name) == kArrayClass) {
      known = false;
      continue;
    }
    if (object.dtype == Dtype::Unknown) known = false;
    partners |= std::uint64_t{1} << static_cast<unsigned>(object.dtype);
  }
  if (partners == 0) return;
  if (!known && (own & (own - 1)) == 0 && own == partners &&
      (own & std::uint64_t{1} << static_cast<unsigned>(Dtype::Unknown)) == 0)
    return;  // both of the same dtype
  for (std::size_t p = 0; p < kTaintedParameters; ++p)
    if ((bits >> p & 1U) != 0)
      add(body.function, {p, partners, body.ref(at), body.ref(array), {}, Finding::kOwn, known});
}

void DtypeCoercions::read(const Body& body) {
  const FunctionInfo& info = reader_.program().function(body.function);
  if (!info.body.exists()) return;
  const Tree& tree = body.tree;
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if ((kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) && row != info.node) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    if (kind == NodeKind::BinOp) {
      const NodeId left = tree.child(row, Field::Left);
      const NodeId right = tree.child(row, Field::Right);
      meets(body, left, right, row);
      meets(body, right, left, row);
    } else if (kind == NodeKind::Call) {
      // Two operands that must agree: an op whose result has the common dtype of its arguments.
      const ApiRow* api = reader_.called_api(body.ref(row));
      if (api == nullptr || !api->has(Trait::Op) ||
          api->dtype.find("0,1") == std::string_view::npos)
        continue;
      const std::vector<NodeId> arguments = body.reader.arguments(body.ref(row));
      if (arguments.size() < 2) continue;
      meets(body, arguments[0], arguments[1], row);
      meets(body, arguments[1], arguments[0], row);
    }
  }
  for (const CallEdge& edge : reader_.edges_from(body.function)) {
    if (edge.callee == body.function || edge.passage == flow::Passage::Eager) continue;
    const std::vector<Coercion>& below = meetings_[edge.callee.index()];
    if (below.empty()) continue;
    const std::vector<Taint> passed = body.taints.arguments(edge);
    for (Coercion meeting : below) {
      if (meeting.parameter >= passed.size()) continue;
      const std::uint64_t bits = passed[meeting.parameter].value;
      if (bits == 0 || (bits & (bits - 1)) != 0 || (bits & (kMadeHere | kOuter)) != 0) continue;
      for (std::size_t p = 0; p < kTaintedParameters; ++p)
        if (bits == std::uint64_t{1} << p) {
          meeting.parameter = p;
          meeting.edge = reader_.number(edge);
          add(body.function, meeting);
        }
    }
  }
}

std::vector<Coercion> DtypeCoercions::coerced(FunctionId f) const {
  std::vector<Coercion> out;
  for (const Coercion& meeting : meetings_[f.index()]) {
    bool coerced = false;
    for (flow::ContextId c : reader_.engine().contexts_of(f)) {
      const flow::Context& context = reader_.engine().contexts()[c.index()];
      if (context.runs == 0 || meeting.parameter >= context.parameters.size()) continue;
      for (ObjectId o : reader_.values().objects(context.parameters[meeting.parameter])) {
        const Object& object = reader_.values()[o];
        if (object.kind != ObjectKind::Tensor || reader_.text(object.name) != kArrayClass) continue;
        const std::uint64_t own = std::uint64_t{1} << static_cast<unsigned>(object.dtype);
        coerced = coerced || !meeting.certain || object.dtype == Dtype::Unknown ||
                  (meeting.partners & ~own) != 0;
      }
    }
    if (coerced) out.push_back(meeting);
  }
  return out;
}

/// Bit d: it may be an array of flow::Dtype d.
std::uint64_t DtypeCoercions::array_dtypes(NodeRef at) const {
  std::uint64_t out = 0;
  for (ObjectId o : reader_.objects(at)) {
    const Object& object = reader_.values()[o];
    if (object.kind == ObjectKind::Tensor && reader_.text(object.name) == kArrayClass)
      out |= std::uint64_t{1} << static_cast<unsigned>(object.dtype);
  }
  return out;
}

bool DtypeCoercions::may_differ(const Body& body, NodeId array, NodeId tensor) const {
  if (!array.exists() || !tensor.exists() || body.taints.of(array).value == 0) return false;
  const std::uint64_t own = array_dtypes(body.ref(array));
  if (own == 0) return false;
  std::uint64_t partners = 0;
  for (ObjectId o : reader_.objects(body.ref(tensor))) {
    const Object& object = reader_.values()[o];
    if (object.kind == ObjectKind::Unknown) return true;
    if (object.kind == ObjectKind::Tensor && reader_.text(object.name) != kArrayClass)
      partners |= std::uint64_t{1} << static_cast<unsigned>(object.dtype);
  }
  constexpr std::uint64_t kNotKnown = std::uint64_t{1} << static_cast<unsigned>(Dtype::Unknown);
  return partners != 0 && (own != partners || (own & kNotKnown) != 0 || (own & (own - 1)) != 0);
}

std::optional<NodeId> DtypeCoercions::coerced_in(const Body& body,
                                                 const Statements& statements) const {
  const Tree& tree = body.tree;
  const std::uint32_t end = tree.end_of(statements.last);
  const auto either = [&](NodeId left, NodeId right) {
    return may_differ(body, left, right) || may_differ(body, right, left);
  };
  for (auto i = static_cast<std::uint32_t>(statements.first.index()); i < end; ++i) {
    const NodeId row = NodeId::from_index(i);
    if (tree.kind(row) == NodeKind::BinOp &&
        either(tree.child(row, Field::Left), tree.child(row, Field::Right)))
      return row;
    if (tree.kind(row) != NodeKind::Call) continue;
    const ApiRow* api = reader_.called_api(body.ref(row));
    if (api == nullptr || !api->has(Trait::Op) || api->dtype.find("0,1") == std::string_view::npos)
      continue;
    const std::vector<NodeId> arguments = reader_.arguments(body.ref(row));
    if (arguments.size() > 1 && either(arguments[0], arguments[1])) return row;
  }
  for (const CallEdge& edge :
       reader_.edges_between(statements.function, {statements.file, statements.first},
                             {statements.file, NodeId::from_index(end)})) {
    const std::vector<Coercion>& below = meetings_[edge.callee.index()];
    if (below.empty() || edge.passage == flow::Passage::Eager || !edge.to.exists()) continue;
    const std::vector<Taint> passed = body.taints.arguments(edge);
    const flow::Context& callee = reader_.engine().contexts()[edge.to.index()];
    for (const Coercion& meeting : below) {
      if (meeting.parameter >= passed.size() || passed[meeting.parameter].value == 0 ||
          meeting.parameter >= callee.parameters.size())
        continue;
      for (ObjectId o : reader_.values().objects(callee.parameters[meeting.parameter])) {
        const Object& object = reader_.values()[o];
        if (object.kind != ObjectKind::Tensor || reader_.text(object.name) != kArrayClass) continue;
        const std::uint64_t own = std::uint64_t{1} << static_cast<unsigned>(object.dtype);
        if (!meeting.certain || object.dtype == Dtype::Unknown || (meeting.partners & ~own) != 0)
          return edge.site.node;
      }
    }
  }
  return {};
}

}  // namespace hyb
