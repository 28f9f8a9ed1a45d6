#include "app/check/new_graphs.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace hyb::app {

namespace {

std::string_view group_of(std::string_view code) {
  for (const RuleInfo* rule : all_rules())
    if (rule->code == code) return rule->group;
  return {};
}

/// Its fixes put functions into graphs.
bool makes_graphs(const Diagnostic& finding) {
  return group_of(finding.code) == "hybridize-missing";
}

/// Its findings tell that a graph does something else than eager code, or raises.
bool tells_harm(const Diagnostic& finding) {
  constexpr std::string_view kGroups[] = {"api", "graph", "side-effect", "stale"};
  const std::string_view group = group_of(finding.code);
  return std::find(std::begin(kGroups), std::end(kGroups), group) != std::end(kGroups);
}

/// Findings by what they say and where, not by line numbers, which fixes move; and how many.
using Findings = std::map<std::tuple<std::string, std::string, std::string>, std::size_t>;

Findings harms(const LintResult& result) {
  Findings out;
  for (const Diagnostic& finding : result.findings)
    if (tells_harm(finding) && !finding.suppressed)
      ++out[{std::string(finding.name), result.source(finding.where.file).path(),
             finding.message.text}];
  return out;
}

class Trial {
 public:
  Trial(LintRequest request, const LintFunction& lint, const LintResult& current)
      : request_(std::move(request)), lint_(lint), current_(current) {
    request_.enabled.assign(all_rules().size(), true);
    before_ = harms(lint_(request_));
  }

  /// The name of a rule that reports something new once these fixes are there; none = nothing does.
  std::string harm(const fixits::Round& round) const {
    LintRequest fixed = request_;
    const auto source = [&](FileId file) -> const SourceFile& { return current_.source(file); };
    for (const auto& [file, text] : fixits::apply(round, source))
      fixed.discover.overlay[current_.project.files[file.index()].absolute] = text;
    for (const auto& [key, count] : harms(lint_(fixed))) {
      const auto found = before_.find(key);
      if (found == before_.end() || found->second < count) return std::get<0>(key);
    }
    return {};
  }

 private:
  LintRequest request_;
  const LintFunction& lint_;
  const LintResult& current_;
  Findings before_;
};

}  // namespace

fixits::Round without(const fixits::Round& round, const std::vector<RefusedFix>& refused) {
  fixits::Round out;
  out.waiting = round.waiting;
  for (std::size_t i = 0; i < round.fixes.size(); ++i) {
    const bool left = std::any_of(refused.begin(), refused.end(),
                                  [&](const RefusedFix& one) { return one.of == round.of[i]; });
    if (left) continue;
    out.fixes.push_back(round.fixes[i]);
    out.of.push_back(round.of[i]);
  }
  return out;
}

std::vector<RefusedFix> harmful_graphs(LintRequest request, const LintFunction& lint,
                                       const fixits::Round& round, const LintResult& current) {
  fixits::Round graphs;
  for (std::size_t i = 0; i < round.fixes.size(); ++i) {
    if (!makes_graphs(*round.of[i])) continue;
    graphs.fixes.push_back(round.fixes[i]);
    graphs.of.push_back(round.of[i]);
  }
  std::vector<RefusedFix> out;
  if (graphs.fixes.empty()) return out;
  const Trial trial(std::move(request), lint, current);
  const std::string harm = trial.harm(graphs);
  if (harm.empty()) return out;
  for (std::size_t i = 0; graphs.fixes.size() > 1 && i < graphs.fixes.size(); ++i)
    if (std::string alone = trial.harm({{graphs.fixes[i]}, {graphs.of[i]}, 0}); !alone.empty())
      out.push_back({graphs.of[i], std::move(alone)});
  if (!out.empty() && trial.harm(without(graphs, out)).empty()) return out;
  out.clear();  // only together, or there is but one: none of them
  for (const Diagnostic* finding : graphs.of) out.push_back({finding, harm});
  return out;
}

}  // namespace hyb::app
