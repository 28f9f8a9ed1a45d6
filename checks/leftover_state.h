#pragma once

// What becomes of the state that a trace leaves behind: who reads the place that a trace effect
// writes, apart from the trace itself. Shared by the checks of the family side-effect.

#include <string>
#include <string_view>

#include "core/facts/facts.h"

namespace hyb::checks {

/// The reads of a place that see what an earlier run has left there.
struct Leftovers {
  NodeRef eager_read;     // in code that no graph runs
  NodeRef traced_read;    // in a graph, of the next trace or of another function's
  bool doubtful = false;  // something reads it, of which that is not known
  bool fresh = false;     // something reads it after a store of its own run
  bool known() const { return eager_read.node.exists() || traced_read.node.exists(); }
  bool unread() const { return !known() && !doubtful && !fresh; }
};
Leftovers leftovers_of(const Facts& facts, const TraceEffect& effect);

/// Behind a guard that lets it run once, here or on the way from where tracing starts.
bool runs_once(const Facts& facts, NodeRef at, FunctionId f);

/// Nothing but tests traces it: what happens before and afterwards is the way of these tests.
bool traced_by_tests_alone(const Facts& facts, FunctionId f);

/// A store to the place, other than those of traced code, of constructors and of what tests alone
/// call.
NodeRef other_writer(const Facts& facts, const TraceEffect& effect);

/// `items += more` on a variable or attribute that holds a list or array: a change in place.
bool extends_container(const Facts& facts, const TraceEffect& effect);

/// The name of it says that it counts traces, or marks one: "traces", "retraced".
bool counts_traces(const Facts& facts, const TraceEffect& effect);

/// Part of the expression is written like the place that is changed: `n = n + 1`.
bool reads_as_written(const Program& program, NodeRef expression, NodeRef place);

/// "attribute", "global variable", "variable", "list", "dict" …
std::string_view kind_of_place(const Facts& facts, const TraceEffect& effect);
/// The place as it is written, shortened to its last two names.
std::string text_of_place(const Facts& facts, const TraceEffect& effect);

}  // namespace hyb::checks
