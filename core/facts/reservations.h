#pragma once

// Why a function that may be a graph (P1) is left eager all the same: it would not pay, would be
// traced again and again, somebody wants it eager, or the program would notice. Verdicts asks
// whether there is any before it advises a graph; `facts`, `explain` and the report ask which. Both
// ask the same questions, so what is told is what is done. Not safe from many threads: what is
// costly to make is made when it is first asked for, and kept.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/facts/facts.h"
#include "core/facts/function_facts.h"
#include "core/facts/named_methods.h"
#include "core/facts/training_context.h"
#include "core/facts/verdicts.h"

namespace hyb {

struct Reservation {
  std::string_view key;  // of the JSON: too_small, many_traces, …
  NodeRef at;            // none = the function as a whole
  std::string text;      // a sentence without its end
};

class Reservations {
 public:
  explicit Reservations(const Facts& facts) : facts_(facts) {}
  /// There is one: the cheap questions come first.
  bool any(FunctionId f, const FunctionVerdict& verdict);
  /// All of them, of a function that is P1 and advised nothing; of others none.
  std::vector<Reservation> of(const FunctionFacts& known, const FunctionVerdict& verdict);

 private:
  bool made_anew(FunctionId f) const;
  bool left_eager(FunctionId f) const;
  bool changes_later(FunctionId f, const FunctionVerdict& verdict) const;
  bool rests_on_names(FunctionId f);
  bool learns_from_keras(FunctionId f);

  const Facts& facts_;
  std::optional<NamedMethods> names_;
  std::optional<TrainingContext> training_;
};

}  // namespace hyb
