#include "core/facts/conversion_end.h"

#include <algorithm>
#include <set>

#include "core/facts/graph_results.h"
#include "core/preconditions/hazards.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Passage;

namespace {

/// AutoGraph says that it cannot convert such a body; the others it leaves alone in silence.
bool complains(Unconvertible by) {
  switch (by) {
    case Unconvertible::NestedYield:
    case Unconvertible::ForElse:
    case Unconvertible::WhileElse:
    case Unconvertible::MangledName:
    case Unconvertible::Match:
    case Unconvertible::AssignmentExpression:
      return true;
    case Unconvertible::None:
    case Unconvertible::Generator:
    case Unconvertible::Coroutine:
    case Unconvertible::KeptByDecorator:
    case Unconvertible::Memoized:
    case Unconvertible::ContextManager:
    case Unconvertible::GradientFunction:
    case Unconvertible::TestMethod:
    case Unconvertible::TupleMethod:
      return false;
  }
  return false;
}

/// Python control flow on a tensor in what the evaluation runs, itself too, up to the next graph.
bool meets_tensors(const Facts& facts, ContextId start) {
  std::set<ContextId> seen{start};
  std::vector<ContextId> todo{start};
  while (!todo.empty()) {
    const ContextId at = todo.back();
    todo.pop_back();
    const FunctionId f = facts.engine().contexts()[at.index()].function;
    if (!f.exists()) continue;
    const auto found = facts.hazards().of(f);
    if (std::any_of(found.begin(), found.end(), [](const Finding& finding) {
          // A `yield` is no matter of tensors.
          return finding.obstacle == Obstacle::UnconvertibleControl && finding.inherits;
        }))
      return true;
    for (const CallEdge& edge : facts.edges_from(f))
      if (edge.from == at && edge.passage != Passage::Graph && edge.passage != Passage::Eager &&
          facts.tracing().reached(edge.to, Mode::Unconverted) && seen.insert(edge.to).second)
        todo.push_back(edge.to);
  }
  return false;
}

}  // namespace

std::optional<ConversionEnd> conversion_end(const Facts& facts, FunctionId f) {
  const Hazards& hazards = facts.hazards();
  const FunctionInfo& info = facts.program().function(f);
  if (!info.body.exists() || !facts.symbolic_values().traced_in_earnest(f, Mode::Unconverted))
    return std::nullopt;
  // AutoGraph passes by packages of libraries without a word: the project is one of these.
  const std::string_view module = facts.program().project().files[info.file.index()].module;
  if (is_known_package(module.substr(0, module.find('.')))) return std::nullopt;
  // Likewise methods of named tuples and test cases, unless they start a graph.
  if (facts.decorations_of(f).empty() && left_alone_when_called(facts.program(), facts.engine(), f))
    return std::nullopt;
  for (ContextId c : hazards.evaluations({info.file, info.body}, Mode::Unconverted)) {
    const Unconverted why = why_unconverted(facts.program(), facts.engine(), facts.tracing(), c);
    if (why.kind != Unconverted::Kind::Body || why.function != f) continue;
    const bool lazy =
        why.body.by == Unconvertible::Generator || why.body.by == Unconvertible::Coroutine;
    const bool raises = lazy && is_graph_body(facts, c, Mode::Unconverted);
    if (!raises && !complains(why.body.by)) continue;
    return ConversionEnd{.by = why.body,
                         .raises = raises,
                         .matters = !raises && meets_tensors(facts, c),
                         .evaluation = c};
  }
  return std::nullopt;
}

}  // namespace hyb
