#pragma once

// Which values tf.function does not give back: what is neither a tensor nor turned into one, nor a
// structure of such. Asked by the reader of Return rows (finding.h) and by the facts on what graphs
// hand back (core/facts/graph_results.h).
//
// Guarantees: Yes only where every object that the value may denote makes TensorFlow raise. An
// object that knows how to become an array, or whose class is not known to the last base, is
// Unknown.

#include "core/base/tri.h"
#include "core/symbolic/program_reader.h"

namespace hyb {

/// What no graph gives back, by the word for it.
enum class PythonOnly : std::uint8_t {
  None,
  Instance,  // of a class of the project, or of an outside one
  Function,  // also a bound method, a partial, a tf.function
  Generator,
  Iterator,  // that yields each element once: zip, map
  Set,       // set or deque
  Class,
  Module,
};

struct KeptInPython {
  Tri kept = Tri::No;
  PythonOnly what = PythonOnly::None;  // the first such object, looking into containers
  flow::ObjectId object;
};

KeptInPython kept_in_python(const ProgramReader& reader, flow::ValueId value);

}  // namespace hyb
