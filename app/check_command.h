#pragma once

// `hybridize check`: lint, perhaps fix, report, and the exit status. Called by the command line.

#include "app/arguments.h"
#include "app/console.h"

namespace hyb::app {

int run_check(const Arguments& arguments, Console& console);

}  // namespace hyb::app
