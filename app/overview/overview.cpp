#include "app/overview/overview.h"

#include <algorithm>
#include <map>

#include "app/explain/explain_report.h"
#include "core/explain/explanation.h"

namespace hyb::app {
namespace {

constexpr std::size_t kRepairs = 20;

struct StandingText {
  std::string_view name;
  std::string_view title;
};
constexpr StandingText kTexts[kStandings] = {
    {"convert", "should become a graph"},
    {"covered", "could be a graph, a caller covers it"},
    {"small", "could be a graph, not shown to pay"},
    {"withheld", "could be a graph, and is left eager all the same"},
    {"graph", "is a graph and stays one"},
    {"change", "is a graph and should be changed"},
    {"blocked", "blocked"},
    {"undetermined", "undetermined"},
    {"no_candidate", "no candidate: no tensors come in"},
};

Standing standing_of(const FactsRecord& record) {
  const FunctionVerdict& row = record.verdict;
  if (row.verdict.optimize)
    return row.advice == Advice::Keep || row.advice == Advice::None ? Standing::Graph
                                                                    : Standing::Change;
  if (row.verdict.precondition == Precondition::P1)
    return row.advice == Advice::Convert         ? Standing::Convert
           : row.advice == Advice::ConvertCaller ? Standing::Covered
           : !row.pays                           ? Standing::Small
                                                 : Standing::Withheld;
  if (record.facts.tensor_parameter == Tri::No) return Standing::NoCandidate;
  const bool known = std::any_of(row.verdict.failures.begin(), row.verdict.failures.end(),
                                 [](const Failure& failure) { return !failure.unknown; });
  if (!known) return Standing::Undetermined;
  return record.facts.tensor_parameter == Tri::Yes ? Standing::Blocked : Standing::NoCandidate;
}

class Collector : public FactsWriter {
 public:
  explicit Collector(Assume assume) : assume_(assume) {}

  void add(const FactsRecord& record) override {
    const Verdict& verdict = record.verdict.verdict;
    OverviewRow row;
    row.function = record.facts.function;
    row.path = record.path;
    row.line = record.facts.line;
    row.name = record.facts.name;
    row.standing = standing_of(record);
    row.precondition = verdict.precondition;
    row.advice = record.verdict.advice;
    row.hybrid = record.facts.hybrid;
    row.failures = record.failures;
    ++out.standings[static_cast<std::size_t>(row.standing)];
    ++out.preconditions[static_cast<std::size_t>(row.precondition)];
    if (row.standing != Standing::NoCandidate) ++out.candidates;
    if (row.hybrid) {
      row.traces = record.facts.trace_estimate;
      out.traces += row.traces.value_or(0);
      if (!row.traces) ++out.untold_traces;
    }
    if (row.standing == Standing::Blocked || row.standing == Standing::Undetermined) {
      count(verdict);
      if (record.facts.profitable == Tri::Yes) repairable(verdict);
    }
    out.rows.push_back(std::move(row));
  }

  void finish(const Facts& facts) override {
    for (auto& [code, blocker] : blockers_) out.blockers.push_back(blocker);
    std::stable_sort(out.blockers.begin(), out.blockers.end(),
                     [](const Blocker& a, const Blocker& b) { return a.functions > b.functions; });
    std::stable_sort(candidates_.begin(), candidates_.end(),
                     [](const RepairPlan& a, const RepairPlan& b) { return a.cost < b.cost; });
    for (RepairPlan& repair : candidates_) {
      if (out.repairs.size() == kRepairs) break;
      const Explanation why = explain(facts, out.rows[repair.row].function, {assume_, {}, {}});
      for (const Plan& plan : make_plans(facts, why)) {
        const Verdict& after = plan.set->verdict;
        if (!plan.yours || after.precondition != Precondition::P1) continue;
        repair.cost = plan.cost;
        repair.steps = plan.steps;
        repair.verdict = verdict_text(after);
        out.repairs.push_back(std::move(repair));
        break;
      }
    }
    std::stable_sort(out.repairs.begin(), out.repairs.end(),
                     [](const RepairPlan& a, const RepairPlan& b) { return a.cost < b.cost; });
  }

  Overview out;

 private:
  void count(const Verdict& verdict) {
    for (const Failure& failure : verdict.failures) {
      Blocker& blocker = blockers_[failure.code];
      blocker.code = failure.code;
      blocker.clause =
          (failure.unknown ? "cannot tell whether " : "") + std::string(info(failure.fact).clause);
      blocker.cost = info(failure.fact).cost;
      ++blocker.functions;
      if (verdict.failures.size() == 1) ++blocker.alone;
    }
  }

  // What would pay, once something that is the user's to change is changed.
  void repairable(const Verdict& verdict) {
    constexpr std::uint8_t kOutOfReach = 9;
    unsigned cost = 0;
    for (const Failure& failure : verdict.failures) {
      if (info(failure.fact).cost >= kOutOfReach) return;
      cost += info(failure.fact).cost;
    }
    candidates_.push_back({out.rows.size(), cost, {}, {}});
  }

  Assume assume_;
  std::map<std::string_view, Blocker> blockers_;
  std::vector<RepairPlan> candidates_;  // costs are guesses until a plan is made
};

}  // namespace

std::string_view name_of(Standing standing) {
  return kTexts[static_cast<std::size_t>(standing)].name;
}

std::string_view title_of(Standing standing) {
  return kTexts[static_cast<std::size_t>(standing)].title;
}

Result<Overview> make_overview(const FactsRequest& request) {
  Collector collector(request.assume);
  if (const Status done = report_facts(request, collector); !done) return done.error();
  return std::move(collector.out);
}

}  // namespace hyb::app
