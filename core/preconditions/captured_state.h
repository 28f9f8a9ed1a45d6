#pragma once

// Python numbers, texts and truth values outside a function that other code changes while the
// program runs: a graph keeps the one it saw while tracing. So it does with an attribute that holds
// another tensor, variable, list, tuple or dict later; whether it matters is not known then. Made
// once by Preconditions over all files; asked for each Name and Attribute row that is read.

#include <cstdint>
#include <unordered_map>

#include "core/preconditions/finding.h"

namespace hyb {

class CapturedState {
 public:
  explicit CapturedState(const ProgramReader& reader);
  /// Reads of such state, for any row.
  void read(const Body& body, NodeId row) const;

 private:
  struct Change {
    NodeRef at;
    bool elsewhere = false;  // in other functions than that of `at`, too
    bool again = false;      // by `+=`, or in a function that runs again and again
    bool guarded = true;     // each stands under a test (`if self.v is None:`)
  };
  void gather(FileId file);
  void changed(FileId file, NodeId target, bool augmented);
  bool is_python_data(flow::ValueId value) const;

  const ProgramReader& reader_;
  std::unordered_map<std::uint64_t, Change> attributes_;  // by class object and name
  std::unordered_map<std::uint64_t, Change> globals_;     // by file and symbol
};

}  // namespace hyb
