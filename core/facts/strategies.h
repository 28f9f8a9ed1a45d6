#pragma once

// What kind of tf.distribute strategy a call of `strategy.run` asks: read off the values of its
// receiver, any time after solving. Used by checks and by ReplicaSynchronisation.

#include <cstdint>

#include "core/facts/facts.h"

namespace hyb {

enum class StrategyKind : std::uint8_t {
  None,      // nobody knows, or it may be one that only calls through
  Replicas,  // one with replicas, whatever it may be
  Tpu,       // one that refuses to run eagerly, too
};

/// The kind of the receiver of a Call row.
StrategyKind strategy_of(const Facts& facts, NodeRef call);

/// Every strategy that the receiver may be has replicas, and replicas of one of them can meet only
/// in the graph they were started in. Strategies that tests make count if there are no others.
bool meets_in_graph(const Facts& facts, NodeRef call);

}  // namespace hyb
