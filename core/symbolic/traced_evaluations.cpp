#include "core/symbolic/traced_evaluations.h"

#include <algorithm>

#include "core/symbolic/call_order.h"
#include "core/tensorflow/expected_failure.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr Mode kTracedModes[] = {Mode::Converted, Mode::Unconverted};

/// What is handed to the callee is symbolic whatever the caller holds.
bool hands_symbols(Passage passage) {
  return passage == Passage::Graph || flow::starts_graph(passage);
}

bool of_pipeline(Passage passage) {
  return passage == Passage::Pipeline || passage == Passage::PipelineRaw;
}

}  // namespace

TracedEvaluations::TracedEvaluations(const ProgramReader& reader, const Tracing& tracing)
    : reader_(reader),
      tracing_(tracing),
      rows_(reader.program().functions().size()),
      earnest_(reader.engine().contexts().size()),
      symbolic_(reader.engine().contexts().size()),
      parameters_(reader.program().functions().size()),
      contexts_(reader.program().functions().size()),
      outside_pipelines_(reader.engine().contexts().size()) {
  read_bodies();
  find_earnest();
  spread();
  gather();
}

RowTaints TracedEvaluations::rows(FunctionId f) const {
  const Rows& rows = rows_[f.index()];
  return {reader_, reader_.program().function(f).file, rows.first, rows.taints};
}

Taint TracedEvaluations::taint(NodeRef row) const {
  const FunctionId f = reader_.program().enclosing_function(row);
  return f.exists() ? rows(f).of(row.node) : Taint{};
}

bool TracedEvaluations::traced(ContextId context) const {
  return tracing_.reached(context, Mode::Converted) || tracing_.reached(context, Mode::Unconverted);
}

void TracedEvaluations::read_bodies() {
  const CallOrder order(reader_.program(), reader_.engine());
  std::vector<Taint> returned(reader_.program().functions().size());
  Taints taints(reader_, returned, true);
  const auto read_body = [&](FunctionId f, bool again) {
    if (!tracing_.traced(f)) return;
    taints.read(f);
    returned[f.index()] = taints.returned();
    if (!again) keep(f, taints);
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

void TracedEvaluations::keep(FunctionId f, Taints& taints) {
  const FunctionInfo& info = reader_.program().function(f);
  if (!info.body.exists()) return;
  for (const CallEdge& edge : reader_.edges_from(f)) {
    if (hands_symbols(edge.passage) || edge.passage == Passage::Eager) continue;
    Passed passed{reader_.number(edge), {}};
    for (const Taint& taint : taints.rows().arguments(edge)) passed.bits.push_back(taint.value);
    passed_.push_back(std::move(passed));
  }
  rows_[f.index()] = {info.body.index(), taints.take_rows()};
}

// Evaluations that no test expects to raise: those that nothing calls, and what they call.
void TracedEvaluations::find_earnest() {
  const auto& engine = reader_.engine();
  const auto& edges = engine.edges();
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
    if (!entered[c] || !engine.contexts()[c].function.exists() || engine.contexts()[c].assumed)
      mark(ContextId::from_index(c));
  const auto& files = reader_.program().project().files;
  for (std::size_t at = 0; at < queue.size(); ++at)
    for (std::uint32_t i : from[queue[at].index()]) {
      const CallEdge& edge = edges[i];
      if (earnest_[edge.to.index()]) continue;
      if (files[edge.site.file.index()].test_code &&
          expected_to_fail(reader_.program(), engine, edge.site))
        continue;
      mark(edge.to);
    }
}

bool TracedEvaluations::holds_tensor(flow::ValueId value, int depth) const {
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

std::uint64_t TracedEvaluations::tensors_handed_in(ContextId id) const {
  const flow::Context& context = reader_.engine().contexts()[id.index()];
  std::uint64_t out = 0;
  for (std::size_t p = 0; p < context.parameters.size() && p < kTaintedParameters; ++p)
    if (holds_tensor(context.parameters[p])) out |= std::uint64_t{1} << p;
  return out;
}

void TracedEvaluations::spread() {
  const auto& engine = reader_.engine();
  const auto& edges = engine.edges();
  std::vector<std::vector<std::uint32_t>> from(symbolic_.size());  // places in passed_
  for (std::uint32_t i = 0; i < passed_.size(); ++i)
    from[edges[passed_[i].edge].from.index()].push_back(i);
  std::vector<ContextId> queue;
  const auto begin = [&](ContextId c, bool pipeline) {
    symbolic_[c.index()] |= tensors_handed_in(c);
    outside_pipelines_[c.index()] = outside_pipelines_[c.index()] || !pipeline;
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
            holds_tensor(to.parameters[p]))
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

void TracedEvaluations::gather() {
  const auto& contexts = reader_.engine().contexts();
  for (std::size_t c = 0; c < symbolic_.size(); ++c) {
    const flow::Context& context = contexts[c];
    if (!context.function.exists() || !earnest_[c]) continue;
    const ContextId id = ContextId::from_index(c);
    for (Mode mode : kTracedModes) {
      if (!tracing_.reached(id, mode)) continue;
      const auto m = std::size_t(mode);
      std::uint64_t bits = symbolic_[c];
      if (context.outer.exists() && traced(context.outer)) bits |= kOuter;
      parameters_[context.function.index()][m] |= bits;
      contexts_[context.function.index()][m].push_back(id);
    }
  }
}

}  // namespace hyb
