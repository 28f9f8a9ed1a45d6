#include "app/cli.h"

#include <exception>

#include "app/arguments.h"
#include "app/check/check_command.h"
#include "app/check/lint.h"
#include "app/check/trace_events.h"
#include "app/config_command.h"
#include "app/console.h"
#include "app/explain/explain_command.h"
#include "app/facts/facts_command.h"
#include "app/overview/report_command.h"
#include "app/rules_command.h"
#include "app/settings.h"
#include "core/text/display_width.h"

namespace hyb::app {

namespace {

constexpr int kOk = 0;
constexpr int kFailed = 2;

int run_debug(const Arguments& arguments, Console& console) {
  const Settings settings = make_settings(arguments, all_rules());
  for (const std::string& mistake : settings.mistakes) console.err(mistake);
  if (!settings.mistakes.empty()) return kFailed;
  const TraceEvents trace(arguments.trace_events);
  const Result<std::string> dump =
      dump_stage(settings.request, arguments.stage, arguments.function);
  if (!dump) {
    console.error(dump.error().message);
    return kFailed;
  }
  console.out(dump.value());
  if (const Status written = trace.write(); !written) {
    console.error(written.error().message);
    return kFailed;
  }
  return kOk;
}

int dispatch(const Arguments& arguments, Console& console) {
  switch (arguments.command) {
    case Command::Check:
      return run_check(arguments, console);
    case Command::Facts:
      return run_facts(arguments, console);
    case Command::Explain:
      return run_explain(arguments, console);
    case Command::Report:
      return run_report(arguments, console);
    case Command::Rules:
      return run_rules(arguments, console);
    case Command::Config:
      return run_config(arguments, console);
    case Command::Debug:
      return run_debug(arguments, console);
    case Command::PrintText:
      console.out(arguments.text);
      return kOk;
  }
  return kFailed;
}

}  // namespace

int run(const std::vector<std::string>& words) {
  Console console;
  const Result<Arguments> arguments = parse_arguments(words);
  if (!arguments) {
    console.error(escape_controls(arguments.error().message));
    return kFailed;
  }
  try {
    const int status = dispatch(arguments.value(), console);
    if (!console.failed()) return status;
    console.error(
        "Standard output could not be written to the end; free some space and run again.");
  } catch (const std::exception& problem) {
    // Nothing below throws on purpose: this is out of memory, or a mistake of ours.
    console.error(std::string("The run was given up: ") + problem.what() + ".");
  }
  return kFailed;
}

}  // namespace hyb::app
