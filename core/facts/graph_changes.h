#pragma once

// What a program would notice if a function ran as a graph, although nothing stands in the way of
// tracing it: results that are tensors where they were Python values or variables, objects that a
// tf.function cannot hold, variables that a second optimizer makes in a later trace, tensors of the
// trace that a memo keeps, code that asks whether it runs eagerly, or whether it is a Python
// function, handlers of errors that only a running graph raises. Made once by Facts, when
// Reservations first asks before a graph is advised; each body is read once, and what it does is
// carried to its callers.

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/facts/facts.h"
#include "core/facts/seeded_draws.h"

namespace hyb {

enum class GraphChangeKind : std::uint8_t {
  None,
  // Found in what it leads to:
  AsksForMode,
  HandlesErrors,
  BuildsByFlag,
  MemoKeeps,
  DrawsOthers,
  // Found in what others do with it:
  ErrorsAreHandled,
  AskedAsFunction,
  SplitByGradient,
  LossesAreRead,
  // Found in itself:
  ResultIsPython,
  CannotBeHeld,
  MeetsOthers,
};

/// "asks_for_mode", …
std::string_view name_of(GraphChangeKind kind);
/// What would be noticed, behind "as a graph ".
std::string_view clause(GraphChangeKind kind);

struct GraphChange {
  GraphChangeKind kind = GraphChangeKind::None;
  NodeRef at;  // none = the function as a whole
};

class GraphChanges {
 public:
  explicit GraphChanges(const Facts& facts);
  /// Some of it is sure, or likely.
  bool any(FunctionId f) const;
  /// What is known of it: of each of the three groups above the first that was found.
  std::vector<GraphChange> of(FunctionId f) const;
  /// What a second trace would change, though the first does not; none = nothing.
  GraphChange in_later_traces(FunctionId f) const;
  /// Some tensor that it is given may have other sizes in another call.
  bool is_traced_again(FunctionId f) const;

 private:
  void lead(NodeRef at, GraphChangeKind kind);
  void ask(FunctionId f, NodeRef at, GraphChangeKind kind);
  void note_rows(FileId file);
  void note_caught(NodeRef handler);
  void note_handled(NodeRef block, NodeRef handler);
  void note_calls(FileId file);
  void note_methods(NodeRef expression);
  void note_functions(NodeRef expression);
  void carry_to_callers();

  const Facts& facts_;
  std::vector<GraphChange> leads_;  // by function: what it, or what it calls, does
  std::vector<GraphChange> asked_;  // by function: what others do with it
  SeededDraws draws_;
  std::vector<NodeRef> uses_;  // by function: of a layer, model or optimizer
  std::vector<bool> handled_;  // by function: below a handler of errors of operations
};

}  // namespace hyb
