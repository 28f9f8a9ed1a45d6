#pragma once

// What `hybridize report` says of a whole project: its functions by verdict, what stands in the way
// and how often, the cheapest repairs, the traces to expect. Made by make_overview() from one run
// of the analysis; the writers below only arrange it. In order of file and line, so the same bytes
// on every run.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/facts/facts_report.h"
#include "core/base/result.h"
#include "core/facts/verdicts.h"

namespace hyb::app {

/// Where a function stands. Every function stands in one row; see docs/report.md.
enum class Standing : std::uint8_t {
  Convert,   // should become a graph
  Covered,   // could be one; a caller that is to be converted, or is a graph, covers it
  Small,     // could be one, but nothing shows that it would pay
  Withheld,  // could be one and would pay, but something speaks against it
  Graph,     // is a graph and should stay one
  Change,    // is a graph and should be changed: no graph, another signature, tensors for numbers
  Blocked,   // something known stands in the way
  Undetermined,  // all that stands in the way is not known
  NoCandidate,   // is no graph, and no tensors come in
};
inline constexpr std::size_t kStandings = 9;
/// "convert", "blocked", …: the word in the JSON.
std::string_view name_of(Standing standing);
/// The heading for people.
std::string_view title_of(Standing standing);

struct OverviewRow {
  FunctionId function;
  std::string path;
  std::uint32_t line = 0;
  std::string name;
  Standing standing = Standing::NoCandidate;
  Precondition precondition = Precondition::None;
  Advice advice = Advice::None;
  std::vector<FailureText> failures;
  std::optional<std::uint64_t> traces;  // graphs only: over the known calls
  bool hybrid = false;
};

/// One kind of obstacle among the candidates.
struct Blocker {
  std::string_view code;
  std::string clause;
  std::uint8_t cost = 0;
  std::size_t functions = 0;  // that have it
  std::size_t alone = 0;      // that have nothing else
};

/// A candidate that is blocked now, and what would make it a graph.
struct RepairPlan {
  std::size_t row = 0;
  unsigned cost = 0;
  std::vector<std::string> steps;
  std::string verdict;  // after them
};

struct Overview {
  std::vector<OverviewRow> rows;
  std::array<std::size_t, kStandings> standings{};
  std::array<std::size_t, 7> preconditions{};  // by Precondition
  std::size_t candidates = 0;
  std::vector<Blocker> blockers;    // the most frequent first
  std::vector<RepairPlan> repairs;  // the cheapest first, a score at most
  std::uint64_t traces = 0;         // of all graphs where they can be told
  std::size_t untold_traces = 0;    // graphs where they cannot
};

Result<Overview> make_overview(const FactsRequest& request);

std::string overview_as_html(const Overview& overview);
std::string overview_as_markdown(const Overview& overview);
std::string overview_as_json(const Overview& overview);

}  // namespace hyb::app
