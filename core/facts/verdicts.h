#pragma once

// The verdict of every function of the project: what is known of it (VerdictFacts), what follows by
// the published preconditions, and what to do about it. Made once from the frozen Facts; read by
// `hybridize facts`, the explanation, the report and the checks that follow the advice.
//
// Preconditions say what is allowed, advice what is worth doing: of a chain of functions that could
// be graphs only the outermost one that pays is to be converted, what a graph already covers or is
// too small to pay is left alone, and a decorator is not taken away for a few literals.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/facts/function_facts.h"
#include "core/verdicts/verdict.h"

namespace hyb {

enum class Advice : std::uint8_t {
  None,
  Convert,
  ConvertCaller,
  Keep,
  Remove,
  Reconfigure,
  WrapLiterals
};
std::string_view name_of(Advice advice);

struct FunctionVerdict {
  VerdictFacts facts;
  Verdict verdict;
  Advice advice = Advice::None;
  bool pays = false;         // proved to, as a graph
  bool retraces = false;     // traced again and again, or nobody knows how often
  bool traced_once = false;  // all that is known to call it
  bool coerces = false;  // an array it is given takes over the dtype of a tensor: not in a graph
  bool speculative = false;  // that it takes a tensor rests on its name or looks, not on a call
};

/// The program itself makes a tf.function of it: where it runs eagerly all the same (`if graphs:
/// step = tf.function(step)`), somebody has asked for it.
bool staged_elsewhere(const Facts& facts, FunctionId f);

class Verdicts {
 public:
  Verdicts(const Facts& facts, const FunctionFactsMaker& maker, Assume assume, unsigned jobs);

  const FunctionVerdict& of(FunctionId f) const { return rows_[f.index()]; }
  /// As a graph it does what it does now, all of it known. What its calls hand over beyond dtypes
  /// is not asked.
  bool keeps_meaning(FunctionId f) const;

 private:
  void read(FunctionId f, const FunctionFactsMaker& maker);
  Tri driven(FunctionId f) const;
  Advice advise_eager(FunctionId f) const;
  Advice advise_graph(const FunctionVerdict& row, const FunctionFacts& known) const;

  const Facts& facts_;
  Assume assume_;
  std::vector<FunctionVerdict> rows_;  // by function
  std::vector<char> converts_;         // by function: P1 without a reservation
};

/// One failure as people read it.
struct FailureText {
  std::string_view code;
  std::uint32_t line = 0;  // in the function, 1-based
  std::string why;
};
std::vector<FailureText> failure_texts(const Facts& facts, const FunctionFacts& known,
                                       const FunctionVerdict& verdict);

}  // namespace hyb
