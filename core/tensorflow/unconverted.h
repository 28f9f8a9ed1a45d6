#pragma once

// Why a function runs in a graph without being converted by AutoGraph: the place on the way down to
// it where conversion ends. All that is called below is left as it is too. Worked out on demand
// from the frozen Tracing; read by checks that tell the reason.

#include <cstdint>
#include <string>

#include "core/tensorflow/conversion.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

struct Unconverted {
  enum class Kind : std::uint8_t {
    None,         // it is converted, or not in a graph
    Option,       // autograph=False
    Body,         // by `body`
    KerasCall,    // Keras 3 runs `call`, losses, metrics as they are
    KerasStep,    // Keras runs train_step and what else it is handed as it is
    Staged,       // a function made outside that tf.cond, tf.while_loop, tf.scan … is given
    Vectorized,   // tf.vectorized_map
    Pipeline,     // a function of tf.data that is not converted
    Handed,       // a function made outside that map, filter, reduce … is given
    Constructor,  // __init__
    DataModel,    // a property, an operator, __getitem__, __enter__
  };
  Kind kind = Kind::None;
  LeftAlone body;       // of Kind::Body
  FunctionId function;  // where conversion ends: it and all it calls are left alone
  NodeRef at;           // the call, option or part of the body that ends it
  /// It holds for Keras 3 alone: Keras 2 converts the same function.
  bool keras3_only() const { return kind == Kind::KerasCall; }
};

/// Of the evaluation; `Kind::None` if it does not run unconverted.
Unconverted why_unconverted(const Program& program, const flow::Engine& engine,
                            const Tracing& tracing, flow::ContextId context);
/// A short name of the reason, as written in the program where it is: "autograph=False", ":=",
/// "tf.cond", "Keras 3".
std::string name_of(const Program& program, const Unconverted& reason);
/// A sentence about it, for a note at `reason.at`.
std::string sentence_on(const Program& program, const Unconverted& reason);

}  // namespace hyb
