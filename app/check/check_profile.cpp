#include "app/check/check_profile.h"

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace hyb::app {
namespace {

double milliseconds(CheckProfile::Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

}  // namespace

CheckProfile::CheckProfile(std::vector<std::string_view> names, unsigned workers)
    : names_(std::move(names)), by_worker_(workers, std::vector<Row>(names_.size())) {}

void CheckProfile::add(std::size_t check, unsigned worker, Clock::duration time,
                       std::size_t findings) {
  Row& row = by_worker_[worker][check];
  row.time += time;
  row.findings += findings;
}

std::string CheckProfile::text(Clock::duration run) const {
  std::vector<std::tuple<Clock::duration, std::string_view, std::size_t>> rows;
  Clock::duration all{};
  std::size_t findings = 0;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    Row sum;
    for (const std::vector<Row>& worker : by_worker_) {
      sum.time += worker[i].time;
      sum.findings += worker[i].findings;
    }
    rows.emplace_back(sum.time, names_[i], sum.findings);
    all += sum.time;
    findings += sum.findings;
  }
  std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) {
    return std::tuple(std::get<0>(b), std::get<1>(a)) < std::tuple(std::get<0>(a), std::get<1>(b));
  });
  rows.emplace_back(all, "all checks", findings);
  std::string out = "      ms   of run  findings  check\n";
  for (const auto& [time, name, found] : rows) {
    char line[64];
    std::snprintf(line, sizeof line, "%8.1f  %5.1f %%  %8zu  ", milliseconds(time),
                  100.0 * milliseconds(time) / std::max(milliseconds(run), 1e-3), found);
    out += line + std::string(name) + "\n";
  }
  return out;
}

}  // namespace hyb::app
