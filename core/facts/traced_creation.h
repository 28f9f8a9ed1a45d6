#pragma once

// Code that runs on each trace of a graph, with nothing on the way that lets it run only once: what
// makes tf.Variables there makes them again each time, which TensorFlow refuses. Made when first
// asked for; read by the checks on variables and on Keras objects that graphs create.
//
// A guard is any condition on something that may outlive the call (an attribute, a global, a
// container, an answer of a function), as a branch around the code or an early return before it;
// and a handler of exceptions; so is tf.variable_creator_scope, in which a function of the program
// says what a variable is. `build` methods of layers, memoized functions and eager islands are
// none of this. Conditions on parameters and local variables alone are no guard.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

class TracedCreation {
 public:
  explicit TracedCreation(const Facts& facts);

  /// Some trace runs the row, each time anew.
  bool runs_on_each_trace(NodeRef at) const;
  /// The same of making an instance of a class of the project at a Call row: the constructor, or
  /// what it calls, makes variables. `made`: the place, for the first that is found.
  bool constructs_on_each_trace(NodeRef call, NodeRef* made) const;
  /// How tracing gets to the function around a row: where it starts, then each call down.
  std::vector<flow::CallEdge> chain(FunctionId f) const;
  /// Number of the tf.function that such a chain starts with; 0 = something else starts it.
  std::uint32_t decoration(FunctionId f) const;
  /// A call that the model calls a maker of variables: the constructor of an object that owns some,
  /// or a function.
  static bool makes(const ApiRow* api);

 private:
  struct Reached {
    bool reached = false;
    std::uint32_t edge = 0;        // how, a number in Facts::edges() from 1; 0 = it starts there
    std::uint32_t decoration = 0;  // where it starts
  };
  void start();
  void spread();
  void find_making();
  bool continues(const flow::CallEdge& edge) const;
  bool guarded(NodeRef at) const;

  const Facts& facts_;
  std::vector<Reached> rows_;  // by context
  std::vector<flow::ContextId> queue_;
  std::vector<NodeRef> made_;  // by context: a place at or below that makes variables
};

}  // namespace hyb
