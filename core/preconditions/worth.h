#pragma once

// How much TensorFlow does in one call of a function: its ops, weighted, with all it calls. Worked
// out by Preconditions, callees first. The unit is one small op run eagerly (about 9 microseconds);
// a call of a tf.function costs about 16 of them, so below that a graph does not pay.

#include <cstdint>
#include <vector>

#include "core/preconditions/finding.h"

namespace hyb {

constexpr double kBreakEvenOps = 16.0;
constexpr double kLoopFactor = 10.0;  // rounds of a loop whose length nobody knows
constexpr double kPartsFactor = 2.0;  // … over a container of Python: layers, parts of a state
constexpr double kMostOps = 1e6;      // beyond that, more makes no difference

class Worth {
 public:
  explicit Worth(const ProgramReader& reader);
  void read(const Body& body);
  double ops(FunctionId f) const { return ops_[f.index()]; }

 private:
  double of_row(const Body& body, NodeId row) const;
  double unknown_rounds(const Body& body, NodeId iterable) const;
  double of_layer(const flow::Object& made) const;

  const ProgramReader& reader_;
  std::vector<double> ops_;
};

}  // namespace hyb
