#pragma once

// `hybridize facts`: what the analysis knows of each function, as JSON (schema hybridize-facts/1)
// or text. Reads the same settings as `check`; reports no findings.

#include "app/arguments.h"
#include "app/console.h"

namespace hyb::app {

/// Exit status: 0, or 2 with a sentence on standard error.
int run_facts(const Arguments& arguments, Console& console);

}  // namespace hyb::app
