#pragma once

// In which files TensorFlow 2 runs without eager execution, because the program turns it off: no
// call gives a value there. Made when a check first asks for it.
//
// Off are: a file whose body turns it off, itself or by a function that it calls; what imports such
// a file; and all files of a package whose `__init__` is one of these. What a script does under
// `if __name__ == "__main__":` says nothing of those that import it. Tests are left out.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

class EagerExecution {
 public:
  explicit EagerExecution(const Facts& facts);
  bool is_off(FileId file) const { return off_[file.index()]; }

 private:
  /// The calls in bodies of modules that lead to a row.
  std::vector<NodeRef> module_sites(NodeRef row) const;
  void spread(std::vector<FileId> imported);

  const Facts& facts_;
  std::vector<bool> off_;  // by file
};

}  // namespace hyb
