#pragma once

// Functions below the `call` of a layer that must not become graphs, though they mean the same.
// With Keras 3 a model that its first call builds traces a tf.function around `call`, and one that
// `call` leads to, with weights that are constants: later weights are not seen, and there are no
// gradients (2.21; with Keras 2 all is well). And layers learn from Keras whether it trains. Below
// the `call` of a layer, Dropout and its kind see `training` in a context that Keras keeps, not in
// an argument: a tf.function in between is traced once for both, and what it does in training it
// goes on doing in evaluation (seen with TensorFlow 2.15 and 2.21). Made by Verdicts after tracing;
// such a function is not advised to become a graph. Frozen once made.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

class TrainingContext {
 public:
  explicit TrainingContext(const Facts& facts);

  /// Keras may be the third, and `f` is such a `call`, or runs below one and takes weights of
  /// layers itself or in what it calls; or it runs below one, has no parameter `training`, and it
  /// or what it calls asks that context.
  bool decides(FunctionId f) const;

 private:
  bool has_parameter(FunctionId f) const;
  template <class Is>
  bool calls_object(FunctionId f, Is&& is) const;
  bool asks_itself(FunctionId f) const;
  bool takes_weights(FunctionId f) const;
  bool told(NodeRef call) const;

  const Facts& facts_;
  NameId training_;
  std::vector<bool> below_;   // by function: runs below a `call`
  std::vector<bool> weighs_;  // by function: it, or what it calls, takes weights of layers
  std::vector<bool> inside_;  // by function: runs below a `call`, not told of training
  std::vector<bool> asks_;    // by function: it, or what it calls, asks
};

}  // namespace hyb
