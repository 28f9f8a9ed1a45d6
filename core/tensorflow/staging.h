#pragma once

// Would a function keep its meaning as a graph? Per function: what stands in the way in its own
// body (hazards), whether it records gradients and updates variables; and the same for all it
// calls. Made by `solve` for checks that suggest tf.function; frozen then. A hazard is anything
// that would run once per trace, needs a concrete value, or is not known: Unknown never passes as
// safe.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

enum class HazardKind : std::uint8_t {
  Effect,       // print, logging, files, time, random numbers
  StateWrite,   // attribute, global, element of an object that outlives the call
  Mutation,     // append and the like on such an object
  HostValue,    // numpy(), float(), NumPy on a tensor
  EagerOnly,    // fit, save and the like
  Creation,     // makes variables, layers, optimizers
  Iteration,    // comprehension or zip over a tensor
  Condition,    // assert on a tensor, raise under one, tensor condition where nothing converts it
  Return,       // gives back an object that cannot leave a graph
  Suspends,     // yield, await
  UnknownCall,  // may do anything
  Argument,     // Python values that change from call to call, several optimizers
};

struct Hazard {
  NodeRef at;
  HazardKind kind = HazardKind::UnknownCall;
  std::string what;  // a clause: "'print' has a side effect"
};

class Staging {
 public:
  Staging(const Program& program, const flow::Engine& engine);

  /// The `with tf.GradientTape()` items of the function's own body.
  const std::vector<NodeRef>& tapes(FunctionId f) const { return rows_[f.index()].tapes; }
  /// A call, here or below, that updates variables; no node if there is none.
  NodeRef update(FunctionId f) const;
  /// The first thing that stands in the way, here or in something it calls; nullptr = nothing known
  /// does. `through` gets the call in `f` that leads there (no node if it is in `f` itself).
  const Hazard* hazard(FunctionId f, NodeRef* through = nullptr) const;
  const std::vector<Hazard>& own_hazards(FunctionId f) const { return rows_[f.index()].hazards; }

 private:
  struct Row {
    std::vector<NodeRef> tapes;
    std::vector<NodeRef> updates;
    std::vector<Hazard> hazards;
    std::vector<Hazard> unconverted;  // hazards only where AutoGraph does not convert
  };
  const Program& program_;
  const flow::Engine& engine_;
  std::vector<Row> rows_;
  std::vector<std::vector<std::uint32_t>> calls_;  // by function: edges it calls through
  std::unordered_map<std::uint32_t, const ApiRow*> common_methods_;  // by name, asked for so far
  friend class BodyReader;
};

}  // namespace hyb
