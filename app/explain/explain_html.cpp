// One page that needs nothing else: no script, no network, no font of its own. Boxes of the graph
// lead to the marked spans of the source by fragment links; the page is also well-formed XML.

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "app/explain/explain_drawing.h"
#include "app/explain/explain_graph.h"
#include "app/explain/explain_report.h"

namespace hyb::app {
namespace {

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1c1e21;--paper:#fff;--soft:#f3f4f6;--line:#c9ced6;--dim:#667085;
--bad:#b42318;--badfill:#fdecea;--ok:#05603a;--okfill:#e7f6ec;--doubt:#93600a;--doubtfill:#fdf3dc;
--go:#1849a9;--gofill:#e8effc}
@media(prefers-color-scheme:dark){:root{--ink:#e6e8eb;--paper:#15171a;--soft:#1f2227;--line:#3a3f47;
--dim:#98a2b3;--bad:#f97066;--badfill:#3a1d1b;--ok:#6ce9a6;--okfill:#16301f;--doubt:#fec84b;
--doubtfill:#35290f;--go:#84adff;--gofill:#192a4a}}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);margin:0;
padding:1.5rem clamp(1rem,4vw,3rem)}
h1{font-size:1.4rem;margin:0 0 .2rem}h2{font-size:1.05rem;margin:2rem 0 .6rem}
h3{font-size:.9rem;margin:1rem 0 .3rem;color:var(--dim)}
code,pre,svg text{font-family:ui-monospace,Menlo,Consolas,monospace}
.verdict{font-weight:600}.dim,.where{color:var(--dim)}
.graph,.wide{overflow-x:auto}.graph{background:var(--soft);border-radius:8px}
svg{display:block}svg text{font-size:12px;fill:var(--ink)}svg text.where{fill:var(--dim)}
.node rect{fill:var(--paper);stroke:var(--line)}
.verdict rect{fill:var(--gofill);stroke:var(--go)}.fact rect{stroke:var(--ink)}
.cause.pivotal rect,.cause.contributing rect{fill:var(--badfill);stroke:var(--bad)}
.cause.pivotal rect{stroke-width:2.5}.cause.supporting rect{fill:var(--okfill);stroke:var(--ok)}
.cause.assumption rect,.assumption rect{fill:var(--doubtfill);stroke:var(--doubt);stroke-dasharray:4 3}
.edge{fill:none;stroke:var(--dim);stroke-width:1.3}.edge.assumed,.edge.speculative{stroke-dasharray:4 3}
a{color:var(--go)}a:hover rect,a:focus rect{stroke-width:3}
ol.plans>li{margin:.5rem 0}.tag{font-size:.8rem;border:1px solid var(--line);border-radius:1em;
padding:0 .6em;color:var(--dim);white-space:nowrap}
table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}
th{color:var(--dim);font-weight:500}td.number{text-align:right;font-variant-numeric:tabular-nums}
pre{background:var(--soft);border-radius:8px;padding:.6rem 0;overflow-x:auto;font-size:13px;
line-height:1.55;margin:0}
pre .n{display:inline-block;width:4.5em;padding-right:1em;text-align:right;color:var(--dim);
user-select:none}
mark{background:var(--doubtfill);color:inherit;border-radius:3px;box-shadow:inset 0 -2px var(--doubt)}
mark.pivotal,mark.contributing{background:var(--badfill);box-shadow:inset 0 -2px var(--bad)}
mark.supporting{background:var(--okfill);box-shadow:inset 0 -2px var(--ok)}
mark.call{background:none;box-shadow:inset 0 -2px var(--go)}
mark:target{outline:2px solid var(--go);outline-offset:1px}
)";

/// A span of the source that something on the page speaks of.
struct Mark {
  std::uint32_t begin = 0, end = 0;
  std::string id;
  std::string classes;
  std::string title;
};

class Page {
 public:
  explicit Page(const Explained& explained)
      : in_(explained), why_(explained.why), program_(explained.facts.program()) {
    collect();
  }

  std::string write() const {
    const FunctionFacts& f = why_.known;
    const std::string where = place_text(program_, own());
    std::string out =
        "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head>"
        "<meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width\"/><title>" +
        escaped(f.name + ": " + verdict_text(why_.verdict)) + "</title><style>" +
        std::string(kStyle) + "</style></head><body>\n<h1><code>" + escaped(f.name) +
        "</code></h1>\n<p><span class=\"dim\">" + escaped(where) +
        "</span> · <span class=\"verdict\">" + escaped(verdict_text(why_.verdict)) +
        "</span> · grade: " + escaped(name_of(why_.grade)) + "</p>\n";
    out += failures();
    out += "<h2>What it rests on</h2>\n<div class=\"graph\">" +
           drawing(
               explanation_graph(in_), [&](NodeRef at) { return place_text(program_, at); },
               [&](NodeRef at) { return anchor(at); }) +
           "</div>\n";
    return out + plans() + causes() + sources() + "</body></html>\n";
  }

