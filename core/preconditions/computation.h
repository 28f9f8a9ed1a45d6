#pragma once

// Which functions compute with tensors, themselves or in what they call: Yes where a row does, No
// where none can, else Unknown. Made once by Preconditions.

#include <vector>

#include "core/base/tri.h"
#include "core/symbolic/program_reader.h"

namespace hyb {

class Computation {
 public:
  explicit Computation(const ProgramReader& reader);
  Tri computes(FunctionId f) const { return computing_[f.index()]; }
  /// Rows in the function's own body that compute; `most`: stop there.
  std::vector<NodeRef> places(FunctionId f, std::size_t most) const;

 private:
  struct Rows;
  void carry_to_callers(Tri state);

  const ProgramReader& reader_;
  std::vector<Tri> computing_;
};

}  // namespace hyb
