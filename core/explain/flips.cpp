// The verdict of an eager function only gets better when claims that stand in its way go. If all
// changes did no more than that, whatever cannot be left out of all of them together were in every
// flip set. It still is when some changes also do harm (a statement that is deleted takes its
// computation along), since harm makes no set a flip set. So what is needed is found first, by
// leaving out one change at a time, and only the rest has to be tried. Of a graph nothing of the
// kind holds, and all small sets are tried.

#include "core/explain/flips.h"

#include <algorithm>
#include <utility>

namespace hyb {
namespace {

constexpr std::size_t kExactSize = 3;   // changes of a set that is found by trying all
constexpr std::size_t kMostTried = 96;  // changes that sets of three are made of
constexpr std::size_t kMostPairs = 512;
constexpr std::size_t kMostPlayers = 12;  // of an exact Shapley share
constexpr std::size_t kMostSets = 64;

using Set = std::vector<std::uint32_t>;

class Search {
 public:
  Search(const ClaimedVerdict& claimed, std::optional<Precondition> wanted)
      : claimed_(claimed), now_(claimed.verdict_after({})), wanted_(wanted) {}

  Flips run() {
    out_.ratings.resize(claimed_.changes().size());
    if (wanted_ && now_.precondition == *wanted_) return std::move(out_);
    choose_players();
    if (!players_.empty()) {
      try_small();
      if (out_.sets.empty()) shrink_from_all();
    }
    rate();
    std::stable_sort(out_.sets.begin(), out_.sets.end(), [](const FlipSet& a, const FlipSet& b) {
      return a.changes.size() < b.changes.size();
    });
    return std::move(out_);
  }

 private:
  bool turned(const Verdict& verdict) const {
    return wanted_ ? verdict.precondition == *wanted_ : verdict.precondition != now_.precondition;
  }
  bool turns(const Set& made) const { return turned(claimed_.verdict_after(made)); }

  /// An eager function that stays eager: only what blocks it can matter, and less never hurts.
  bool blocked() const {
    return !now_.optimize && now_.precondition == Precondition::None &&
           (!wanted_ || *wanted_ == Precondition::P1);
  }

  /// It takes a claim away that blocks an eager function.
  bool helps(const Claim& claim) const {
    return claim.without == info(claim.fact).needed && claim.with != claim.without &&
           std::any_of(now_.failures.begin(), now_.failures.end(),
                       [&](const Failure& f) { return f.fact == claim.fact; });
  }

  void choose_players() {
    Set helping;
    bool harmless = true;
    for (std::uint32_t c = 0; c < claimed_.changes().size(); ++c) {
      bool moves = false;
      bool help = false;
      bool harm = false;
      for (std::uint32_t number : claimed_.changes()[c].claims) {
        const Claim& claim = claimed_.claims()[number];
        if (claim.with == claim.without) continue;
        moves = true;
        help = help || helps(claim);
        harm = harm || claim.without != info(claim.fact).needed;
      }
      for (std::uint32_t number : claimed_.changes()[c].dropped) {
        const Claim& claim = claimed_.claims()[number];
        moves = moves || claim.with != Tri::No;
        harm = harm || info(claim.fact).needed != Tri::No;
      }
      out_.ratings[c].relevant = blocked() ? help : moves;
      if (moves) players_.push_back(c);
      if (help) helping.push_back(c);
      harmless = harmless && !(help && harm);
    }
    if (!blocked()) {
      rest_ = players_;
      return;
    }
    helping_ = helping;
    find_needed();
    if (harmless) players_ = std::move(helping);
    for (std::uint32_t c : players_)
      if (!std::binary_search(needed_.begin(), needed_.end(), c)) rest_.push_back(c);
  }

  /// Changes that are in every flip set.
  void find_needed() {
    std::vector<Claim> claims = claimed_.claims();
    for (Claim& claim : claims)
      if (claim.without != info(claim.fact).needed) claim.without = claim.with;
    std::vector<Change> changes = claimed_.changes();
    for (Change& change : changes) change.dropped.clear();
    const ClaimedVerdict unharmed(claimed_.facts_after({}), std::move(claims), std::move(changes),
                                  claimed_.assume());
    Set all_but_one;
    for (std::uint32_t c : helping_) {
      all_but_one.clear();
      for (std::uint32_t other : helping_)
        if (other != c) all_but_one.push_back(other);
      if (!turned(unharmed.verdict_after(all_but_one))) needed_.push_back(c);
    }
  }

  bool covered(const Set& set) const {
    return std::any_of(out_.sets.begin(), out_.sets.end(), [&](const FlipSet& known) {
      return std::includes(set.begin(), set.end(), known.changes.begin(), known.changes.end());
    });
  }

  void consider(const Set& extra) {
    if (out_.sets.size() >= kMostSets) {
      out_.all = false;
      return;
    }
    Set set;
    std::merge(needed_.begin(), needed_.end(), extra.begin(), extra.end(), std::back_inserter(set));
    if (set.empty() || covered(set)) return;
    Verdict verdict = claimed_.verdict_after(set);
    if (turned(verdict)) out_.sets.push_back({std::move(set), std::move(verdict), true});
  }

  void try_small() {
    const std::size_t n = rest_.size();
    consider({});
    for (std::size_t i = 0; i < n; ++i) consider({rest_[i]});
    if (n > kMostPairs) {
      out_.all = false;
      return;
    }
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j) consider({rest_[i], rest_[j]});
    if (n > kMostTried) {
      out_.all = false;
      return;
    }
    static_assert(kExactSize == 3);
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j)
        for (std::size_t k = j + 1; k < n; ++k) consider({rest_[i], rest_[j], rest_[k]});
  }