 private:
  NodeRef own() const {
    const FunctionInfo& info = program_.function(why_.known.function);
    return {info.file, info.node};
  }

  void mark(NodeRef at, std::string_view classes, std::string title) {
    if (!at.node.exists()) return;
    const Loc loc = program_.loc(at);
    for (Mark& known : marks_[at.file])
      if (known.begin == loc.begin && known.end == loc.end) {
        known.title += "; " + title;
        return;
      }
    marks_[at.file].push_back({loc.begin, loc.end, "m" + std::to_string(++count_),
                               std::string(classes), std::move(title)});
  }

  void collect() {
    for (std::size_t c = 0; c < why_.causes.size(); ++c) {
      const Cause& cause = why_.causes[c];
      mark(cause.at, name_of(why_.labels[c]), cause.text);
      for (const flow::CallEdge& edge : cause.through)
        mark(edge.site, "call", "calls '" + program_.qualified_name(edge.callee) + "'");
      if (cause.kind == CauseKind::Computation) continue;
      for (NodeRef site : cause.sites) mark(site, "call", cause.text);
    }
    for (const Reservation& one : why_.reservations) mark(one.at, "assumption", one.text);
    for (auto& [file, marks] : marks_)
      std::stable_sort(marks.begin(), marks.end(), [](const Mark& a, const Mark& b) {
        return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
      });
  }

  std::string anchor(NodeRef at) const {
    const Loc loc = program_.loc(at);
    const auto marks = marks_.find(at.file);
    if (marks == marks_.end()) return {};
    for (const Mark& mark : marks->second)
      if (mark.begin == loc.begin && mark.end == loc.end) return "#" + mark.id;
    return {};
  }

  std::string failures() const {
    std::string out;
    for (const Failure& failure : why_.verdict.failures)
      out += "<li><code>" + escaped(failure.code) + "</code> " +
             (failure.unknown ? "cannot tell whether " : "") + escaped(info(failure.fact).clause) +
             "</li>";
    for (const Reservation& one : why_.reservations) {
      out += "<li>left eager: " + escaped(one.text);
      if (one.at.node.exists())
        out += " (<a href=\"" + anchor(one.at) + "\">" + escaped(place_text(program_, one.at)) +
               "</a>)";
      out += "</li>";
    }
    for (const auto& [fact, value] : why_.given)
      out += "<li>taken as given: " + escaped(fact_text(fact)) + " = " + (value ? "yes" : "no") +
             "</li>";
    return out.empty() ? out : "<ul>" + out + "</ul>\n";
  }

  /// What stands between backticks is code.
  static std::string with_code(std::string_view text) {
    std::string out;
    bool code = false;
    for (std::size_t tick; (tick = text.find('`')) != std::string_view::npos;) {
      out += escaped(text.substr(0, tick)) + (code ? "</code>" : "<code>");
      code = !code;
      text.remove_prefix(tick + 1);
    }
    return out + escaped(text) + (code ? "</code>" : "");
  }

  std::string plans() const {
    std::string out = "<h2>What would turn it</h2>\n";
    if (in_.plans.empty()) return out + "<p>Nothing that is known of it.</p>\n";
    out += "<ol class=\"plans\">";
    for (const Plan& plan : in_.plans) {
      out += "<li><span class=\"verdict\">→ " + escaped(verdict_text(plan.set->verdict)) +
             "</span> <span class=\"tag\">cost " + std::to_string(plan.cost) + "</span> ";
      if (!plan.yours)
        out += "<span class=\"tag\">not yours to change</span>";
      else if (!plan.editable)
        out += "<span class=\"tag\">no edit of one place does it</span>";
      if (!plan.set->smallest) out += " <span class=\"tag\">found greedily</span>";
      out += "<ul>";
      for (const std::string& step : plan.steps) out += "<li>" + with_code(step) + "</li>";
      out += "</ul></li>";
    }
    return out + "</ol>\n";
  }

