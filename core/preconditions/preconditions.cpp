// Bodies are read callees first, so that what a callee needs of its parameters can be asked of the
// arguments it gets: a NumPy call on a parameter is an obstacle to those callers only that pass it
// something traced. A group of functions that call one another is read twice.

#include "core/preconditions/preconditions.h"

#include <algorithm>

#include "core/preconditions/python_uses.h"
#include "core/preconditions/staged_control.h"
#include "core/syntax/own_rows.h"
#include "core/tensorflow/conversion.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::CallEdge;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;

namespace {

constexpr std::size_t kMaxPerObstacle = 3;  // findings kept of one kind and function

/// What runs outside the caller's graph, or is a graph of its own, is no obstacle to the caller.
bool stays_inside(Passage passage) {
  switch (passage) {
    case Passage::Call:
    case Passage::Staged:
    case Passage::Mapped:
    case Passage::Vectorized:
    case Passage::Replica:
    case Passage::KerasCall:
    case Passage::DataModel:
    case Passage::Construct:
    case Passage::Unconverted:
      return true;
    case Passage::Graph:
    case Passage::Pipeline:
    case Passage::PipelineRaw:
    case Passage::KerasSymbolic:
    case Passage::KerasFit:
    case Passage::KerasStep:
    case Passage::Eager:
      return false;
  }
  return false;
}

bool nested_in(const Program& program, FunctionId inner, FunctionId outer) {
  for (FunctionId f = inner; f.exists(); f = program.function(f).outer)
    if (f == outer) return true;
  return false;
}

/// The callee of a converted caller is converted too.
bool converts(const Program& program, const CallEdge& edge, KerasGeneration keras) {
  switch (edge.passage) {
    case Passage::Vectorized:
    case Passage::DataModel:
    case Passage::Construct:
    case Passage::Unconverted:
      return false;
    case Passage::KerasCall:
      return keras == KerasGeneration::Two;
    case Passage::Staged:
      return nested_in(program, edge.callee, edge.caller);
    default:
      return true;
  }
}

}  // namespace

Preconditions::Preconditions(const Program& program, const flow::Engine& engine,
                             const CalledRows& rows, const Tracing& tracing)
    : Preconditions(program, engine, rows, tracing, {}) {}

Preconditions::Preconditions(const Program& program, const flow::Engine& engine,
                             const CalledRows& rows, const Tracing& tracing,
                             const std::vector<bool>& only)
    : reader_(program, engine, rows),
      tracing_(tracing),
      every_place_(!only.empty()),
      order_(program, engine),
      computation_(reader_),
      axes_(reader_),
      coercions_(reader_),
      worth_(reader_),
      state_(reader_),
      stale_(reader_),
      returned_(program.functions().size()),
      findings_(program.functions().size()),
      evaluation_bit_(engine.contexts().size(), ~std::uint64_t{0}) {
  for (std::size_t f = 0; f < program.functions().size(); ++f) {
    std::size_t number = 0;
    for (flow::ContextId context : engine.contexts_of(FunctionId::from_index(f)))
      evaluation_bit_[context.index()] = std::uint64_t{1} << std::min<std::size_t>(number++, 63);
  }
  read_all(only);
}

void Preconditions::read_all(const std::vector<bool>& only) {
  Taints taints(reader_, returned_);
  for (const std::vector<FunctionId>& group : order_.groups()) {
    if (!only.empty() && !only[group.front().index()]) continue;
    for (FunctionId f : group) read(f, taints);
    if (group.size() > 1)
      for (FunctionId f : group) {
        findings_[f.index()].clear();
        read(f, taints);
      }
  }
}

void Preconditions::read_row(const Body& body, NodeId row) const {
  read_iteration(body, row);
  read_control(body, row);
  switch (body.tree.kind(row)) {
    case NodeKind::Call:
      read_call(body, row);
      read_creation(body, row);
      break;
    case NodeKind::Return:
      read_return(body, row);
      break;
    case NodeKind::Name:
    case NodeKind::Attribute:
      state_.read(body, row);
      break;
    default:
      break;
  }
}

