#pragma once

// Random operations with a seed of their own (`tf.random.normal(…, seed=3)`), as far as a graph
// would draw other numbers with them. Eagerly one state serves all operations of a kind and seed,
// and goes on; in a graph each place has a state of its own that begins anew in every trace, so
// that two dropouts of one seed drop the same. A single place that one trace runs once draws what
// it drew (seen with TensorFlow 2.15 and 2.21). Layers of Keras 2 that get a seed draw other
// numbers anyway. Made once by GraphChanges from the frozen facts.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

struct SeededDraws {
  /// Places by function, where it would draw other numbers as a graph; none = it would not.
  std::vector<NodeRef> others;
  /// The same, where it would in a second trace.
  std::vector<NodeRef> in_later_traces;
};
SeededDraws seeded_draws(const Facts& facts);

}  // namespace hyb
