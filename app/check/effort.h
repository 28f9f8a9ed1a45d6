#pragma once

// Where the solver's work went, for `check --stats`: the functions that took most of it, and the
// callables without a model that cost most knowledge. Made from the frozen facts; counts work, not
// time, so it is the same on every machine and for any number of threads.

#include <string>

#include "core/facts/facts.h"

namespace hyb::app {

/// Two tables of at most `rows` lines each; "" when there is nothing to tell.
std::string effort_text(const Facts& facts, std::size_t rows = 10);

}  // namespace hyb::app
