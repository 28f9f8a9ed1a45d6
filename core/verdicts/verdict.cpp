#include "core/verdicts/verdict.h"

#include <algorithm>

namespace hyb {
namespace {

using enum VerdictFact;

class Judge {
 public:
  Judge(const VerdictFacts& facts, Assume assume) : facts_(facts), assume_(assume) {}

  Verdict convert() {
    for (const VerdictFactInfo& row : kVerdictFacts) {
      if (row.role == FactRole::Setting) continue;
      const Tri value = facts_[row.fact];
      if (value == row.needed) continue;
      if (value != Tri::Unknown) {
        fail(row.fact, row.code, false);
      } else if (assume_ == Assume::Strict ||
                 (assume_ == Assume::Balanced && row.role == FactRole::Column)) {
        fail(row.fact, row.unknown_code, true);
      } else if (assume_ == Assume::Balanced && row.role == FactRole::Hazard) {
        out_.doubts.push_back(row.fact);
      }
    }
    if (out_.failures.empty()) pass(Precondition::P1, Transformation::ConvertToHybrid);
    return finish();
  }

  // The published table, rows in its order: what a graph has none of is read first.
  Verdict optimize() {
    out_.optimize = true;
    const Tri tensor = column(TensorParameter, Tri::No);
    Tri effects = column(SideEffects, Tri::No);
    if (effects == Tri::No) effects = column(CallbackEffects, Tri::No);
    const Tri primitive = tensor == Tri::No ? Tri::No : column(PrimitiveParameter, Tri::No);
    if (effects == Tri::Yes) fail(SideEffects, info(SideEffects).code, false);
    const bool known =
        tensor != Tri::Unknown && effects != Tri::Unknown && primitive != Tri::Unknown;
    if (known && effects == Tri::No) {
      if (tensor == Tri::No)
        pass(Precondition::P2, Transformation::ConvertToEager);
      else if (primitive == Tri::Yes)
        pass(Precondition::P3, Transformation::ConvertToEager);
      else if (facts_[TensorComputation] == Tri::No)
        pass(Precondition::P6, Transformation::ConvertToEager);
      else
        reconfigure();
    }
    if (out_.precondition == Precondition::None && tensor == Tri::Yes && primitive == Tri::No)
      fail(PrimitiveParameter, "HAS_NO_PRIMITIVE_PARAMETERS", false);
    return finish();
  }

 private:
  void reconfigure() {
    if (facts_[SignaturePresent] != Tri::No || facts_[Recursive] != Tri::No) return;
    const bool open = facts_[UnresolvedAxes] != Tri::No;
    if (open && !(assume_ == Assume::Optimistic && facts_[UnresolvedAxes] == Tri::Unknown)) {
      fail(UnresolvedAxes, info(UnresolvedAxes).code, facts_[UnresolvedAxes] == Tri::Unknown);
      return;
    }
    if (facts_[SignatureInferable] == Tri::Yes) pass(Precondition::P4, Transformation::Reconfigure);
  }

  // A column of the table for graphs; what is not known is a failure unless all is hoped for.
  Tri column(VerdictFact fact, Tri hoped) {
    const Tri value = facts_[fact];
    if (value != Tri::Unknown) return value;
    if (assume_ == Assume::Optimistic) return hoped;
    fail(fact, info(fact).unknown_code, true);
    return value;
  }
  void fail(VerdictFact fact, std::string_view code, bool unknown) {
    out_.failures.push_back({fact, code, unknown});
  }
  void pass(Precondition precondition, Transformation transformation) {
    out_.precondition = precondition;
    out_.transformation = transformation;
  }
  Verdict finish() {
    std::stable_sort(
        out_.failures.begin(), out_.failures.end(),
        [](const Failure& a, const Failure& b) { return info(a.fact).cost < info(b.fact).cost; });
    return std::move(out_);
  }

  const VerdictFacts& facts_;
  Assume assume_;
  Verdict out_;
};

}  // namespace

std::string_view name_of(Precondition precondition) {
  constexpr std::string_view kNames[] = {"", "P1", "P2", "P3", "P4", "P5", "P6"};
  return kNames[static_cast<std::size_t>(precondition)];
}

std::string_view name_of(Transformation transformation) {
  constexpr std::string_view kNames[] = {"", "CONVERT_TO_HYBRID", "CONVERT_TO_EAGER",
                                         "RECONFIGURE"};
  return kNames[static_cast<std::size_t>(transformation)];
}

bool keeps_meaning(const VerdictFacts& facts) {
  return std::all_of(
      std::begin(kVerdictFacts), std::end(kVerdictFacts), [&](const VerdictFactInfo& row) {
        return (row.role != FactRole::Hazard && row.fact != SideEffects && row.fact != Recursive) ||
               facts[row.fact] == row.needed;
      });
}

Verdict judge(const VerdictFacts& facts, Assume assume) {
  Judge judge(facts, assume);
  return facts[VerdictFact::Hybrid] == Tri::Yes ? judge.optimize() : judge.convert();
}

}  // namespace hyb
