#pragma once

// Who calls whom, and how the callee is entered. Filled by the engine while it solves, sorted and
// frozen by `solve`; read by tracing contexts, effects and checks.

#include <cstdint>
#include <vector>

#include "core/program/program.h"

namespace hyb::flow {

using ContextId = Id<struct ContextTag>;  // one evaluation of a function, see Engine

/// How a callee is entered; decides whether it runs in a graph, and whether AutoGraph converts it.
enum class Passage : std::uint8_t {
  Call,           // a Python call: as the caller runs
  Graph,          // through a tf.function: in a graph
  Pipeline,       // a tf.data function: always in a graph
  PipelineRaw,    // the same, never converted (key_func of group_by_window)
  Staged,         // tf.cond, tf.while_loop, …: in a graph if the caller is; converted only if the
                  // function is written inside the caller
  Mapped,         // tf.map_fn: in a graph if the caller is; converted
  Vectorized,     // tf.vectorized_map: always in a graph, never converted
  Replica,        // strategy.run: as the caller runs; the callee is a replica function
  KerasCall,      // Layer.__call__ -> call: as the caller runs; Keras 3 does not convert it
  KerasSymbolic,  // the same, on the symbolic tensors of keras.Input: in a graph
  KerasFit,       // fit / evaluate / predict -> call: in a graph
  KerasStep,      // fit / evaluate / predict -> train_step …: in a graph, not converted
  Eager,          // py_function, numpy_function, callbacks, generators: outside any graph
  DataModel,      // property, operator method, __getitem__: as the caller, not converted
  Construct,      // __init__: as the caller, not converted
  Unconverted,    // functions handed to map, filter, reduce …: as the caller, not converted
};

/// TensorFlow itself enters the callee, in a graph of its own making.
constexpr bool starts_graph(Passage passage) {
  switch (passage) {
    case Passage::Pipeline:
    case Passage::PipelineRaw:
    case Passage::Vectorized:
    case Passage::KerasSymbolic:
    case Passage::KerasFit:
    case Passage::KerasStep:
      return true;
    case Passage::Call:
    case Passage::Graph:
    case Passage::Staged:
    case Passage::Mapped:
    case Passage::Replica:
    case Passage::KerasCall:
    case Passage::Eager:
    case Passage::DataModel:
    case Passage::Construct:
    case Passage::Unconverted:
      return false;
  }
  return false;
}

struct CallEdge {
  FunctionId caller;  // none = a module body
  NodeRef site;       // the call, decorator or attribute
  FunctionId callee;
  Passage passage = Passage::Call;
  std::uint32_t decoration = 0;  // of a Graph passage: number of the tf.function, from 1
  ContextId from;                // evaluation of the caller (or module, class body) that calls
  ContextId to;                  // evaluation of the callee that runs
  friend constexpr auto operator<=>(const CallEdge&, const CallEdge&) = default;
};

}  // namespace hyb::flow
