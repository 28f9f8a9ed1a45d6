#pragma once

// What AutoGraph leaves as it is though its caller is converted: bodies with statements that it
// does not know, functions behind decorators, methods of test cases and named tuples. All they call
// is left alone too. Asked by Tracing, and by core/preconditions when it reads a body; reads the
// syntax and what the engine made of decorators and classes, any time after solving.

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

/// AutoGraph takes the body for one that it cannot convert, or is told to leave it alone.
bool left_alone(const Program& program, const flow::Engine& engine, FunctionId f);
/// The method is converted as the function of a graph, but not when converted code calls it.
bool left_alone_when_called(const Program& program, const flow::Engine& engine, FunctionId f);

}  // namespace hyb
