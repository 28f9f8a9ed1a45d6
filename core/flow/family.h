#pragma once

// The attribute of a class object that holds the classes right below it. Only the engine sets it,
// where a class statement runs; it is read where a method is asked of an object that stands for
// every instance.

#include <string_view>

namespace hyb::flow {

inline constexpr std::string_view kBelow = "<below>";

}  // namespace hyb::flow