  /// All changes of some facts, then without each that is not missed. Which facts: fewest first.
  void shrink_from_all() {
    out_.all = out_.all && needed_.size() <= kExactSize;
    std::vector<VerdictFact> facts;
    for (std::uint32_t c : players_)
      for (std::uint32_t number : claimed_.changes()[c].claims) {
        const VerdictFact fact = claimed_.claims()[number].fact;
        if (std::find(facts.begin(), facts.end(), fact) == facts.end()) facts.push_back(fact);
      }
    std::sort(facts.begin(), facts.end());
    constexpr std::size_t kMostFacts = 12;
    if (blocked()) shrink(helping_);
    if (facts.size() > kMostFacts || !out_.sets.empty()) return;
    for (std::uint32_t chosen = 1; chosen < 1U << facts.size(); ++chosen) {
      Set set;
      for (std::uint32_t c : players_) {
        const auto& claims = claimed_.changes()[c].claims;
        if (std::any_of(claims.begin(), claims.end(), [&](std::uint32_t number) {
              const auto at = std::find(facts.begin(), facts.end(), claimed_.claims()[number].fact);
              return (chosen >> (at - facts.begin()) & 1U) != 0;
            }))
          set.push_back(c);
      }
      if (out_.sets.size() < kMostSets && turns(set)) shrink(std::move(set));
    }
  }

  void shrink(Set set) {
    if (!turns(set)) return;
    for (std::size_t i = set.size(); i-- > 0;) {
      Set without = set;
      without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
      if (turns(without)) set = std::move(without);
    }
    if (covered(set)) return;
    Verdict verdict = claimed_.verdict_after(set);
    const bool smallest = set == needed_;
    out_.sets.push_back({std::move(set), std::move(verdict), smallest});
  }

  void rate() {
    for (const FlipSet& set : out_.sets)
      for (std::uint32_t c : set.changes)
        out_.ratings[c].responsibility =
            std::max(out_.ratings[c].responsibility, 1.0 / static_cast<double>(set.changes.size()));
    if (players_.empty() || players_.size() > kMostPlayers) return;
    const std::size_t n = players_.size();
    std::vector<bool> turned_by(std::size_t{1} << n);
    Set set;
    for (std::size_t mask = 0; mask < turned_by.size(); ++mask) {
      set.clear();
      for (std::size_t i = 0; i < n; ++i)
        if ((mask >> i & 1U) != 0) set.push_back(players_[i]);
      turned_by[mask] = turns(set);
    }
    std::vector<double> weight(n);  // of a coalition of k others: k! (n-1-k)! / n!
    for (std::size_t k = 0; k < n; ++k) {
      double w = 1.0 / static_cast<double>(n);
      for (std::size_t i = 1; i <= k; ++i) w *= static_cast<double>(i) / static_cast<double>(n - i);
      weight[k] = w;
    }
    for (std::size_t i = 0; i < n; ++i) {
      double share = 0.0;
      for (std::size_t mask = 0; mask < turned_by.size(); ++mask) {
        if ((mask >> i & 1U) != 0) continue;
        std::size_t others = 0;
        for (std::size_t j = 0; j < n; ++j) others += mask >> j & 1U;
        share += weight[others] * (static_cast<double>(turned_by[mask | std::size_t{1} << i]) -
                                   static_cast<double>(turned_by[mask]));
      }
      out_.ratings[players_[i]].share = share;
    }
  }

  const ClaimedVerdict& claimed_;
  const Verdict now_;
  const std::optional<Precondition> wanted_;
  Set players_;
  Set helping_;  // of a blocked function: changes that take away what blocks it
  Set needed_;   // in every flip set
  Set rest_;
  Flips out_;
};

}  // namespace

ClaimedVerdict::ClaimedVerdict(const VerdictFacts& recorded, std::vector<Claim> claims,
                               std::vector<Change> changes, Assume assume)
    : recorded_(recorded),
      claims_(std::move(claims)),
      changes_(std::move(changes)),
      assume_(assume),
      by_fact_(kVerdictFactCount) {
  for (std::uint32_t i = 0; i < claims_.size(); ++i)
    by_fact_[static_cast<std::size_t>(claims_[i].fact)].push_back(i);
}

VerdictFacts ClaimedVerdict::facts_after(std::span<const std::uint32_t> made) const {
  std::vector<bool> gone(claims_.size(), false);
  std::vector<bool> dropped(claims_.size(), false);
  for (std::uint32_t c : made) {
    for (std::uint32_t number : changes_[c].claims) gone[number] = true;
    for (std::uint32_t number : changes_[c].dropped) dropped[number] = true;
  }
  VerdictFacts out = recorded_;
  for (std::size_t f = 0; f < by_fact_.size(); ++f) {
    if (by_fact_[f].empty()) continue;
    Tri value = Tri::No;
    for (std::uint32_t number : by_fact_[f])
      if (gone[number])
        value = value || claims_[number].without;
      else if (!dropped[number])
        value = value || claims_[number].with;
    out.set(static_cast<VerdictFact>(f), value);
  }
  return out;
}

Flips find_flips(const ClaimedVerdict& claimed, std::optional<Precondition> wanted) {
  return Search(claimed, wanted).run();
}

}  // namespace hyb
