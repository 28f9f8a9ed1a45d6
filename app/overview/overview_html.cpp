// One page that needs nothing else: no script, no network, no font of its own; also well-formed
// XML.

#include "app/explain/explain_drawing.h"
#include "app/overview/overview.h"

namespace hyb::app {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1c1e21;--paper:#fff;--soft:#f3f4f6;--line:#c9ced6;--dim:#667085;
--convert:#1849a9;--covered:#528bff;--small:#a4bcfd;--withheld:#d1bcf5;--graph:#039855;--change:#dc6803;
--blocked:#d92d20;--undetermined:#eaaa08;--no_candidate:#d0d5dd}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15171a;--soft:#1f2227;--line:#3a3f47;
--dim:#98a2b3;--convert:#84adff;--no_candidate:#475467}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0;
padding:1.5rem clamp(1rem,4vw,3rem)}
h1{font-size:1.4rem;margin:0 0 .6rem}h2{font-size:1.05rem;margin:2rem 0 .6rem}
code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.92em}
.dim,.where{color:var(--dim)}.bar{display:flex;height:1.6rem;border-radius:6px;overflow:hidden}
.bar span{min-width:1px}.key{display:inline-block;width:.8em;height:.8em;border-radius:2px;
margin-right:.5em}
table{border-collapse:collapse}td,th{padding:.25rem 1rem .25rem 0;text-align:left;
vertical-align:top}th{color:var(--dim);font-weight:500;border-bottom:1px solid var(--line)}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
summary{cursor:pointer;padding:.3rem 0}details table{margin:.3rem 0 1rem}
ol>li{margin:.5rem 0}
)";

std::string code(std::string_view text) {
  return "<code>" + escaped(text) + "</code>";
}

std::string cell(const std::string& content, bool number = false) {
  return std::string(number ? "<td class=\"number\">" : "<td>") + content + "</td>";
}

std::string number(std::size_t value) {
  return cell(std::to_string(value), true);
}

std::string place(const OverviewRow& row) {
  return "<span class=\"where\">" + escaped(row.path) + ":" + std::to_string(row.line) + "</span>";
}

std::string color(Standing standing) {
  return "style=\"background:var(--" + std::string(name_of(standing)) + ")";
}

std::string standings(const Overview& overview) {
  std::string bar = "<div class=\"bar\">";
  std::string table = "<table><tr><th>functions</th><th class=\"number\">" +
                      std::to_string(overview.rows.size()) + "</th></tr><tr>" + cell("candidates") +
                      number(overview.candidates) + "</tr>";
  for (std::size_t i = 0; i < kStandings; ++i) {
    const auto standing = static_cast<Standing>(i);
    const std::size_t count = overview.standings[i];
    if (count > 0)
      bar += "<span title=\"" + escaped(title_of(standing)) + "\" " + color(standing) +
             ";flex:" + std::to_string(count) + "\"></span>";
    table += "<tr>" +
             cell("<span class=\"key\" " + color(standing) + "\"></span>" +
                  escaped(title_of(standing))) +
             number(count) + "</tr>";
  }
  table += "<tr>" + cell("traces to expect of the graphs") +
           number(static_cast<std::size_t>(overview.traces)) + "</tr>";
  if (overview.untold_traces > 0)
    table += "<tr>" + cell("graphs whose traces nobody can tell") + number(overview.untold_traces) +
             "</tr>";
  return bar + "</div>\n" + table + "</table>\n";
}

std::string blockers(const Overview& overview) {
  if (overview.blockers.empty()) return "<p>Nothing.</p>\n";
  std::string out =
      "<table><tr><th class=\"number\">of candidates</th><th class=\"number\">alone</th>"
      "<th class=\"number\">cost</th><th>what</th><th>code</th></tr>\n";
  for (const Blocker& blocker : overview.blockers)
    out += "<tr>" + number(blocker.functions) + number(blocker.alone) + number(blocker.cost) +
           cell(escaped(blocker.clause)) + cell(code(blocker.code)) + "</tr>\n";
  return out + "</table>\n";
}

std::string repairs(const Overview& overview) {
  if (overview.repairs.empty()) return "<p>None that would pay.</p>\n";
  std::string out = "<ol>\n";
  for (const RepairPlan& repair : overview.repairs) {
    const OverviewRow& row = overview.rows[repair.row];
    out += "<li>" + code(row.name) + " " + place(row) + ", cost " + std::to_string(repair.cost) +
           ", then " + escaped(repair.verdict) + "<ul>";
    for (const std::string& step : repair.steps) out += "<li>" + escaped(step) + "</li>";
    out += "</ul></li>\n";
  }
  return out + "</ol>\n";
}

std::string functions(const Overview& overview, Standing standing) {
  const std::size_t count = overview.standings[static_cast<std::size_t>(standing)];
  if (count == 0) return {};
  const bool open = standing == Standing::Convert || standing == Standing::Change;
  const bool graphs = standing == Standing::Graph || standing == Standing::Change;
  std::string out = std::string("<details") + (open ? " open=\"open\"" : "") + "><summary>" +
                    escaped(title_of(standing)) + " <span class=\"dim\">" + std::to_string(count) +
                    "</span></summary><table><tr><th>function</th><th>where</th>";
  out += graphs ? "<th>verdict</th><th>advice</th><th class=\"number\">traces</th></tr>\n"
                : "<th>why</th></tr>\n";
  for (const OverviewRow& row : overview.rows) {
    if (row.standing != standing) continue;
    out += "<tr>" + cell(code(row.name)) + cell(place(row));
    if (graphs) {
      out += cell(escaped(name_of(row.precondition))) + cell(escaped(name_of(row.advice))) +
             cell(row.traces ? std::to_string(*row.traces) : "?", true);
    } else {
      std::string why;
      for (const FailureText& failure : row.failures)
        why += (why.empty() ? "" : "<br/>") + escaped(failure.why);
      out += cell(why);
    }
    out += "</tr>\n";
  }
  return out + "</table></details>\n";
}

}  // namespace

std::string overview_as_html(const Overview& overview) {
  std::string out =
      "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head>"
      "<meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/>"
      "<title>Graphs and candidates</title><style>" +
      std::string(kStyle) + "</style></head><body>\n<h1>Graphs and candidates</h1>\n";
  out += standings(overview);
  out += "<h2>What stands in the way</h2>\n" + blockers(overview);
  out += "<h2>Cheapest repairs</h2>\n" + repairs(overview);
  out += "<h2>Functions</h2>\n";
  for (std::size_t i = 0; i < kStandings; ++i) out += functions(overview, static_cast<Standing>(i));
  return out + "</body></html>\n";
}

}  // namespace hyb::app
