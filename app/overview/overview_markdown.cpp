// Tables that GitHub and editors show, and that read well as they are.

#include "app/overview/overview.h"

namespace hyb::app {
namespace {

/// Text inside of a table or a list: nothing of it is markup.
std::string plain(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\n' || c == '\r') {
      out += ' ';
      continue;
    }
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string place(const OverviewRow& row) {
  return plain(row.path) + ":" + std::to_string(row.line);
}

std::string table_row(std::initializer_list<std::string> cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

std::string verdict(const OverviewRow& row) {
  return row.precondition == Precondition::None ? "" : std::string(name_of(row.precondition));
}

void add_functions(std::string& out, const Overview& overview, Standing standing) {
  const std::size_t count = overview.standings[static_cast<std::size_t>(standing)];
  if (count == 0 || standing == Standing::NoCandidate) return;
  out += "\n### " + std::string(title_of(standing)) + " (" + std::to_string(count) + ")\n\n";
  const bool graphs = standing == Standing::Graph || standing == Standing::Change;
  out += graphs ? "| function | where | verdict | advice | traces |\n|---|---|---|---|--:|\n"
                : "| function | where | why |\n|---|---|---|\n";
  for (const OverviewRow& row : overview.rows) {
    if (row.standing != standing) continue;
    if (graphs) {
      out += table_row({plain(row.name), place(row), verdict(row), plain(name_of(row.advice)),
                        row.traces ? std::to_string(*row.traces) : "?"});
      continue;
    }
    std::string why;
    for (const FailureText& failure : row.failures)
      why += (why.empty() ? "" : "; ") + plain(failure.why);
    out += table_row({plain(row.name), place(row), why});
  }
}

}  // namespace

std::string overview_as_markdown(const Overview& overview) {
  std::string out = "# Graphs and candidates\n\n| functions | " +
                    std::to_string(overview.rows.size()) + " |\n|---|--:|\n";
  out += table_row({"candidates", std::to_string(overview.candidates)});
  for (std::size_t i = 0; i < kStandings; ++i)
    out += table_row(
        {std::string(title_of(static_cast<Standing>(i))), std::to_string(overview.standings[i])});
  out += table_row(
      {"traces to expect of the graphs",
       std::to_string(overview.traces) +
           (overview.untold_traces == 0 ? ""
                                        : ", and of " + std::to_string(overview.untold_traces) +
                                              " graphs nobody can tell")});
  out += "\n## What stands in the way\n\n";
  if (overview.blockers.empty()) out += "Nothing.\n";
  if (!overview.blockers.empty())
    out += "| of candidates | alone | cost | what | code |\n|--:|--:|--:|---|---|\n";
  for (const Blocker& blocker : overview.blockers)
    out += table_row({std::to_string(blocker.functions), std::to_string(blocker.alone),
                      std::to_string(blocker.cost), plain(blocker.clause), plain(blocker.code)});
  out += "\n## Cheapest repairs\n\n";
  if (overview.repairs.empty()) out += "None that would pay.\n";
  for (const RepairPlan& repair : overview.repairs) {
    const OverviewRow& row = overview.rows[repair.row];
    out += "* " + plain(row.name) + " (" + place(row) + "), cost " + std::to_string(repair.cost) +
           ", then " + plain(repair.verdict) + "\n";
    for (const std::string& step : repair.steps) out += "  * " + plain(step) + "\n";
  }
  out += "\n## Functions\n";
  for (std::size_t i = 0; i < kStandings; ++i)
    add_functions(out, overview, static_cast<Standing>(i));
  return out;
}

}  // namespace hyb::app
