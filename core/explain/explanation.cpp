#include "core/explain/explanation.h"

#include <algorithm>

#include "core/explain/causes.h"

namespace hyb {
namespace {

bool inside(const Tree& tree, NodeId row, NodeId around) {
  return row.index() >= around.index() && row.index() < tree.end_of(around);
}

/// Claims in one numbering, and what each cause takes with it when it goes: a statement that is
/// deleted takes along all that stands in it.
ClaimedVerdict claimed(const Facts& facts, const VerdictFacts& recorded,
                       const std::vector<Cause>& causes, Assume assume) {
  std::vector<Claim> claims;
  std::vector<std::uint32_t> first;
  for (const Cause& cause : causes) {
    first.push_back(static_cast<std::uint32_t>(claims.size()));
    claims.insert(claims.end(), cause.claims.begin(), cause.claims.end());
  }
  std::vector<Change> changes(causes.size());
  for (std::size_t c = 0; c < causes.size(); ++c) {
    std::vector<std::uint32_t>& gone = changes[c].claims;
    const auto take = [&](std::size_t cause, std::size_t claim) {
      const auto number = first[cause] + static_cast<std::uint32_t>(claim);
      if (std::find(gone.begin(), gone.end(), number) == gone.end()) gone.push_back(number);
    };
    for (std::size_t i = 0; i < causes[c].claims.size(); ++i) take(c, i);
    const NodeRef statement = causes[c].statement;
    if (causes[c].repair != Repair::DeleteStatement || !statement.node.exists()) continue;
    const Tree& tree = facts.program().tree(statement.file);
    const auto falls = [&](NodeRef at) {
      return at.node.exists() && at.file == statement.file && inside(tree, at.node, statement.node);
    };
    for (std::size_t other = 0; other < causes.size(); ++other) {
      const Cause& cause = causes[other];
      if (other == c) continue;
      for (std::size_t i = 0; i < cause.uses.size(); ++i)
        if (std::any_of(cause.uses[i].begin(), cause.uses[i].end(), falls))
          changes[c].dropped.push_back(first[other] + static_cast<std::uint32_t>(i));
      // These have a claim for each of their places.
      const bool by_place = cause.kind == CauseKind::Computation ||
                            cause.claims.front().fact == VerdictFact::StaleState;
      for (std::size_t i = 0; by_place && i < std::min(cause.sites.size(), cause.claims.size());
           ++i)
        if (falls(cause.sites[i])) take(other, i);
      const bool in_body = cause.kind == CauseKind::Effect || cause.kind == CauseKind::Obstacle ||
                           cause.kind == CauseKind::AxisRead || cause.kind == CauseKind::Coercion;
      const bool gone_too =
          in_body && (falls(cause.at) ||
                      std::any_of(cause.through.begin(), cause.through.end(),
                                  [&](const flow::CallEdge& edge) { return falls(edge.site); }));
      if (gone_too)
        for (std::size_t i = 0; i < cause.claims.size(); ++i) take(other, i);
    }
  }
  return {recorded, std::move(claims), std::move(changes), assume};
}

bool stands_in_the_way(const Cause& cause, const Verdict& verdict) {
  return std::any_of(cause.claims.begin(), cause.claims.end(), [&](const Claim& claim) {
    const bool fails = std::any_of(verdict.failures.begin(), verdict.failures.end(),
                                   [&](const Failure& f) { return f.fact == claim.fact; });
    return fails && claim.with != info(claim.fact).needed;
  });
}

CauseLabel label_of(const Cause& cause, const FlipRating& rating, const Verdict& verdict) {
  Tri with = Tri::No;
  for (const Claim& claim : cause.claims)
    if (claim.fact == cause.claims.front().fact) with = with || claim.with;
  if (with == Tri::Unknown) return CauseLabel::Assumption;
  if (rating.responsibility >= 1.0) return CauseLabel::Pivotal;
  if (rating.responsibility > 0.0) return CauseLabel::Contributing;
  return stands_in_the_way(cause, verdict) ? CauseLabel::Redundant : CauseLabel::Supporting;
}

}  // namespace

std::string_view name_of(CauseLabel label) {
  constexpr std::string_view kNames[] = {"pivotal", "contributing", "redundant", "assumption",
                                         "supporting"};
  return kNames[static_cast<std::size_t>(label)];
}

std::vector<std::uint32_t> Explanation::causes_of(VerdictFact fact) const {
  std::vector<std::uint32_t> out;
  for (std::uint32_t c = 0; c < causes.size(); ++c)
    if (std::any_of(causes[c].claims.begin(), causes[c].claims.end(),
                    [&](const Claim& claim) { return claim.fact == fact; }))
      out.push_back(c);
  return out;
}

Explanation explain(const Facts& facts, FunctionId function, const ExplainRequest& request) {
  Explanation out;
  out.known = facts.records().of_function(function);
  out.recorded = facts.verdicts().of(function).facts;
  out.given = request.given;
  out.causes = collect_causes(facts, out.known, out.recorded);
  // What the user says is so needs no cause, and no change takes it away.
  for (const auto& [fact, value] : request.given) {
    out.recorded.set(fact, tri(value));
    for (Cause& cause : out.causes)
      std::erase_if(cause.claims, [&](const Claim& claim) { return claim.fact == fact; });
  }
  std::erase_if(out.causes, [](const Cause& cause) { return cause.claims.empty(); });
  out.claims = claimed(facts, out.recorded, out.causes, request.assume);
  out.verdict = out.without({});
  out.reservations = Reservations(facts).of(out.known, facts.verdicts().of(function));
  out.flips = find_flips(*out.claims, request.why_not);
  for (std::size_t c = 0; c < out.causes.size(); ++c) {
    const FlipRating& rating = out.flips.ratings[c];
    out.labels.push_back(label_of(out.causes[c], rating, out.verdict));
    if (rating.responsibility > 0.0) out.grade = std::max(out.grade, out.causes[c].grade);
  }
  return out;
}

}  // namespace hyb
