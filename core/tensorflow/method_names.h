#pragma once

// Which methods of outside classes bear a name, whatever the class: what a call on a receiver that
// nothing is known of most likely means. Made from the API table at the first question; asked by
// core/effects. Rows of functions (`tensorflow.math.add`) are not among them, nor are prefix rules.

#include <span>
#include <string_view>

#include "core/tensorflow/api.h"

namespace hyb {

/// In the order of the table; empty = no class that has rows has such a method.
std::span<const ApiRow* const> methods_named(std::string_view name);

}  // namespace hyb
