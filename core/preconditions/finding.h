#pragma once

// What stands in the way of running a function as a graph, found by reading bodies: one Finding per
// place. Made by the readers of bodies (eager_calls.cpp, iteration.cpp, ...), carried to callers
// and frozen by Preconditions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/tri.h"
#include "core/symbolic/program_reader.h"
#include "core/symbolic/taint.h"

namespace hyb {

enum class Obstacle : std::uint8_t {
  EagerOnlyCall,         // raises in a graph: fit, numpy(), methods of arrays
  NumpyCall,             // NumPy, SciPy, math on the value of a traced tensor
  VariableCreation,      // variables, layers, optimizers made on every call
  InvalidNameArgument,   // `name=` is no string: TensorFlow only looks at it while tracing
  StaleVariableRead,     // the variables of a model are listed before its first call makes them
  TensorIteration,       // comprehension, zip, list(), unpacking over a tensor
  UnsupportedReturn,     // gives back an object that cannot leave a graph
  UnconvertibleControl,  // Python control flow on a tensor where AutoGraph does not convert it
  ChangingState,         // reads a Python number or text that other code changes between calls
  NeedsConversion,       // Python control flow on a tensor: an obstacle only where nothing converts
};
constexpr std::size_t kObstacles = 10;

struct Finding {
  Obstacle obstacle = Obstacle::EagerOnlyCall;
  bool certain = true;  // false: cannot tell whether it is one
  NodeRef at;
  std::string what;  // a clause: "'x.numpy()' needs the value of a tensor"
  /// Parameters (bits as in Taint) of which one must be traced for it to matter; 0 = always.
  std::uint64_t depends = 0;
  static constexpr std::uint32_t kOwn = ~std::uint32_t{0};
  std::uint32_t edge = kOwn;  // through which call it comes, a number of Engine::edges()
  std::uint32_t below = 0;    // its number among the findings of the callee
  bool inherits = true;       // false: a matter of the function itself, not of who calls it
  /// The evaluations of the function in which it holds: bits by number among its contexts, the last
  /// bit for all beyond. A method of a base calls those of each class below in another evaluation.
  std::uint64_t where = ~std::uint64_t{0};
  NodeRef written = {};   // of ChangingState: the only function that changes it does so here
  FunctionId owner = {};  // of ChangingState: each of its runs has such a variable of its own
};

/// One function's body while it is read.
struct Body {
  const ProgramReader& reader;
  RowTaints taints;
  FunctionId function;
  FileId file;
  const Tree& tree;
  std::vector<Finding>& found;

  NodeRef ref(NodeId row) const { return {file, row}; }
  /// The row holds a tensor that is symbolic when the body is traced.
  Tri traced(NodeId row) const;
  /// A tensor for sure, and one that tracing gives no value.
  bool symbolic(NodeId row) const;
  void add(Obstacle obstacle, bool certain, NodeId at, std::string what,
           std::uint64_t depends = 0) const;
};

/// What needs values, or only works eagerly; NumPy; `name=`. For a Call row.
void read_call(const Body& body, NodeId row);
/// Variables, layers and optimizers made by a Call row.
void read_creation(const Body& body, NodeId row);
/// Python iteration over tensors that nothing converts. For any row.
void read_iteration(const Body& body, NodeId row);
/// Python control flow on tensors; statements that keep a body from being converted.
void read_control(const Body& body, NodeId row);
/// What a Return row gives back.
void read_return(const Body& body, NodeId row);

}  // namespace hyb
