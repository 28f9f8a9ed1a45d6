#pragma once

// What AutoGraph leaves as it is though its caller is converted: bodies with statements that it
// does not know, functions behind decorators, methods of test cases and named tuples. All they call
// is left alone too. Asked by Tracing, and by core/preconditions when it reads a body; reads the
// syntax and what the engine made of decorators and classes, any time after solving.

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

/// What makes AutoGraph leave a function as it is.
enum class Unconvertible : std::uint8_t {
  None,
  Generator,  // a `yield` of its own
  Coroutine,
  NestedYield,  // a `yield` in a function inside of it
  ForElse,
  WhileElse,
  MangledName,  // `self.__x`
  Match,
  AssignmentExpression,  // `:=`, for the TensorFlow the program is written for
  KeptByDecorator,       // do_not_convert
  Memoized,              // lru_cache
  ContextManager,
  GradientFunction,  // tf.custom_gradient
  TestMethod,        // of a test case, when converted code calls it
  TupleMethod,       // of a named tuple, likewise
};
struct LeftAlone {
  Unconvertible by = Unconvertible::None;
  NodeRef at;  // the statement, expression or decorator; the def where there is none of these
};

/// AutoGraph takes the body for one that it cannot convert, or is told to leave it alone: the first
/// reason in source order, decorators first.
LeftAlone left_alone_by(const Program& program, const flow::Engine& engine, FunctionId f);
inline bool left_alone(const Program& program, const flow::Engine& engine, FunctionId f) {
  return left_alone_by(program, engine, f).by != Unconvertible::None;
}
/// The method is converted as the function of a graph, but not when converted code calls it.
LeftAlone left_alone_when_called_by(const Program& program, const flow::Engine& engine,
                                    FunctionId f);
bool left_alone_when_called(const Program& program, const flow::Engine& engine, FunctionId f);

}  // namespace hyb