void Preconditions::read(FunctionId f, Taints& taints) {
  const FunctionInfo& info = reader_.program().function(f);
  if (!info.body.exists()) return;
  taints.read(f);
  returned_[f.index()] = taints.returned();
  const Tree& tree = reader_.program().tree(info.file);
  std::vector<Finding> found;
  const Body body{reader_, taints.rows(), f, info.file, tree, found};
  const bool converted = !left_alone(reader_.program(), reader_.engine(), f);
  each_own_row(tree, info.body, [&](NodeId row) { read_row(body, row); });
  stale_.read(body);
  read_staged_control(body);
  read_python_uses(body);
  for (Finding& finding : found) {
    if (finding.obstacle == Obstacle::NeedsConversion && !converted)
      finding.obstacle = Obstacle::UnconvertibleControl;
    add(f, std::move(finding));
  }
  inherit(f, taints);
  axes_.read(body);
  coercions_.read(body);
  worth_.read(body);
}

// Adds what is not known yet, at least not as surely, or not of all evaluations it holds in;
// nullptr if nothing was added.
Finding* Preconditions::add(FunctionId f, Finding finding) {
  std::vector<Finding>& known = findings_[f.index()];
  std::uint64_t covered = 0;
  std::size_t alike = 0;
  Finding* same = nullptr;
  for (Finding& other : known) {
    if (other.obstacle != finding.obstacle || other.inherits != finding.inherits) continue;
    if (other.owner.exists() && other.owner != finding.owner) continue;
    if (every_place_) {
      if (other.at != finding.at || other.depends != finding.depends ||
          other.certain != finding.certain)
        continue;
      other.where |= finding.where;
      return nullptr;
    }
    ++alike;
    if ((other.certain || !finding.certain) &&
        (other.depends == 0 || (finding.depends != 0 && (finding.depends & ~other.depends) == 0))) {
      covered |= other.where;
      same = &other;
    }
  }
  if ((finding.where & ~covered) == 0 && same != nullptr) return nullptr;
  // Too many to tell apart: one that is as sure takes it in.
  const bool taken_in = same != nullptr && same->certain == finding.certain;
  if (every_place_ || alike < kMaxPerObstacle || !finding.inherits ||
      (same != nullptr ? !taken_in : finding.certain && finding.depends == 0))
    return &known.emplace_back(std::move(finding));
  if (taken_in) same->where |= finding.where;
  return nullptr;
}

/// Findings of the callee may be ones of the caller.
bool Preconditions::hands_up(const CallEdge& edge) const {
  if (!stays_inside(edge.passage) || findings_[edge.callee.index()].empty()) return false;
  const Program& program = reader_.program();
  const FunctionInfo& callee = program.function(edge.callee);
  const std::string_view name = callee.is_lambda() ? "" : program.text(callee.name);
  // Keras runs `build` once, outside the graph's own ops.
  if (callee.owner.exists() && name == "build") return false;
  return !in_eager_island(program, reader_.engine(), edge.site);
}

// `self.n = …` stands before `self.message()` in the caller: the callee reads what this call wrote.
bool Preconditions::written_before(const CallEdge& edge, NodeRef written) const {
  const Program& program = reader_.program();
  if (program.enclosing_function(written) != edge.caller || edge.site.file != written.file ||
      edge.site.node < written.node)
    return false;
  const Tree& tree = program.tree(written.file);
  const auto receiver = [&](NodeId attribute) {
    const NodeId object = attribute.exists() && tree.kind(attribute) == NodeKind::Attribute
                              ? tree.child(attribute, Field::Object)
                              : NodeId{};
    return object.exists() && tree.kind(object) == NodeKind::Name
               ? program.scopes(written.file).symbol_of[object.index()]
               : SymbolId{};
  };
  if (tree.kind(edge.site.node) != NodeKind::Call) return false;
  const SymbolId self = receiver(tree.child(edge.site.node, Field::Function));
  const NodeId block = tree.parent(tree.parent(written.node));
  return self.exists() && self == receiver(written.node) && tree.contains(block, edge.site.node);
}

