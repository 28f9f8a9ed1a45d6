#pragma once

// Uses of symbolic tensors that a graph does not allow, in the bodies of traced functions: a method
// that needs the value, a NumPy call, Python iteration, a Python builtin, a truth test. The checks
// of the family `graph-unsupported` report one kind each; data-map-python-call reports them all
// where only tf.data traces the function. Made from the frozen Hazards for one function at a time.

#include <optional>
#include <string_view>
#include <vector>

#include "core/facts/facts.h"
#include "core/preconditions/hazards.h"

namespace hyb::checks {

struct GraphUse {
  enum class Kind : std::uint8_t {
    EagerMethod,   // `x.numpy()`: only a tensor with a value has it
    VariableRead,  // the same of a tf.Variable
    ArrayMethod,   // `x.astype`: arrays have it, tensors do not
    HostCall,      // `np.exp(x)`
    ArrayIndex,    // `ARRAY[x]`, `ARRAY[:x]`, `items[:x]`
    ArrayStore,    // `ARRAY[i] = x`
    Comprehension,
    Unpacking,
    StarArgument,
    IteratingCall,   // `zip(x, y)`
    LoopTarget,      // `for a, b in x`
    Membership,      // `1.0 in x`
    LoopStatement,   // `for` over it where nothing converts
    RangeStatement,  // `range(x)` where nothing converts
    EndlessDataset,  // Python iteration over a Dataset, which has no end in a graph
    Comparing,       // `max(x, y)`
    TruthBuiltin,    // `bool(x)`, `any([x, y])`
    IntegerBuiltin,  // `chr(x)`
    Cast,            // `int(x)` where nothing converts
    PythonIndex,     // `items[x]`
    Format,          // f"{x:.2f}"
    PythonKey,       // `table[x]`, `x in {1, 2}`: fails in eager code as well
    PythonMethod,    // `x.split()` on a string tensor, likewise
    FileCall,        // `open(x)`
  };
  Kind kind = Kind::EagerMethod;
  NodeRef at;     // what is reported
  NodeRef value;  // the tensor in it
  Mode mode = Mode::Converted;
  flow::ContextId evaluation;  // of the function, in which it happens
};

/// In source order.
std::vector<GraphUse> eager_method_uses(const Facts& facts, FunctionId f);
std::vector<GraphUse> numpy_uses(const Facts& facts, FunctionId f);
std::vector<GraphUse> iteration_uses(const Facts& facts, FunctionId f);
std::vector<GraphUse> builtin_uses(const Facts& facts, FunctionId f);
/// What only a function of tf.data does with a tensor by mistake: nothing of it works in eager
/// code.
std::vector<GraphUse> lookup_uses(const Facts& facts, FunctionId f);

/// The evaluation and mode in which `value` is symbolic and `at` happens, converted first.
struct TracedPlace {
  Mode mode = Mode::Converted;
  flow::ContextId evaluation;
};
std::optional<TracedPlace> traced_place(const Facts& facts, NodeRef at, NodeRef value);
/// The same for what fails whatever it is given.
std::optional<TracedPlace> traced_place(const Facts& facts, NodeRef at);

/// Each call on the way from the start of tracing to an evaluation can enter one function only.
/// Where one can enter several, closures and objects of one place may be taken for each other.
bool only_way(const Facts& facts, flow::ContextId evaluation, Mode mode);

/// Rows of a function's own body in source order: nested functions and classes left out.
std::vector<NodeId> own_rows(const Program& program, FunctionId f);

/// What a path of TensorFlow ("tensorflow.reduce_sum") is called in a file, "" if it is not
/// imported there as a module.
std::string written_in(const Facts& facts, FileId file, std::string_view path);

}  // namespace hyb::checks
