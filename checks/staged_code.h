#pragma once

// The statements of one file that TensorFlow runs, for the checks of the family `graph` that report
// what AutoGraph makes of them. Code that is written to raise is left out. Made from the frozen
// facts; the answers are those of core/staging.

#include <string>
#include <vector>

#include "checks/check.h"
#include "core/staging/staged_variables.h"

namespace hyb::checks {

struct StagedRow {
  FunctionId function;
  NodeRef row;
  Staging::Decision decision;
};

/// For and While rows that are staged for sure, in source order.
std::vector<StagedRow> staged_loops(const Facts& facts, FileId file);
/// If and Elif rows.
std::vector<StagedRow> staged_branches(const Facts& facts, FileId file);
/// The functions of a file that AutoGraph converts and that are not only run by tests which expect
/// them to raise.
std::vector<FunctionId> converted_functions(const Facts& facts, FileId file);

/// Calls `each` with the variables of a staged loop, for each evaluation that AutoGraph converts.
template <class Each>
void each_loop_variable(const Facts& facts, const StagedRow& loop, Each&& each) {
  for (flow::ContextId context : facts.staging().converted(loop.function))
    for (const LoopVariable& v :
         loop_variables(facts.program(), facts.engine(), facts.staging().variables(loop.function),
                        context, loop.row))
      each(v);
}
/// Says where a variable of the loop gets its first value (`start`, if that is known), which loop
/// it is, and who traces it.
void explain_loop_variable(const Facts& facts, const StagedRow& loop, NodeId start, Report& report);

/// Text of a row on one line, shortened.
std::string shown(const Facts& facts, NodeRef row);

/// The For or While row around `row` within its function, staged or not; none = there is none.
NodeRef nearest_loop(const Facts& facts, NodeRef row);

/// The path of this block always leaves it with `return`.
bool always_returns(const Tree& tree, NodeId block);
/// A Return or Raise row below `row`, nested functions left out.
bool leaves_somewhere(const Tree& tree, NodeId row);

/// The `except` clause of a `try` around `row` (within its function) that catches `exception`
/// ("ValueError") while tracing; none = no clause does, as far as their names tell.
NodeId catching_clause(const Facts& facts, NodeRef row, std::string_view exception);

/// The Assign row before `loop` that gives a variable its first value: in the same list of
/// statements, with nothing that reads or binds the variable in between; none = there is no such.
NodeId first_assignment(const Facts& facts, const VariableFlow& variables, NodeRef loop,
                        PlaceId place);

}  // namespace hyb::checks
