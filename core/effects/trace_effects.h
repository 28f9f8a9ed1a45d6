#pragma once

// Writes in code that runs in a graph, to objects that are there before and after the trace: they
// happen while tracing, and not when the graph runs. For each of them the traced path that proves
// it, the once-guard it stands behind, and what is written. Made by Facts after tracing and
// effects; frozen then; read by the checks of the family side-effect.
//
// The question is asked of the outermost traced call, not of the function: a helper that fills a
// list which its traced caller has made writes nothing that outlives the trace. Where an object
// comes from must be known; a write to an object that may be anybody's is not listed.

#include <cstdint>
#include <span>
#include <vector>

#include "core/effects/argument_provenance.h"
#include "core/effects/effects.h"
#include "core/effects/once_guards.h"
#include "core/effects/state_places.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

class Staging;
class SymbolicValues;

struct TraceEffect {
  FunctionId function;
  Effect effect;
  FunctionId entry;        // where tracing starts on the path
  flow::CallEdge entered;  // the call that starts it; its callee is none if a decorator does
  EffectRoot root;         // whose object is written, seen from `entry`
  std::vector<flow::CallEdge> through;  // the calls from `entry` down to `function`
  /// The tf.function on the path that gets the object as an argument, and which one it is: there
  /// the path ends, since TensorFlow rejects it.
  FunctionId rejects;
  std::uint32_t argument = 0;
  OnceGuard guard;        // which the effect stands behind on every path
  bool building = false;  // below a constructor or `build`: once for each object
  NodeRef place;          // Attribute or Name row of what is written, if it has a name
  NodeRef value;          // what is stored, if it is written down
  bool symbolic = false;  // … and it is a tensor of the trace, or holds one
  bool staged = false;    // … which AutoGraph makes of it, below a condition or loop on tensors
};

class TraceEffects {
 public:
  TraceEffects(const Program& program, const flow::Engine& engine, const CalledRows& rows,
               const Tracing& tracing, const Effects& effects, const Staging& staging,
               const SymbolicValues& symbolic);

  /// In the functions of one file, in source order; one for each place that writes.
  std::span<const TraceEffect> of_file(FileId file) const { return by_file_[file.index()]; }
  /// Accesses of every place that is written.
  const StatePlaces& places() const { return places_; }
  const OnceGuards& guards() const { return guards_; }

 private:
  friend class TracePaths;
  std::vector<std::vector<TraceEffect>> by_file_;
  ProvenanceReader provenance_;
  ArgumentProvenance arguments_;
  OnceGuards guards_;
  StatePlaces places_;
};

}  // namespace hyb
