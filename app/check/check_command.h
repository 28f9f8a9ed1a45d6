#pragma once

// `hybridize check`: lint, perhaps fix, report. Called by the command line; gives the exit status.
// Reports go out whole or not at all, and no SARIF log is written by a run that failed.

#include "app/arguments.h"
#include "app/console.h"

namespace hyb::app {

int run_check(const Arguments& arguments, Console& console);

}  // namespace hyb::app
