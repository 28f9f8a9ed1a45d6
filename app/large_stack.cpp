#include "app/large_stack.h"

#include <pthread.h>

#include <exception>

namespace hyb::app {
namespace {

struct Task {
  const std::function<void()>* work;
  std::exception_ptr failure;
};

void* start(void* argument) {
  auto* task = static_cast<Task*>(argument);
  try {
    (*task->work)();
  } catch (...) {
    task->failure = std::current_exception();
  }
  return nullptr;
}

}  // namespace

void run_on_large_stack(std::size_t bytes, const std::function<void()>& work) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_t thread{};
  Task task{&work, nullptr};
  const bool started = pthread_attr_setstacksize(&attributes, bytes) == 0 &&
                       pthread_create(&thread, &attributes, start, &task) == 0;
  pthread_attr_destroy(&attributes);
  if (!started) {
    work();
    return;
  }
  pthread_join(thread, nullptr);
  if (task.failure) std::rethrow_exception(task.failure);
}

}  // namespace hyb::app
