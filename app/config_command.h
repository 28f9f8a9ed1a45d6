#pragma once

// `hybridize config`: the settings in effect as YAML, with where they come from, or the example
// file. Called by the command line.

#include <string>

#include "app/arguments.h"
#include "app/console.h"
#include "app/settings.h"

namespace hyb::app {

int run_config(const Arguments& arguments, Console& console);

/// A settings file that gives the same run without the command line.
std::string effective_config(const Settings& settings, RuleSpan rules);

}  // namespace hyb::app
