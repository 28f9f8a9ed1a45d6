#pragma once

// What a program would notice if a function ran as a graph, although nothing stands in the way of
// tracing it: results that are tensors where they were Python values or variables, objects that a
// tf.function cannot hold, variables that a second optimizer makes in a later trace, tensors of the
// trace that a memo keeps, code that asks whether it runs eagerly, or
// whether it is a Python function, handlers of errors that only a
// running graph raises. Made once by Facts, when Verdicts first asks before it advises a graph;
// each body is read once, and what it does is carried to its callers.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

class GraphChanges {
 public:
  explicit GraphChanges(const Facts& facts);
  /// Some of it is sure, or likely.
  bool any(FunctionId f) const;

 private:
  void note_questions(FileId file);
  void note_caught(NodeRef handler);
  void note_losses();
  std::vector<bool> callers_of(FunctionId f) const;
  void note_methods(NodeRef expression);
  void note_functions(NodeRef expression);
  void carry_to_callers();

  const Facts& facts_;
  std::vector<bool> leads_;  // by function: to a memo, a question for the mode, a handler
  std::vector<bool> asked_;  // by function: what only a Python function answers
};

}  // namespace hyb
