#pragma once

// The effects that stand in the bodies of functions themselves. Used by Effects only: one pass over
// the rows of a file, each judged by what the engine says its parts denote.

#include <utility>
#include <vector>

#include "core/effects/call_effects.h"
#include "core/effects/effects.h"

namespace hyb {

struct OwnEffects {
  std::vector<std::vector<Effect>> by_function;
  /// A call that the call graph does not have: of `__exit__`, or (not `certain`) of a
  /// function that something outside gets.
  struct ImplicitCall {
    FunctionId caller;
    NodeRef site;
    FunctionId callee;
    bool certain = true;
    bool on_unknown = false;  // by evaluations whose receiver is Unknown only
  };
  std::vector<ImplicitCall> implicit;
};

OwnEffects find_own_effects(const Program& program, const flow::Engine& engine,
                            const ProvenanceReader& provenance, const CallEffects& calls);

}  // namespace hyb
