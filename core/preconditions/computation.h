#pragma once

// Which functions compute with tensors, themselves or in what they call. Made once by
// Preconditions.

#include <vector>

#include "core/symbolic/program_reader.h"

namespace hyb {

class Computation {
 public:
  explicit Computation(const ProgramReader& reader);
  bool computes(FunctionId f) const { return computing_[f.index()]; }
  /// Rows in the function's own body that compute; `most`: stop there.
  std::vector<NodeRef> places(FunctionId f, std::size_t most) const;

 private:
  const ProgramReader& reader_;
  std::vector<bool> computing_;
};

}  // namespace hyb
