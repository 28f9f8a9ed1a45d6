// Bodies of traced functions are read once, callees first, as Preconditions does. Then symbolic
// arguments are followed the other way, from where graphs begin down the calls between evaluations:
// a finding on a parameter happens where some evaluation is given something symbolic for it.

#include "core/preconditions/hazards.h"

#include <algorithm>

#include "core/preconditions/call_order.h"
#include "core/preconditions/guards.h"
#include "core/tensorflow/expected_failure.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr int kMaxNesting = 3;  // containers inside containers
constexpr Mode kTracedModes[] = {Mode::Converted, Mode::Unconverted};

/// What is handed to the callee is symbolic whatever the caller holds.
bool hands_symbols(Passage passage) {
  return passage == Passage::Graph || flow::starts_graph(passage);
}

bool of_pipeline(Passage passage) {
  return passage == Passage::Pipeline || passage == Passage::PipelineRaw;
}

}  // namespace

Hazards::Hazards(const Program& program, const flow::Engine& engine, const CalledRows& rows,
                 const Tracing& tracing)
    : reader_(program, engine, rows),
      tracing_(tracing),
      findings_(program.functions().size()),
      rows_(program.functions().size()),
      earnest_(engine.contexts().size()),
      symbolic_(engine.contexts().size()),
      parameters_(program.functions().size()),
      contexts_(program.functions().size()) {
  for (const ApiRow& row : api_rows())
    if (row.has(Trait::NumpyBehavior))
      numpy_behavior_ = numpy_behavior_ ||
                        program.names().find(row.name.substr(row.name.rfind('.') + 1)).exists();
  read_bodies();
  find_earnest();
  spread();
  gather();
  keep_findings();
}

void Hazards::read_bodies() {
  const CallOrder order(reader_.program(), reader_.engine());
  std::vector<Taint> returned(reader_.program().functions().size());
  Taints taints(reader_, returned, true);
  const auto read_body = [&](FunctionId f, bool rows_only) {
    if (!tracing_.traced(f)) return;
    rows_only ? taints.read(f) : read(f, taints);
    returned[f.index()] = taints.returned();
  };
  for (const std::vector<FunctionId>& group : order.groups()) {
    const bool again = group.size() > 1;
    for (FunctionId f : group) read_body(f, again);
    if (!again) continue;
    for (FunctionId f : group) read_body(f, false);
  }
  std::sort(passed_.begin(), passed_.end(),
            [](const Passed& a, const Passed& b) { return a.edge < b.edge; });
}

void Hazards::read(FunctionId f, Taints& taints) {
  const FunctionInfo& info = reader_.program().function(f);
  taints.read(f);
  if (!info.body.exists()) return;
  rows_[f.index()] = {info.body.index(), taints.rows()};
  const Tree& tree = reader_.program().tree(info.file);
  const Body body{reader_, taints, f, info.file, tree, findings_[f.index()]};
  for (auto i = static_cast<std::uint32_t>(info.body.index()); i < tree.end_of(info.body);) {
    const NodeId row = NodeId::from_index(i);
    const NodeKind kind = tree.kind(row);
    if ((kind == NodeKind::FunctionDef || kind == NodeKind::Lambda || kind == NodeKind::ClassDef) &&
        row != info.node) {
      i = tree.end_of(row);
      continue;
    }
    ++i;
    read_iteration(body, row);
    read_control(body, row);
    if (kind == NodeKind::Call) {
      read_call(body, row);
      read_creation(body, row);
    } else if (kind == NodeKind::Return) {
      read_return(body, row);
    }
  }
  for (const CallEdge& edge : reader_.edges_from(f)) {
    if (hands_symbols(edge.passage) || edge.passage == Passage::Eager) continue;
    Passed passed{reader_.number(edge), {}};
    for (const Taint& taint : taints.arguments(edge)) passed.bits.push_back(taint.value);
    passed_.push_back(std::move(passed));
  }
}

// Evaluations that no test expects to raise: those that nothing calls, and what they call.
void Hazards::find_earnest() {
  const auto& edges = reader_.engine().edges();
  std::vector<std::vector<std::uint32_t>> from(earnest_.size());
  std::vector<bool> entered(earnest_.size());
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    from[edges[i].from.index()].push_back(i);
    if (edges[i].from != edges[i].to) entered[edges[i].to.index()] = true;
  }
  std::vector<ContextId> queue;
  const auto mark = [&](ContextId c) {
    if (earnest_[c.index()]) return;
    earnest_[c.index()] = true;
    queue.push_back(c);
  };
  for (std::size_t c = 0; c < earnest_.size(); ++c)
    if (!entered[c] || !reader_.engine().contexts()[c].function.exists() ||
        reader_.engine().contexts()[c].assumed)
      mark(ContextId::from_index(c));
  const auto& files = reader_.program().project().files;
  for (std::size_t at = 0; at < queue.size(); ++at)
    for (std::uint32_t i : from[queue[at].index()]) {
      const CallEdge& edge = edges[i];
      if (earnest_[edge.to.index()]) continue;
      if (files[edge.site.file.index()].test_code &&
          expected_to_fail(reader_.program(), reader_.engine(), edge.site))
        continue;
      mark(edge.to);
    }
}

