#pragma once

// Whether a write of Python state can come between two runs of a function: then a graph of that
// function would keep what it saw first. Writes that set things up before the first run do not
// matter. Made by CapturedState, asked for the reads it judges; works on the call graph and on the
// order of rows, and never says No where it cannot tell.

#include <cstdint>
#include <vector>

#include "core/base/tri.h"
#include "core/symbolic/program_reader.h"

namespace hyb {

/// A constructor, or Keras' `build`: what makes an object is over before its methods run.
bool makes_objects(const Program& program, FunctionId f);

class WriteOrder {
 public:
  explicit WriteOrder(const ProgramReader& reader) : reader_(reader) {}

  /// Yes: a loop holds the write and a call that leads to `f`, or it stands between two of them.
  /// Unknown: the write may come after a run of `f`. No: it is over before the first one, or is a
  /// matter of the run itself. `owner`: the function whose variable is written, of which each run
  /// has its own; none = a module.
  Tri between_runs(NodeRef write, FunctionId f, FunctionId owner = {}) const;

 private:
  struct Search {
    FunctionId f;
    FunctionId owner;
    std::vector<FunctionId> seen;
  };
  void prepare(FunctionId f) const;
  Tri at(NodeRef row, Search& search) const;
  Tri in_body(NodeRef row, FunctionId writer, FunctionId f, bool& leads) const;

  const ProgramReader& reader_;
  mutable FunctionId last_;
  mutable std::vector<bool> leading_;  // by function: leads to `last_`
};

}  // namespace hyb
