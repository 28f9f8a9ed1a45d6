#include "app/config_command.h"

#include <cstddef>

#include "app/report/report.h"
#include "core/text/display_width.h"

namespace hyb::app {

namespace {

constexpr int kOk = 0;
constexpr int kFailed = 2;

/// A YAML scalar in double quotes.
std::string yaml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string yaml_list(const std::vector<std::string>& texts) {
  std::string out = "[";
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) out += ", ";
    out += yaml_text(texts[i]);
  }
  return out + "]";
}

std::string option_value(const OptionSpec& spec, const OptionSetting& setting) {
  switch (spec.type) {
    case OptionType::Bool:
    case OptionType::Int:
      return setting.values.front();
    case OptionType::String:
      return yaml_text(setting.values.front());
    case OptionType::StringList:
      return yaml_list(setting.values);
  }
  return "";
}

/// The options of one rule: those that were set, and the defaults of the others.
std::string options_of(const RuleInfo& rule, std::size_t index, const LintRequest& request) {
  std::string text;
  for (const OptionSpec& spec : rule.options) {
    std::string value(spec.default_text);
    std::string origin = "default";
    for (const OptionSetting& setting : request.options) {
      if (setting.rule != index || setting.name != spec.name) continue;
      value = option_value(spec, setting);
      origin = "set";
    }
    text += "    " + std::string(spec.name) + ": " + value + "  # " + origin + "\n";
  }
  return text;
}

}  // namespace

std::string effective_config(const Settings& settings, RuleSpan rules) {
  const LintRequest& request = settings.request;
  std::string text =
      settings.config.path.empty()
          ? "# No settings file; these are the defaults and the command line.\n"
          : "# From " + escape_controls(settings.config.path) + " and the command line.\n";
  text += "version: 1\nchecks:\n  - none\n";
  std::string severities;
  std::string options;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (!request.enabled[i]) continue;
    const RuleInfo& rule = *rules[i];
    text += "  - " + std::string(rule.name) + "  # " + std::string(rule.code) + "\n";
    const auto changed = request.severity.find(i);
    if (changed != request.severity.end()) {
      severities +=
          "  " + std::string(rule.name) + ": " + std::string(word_for(changed->second)) + "\n";
    }
    const std::string own = options_of(rule, i, request);
    if (!own.empty()) options += "  " + std::string(rule.name) + ":\n" + own;
  }
  text += "severity:\n" + severities + "options:\n" + options;
  text += "fail-on: " + std::string(config::name_of(settings.fail_on)) + "\n";
  text += "files:\n  exclude: " + yaml_list(request.discover.exclude) +
          "\n  respect-gitignore: " + (request.discover.respect_gitignore ? "true" : "false") +
          "\n";
  const Version& target = request.discover.target_tensorflow;
  if (target.known()) {
    text += "target:\n  tensorflow: \"" + std::to_string(target.major) + "." +
            std::to_string(target.minor) + "\"\n";
  }
  return text;
}

int run_config(const Arguments& arguments, Console& console) {
  const RuleSpan rules = all_rules();
  if (arguments.example) {
    console.out(config::example_config(rules));
    return console.failed() ? kFailed : kOk;
  }
  const Settings settings = make_settings(arguments, rules);
  for (const std::string& mistake : settings.mistakes) console.err(mistake);
  if (!settings.mistakes.empty()) return kFailed;
  console.out(effective_config(settings, rules));
  return console.failed() ? kFailed : kOk;
}

}  // namespace hyb::app
