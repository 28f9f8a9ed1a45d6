#pragma once

// Where code below a replica function synchronises the replicas from inside a graph of its own: a
// tf.function that strategy.run did not get itself, or a staged branch or loop. TensorFlow raises
// there. Made when first asked for; read by the check on nested functions in replicas.
//
// Sure things only: the strategy is one with replicas, whatever object it may be, and one of those
// objects refuses (the mirrored strategies do, TPUStrategy does not); the call is known
// to synchronise; nothing on the way is an eager island. Each place once, over all runs.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

class ReplicaSynchronisation {
 public:
  struct Place {
    FunctionId nested;             // the tf.function that is entered below; none = a staged branch
    NodeRef branch;                // what stages: a statement, or a call of tf.cond and its kin
    NodeRef call;                  // the call that synchronises, at or below the nested graph
    FunctionId replica;            // the function that strategy.run was given
    NodeRef run;                   // the call of strategy.run
    std::uint32_t decoration = 0;  // of `nested`
    std::vector<flow::CallEdge> through;  // from the replica function down to `call`
  };
  explicit ReplicaSynchronisation(const Facts& facts);

  /// In the order of runs and calls.
  const std::vector<Place>& places() const { return places_; }

 private:
  std::vector<Place> places_;
};

}  // namespace hyb
