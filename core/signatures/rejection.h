#pragma once

// What an entry of an input_signature does not take: TensorFlow converts Python numbers, lists and
// NumPy arrays to the dtype of the entry, but no tensor, and never a shape. Asked for one argument
// at a time by checks of calls; answers only what is sure for every value the argument may have.

#include <optional>
#include <string>

#include "core/base/tri.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/signatures/spec.h"

namespace hyb {

struct Rejection {
  std::string given;        // "float64[3]", "None"
  bool only_dtype = false;  // a tensor that a cast makes fit
};

/// nullopt = TensorFlow takes it, or may.
std::optional<Rejection> rejection(const Program& program, const flow::Engine& engine,
                                   const Spec& entry, flow::ValueId argument);

/// Are both the same to Python's `==`? For what has no entry: it must equal its default. A tensor
/// never equals a Python constant.
Tri surely_equal(const flow::Engine& engine, flow::ValueId a, flow::ValueId b);

}  // namespace hyb
