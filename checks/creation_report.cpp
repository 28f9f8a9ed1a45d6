#include "checks/creation_report.h"

#include <algorithm>

#include "core/tensorflow/expected_failure.h"

namespace hyb::checks {

using flow::CallEdge;

bool creation_is_expected_to_fail(const Facts& facts, NodeRef at) {
  const Program& program = facts.program();
  if (expected_to_fail(program, facts.engine(), at)) return true;
  const FunctionId f = program.enclosing_function(at);
  const std::vector<CallEdge> chain = facts.traced_creation().chain(f);
  return std::any_of(chain.begin(), chain.end(), [&](const CallEdge& edge) {
    return expected_to_fail(program, facts.engine(), edge.site);
  });
}

std::vector<Note> why_it_is_created(const Facts& facts, FunctionId f) {
  const TracedCreation& creation = facts.traced_creation();
  const std::vector<CallEdge> chain = creation.chain(f);
  const std::uint32_t decoration = creation.decoration(f);
  std::vector<Note> out = facts.why(decoration, f, chain);
  if (out.empty())
    out.push_back({facts.program().name_loc(f),
                   "Keras runs '" + facts.program().qualified_name(f) +
                       "' at each call of the layer, and in a graph under fit and predict."});
  return out;
}

}  // namespace hyb::checks
