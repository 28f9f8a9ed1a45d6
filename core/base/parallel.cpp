#include "core/base/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace hyb {

void parallel_for(std::size_t count, unsigned threads,
                  const std::function<void(std::size_t index, unsigned worker)>& work) {
  const unsigned used = static_cast<unsigned>(
      std::min<std::size_t>(std::max(threads, 1U), std::max<std::size_t>(count, 1)));
  if (used == 1) {
    for (std::size_t i = 0; i < count; ++i) work(i, 0);
    return;
  }
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex failure_mutex;
  auto run = [&](unsigned worker) {
    try {
      for (std::size_t i = next++; i < count; i = next++) work(i, worker);
    } catch (...) {
      const std::lock_guard lock(failure_mutex);
      if (!failure) failure = std::current_exception();
      next = count;
    }
  };
  std::vector<std::jthread> others;
  for (unsigned worker = 1; worker < used; ++worker) others.emplace_back(run, worker);
  run(0);
  others.clear();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace hyb
