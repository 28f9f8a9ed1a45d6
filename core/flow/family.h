#pragma once

// Objects that stand for every instance of a class of the project, and of the classes below it.
// Part of the engine.

#include <string_view>

#include "core/flow/value.h"

namespace hyb::flow {

/// The attribute of a class object that holds the classes right below it: set where a class
/// statement runs, read where a method is asked of any instance.
inline constexpr std::string_view kBelow = "<below>";
/// Attribute of an object that holds what `setattr` sets under names that are not known.
inline constexpr std::string_view kAnyAttribute = "<any>";

class Engine;

/// Receivers of a method that are too many to tell apart: any instance of its class, which takes in
/// whatever other instance comes. `joined` is what they are without that.
ValueId widened_receiver(Engine& engine, FunctionId function, ValueId before, ValueId added,
                         ValueId joined);

}  // namespace hyb::flow
