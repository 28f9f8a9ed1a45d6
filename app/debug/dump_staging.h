#pragma once

// `hybridize debug --print=staging`: each `if`, `for`, `while` and conditional expression of code
// that AutoGraph converts, whether TensorFlow runs it, and what becomes of its variables. Read by
// people and by the snapshot tests (tests/staging).

#include <string>

#include "core/facts/facts.h"

namespace hyb::app {

std::string dump_staging(const Facts& facts);

}  // namespace hyb::app