bool Hazards::holds_tensor(flow::ValueId value, int depth) const {
  const flow::Values& values = reader_.values();
  for (ObjectId o : values.objects(value)) {
    if (is_tensor(values, reader_.program().names(), o)) return true;
    const ObjectKind kind = values[o].kind;
    if (depth == 0 ||
        (kind != ObjectKind::List && kind != ObjectKind::Tuple && kind != ObjectKind::Dict))
      continue;
    for (flow::ValueId part : reader_.engine().parts_of(o))
      if (holds_tensor(part, depth - 1)) return true;
  }
  return false;
}

std::uint64_t Hazards::tensors_handed_in(ContextId id) const {
  const flow::Context& context = reader_.engine().contexts()[id.index()];
  std::uint64_t out = 0;
  for (std::size_t p = 0; p < context.parameters.size() && p < kTaintedParameters; ++p)
    if (holds_tensor(context.parameters[p], kMaxNesting)) out |= std::uint64_t{1} << p;
  return out;
}

void Hazards::spread() {
  const auto& engine = reader_.engine();
  const auto& edges = engine.edges();
  std::vector<std::vector<std::uint32_t>> from(symbolic_.size());  // places in passed_
  for (std::uint32_t i = 0; i < passed_.size(); ++i)
    from[edges[passed_[i].edge].from.index()].push_back(i);
  outside_pipelines_.assign(symbolic_.size(), false);
  std::vector<ContextId> queue;
  const auto traced = [&](ContextId c) {
    return tracing_.reached(c, Mode::Converted) || tracing_.reached(c, Mode::Unconverted);
  };
  const auto begin = [&](ContextId c, bool pipeline) {
    const std::uint64_t bits = symbolic_[c.index()] | tensors_handed_in(c);
    const bool outside = outside_pipelines_[c.index()] || !pipeline;
    symbolic_[c.index()] = bits;
    outside_pipelines_[c.index()] = outside;
    queue.push_back(c);
  };
  for (std::size_t c = 0; c < symbolic_.size(); ++c) {
    const ContextId id = ContextId::from_index(c);
    if (!earnest_[c]) continue;
    for (Mode mode : kTracedModes)
      if (tracing_.reason(id, mode).kind == Reason::Kind::Decoration) begin(id, false);
  }
  for (const CallEdge& edge : edges)
    if (hands_symbols(edge.passage) && traced(edge.to)) begin(edge.to, of_pipeline(edge.passage));
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const ContextId c = queue[at];
    const ContextId outer = engine.contexts()[c.index()].outer;
    std::uint64_t live = symbolic_[c.index()] | kMadeHere;
    if (outer.exists() && traced(outer)) live |= kOuter;
    for (std::uint32_t i : from[c.index()]) {
      const CallEdge& edge = edges[passed_[i].edge];
      if (!traced(edge.to) || in_eager_island(reader_.program(), engine, edge.site)) continue;
      const flow::Context& to = engine.contexts()[edge.to.index()];
      std::uint64_t bits = symbolic_[edge.to.index()];
      for (std::size_t p = 0;
           p < passed_[i].bits.size() && p < to.parameters.size() && p < kTaintedParameters; ++p)
        if ((bits >> p & 1U) == 0 && (passed_[i].bits[p] & live) != 0 &&
            holds_tensor(to.parameters[p], kMaxNesting))
          bits |= std::uint64_t{1} << p;
      const bool outside = outside_pipelines_[edge.to.index()] || outside_pipelines_[c.index()];
      if (bits == symbolic_[edge.to.index()] && outside == outside_pipelines_[edge.to.index()])
        continue;
      symbolic_[edge.to.index()] = bits;
      outside_pipelines_[edge.to.index()] = outside;
      queue.push_back(edge.to);
    }
  }
}

