#include <nlohmann/json.hpp>

#include "app/overview/overview.h"
#include "app/version.h"

namespace hyb::app {
namespace {

using Json = nlohmann::ordered_json;

Json row_json(const OverviewRow& row) {
  Json failures = Json::array();
  for (const FailureText& failure : row.failures)
    failures.push_back({{"code", failure.code}, {"line", failure.line}, {"why", failure.why}});
  const bool none = row.precondition == Precondition::None;
  return {{"file", row.path},
          {"line", row.line},
          {"name", row.name},
          {"hybrid", row.hybrid},
          {"standing", name_of(row.standing)},
          {"precondition", none ? Json(nullptr) : Json(name_of(row.precondition))},
          {"advice", name_of(row.advice)},
          {"traces", row.traces ? Json(*row.traces) : Json(nullptr)},
          {"failures", std::move(failures)}};
}

}  // namespace

std::string overview_as_json(const Overview& overview) {
  Json standings = Json::object();
  for (std::size_t i = 0; i < kStandings; ++i)
    standings[std::string(name_of(static_cast<Standing>(i)))] = overview.standings[i];
  Json preconditions = Json::object();
  for (std::size_t i = 1; i < overview.preconditions.size(); ++i)
    preconditions[std::string(name_of(static_cast<Precondition>(i)))] = overview.preconditions[i];
  Json blockers = Json::array();
  for (const Blocker& blocker : overview.blockers)
    blockers.push_back({{"code", blocker.code},
                        {"clause", blocker.clause},
                        {"cost", blocker.cost},
                        {"functions", blocker.functions},
                        {"alone", blocker.alone}});
  Json repairs = Json::array();
  for (const RepairPlan& repair : overview.repairs) {
    const OverviewRow& row = overview.rows[repair.row];
    repairs.push_back({{"file", row.path},
                       {"line", row.line},
                       {"name", row.name},
                       {"cost", repair.cost},
                       {"steps", repair.steps},
                       {"verdict", repair.verdict}});
  }
  Json functions = Json::array();
  for (const OverviewRow& row : overview.rows) functions.push_back(row_json(row));
  const Json document = {
      {"schema", "hybridize-report/1"},
      {"tool", {{"version", kVersion}}},
      {"counts",
       {{"functions", overview.rows.size()},
        {"candidates", overview.candidates},
        {"standings", std::move(standings)},
        {"preconditions", std::move(preconditions)}}},
      {"traces", {{"predicted", overview.traces}, {"untold", overview.untold_traces}}},
      {"blockers", std::move(blockers)},
      {"repairs", std::move(repairs)},
      {"functions", std::move(functions)}};
  return document.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace hyb::app
