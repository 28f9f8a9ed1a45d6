#pragma once

// Layers and optimizers make their variables when they are first used, and a tf.function lets that
// happen in its first trace only: where a later trace is the first to use one (another model,
// another head, a teacher that is None at first), TensorFlow raises. Read by GraphChanges.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

/// The layers, models and optimizers from outside that the call uses.
std::vector<flow::ObjectId> used_by(const Facts& facts, NodeRef call);

/// By function: such a call in it or in what it calls; none = there is no such.
std::vector<NodeRef> uses_by_function(const Facts& facts);

/// Some parameter is given what makes another trace use other objects: several models, optimizers
/// or objects of the program, several texts, None beside tensors, dicts of other keys. Of flags
/// nothing is said. `uses`: the function leads to a use.
bool is_given_others(const Facts& facts, FunctionId f, bool uses);

}  // namespace hyb
