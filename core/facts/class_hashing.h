#pragma once

// Can instances of a class of the project be hashed, and referred to weakly? What Python makes of
// `__eq__`, `__hash__`, dataclass options and `__slots__`, over the method resolution order. Worked
// out on demand from the syntax and the values of the engine; read by the check on arguments that a
// tf.function cannot key its traces on.

#include <string_view>

#include "core/base/tri.h"
#include "core/facts/facts.h"

namespace hyb {

struct Hashing {
  Tri hashable = Tri::Unknown;
  NodeRef at;              // what decides: a def, a decorator, a field
  std::string_view what;   // a clause about it
  bool by_fields = false;  // the hash is made of the fields, and one of them has none
  bool structure = false;  // a kind of list or dict: as an argument, TensorFlow looks into it
};

/// Of the class itself. A class with a tracing protocol of TensorFlow counts as hashable.
Hashing hashing_of(const Facts& facts, ClassId id);
/// Instances can be referred to weakly; No only where that is sure.
Hashing weak_references_of(const Facts& facts, ClassId id);
/// An object of the engine: instances, sets, and what the API model says has no hash; lists and
/// tuples by their elements.
Hashing hashing_of(const Facts& facts, flow::ObjectId object, int depth = 2);

}  // namespace hyb
