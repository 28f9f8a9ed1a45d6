#include "app/settings.h"

#include <cstddef>

#include "core/text/file_system.h"

namespace hyb::app {

namespace {

OptionSetting setting_of(const config::OptionValue& value) {
  return {value.rule, value.name, value.values};
}

/// The folder of the first path, where the search for a settings file begins.
std::string first_folder(const std::vector<std::string>& paths) {
  const std::string here = current_directory();
  if (paths.empty()) return here;
  const Result<std::string> real = real_path(join_path(here, paths.front()));
  if (!real) return here;
  return is_directory(real.value()) ? real.value() : join_path(real.value(), "..");
}

/// The settings file that holds for this run, "" if there is none.
std::string settings_file(const Arguments& arguments) {
  if (arguments.isolated) return {};
  if (!arguments.config_file.empty()) return arguments.config_file;
  return relative_path(config::find_config(first_folder(arguments.paths)), current_directory());
}

}  // namespace

Status check_option(const config::OptionValue& value) {
  return validate_option(setting_of(value));
}

Settings make_settings(const Arguments& arguments, RuleSpan rules) {
  Settings settings;
  const std::string file = settings_file(arguments);
  config::LoadedConfig loaded;
  if (!file.empty()) loaded = config::load_config(file, rules, check_option);
  settings.config = std::move(loaded.config);
  settings.mistakes = std::move(loaded.mistakes);
  const config::Config& config = settings.config;

  LintRequest& request = settings.request;
  request.enabled.assign(rules.size(), false);
  const auto select = [&](const std::string& word) {
    if (const Status applied = apply_selector(word, rules, request.enabled); !applied) {
      settings.mistakes.push_back("hybridize: error: " + applied.error().message + "\n");
    }
  };
  select("default");
  for (const std::string& word : config.checks) select(word);
  for (const std::size_t rule : config.off) request.enabled[rule] = false;
  for (const std::string& word : arguments.checks) select(word);

  request.severity = config.severity;
  for (const config::OptionValue& value : config.options) {
    request.options.push_back(setting_of(value));
  }
  request.jobs = arguments.jobs;
  request.effort = arguments.stats;
  request.profile = arguments.profile;
  request.discover.paths = arguments.paths;
  request.discover.exclude = config.exclude;
  if (!file.empty())  // `/generated` in a settings file means beside that file
    request.discover.exclude_base = join_path(join_path(current_directory(), file), "..");
  request.discover.exclude.insert(request.discover.exclude.end(), arguments.exclude.begin(),
                                  arguments.exclude.end());
  request.discover.respect_gitignore = config.respect_gitignore && !arguments.no_respect_gitignore;
  request.discover.target_tensorflow = {config.tensorflow_major, config.tensorflow_minor};
  settings.fail_on = arguments.fail_on.value_or(config.fail_on);
  return settings;
}

}  // namespace hyb::app
