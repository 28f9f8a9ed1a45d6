#pragma once

// What a run is to do: the settings file and the command line, merged. The command line comes last.
// Made by the commands before anything is read of the program.

#include <string>
#include <vector>

#include "app/arguments.h"
#include "app/check/lint.h"
#include "config/config.h"

namespace hyb::app {

struct Settings {
  config::Config config;
  LintRequest request;
  config::FailOn fail_on = config::kDefaultFailOn;
  std::vector<std::string> mistakes;  // ready to print; any of them means exit status 2
};

Settings make_settings(const Arguments& arguments, RuleSpan rules);

/// The options as the linter takes them.
Status check_option(const config::OptionValue& value);

}  // namespace hyb::app
