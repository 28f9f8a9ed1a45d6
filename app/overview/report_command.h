#pragma once

// `hybridize report`: one page on all functions of a project, as Markdown, HTML or JSON, on
// standard output. Exit status 2 and one sentence if something asked for cannot be read.

#include "app/arguments.h"
#include "app/console.h"

namespace hyb::app {

int run_report(const Arguments& arguments, Console& console);

}  // namespace hyb::app
