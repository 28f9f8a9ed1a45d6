#include "app/rules_command.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/report/report.h"
#include "app/settings.h"

namespace hyb::app {

namespace {

constexpr int kOk = 0;
constexpr int kFailed = 2;
constexpr std::size_t kColumns = 6;
using Cells = std::array<std::string, kColumns>;

std::string_view fix_word(const RuleInfo& rule) {
  return rule.has_fix ? word_for(rule.best_fix) : "-";
}

Cells cells_of(const RuleInfo& rule, bool enabled) {
  return {std::string(rule.code),      std::string(rule.name), std::string(word_for(rule.severity)),
          std::string(fix_word(rule)), enabled ? "on" : "off", std::string(rule.summary)};
}

std::string_view type_word(OptionType type) {
  switch (type) {
    case OptionType::Bool:
      return "bool";
    case OptionType::Int:
      return "int";
    case OptionType::String:
      return "string";
    case OptionType::StringList:
      return "string-list";
  }
  return "";
}

std::string_view precision_word(Precision precision) {
  switch (precision) {
    case Precision::Medium:
      return "medium";
    case Precision::High:
      return "high";
    case Precision::VeryHigh:
      return "very-high";
  }
  return "";
}

nlohmann::ordered_json json_of(const RuleInfo& rule, bool enabled) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  object["code"] = rule.code;
  object["name"] = rule.name;
  object["group"] = rule.group;
  object["summary"] = rule.summary;
  object["severity"] = word_for(rule.severity);
  object["fix"] = rule.has_fix ? word_for(rule.best_fix) : "none";
  object["maturity"] = rule.maturity == Maturity::Stable ? "stable" : "preview";
  object["precision"] = precision_word(rule.precision);
  object["default"] = rule.default_on;
  object["enabled"] = enabled;
  object["options"] = nlohmann::ordered_json::array();
  for (const OptionSpec& option : rule.options) {
    nlohmann::ordered_json one = nlohmann::ordered_json::object();
    one["name"] = option.name;
    one["type"] = type_word(option.type);
    one["default"] = option.default_text;
    one["help"] = option.help;
    object["options"].push_back(std::move(one));
  }
  return object;
}

/// The rule whose code or name `word` is, or null.
const RuleInfo* exact(RuleSpan rules, std::string_view word) {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const RuleInfo* rule) {
    return rule->code == word || rule->name == word;
  });
  return found == rules.end() ? nullptr : *found;
}

}  // namespace

std::string rules_table(RuleSpan rules, const RuleSet& shown, const RuleSet& enabled) {
  std::vector<Cells> table{{"CODE", "NAME", "SEVERITY", "FIX", "HERE", "WHAT IT FINDS"}};
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (shown[i]) table.push_back(cells_of(*rules[i], enabled[i]));
  }
  std::array<std::size_t, kColumns> widths{};
  for (const Cells& row : table) {
    for (std::size_t i = 0; i < kColumns; ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Cells& row : table) {
    for (std::size_t i = 0; i + 1 < kColumns; ++i) {
      text += row[i] + std::string(widths[i] + 2 - row[i].size(), ' ');
    }
    text += row.back() + "\n";
  }
  return text;
}

std::string rules_json(RuleSpan rules, const RuleSet& shown, const RuleSet& enabled) {
  constexpr int kIndent = 2;
  nlohmann::ordered_json log = nlohmann::ordered_json::object();
  log["schema"] = "hybridize/1";
  log["rules"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (shown[i]) log["rules"].push_back(json_of(*rules[i], enabled[i]));
  }
  return log.dump(kIndent) + "\n";
}

int run_rules(const Arguments& arguments, Console& console) {
  const RuleSpan rules = all_rules();
  const Settings settings = make_settings(arguments, rules);
  for (const std::string& mistake : settings.mistakes) console.err(mistake);
  if (!settings.mistakes.empty()) return kFailed;

  RuleSet shown(rules.size(), arguments.rule.empty());
  if (!arguments.rule.empty()) {
    const RuleInfo* one = exact(rules, arguments.rule);
    if (one != nullptr && !arguments.json) {
      console.out(one->docs);
      if (!one->docs.ends_with('\n')) console.out("\n");
      return console.failed() ? kFailed : kOk;
    }
    if (const Status known = apply_selector(arguments.rule, rules, shown); !known) {
      console.error(known.error().message);
      return kFailed;
    }
  }
  const RuleSet& enabled = settings.request.enabled;
  console.out(arguments.json ? rules_json(rules, shown, enabled)
                             : rules_table(rules, shown, enabled));
  return console.failed() ? kFailed : kOk;
}

}  // namespace hyb::app