  std::string causes() const {
    std::string out =
        "<h2>Causes</h2>\n<div "
        "class=\"wide\"><table><thead><tr><th>fact</th><th>cause</th><th>place</th>"
        "<th>grade</th><th>responsibility</th><th>label</th></tr></thead><tbody>";
    for (std::size_t c = 0; c < why_.causes.size(); ++c) {
      const Cause& cause = why_.causes[c];
      char weight[32];
      std::snprintf(weight, sizeof weight, "%.2f", why_.flips.ratings[c].responsibility);
      const std::string where = cause.at.node.exists()
                                    ? "<a href=\"" + anchor(cause.at) + "\">" +
                                          escaped(place_text(program_, cause.at)) + "</a>"
                                    : std::string();
      out += "<tr><td>" + escaped(fact_text(cause.claims.front().fact)) + "</td><td>" +
             with_code(cause.text) + "</td><td>" + where + "</td><td>" +
             escaped(name_of(cause.grade)) + "</td><td class=\"number\">" + weight + "</td><td>" +
             escaped(name_of(why_.labels[c])) + "</td></tr>";
    }
    return out + "</tbody></table></div>\n";
  }

  /// Lines of a file that are shown: around marks, and the function itself.
  std::set<std::uint32_t> shown_lines(FileId file) const {
    constexpr std::uint32_t kAround = 2;
    std::set<std::uint32_t> out;
    const SourceFile& source = program_.source(file);
    const auto add = [&](std::uint32_t begin, std::uint32_t end, std::uint32_t around) {
      const std::uint32_t first = source.line_at(begin);
      const std::uint32_t last = std::min(source.line_count(), source.line_at(end) + around);
      for (std::uint32_t l = first > around ? first - around : 1; l <= last; ++l) out.insert(l);
    };
    if (const auto marks = marks_.find(file); marks != marks_.end())
      for (const Mark& mark : marks->second) add(mark.begin, mark.end, kAround);
    if (file == own().file) {
      const Tree& tree = program_.tree(file);
      const Loc whole = tree.loc(tree.with_decorators(own().node));
      add(whole.begin, whole.end > whole.begin ? whole.end - 1 : whole.end, 0);
    }
    return out;
  }

  std::string sources() const {
    std::vector<FileId> files{own().file};
    for (const auto& [file, marks] : marks_)
      if (file != own().file) files.push_back(file);
    std::string out = "<h2>Source</h2>\n";
    for (FileId file : files) {
      out += "<h3>" + escaped(program_.project().files[file.index()].path) + "</h3><pre>";
      std::uint32_t last = 0;
      for (std::uint32_t line : shown_lines(file)) {
        if (last != 0 && line != last + 1) out += "<span class=\"n\">⋮</span>\n";
        out += "<span class=\"n\">" + std::to_string(line) + "</span>" + source_line(file, line) +
               "\n";
        last = line;
      }
      out += "</pre>\n";
    }
    return out;
  }

  /// Spans of a syntax tree nest, so marks open and close like brackets; one that goes on over
  /// several lines opens again on each.
  std::string source_line(FileId file, std::uint32_t line) const {
    const SourceFile& source = program_.source(file);
    const std::uint32_t begin = source.line_begin(line);
    const std::uint32_t end = source.line_end(line);
    std::string out;
    std::vector<std::uint32_t> open;
    std::uint32_t at = begin;
    const auto close_until = [&](std::uint32_t position) {
      while (!open.empty() && open.back() <= position) {
        out += escaped(source.bytes().substr(at, open.back() - at)) + "</mark>";
        at = open.back();
        open.pop_back();
      }
    };
    if (const auto marks = marks_.find(file); marks != marks_.end())
      for (const Mark& mark : marks->second) {
        if (mark.end <= begin || mark.begin >= end) continue;
        const std::uint32_t from = std::max(mark.begin, begin);
        close_until(from);
        out += escaped(source.bytes().substr(at, from - at)) + "<mark class=\"" +
               escaped(mark.classes) + "\" title=\"" + escaped(mark.title) + "\"" +
               (mark.begin >= begin ? " id=\"" + mark.id + "\"" : std::string()) + ">";
        at = from;
        open.push_back(std::min(mark.end, end));
      }
    close_until(end);
    return out + escaped(source.bytes().substr(at, end - at));
  }

  const Explained& in_;
  const Explanation& why_;
  const Program& program_;
  std::map<FileId, std::vector<Mark>> marks_;
  std::size_t count_ = 0;
};

}  // namespace

std::string explanation_as_html(const Explained& explained) {
  return Page(explained).write();
}

}  // namespace hyb::app
