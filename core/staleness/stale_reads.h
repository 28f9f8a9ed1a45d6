#pragma once

// Values that a trace keeps though eager code changes them: reads, in code that runs in a graph, of
// an attribute or a variable outside of it that eager code gives another value between two calls of
// that graph. A list of trainable variables reads the `trainable` flags of the layers in it. Each
// comes with the write and with the call that still sees the old value. Made by Facts once all is
// solved, frozen then; read by the checks of the family `stale`.
//
// Order decides: what is written before the first call, or before every call alike, is no stale
// read, nor what belongs to an object, a tf.function or a compiled model that is made anew in
// between. Nothing is said of code whose order is not known. Programs of tests are not followed.

#include <span>
#include <vector>

#include "core/staleness/replay.h"

namespace hyb {

struct StaleRead {
  NodeRef at;         // the first read of it in that function
  FunctionId reader;  // runs in a graph
  enum class Kind : std::uint8_t {
    Variable,
    Attribute,
    Flag,  // a list of trainable variables: `write` sets the flag of a layer that is in it
  } kind = Kind::Variable;
  NodeRef write;      // the target that is assigned
  FunctionId writer;  // none = a module body
  NodeRef call;       // eager code calls the graph again here
  friend auto operator<=>(const StaleRead&, const StaleRead&) = default;
};

class StaleReads {
 public:
  /// Few: variables, lists of trainable variables, and attributes in calls of tf.summary. All:
  /// every attribute, which takes longer.
  enum class Asked : std::uint8_t { Few, All };
  StaleReads(const Program& program, const flow::Engine& engine, const CalledRows& rows,
             const Tracing& tracing, Asked asked);
  /// In the order of places.
  const std::vector<StaleRead>& all() const { return found_; }
  std::span<const StaleRead> in(FileId file) const;

 private:
  std::vector<StaleRead> found_;
};

}  // namespace hyb
