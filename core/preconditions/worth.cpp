#include "core/preconditions/worth.h"

#include <algorithm>

#include "core/tensorflow/framework.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

namespace {

// In small ops, as measured eagerly with Keras's own overhead.
constexpr double kLayer = 8.0;     // one call of a layer: Dense 4 ops, BatchNormalization 10
constexpr double kModel = 60.0;    // a model of which only the class is known
constexpr double kLoss = 8.0;      // loss and metric objects
constexpr double kUpdates = 20.0;  // apply_gradients: three small ops for each variable
constexpr double kBackward = 1.5;  // a gradient runs what the tape saw about so often again

}  // namespace

Worth::Worth(const ProgramReader& reader)
    : reader_(reader), ops_(reader.program().functions().size(), 0.0) {}

double Worth::of_layer(const Object& made) const {
  const ApiRow* api = find_api(reader_.text(made.name));
  if (api == nullptr) return 0.0;
  if (api->has(Trait::Model)) return kModel;
  if (api->has(Trait::Layer)) return kLayer;
  return api->has(Trait::CommonReceiver) || derives_from(api->name, "keras.losses.Loss") ||
                 derives_from(api->name, "keras.metrics.Metric")
             ? kLoss
             : 0.0;
}

double Worth::of_row(const Body& body, NodeId row) const {
  const Tree& tree = body.tree;
  const auto on_tensor = [&] { return reader_.may_be_array(body.ref(row)) == Tri::Yes; };
  switch (tree.kind(row)) {
    case NodeKind::BinOp:
    case NodeKind::UnaryOp:
    case NodeKind::Compare:
    case NodeKind::AugAssign:
      return on_tensor() ? 1.0 : 0.0;
    case NodeKind::Subscript: {
      const NodeId object = tree.child(row, Field::Object);
      return on_tensor() && reader_.may_be_array(body.ref(object)) == Tri::Yes ? 1.0 : 0.0;
    }
    case NodeKind::Call:
      break;
    default:
      return 0.0;
  }
  double most = 0.0;
  if (const ApiRow* api = reader_.called_api(body.ref(row))) {
    const std::string_view owner = api->name.substr(0, api->name.rfind('.'));
    if (api->has(Trait::Updates) && derives_from(owner, "keras.optimizers.Optimizer"))
      return kUpdates;
    if (api->has(Trait::Updates) && derives_from(owner, "keras.metrics.Metric")) return kLoss;
    return api->has(Trait::Op) || api->has(Trait::Updates) ? 1.0 : 0.0;
  }
  const NodeId callee = tree.child(row, Field::Function);
  if (callee.exists())
    for (ObjectId o : reader_.objects(body.ref(callee)))
      if (reader_.values()[o].kind == ObjectKind::ExternalInstance)
        most = std::max(most, of_layer(reader_.values()[o]));
  // Callees of one site exclude each other, unless a library calls them all (layers of a model).
  double called = 0.0;
  double several = 0.0;
  FunctionId last;
  for (const CallEdge& edge : reader_.edges_at(body.function, body.ref(row))) {
    if (edge.callee == body.function || edge.callee == last) continue;
    last = edge.callee;
    const double ops = ops_[edge.callee.index()];
    if (edge.passage == flow::Passage::Call || edge.passage == flow::Passage::Graph)
      called = std::max(called, ops);
    else
      several += ops;
  }
  return most + called + several;
}

double Worth::unknown_rounds(const Body& body, NodeId iterable) const {
  if (!iterable.exists()) return kLoopFactor;
  const auto objects = reader_.objects(body.ref(iterable));
  const bool parts =
      !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
        switch (reader_.values()[o].kind) {
          case ObjectKind::List:
          case ObjectKind::Tuple:
          case ObjectKind::Dict:
            return true;
          case ObjectKind::Iterator: {  // zip, enumerate; range hands out numbers
            const auto each =
                reader_.values().objects(flow::ValueId::from_index(reader_.values()[o].a - 1));
            return std::any_of(each.begin(), each.end(), [&](ObjectId one) {
              return reader_.values()[one].kind != ObjectKind::Int;
            });
          }
          default:
            return false;
        }
      });
  return parts ? kPartsFactor : kLoopFactor;
}

void Worth::read(const Body& body) {
  const FunctionInfo& info = reader_.program().function(body.function);
  if (!info.body.exists()) return;
  const Tree& tree = body.tree;
  struct Loop {
    std::uint32_t end;
    double factor;
  };
  std::vector<Loop> loops;
  double factor = 1.0;
  double total = 0.0;
  double taped = 0.0;
  bool gradient = false;
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
    while (!loops.empty() && i >= loops.back().end) {
      factor /= loops.back().factor;
      loops.pop_back();
    }
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if ((kind == NodeKind::FunctionDef || kind == NodeKind::Lambda) && row != info.node) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    const NodeId parent = tree.parent(row);
    const bool loop_body =
        tree[row].field == Field::Body && parent.exists() &&
        (tree.kind(parent) == NodeKind::For || tree.kind(parent) == NodeKind::While);
    const bool comprehended = tree[row].field == Field::Element;
    if ((loop_body || comprehended) && factor < kMostOps) {
      NodeId iterable;
      if (comprehended) {
        if (const NodeId first = tree.child(parent, NodeKind::CompFor); first.exists())
          iterable = tree.child(first, Field::Iter);
      } else if (tree.kind(parent) == NodeKind::For) {
        iterable = tree.child(parent, Field::Iter);
      }
      const long trips = iterable.exists()
                             ? trip_count(reader_.program(), reader_.engine(), body.ref(iterable))
                             : -1;
      const double rounds =
          trips >= 0 ? std::max(1.0, static_cast<double>(trips)) : unknown_rounds(body, iterable);
      loops.push_back({tree.end_of(row), rounds});
      factor *= rounds;
    }
    const double ops = of_row(body, row);
    if (ops == 0.0) continue;
    const ApiRow* api = kind == NodeKind::Call ? reader_.called_api(body.ref(row)) : nullptr;
    gradient = gradient || (api != nullptr && api->result == ApiResult::Gradients);
    total += ops * factor;
    if (api == nullptr || !api->has(Trait::Updates)) taped += ops * factor;
  }
  if (gradient) total += taped * kBackward;
  ops_[body.function.index()] = std::min(total, kMostOps);
}

}  // namespace hyb
