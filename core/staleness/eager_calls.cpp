#include "core/staleness/eager_calls.h"

namespace hyb {

using flow::CallEdge;
using flow::ContextId;
using flow::Passage;

namespace {

/// Sorts edge numbers by one of their ends, in the order of numbers.
template <class EndOf>
void sort_by_end(const std::vector<CallEdge>& edges, std::size_t contexts, EndOf end_of,
                 std::vector<std::uint32_t>& numbers, std::vector<std::uint32_t>& first) {
  first.assign(contexts + 1, 0);
  for (const CallEdge& edge : edges) ++first[end_of(edge).index() + 1];
  for (std::size_t c = 0; c < contexts; ++c) first[c + 1] += first[c];
  std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
  numbers.resize(edges.size());
  for (std::uint32_t i = 0; i < edges.size(); ++i) numbers[next[end_of(edges[i]).index()]++] = i;
}

}  // namespace

EagerCalls::EagerCalls(const Program& program, const flow::Engine& engine, const Tracing& tracing)
    : program_(program), engine_(engine), tracing_(tracing), modules_(program.file_count()) {
  const std::size_t contexts = engine.contexts().size();
  sort_by_end(
      engine.edges(), contexts, [](const CallEdge& e) { return e.to; }, into_, into_first_);
  sort_by_end(
      engine.edges(), contexts, [](const CallEdge& e) { return e.from; }, from_, from_first_);
  for (std::size_t c = 0; c < contexts; ++c) {
    const flow::Context& context = engine.contexts()[c];
    if (!context.function.exists() && !context.class_body.exists())
      modules_[context.file.index()] = ContextId::from_index(c);
  }
}

bool EagerCalls::plain(const CallEdge& edge) const {
  switch (edge.passage) {
    case Passage::Call:
    case Passage::Replica:
    case Passage::Mapped:
    case Passage::Staged:
    case Passage::KerasCall:
    case Passage::DataModel:
    case Passage::Construct:
    case Passage::Unconverted:
      return eager(edge.from) && eager(edge.to);
    default:
      return false;
  }
}

bool EagerCalls::enters_graph(const CallEdge& edge) const {
  const bool kept = edge.passage == Passage::Graph || edge.passage == Passage::KerasFit ||
                    edge.passage == Passage::KerasStep;
  return kept && eager(edge.from) && traced(edge.to);
}

void EagerCalls::add_callers(ContextId context, std::unordered_set<std::uint32_t>& out) const {
  std::vector<ContextId> todo;
  if (out.insert(context.raw()).second) todo.push_back(context);
  while (!todo.empty()) {
    const ContextId at = todo.back();
    todo.pop_back();
    for (const std::uint32_t number : into(at)) {
      const CallEdge& call = edge(number);
      if (plain(call) && out.insert(call.from.raw()).second) todo.push_back(call.from);
    }
  }
}

}  // namespace hyb