void Hazards::gather() {
  const auto& engine = reader_.engine();
  for (std::size_t c = 0; c < symbolic_.size(); ++c) {
    const flow::Context& context = engine.contexts()[c];
    if (!context.function.exists() || !earnest_[c]) continue;
    const ContextId id = ContextId::from_index(c);
    for (Mode mode : kTracedModes) {
      if (!tracing_.reached(id, mode)) continue;
      const auto m = std::size_t(mode);
      std::uint64_t bits = symbolic_[c];
      if (context.outer.exists() && (tracing_.reached(context.outer, Mode::Converted) ||
                                     tracing_.reached(context.outer, Mode::Unconverted)))
        bits |= kOuter;
      parameters_[context.function.index()][m] |= bits;
      contexts_[context.function.index()][m].push_back(id);
    }
  }
}

void Hazards::keep_findings() {
  for (std::size_t i = 0; i < findings_.size(); ++i) {
    const FunctionId f = FunctionId::from_index(i);
    std::erase_if(findings_[i], [&](Finding& finding) {
      if (!finding.certain) return true;
      const bool conversion = finding.obstacle == Obstacle::NeedsConversion;
      if (conversion) finding.obstacle = Obstacle::UnconvertibleControl;
      for (Mode mode : kTracedModes) {
        if (conversion && mode == Mode::Converted) continue;
        const std::uint64_t live = parameters_[f.index()][std::size_t(mode)];
        if (finding.depends != 0 && (finding.depends & live) == 0) continue;
        if (happens(finding.at, mode)) return false;
      }
      return true;
    });
  }
}

Taint Hazards::taint(NodeRef row) const {
  const FunctionId f = reader_.program().enclosing_function(row);
  if (!f.exists()) return {};
  const Rows& rows = rows_[f.index()];
  if (row.node.index() < rows.first || row.node.index() >= rows.first + rows.taints.size())
    return {};
  return rows.taints[row.node.index() - rows.first];
}

bool Hazards::takes_symbols(NodeRef row, Mode mode) const {
  const FunctionId f = reader_.program().enclosing_function(row);
  if (!f.exists() || !traced_in_earnest(f, mode)) return false;
  const std::uint64_t live = parameters_[f.index()][std::size_t(mode)] | kMadeHere;
  return (taint(row).value & live) != 0 &&
         !in_eager_island(reader_.program(), reader_.engine(), row);
}

Tri Hazards::symbolic(NodeRef row, Mode mode) const {
  if (!takes_symbols(row, mode)) return Tri::No;
  bool all = true;
  bool tensor = false;
  bool unknown = false;
  for (ObjectId o : reader_.objects(row)) {
    const Object& object = reader_.values()[o];
    if (is_tensor(reader_.values(), reader_.program().names(), o))
      tensor = true;
    else if (object.kind != ObjectKind::Tensor)  // an array beside it is of an eager call
      all = false;
    unknown = unknown || object.kind == ObjectKind::Unknown;
  }
  if (tensor && all) return Tri::Yes;
  return tensor || unknown ? Tri::Unknown : Tri::No;
}

bool Hazards::holds_symbolic(NodeRef row, Mode mode) const {
  if (!takes_symbols(row, mode)) return false;
  for (ObjectId o : reader_.objects(row)) {
    const ObjectKind kind = reader_.values()[o].kind;
    if (kind != ObjectKind::List && kind != ObjectKind::Tuple && kind != ObjectKind::Dict) continue;
    for (flow::ValueId part : reader_.engine().parts_of(o))
      if (holds_tensor(part, kMaxNesting)) return true;
  }
  return false;
}

ContextId Hazards::evaluation(NodeRef row, Mode mode) const {
  const FunctionId f = reader_.program().enclosing_function(row);
  if (!f.exists() || !traced_in_earnest(f, mode)) return {};
  if (in_eager_island(reader_.program(), reader_.engine(), row) || guarded(reader_, row)) return {};
  for (ContextId c : contexts_[f.index()][std::size_t(mode)])
    if (!passes_by(reader_, c, row)) return c;
  return {};
}

std::vector<ContextId> Hazards::evaluations(NodeRef row, Mode mode) const {
  if (!evaluation(row, mode).exists()) return {};
  std::vector<ContextId> out;
  const FunctionId f = reader_.program().enclosing_function(row);
  for (ContextId c : contexts_[f.index()][std::size_t(mode)])
    if (!passes_by(reader_, c, row)) out.push_back(c);
  return out;
}

bool Hazards::only_in_pipelines(FunctionId f) const {
  bool any = false;
  for (Mode mode : kTracedModes)
    for (ContextId c : contexts_[f.index()][std::size_t(mode)]) {
      if (outside_pipelines_[c.index()]) return false;
      any = true;
    }
  return any;
}

}  // namespace hyb
