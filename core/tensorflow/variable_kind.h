#pragma once

// Which of the classes that the API model calls tf.Variable an object is: they differ in what an
// operator does to them. Told from the place that makes it; read by checks.

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

enum class VariableKind : std::uint8_t {
  Unknown,      // nobody says where it is made: an element of `model.variables`
  Plain,        // tf.Variable
  Layer,        // a weight that Keras makes: a class of its own from Keras 3 on
  Distributed,  // made where a strategy may wrap it: in a `with` of something not known
};

/// `variable`: an object of class tensorflow.Variable.
VariableKind kind_of_variable(const Program& program, const flow::Engine& engine,
                              flow::ObjectId variable);

}  // namespace hyb
