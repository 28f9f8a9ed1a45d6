#pragma once

// A list of a model's variables that is taken before the model's first call in the same body makes
// them: empty at the first trace, full at the next, and TensorFlow raises. Made once by
// Preconditions; asked for each function.

#include <unordered_map>
#include <vector>

#include "core/preconditions/finding.h"

namespace hyb {

class StaleVariables {
 public:
  explicit StaleVariables(const ProgramReader& reader);
  void read(const Body& body) const;

 private:
  /// Where one model object is built: called, fitted, built.
  struct Building {
    FunctionId function;  // none = a module body
    NodeRef at;
  };
  void gather(FileId file);
  /// By calls that run then and there, of plain functions and of tf.functions.
  bool leads_to(FunctionId from, FunctionId to) const;

  const ProgramReader& reader_;
  std::unordered_map<std::uint32_t, std::vector<Building>> built_;  // by object
};

}  // namespace hyb