// A finding of the callee as the caller has it: none where nothing that is passed is traced. Its
// text is not copied.
std::optional<Finding> Preconditions::handed_up(const CallEdge& edge, const Finding& found,
                                                FunctionId caller,
                                                const std::vector<Taint>& passed) const {
  if (!found.inherits || found.obstacle == Obstacle::UnsupportedReturn ||
      found.obstacle == Obstacle::StaleVariableRead)
    return {};  // a matter of that function's own result, or of its own models
  if (found.owner.exists() && found.owner == caller) return {};
  const Program& program = reader_.program();
  if (found.written.node.exists() && written_before(edge, found.written)) return {};
  Finding finding{.obstacle = found.obstacle,
                  .certain = found.certain,
                  .at = found.at,
                  .what = {},
                  .depends = found.depends,
                  .written = found.written,
                  .owner = found.owner};
  if (finding.depends != 0) {
    std::uint64_t bits = Taints::translate(finding.depends, passed);
    if ((finding.depends & kOuter) != 0) {
      const FunctionId outer = program.function(edge.callee).outer;
      if (outer == caller)
        bits |= kMadeHere;
      else if (outer.exists() && caller.exists() && outer == program.function(caller).outer)
        bits |= kOuter;
    }
    if (bits == 0) return {};
    finding.depends = (bits & kMadeHere) != 0 ? 0 : bits;
  }
  if (finding.obstacle == Obstacle::NeedsConversion && !converts(program, edge, tracing_.keras()))
    finding.obstacle = Obstacle::UnconvertibleControl;
  return finding;
}

void Preconditions::inherit(FunctionId f, const Taints& taints) {
  const std::span<const CallEdge> edges = reader_.edges_from(f);
  for (std::size_t first = 0, end = 0; first < edges.size(); first = end) {
    const CallEdge& edge = edges[first];
    for (end = first + 1; end < edges.size(); ++end)  // other evaluations of the same call
      if (edges[end].site != edge.site || edges[end].callee != edge.callee ||
          edges[end].passage != edge.passage)
        break;
    if (edge.callee == f || !hands_up(edge)) continue;
    const std::vector<Taint> passed = taints.rows().arguments(edge);
    const std::vector<Finding>& below = findings_[edge.callee.index()];
    for (std::uint32_t i = 0; i < below.size(); ++i) {
      const CallEdge* by = nullptr;
      std::uint64_t where = 0;
      for (const CallEdge& one : edges.subspan(first, end - first)) {
        if ((below[i].where & evaluation(one.to)) == 0) continue;
        if (by == nullptr) by = &one;
        where |= evaluation(one.from);
      }
      if (by == nullptr) continue;
      std::optional<Finding> finding = handed_up(*by, below[i], f, passed);
      if (!finding) continue;
      finding->edge = reader_.number(*by);
      finding->below = i;
      finding->where = where;
      if (Finding* added = add(f, std::move(*finding))) added->what = below[i].what;
    }
  }
}

const Finding* Preconditions::deciding(FunctionId f, Obstacle obstacle) const {
  const Finding* best = nullptr;
  for (const Finding& finding : findings_[f.index()]) {
    // What only a variable of the function around decides is captured when `f` itself is traced.
    if (finding.obstacle != obstacle || finding.depends == kOuter) continue;
    if (best == nullptr || (finding.certain && !best->certain)) best = &finding;
  }
  return best;
}

Tri Preconditions::value(FunctionId f, Obstacle obstacle) const {
  const Finding* best = deciding(f, obstacle);
  if (best == nullptr) return Tri::No;
  return best->certain ? Tri::Yes : Tri::Unknown;
}

Answer Preconditions::answer(FunctionId f, Obstacle obstacle) const {
  Answer out;
  const Finding* best = deciding(f, obstacle);
  if (best == nullptr) return out;
  out.value = best->certain ? Tri::Yes : Tri::Unknown;
  out.at = best->at;
  out.what = best->what;
  out.through = through(*best);
  return out;
}

