#include "core/base/timeline.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <functional>
#include <thread>
#include <tuple>
#include <utility>

namespace hyb {

namespace {

std::atomic<Timeline*> active{nullptr};

}  // namespace

Timeline::Timeline() {
  [[maybe_unused]] const Timeline* before = active.exchange(this);
  assert(before == nullptr && "one timeline at a time");
}

Timeline::~Timeline() {
  active = nullptr;
}

std::vector<Timeline::Event> Timeline::events() const {
  const std::lock_guard lock(mutex_);
  std::vector<Event> sorted = events_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Event& a, const Event& b) {
    return std::tuple(a.begin, b.duration) < std::tuple(b.begin, a.duration);
  });
  return sorted;
}

void Timeline::add(std::string_view stage, std::string about,
                   std::chrono::steady_clock::time_point begin) {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto end = std::chrono::steady_clock::now();
  const std::uint64_t thread = std::hash<std::thread::id>{}(std::this_thread::get_id());
  const std::lock_guard lock(mutex_);
  const auto known = std::find(threads_.begin(), threads_.end(), thread);
  const auto number = static_cast<std::uint32_t>(known - threads_.begin());
  if (known == threads_.end()) threads_.push_back(thread);
  events_.push_back(
      {stage, std::move(about),
       static_cast<std::uint64_t>(duration_cast<microseconds>(begin - start_).count()),
       static_cast<std::uint64_t>(duration_cast<microseconds>(end - begin).count()), number});
}

TimelineScope::TimelineScope(std::string_view stage, std::string_view about)
    : timeline_(active.load(std::memory_order_relaxed)), stage_(stage) {
  if (timeline_ == nullptr) return;
  about_ = about;
  begin_ = std::chrono::steady_clock::now();
}

TimelineScope::~TimelineScope() {
  if (timeline_ != nullptr) timeline_->add(stage_, std::move(about_), begin_);
}

}  // namespace hyb
