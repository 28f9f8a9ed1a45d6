#pragma once

// `hybridize explain FILE:FUNCTION` and `FILE:LINE`: why a function has the verdict it has.
// Called by the command line; finds the file and the function, runs the analysis over the whole
// project, and prints the explanation in the form asked for.

#include "app/arguments.h"
#include "app/console.h"

namespace hyb::app {

int run_explain(const Arguments& arguments, Console& console);

}  // namespace hyb::app
