#pragma once

// When each stage of a run began and how long it took, on which thread. Made by the command line
// for `--trace-events`, which writes it as Chrome trace events; the stages only open
// TimelineScopes. Costs one pointer comparison where nobody asked for it, and changes no result.

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace hyb {

class Timeline {
 public:
  struct Event {
    std::string_view stage;                 // a constant
    std::string about;                      // a file, or ""
    std::uint64_t begin = 0, duration = 0;  // microseconds since the timeline was made
    std::uint32_t thread = 0;               // in order of first event
  };

  /// The timeline that scopes write to until it is destroyed; there is one at a time.
  Timeline();
  ~Timeline();
  Timeline(const Timeline&) = delete;
  Timeline& operator=(const Timeline&) = delete;

  /// Sorted by begin. Only while no scope is open.
  std::vector<Event> events() const;

 private:
  friend class TimelineScope;
  void add(std::string_view stage, std::string about, std::chrono::steady_clock::time_point begin);

  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  std::vector<Event> events_;
  std::vector<std::uint64_t> threads_;  // by event thread number: which thread
};

/// From here to the end of the block is one event.
class TimelineScope {
 public:
  explicit TimelineScope(std::string_view stage, std::string_view about = {});
  ~TimelineScope();
  TimelineScope(const TimelineScope&) = delete;
  TimelineScope& operator=(const TimelineScope&) = delete;

 private:
  Timeline* timeline_;
  std::string_view stage_;
  std::string about_;
  std::chrono::steady_clock::time_point begin_;
};

}  // namespace hyb
