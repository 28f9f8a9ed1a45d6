#pragma once

// What the engine asks about everything that is not Python of the project: TensorFlow, Keras,
// NumPy, the standard library. Implemented by core/tensorflow over the API model; core/flow itself
// knows no library but Python's builtins.

#include <string_view>

#include "core/flow/call_graph.h"
#include "core/flow/value.h"

namespace hyb::flow {

class Engine;

/// Where something happens: the row, and the function around it (none = module body).
struct Site {
  NodeRef node;
  FunctionId function;
};

enum class OutsideKind : std::uint8_t { Unknown, Function, Other };

class Library {
 public:
  virtual ~Library() = default;

  /// True when `path` is a name of a library we know, so that `from m import *` brings it.
  virtual bool has_member(std::string_view path) const = 0;
  /// The one path by which rules know `path` ("tf.keras.X" and "keras.X" are one).
  virtual std::string_view canonical(std::string_view path) const = 0;

  /// Result of calling a function or class outside the project.
  virtual ValueId call(Engine& engine, NameId path, const Bindings& bindings, Site site) = 0;
  /// Result of calling method `method` found on an object outside the project.
  virtual ValueId call_method(Engine& engine, ObjectId receiver, NameId method,
                              const Bindings& bindings, Site site) = 0;
  /// The value of a name outside the project that stands for one; bottom = a thing by its name.
  virtual ValueId constant(Engine& engine, std::string_view path) = 0;
  /// Attribute of an instance of an outside class; bottom = "a method of that name".
  virtual ValueId attribute(Engine& engine, ObjectId receiver, NameId name, Site site) = 0;
  /// Has the class of an outside object that attribute by itself?
  virtual bool has_attribute(Engine& engine, ObjectId receiver, NameId name) = 0;
  /// What stands under a path outside. A function found on a class is a method of the instances.
  virtual OutsideKind kind_of(std::string_view path) const = 0;
  /// What an annotation with an outside class says of an argument of which nothing is known;
  /// bottom = nothing.
  virtual ValueId instance_promised(Engine& engine, NameId path) = 0;
  /// Attribute that a project class inherits from an outside class `base`; bottom = no such thing.
  virtual ValueId inherited(Engine& engine, ObjectId receiver, NameId base, NameId name,
                            Site site) = 0;
  /// Calling an instance whose class inherits `__call__` from outside class `base`.
  virtual ValueId call_instance(Engine& engine, ObjectId receiver, NameId base,
                                const Bindings& bindings, Site site) = 0;
  /// Does method `method` of `receiver` register functions with it, to be told apart by the types
  /// of what they are called with?
  virtual bool registers(Engine& engine, ObjectId receiver, NameId method) = 0;
  /// What iterating over an outside instance or a tensor yields, and `object[index]` of one.
  virtual ValueId iterate(Engine& engine, ObjectId object) = 0;
  virtual ValueId subscript(Engine& engine, ObjectId object, ValueId index) = 0;
  /// Operators where at least one side is an outside instance or a tensor. `unary`: right is none.
  virtual ValueId binary(Engine& engine, Operator op, ObjectId left, ObjectId right) = 0;
  virtual ValueId unary(Engine& engine, Operator op, ObjectId operand) = 0;
  /// What a parameter of a function that nothing calls may hold; bottom = nothing is assumed.
  /// `handed`: somebody outside the program is known to call it with just that.
  virtual ValueId assume(Engine& engine, FunctionId function, std::size_t parameter,
                         bool& handed) = 0;
  /// What a tf.function makes of an argument on the way in: arrays become tensors. `hinted`: the
  /// parameter is annotated as a tensor, and hints are followed.
  virtual ValueId entering_graph(Engine& engine, ValueId argument, bool hinted) = 0;
  /// What an argument is inside a graph: `spec` is its place in an input_signature, bottom where
  /// none is written; `before`: what the calls so far gave there, bottom unless sizes that
  /// differ between calls are left open.
  virtual ValueId in_signature(Engine& engine, ValueId argument, ValueId spec, ValueId before) = 0;
  /// Type test `isinstance(x, cls)` for one object and one class: 1 yes, 0 no, -1 cannot tell.
  virtual int is_instance(Engine& engine, ObjectId object, ObjectId cls) = 0;
  /// Function tests that split a value (`tf.is_tensor(x)`): 1 yes, 0 no, -1 no such test.
  virtual int passes(Engine& engine, NameId function, ObjectId object) = 0;
};

}  // namespace hyb::flow
