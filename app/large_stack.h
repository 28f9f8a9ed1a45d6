#pragma once

// Runs one piece of work on a thread with a stack of a given size, and waits for it. Used for the
// solver, whose depth is bounded but not small. Exceptions come out in the caller.

#include <cstddef>
#include <functional>

namespace hyb::app {

/// Falls back to the caller's own stack when the system refuses such a thread.
void run_on_large_stack(std::size_t bytes, const std::function<void()>& work);

}  // namespace hyb::app
