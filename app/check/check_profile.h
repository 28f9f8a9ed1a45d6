#pragma once

// How long each check took, for `--profile`. Made by lint() when asked; a worker writes its own
// rows only, so nothing is locked. A fact that is worked out when it is first asked for is paid by
// the check that asks. Times are of the machine, so they never reach a report.

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hyb::app {

class CheckProfile {
 public:
  using Clock = std::chrono::steady_clock;

  /// `names`: of the checks that run, in their order; they outlive this.
  CheckProfile(std::vector<std::string_view> names, unsigned workers);

  /// One check on one file by one worker.
  void add(std::size_t check, unsigned worker, Clock::duration time, std::size_t findings);

  /// A table, the dearest check first: milliseconds over all workers, its share of `run` (the whole
  /// run by the wall), findings, name; then one line for the sum.
  std::string text(Clock::duration run) const;

 private:
  struct Row {
    Clock::duration time{};
    std::size_t findings = 0;
  };
  std::vector<std::string_view> names_;
  std::vector<std::vector<Row>> by_worker_;
};

}  // namespace hyb::app
