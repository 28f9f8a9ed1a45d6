#pragma once

// One way to use several threads: the same work on every index of a range, results written to
// per-index slots. Nothing shared is written, so nothing is locked and the thread count cannot
// show in any output. The first exception is rethrown in the caller once all workers have stopped.

#include <cstddef>
#include <functional>

namespace hyb {

/// Calls `work(index, worker)` once for every index in [0, count), from at most `threads` threads;
/// `worker` is below `threads` and may select a per-thread scratch area. Indices are handed out in
/// increasing order: put the largest items first.
void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t index, unsigned worker)>& work);

}  // namespace hyb
