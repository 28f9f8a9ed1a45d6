#pragma once

// Recursion that no trace comes out of: functions that call one another in a circle, each call made
// whatever a trace knows. A condition on a tensor does not end it, since a trace follows both
// branches. Made when first asked for; read by the check on recursive functions.
//
// Sure things only: each callee is one function, asked for by a name or on the receiver itself;
// what Python decides on the way (a number, a loop over a list, an early return) ends the search.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

class EndlessRecursion {
 public:
  struct Cycle {
    FunctionId entry;                   // a tf.function, if one takes part
    std::vector<flow::CallEdge> calls;  // around, from `entry` back to it
    NodeRef condition;  // a tensor that looks as if it ended it; none = nothing does
  };
  explicit EndlessRecursion(const Facts& facts);

  /// In the order of their entries.
  const std::vector<Cycle>& cycles() const { return cycles_; }

 private:
  std::vector<Cycle> cycles_;
};

}  // namespace hyb
