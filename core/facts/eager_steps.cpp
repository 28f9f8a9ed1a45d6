#include "core/facts/eager_steps.h"

#include <algorithm>

#include "core/facts/step_methods.h"
#include "core/facts/varying_arguments.h"
#include "core/facts/verdicts.h"
#include "core/tensorflow/loops.h"

namespace hyb {

NodeRef update_of_eager_step(const Facts& facts, FunctionId f) {
  const Program& program = facts.program();
  const Tracing& tracing = facts.tracing();
  const std::vector<NodeRef>& tapes = facts.gradient_steps().tapes(f);
  if (tapes.empty() || program.function(f).is_lambda()) return {};
  if (tracing.traced(f) || tracing.replica(f) || !tracing.repeated(f)) return {};
  // A tape inside a loop of the function itself: the step is not the function but the loop's body.
  const bool inline_step = std::any_of(tapes.begin(), tapes.end(), [&](NodeRef tape) {
    return loop_around(program, facts.engine(), tape).node.exists();
  });
  if (inline_step || !no(overrides_step(facts, f))) return {};
  const NodeRef update = facts.gradient_steps().update(f);
  if (!update.node.exists()) return {};
  return facts.verdicts().keeps_meaning(f) && !gets_varying_python(facts, f) ? update : NodeRef{};
}

}  // namespace hyb
