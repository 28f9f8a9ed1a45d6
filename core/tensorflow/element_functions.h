#pragma once

// What the function of a tf.data step does for each element beside computing: random numbers it
// draws, state it changes, work on whole files or images, Python it goes back to; here and in what
// it calls. Worked out on demand from the frozen engine; read by checks. An empty place means that
// nothing of the kind was found; `unknown` says that something it calls is not known.

#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/called_api.h"

namespace hyb {

struct ElementFunction {
  std::vector<FunctionId> functions;  // of the project, that the step calls itself
  std::vector<FunctionId> hosts;      // what py_function and numpy_function run, and below
  bool unknown = false;
  NodeRef draws;         // random numbers of TensorFlow, others at each run
  NodeRef draws_seeded;  // the same numbers in each pass over the data
  NodeRef draws_python;  // of NumPy or Python, at each run: in a host function
  NodeRef state;         // changes a tf.Variable, or draws from one
  NodeRef host;          // a call of py_function or numpy_function
  NodeRef costly;        // works on whole files, records or images
};

/// Of a call that runs a function for each element (`map`, `interleave`).
ElementFunction element_function(const Program& program, const flow::Engine& engine,
                                 const CalledRows& rows, NodeRef call);

/// The edges of one call.
std::vector<flow::CallEdge> edges_of_call(const Program& program, const flow::Engine& engine,
                                          NodeRef call);

}  // namespace hyb
