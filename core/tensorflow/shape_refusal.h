#pragma once

// Operations that TensorFlow refuses while it traces them, for the static shapes of their operands
// alone: an index beyond a known size, a reshape to another number of elements, matrices that do
// not meet, a squeeze of an axis that is not 1. Worked out on demand for one row of the tree from
// what the engine found; read by checks. Which operation a call is, is told by the shape rule of
// its row in the API model.
//
// Guarantees: every tensor that the operand may be has a static shape, proved from the program, and
// each of these shapes alone makes the operation raise, whatever the data. Sizes that are open
// while tracing never do.

#include <optional>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/called_api.h"

namespace hyb {

struct ShapeRefusal {
  NodeRef operand;  // the tensor that does not fit
  flow::Dims dims;  // its static shape, the first of several
};

/// Of a Subscript, Call or BinOp row; nullopt = it may well work.
std::optional<ShapeRefusal> shape_refusal(const Program& program, const flow::Engine& engine,
                                          const CalledRows& rows, NodeRef at);

}  // namespace hyb