std::vector<CallEdge> Preconditions::through(const Finding& finding) const {
  std::vector<CallEdge> out;
  const Finding* at = &finding;
  while (at->edge != Finding::kOwn && out.size() < findings_.size()) {
    const CallEdge& edge = reader_.engine().edges()[at->edge];
    // Functions that call one another were read twice, and may point at each other.
    if (std::any_of(out.begin(), out.end(),
                    [&](const CallEdge& known) { return known.callee == edge.callee; }))
      break;
    out.push_back(edge);
    const std::vector<Finding>& below = findings_[edge.callee.index()];
    if (at->below >= below.size()) break;
    at = &below[at->below];
  }
  return out;
}

Answer Preconditions::unresolved_axes(FunctionId f) const {
  Answer out;
  const AxisRead* read = nullptr;
  out.value = axes_.unresolved(f, &read);
  if (read == nullptr) return out;
  out.at = read->at;
  out.what = "the size of an axis is read as a Python number";
  if (read->edge != Finding::kOwn) out.through.push_back(reader_.engine().edges()[read->edge]);
  return out;
}

Answer Preconditions::conflicting_dtypes(FunctionId f) const {
  Answer out;
  for (const Coercion& coercion : coercions_.coerced(f)) {
    if (!coercion.certain || (coercion.partners & (coercion.partners - 1)) == 0) continue;
    out.value = Tri::Yes;
    out.at = coercion.second.node.exists() ? coercion.second : coercion.at;
    out.what = "an array meets tensors of two dtypes";
    if (coercion.edge != Finding::kOwn)
      out.through.push_back(reader_.engine().edges()[coercion.edge]);
    return out;
  }
  return out;
}

Tri Preconditions::passes_symbolic(const CallEdge& edge) const {
  if (edge.passage != Passage::Call && edge.passage != Passage::Unconverted &&
      edge.passage != Passage::DataModel)
    return Tri::No;
  Tri out = Tri::No;
  if (!edge.to.exists()) return out;
  for (flow::ValueId value : reader_.engine().contexts()[edge.to.index()].parameters) {
    bool all = true;
    bool some = false;
    for (ObjectId o : reader_.values().objects(value)) {
      const Object& object = reader_.values()[o];
      const bool symbolic =
          object.kind == ObjectKind::Tensor && reader_.text(object.name) == kSymbolicClass;
      some = some || symbolic;
      all = all && symbolic;
    }
    if (some) out = out || (all ? Tri::Yes : Tri::Unknown);
  }
  return out;
}

Answer Preconditions::symbolic_arguments(FunctionId f) const {
  Answer out;
  for (std::uint32_t number : reader_.edges_into(f)) {
    const CallEdge& edge = reader_.engine().edges()[number];
    const Tri symbolic = passes_symbolic(edge);
    if (symbolic == Tri::No || out.value == Tri::Yes) continue;
    out.value = symbolic;
    out.at = edge.site;
    out.what = "a symbolic tensor of Keras is passed";
  }
  return out;
}

CallCount Preconditions::calls(FunctionId f) const {
  if (tracing_.repeated(f)) {
    const auto& files = reader_.program().project().files;
    const bool test = files[reader_.program().function(f).file.index()].test_code;
    return tracing_.repeated_only_in_tests(f) && !test ? CallCount::Unknown : CallCount::Loop;
  }
  if (!tracing_.called(f)) return CallCount::Unknown;
  for (std::uint32_t number : reader_.edges_into(f)) {
    const CallEdge& edge = reader_.engine().edges()[number];
    // Only what a module body calls runs as often as one can see.
    if (edge.caller.exists() || edge.passage != Passage::Call) return CallCount::Unknown;
  }
  return CallCount::Once;
}

Tri Preconditions::profitable(FunctionId f) const {
  if (worth_.ops(f) < kBreakEvenOps) return Tri::No;
  switch (calls(f)) {
    case CallCount::Loop:
      return Tri::Yes;
    case CallCount::Once:
      return Tri::No;
    case CallCount::Unknown:
      return Tri::Unknown;
  }
  return Tri::Unknown;
}

}  // namespace hyb
