#pragma once

// Functions whose own text keeps AutoGraph away while a graph runs them: `for/else`, mangled names,
// `match`, `:=`, a `yield`. They and all they call run as plain Python. Worked out on demand for
// one function from the frozen facts (Need::Hazards); read by the check on such constructs.
//
// Guarantees: some evaluation that no test expects to raise is traced, and would be converted but
// for the construct that is told. Nothing is said of packages that the API model knows. What Keras,
// tf.cond or a decorator leaves alone does not count, nor does a generator or coroutine that traced
// code calls: they are lazy by nature.

#include <optional>

#include "core/facts/facts.h"
#include "core/tensorflow/conversion.h"

namespace hyb {

struct ConversionEnd {
  LeftAlone by;
  /// A tf.function of a generator or coroutine: calling it raises.
  bool raises = false;
  /// Here or below, Python control flow meets a tensor: it raises there, for this reason.
  bool matters = false;
  flow::ContextId evaluation;
};

std::optional<ConversionEnd> conversion_end(const Facts& facts, FunctionId f);

}  // namespace hyb
