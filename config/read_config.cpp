// `.hybridize.yaml` into Config. The YAML library forgives much that a user would want to know: a
// key given twice (it keeps the first), merge keys (it ignores them), "true" in quotes for a truth
// value (it converts), further documents (it drops them). Each of these is a mistake here.

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>

#include "config/config.h"
#include "config/yaml_source.h"
#include "core/text/file_system.h"

namespace hyb::config {

namespace {

constexpr std::uint64_t kLargestFile = 1U << 20U;
constexpr std::array<std::string_view, 4> kFailOnNames{"note", "warning", "error", "never"};
constexpr std::array<std::string_view, 4> kSeverityNames{"note", "warning", "error", "off"};

std::string quoted(std::string_view text) {
  return "`" + std::string(text) + "`";
}

/// "`a`, `b` and `c`".
std::string listed(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " and " : ", ";
    text += quoted(words[i]);
  }
  return text;
}

/// "; did you mean `x`?" or ". The `known` are …".
std::string suggestion(std::string_view word, std::span<const std::string_view> known,
                       std::string_view what) {
  if (const auto nearest = did_you_mean(word, known)) {
    return "; did you mean " + quoted(*nearest) + "?";
  }
  return "; " + std::string(what) + " " + listed(known) + ".";
}

std::string_view kind_of(const YAML::Node& node) {
  if (node.IsMap()) return "a map";
  if (node.IsSequence()) return "a list";
  if (node.IsNull()) return "nothing";
  return "a single value";
}

bool parse_number(std::string_view text, std::uint16_t& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

class ConfigReader {
 public:
  ConfigReader(YamlSource& source, RuleSpan rules, const OptionCheck& check)
      : source_(source), rules_(rules), check_(check) {}

  Config read(const YAML::Node& root) {
    each(root, "The file",
         {{"version", [this](const YAML::Node& node) { version(node); }},
          {"root", [this](const YAML::Node& node) { boolean(node, "root"); }},
          {"checks", [this](const YAML::Node& node) { checks(node); }},
          {"severity", [this](const YAML::Node& node) { severities(node); }},
          {"options", [this](const YAML::Node& node) { options(node); }},
          {"fail-on", [this](const YAML::Node& node) { fail_on(node); }},
          {"files", [this](const YAML::Node& node) { files(node); }},
          {"target", [this](const YAML::Node& node) { target(node); }}});
    return std::move(config_);
  }

 private:
  using Handler = std::function<void(const YAML::Node&)>;
  using Entry = std::pair<std::string_view, Handler>;

  /// The key-value pairs of a map with text keys, each key once. A key without anything below it is
  /// as good as an empty map: its lines may all be comments.
  std::vector<std::pair<YAML::Node, YAML::Node>> pairs(const YAML::Node& node,
                                                       std::string_view what) {
    std::vector<std::pair<YAML::Node, YAML::Node>> result;
    if (node.IsNull()) return result;
    if (!node.IsMap()) {
      source_.mistake(node, std::string(what) + " must be a map of `key: value` lines, not " +
                                std::string(kind_of(node)) + ".");
      return result;
    }
    std::map<std::string, std::size_t> seen;
    for (const auto& entry : node) {
      const YAML::Node& key = entry.first;
      if (!key.IsScalar()) {
        source_.mistake(key, "A key must be a single word.");
        continue;
      }
      if (key.Scalar() == "<<") {
        source_.mistake(key, "Merge keys are not read; write the lines out.");
        continue;
      }
      const auto [first, is_new] = seen.try_emplace(key.Scalar(), source_.line_of(key));
      if (!is_new) {
        source_.mistake(key, quoted(key.Scalar()) + " is given twice; the first is in line " +
                                 std::to_string(first->second) + ".");
        continue;
      }
      result.emplace_back(key, entry.second);
    }
    return result;
  }

  void each(const YAML::Node& node, std::string_view what, const std::vector<Entry>& known) {
    for (const auto& [key, value] : pairs(node, what)) {
      const auto entry = std::find_if(known.begin(), known.end(), [&, &name = key](const Entry& e) {
        return e.first == name.Scalar();
      });
      if (entry != known.end()) {
        entry->second(value);
        continue;
      }
      std::vector<std::string_view> names;
      for (const Entry& one : known) names.push_back(one.first);
      source_.mistake(key, "There is no setting " + quoted(key.Scalar()) +
                               suggestion(key.Scalar(), names, "the settings here are"));
    }
  }

  std::optional<bool> boolean(const YAML::Node& node, std::string_view name) {
    if (is_plain(node) && (node.Scalar() == "true" || node.Scalar() == "false")) {
      return node.Scalar() == "true";
    }
    std::string sentence = quoted(name) + " must be `true` or `false`, not ";
    if (!node.IsScalar()) {
      sentence += std::string(kind_of(node)) + ".";
    } else if (is_plain(node)) {
      sentence += quoted(node.Scalar()) + ".";
    } else {
      sentence += "a text; remove the quotes.";
    }
    source_.mistake(node, sentence);
    return std::nullopt;
  }

  std::optional<std::string> text(const YAML::Node& node, std::string_view name) {
    if (node.IsScalar()) return node.Scalar();
    source_.mistake(
        node, quoted(name) + " must be a single value, not " + std::string(kind_of(node)) + ".");
    return std::nullopt;
  }

  /// The scalars of a list; `hint` says how one is written.
  std::vector<YAML::Node> items(const YAML::Node& node, std::string_view name,
                                std::string_view hint) {
    std::vector<YAML::Node> result;
    if (node.IsNull()) return result;
    if (!node.IsSequence()) {
      source_.mistake(node, quoted(name) + " must be a list, not " + std::string(kind_of(node)) +
                                "; write " + std::string(hint) + ".");
      return result;
    }
    for (const YAML::Node& item : node) {
      if (item.IsScalar()) {
        result.push_back(item);
      } else {
        source_.mistake(item, "An entry of " + quoted(name) + " must be a single word, not " +
                                  std::string(kind_of(item)) + "; write " + std::string(hint) +
                                  ".");
      }
    }
    return result;
  }

  void version(const YAML::Node& node) {
    const auto given = text(node, "version");
    if (given && *given != "1") {
      source_.mistake(node, "Version " + quoted(*given) +
                                " of this file is not known; this program reads version `1`.");
    }
  }

  void checks(const YAML::Node& node) {
    if (node.IsScalar()) {
      for (const std::string& word : split_selectors(node.Scalar())) selector(node, word);
      return;
    }
    for (const YAML::Node& item : items(node, "checks", "`- name` or `- -name`")) {
      const std::vector<std::string> words = split_selectors(item.Scalar());
      if (words.empty()) source_.mistake(item, "This entry is empty; write the name of a check.");
      for (const std::string& word : words) selector(item, word);
    }
  }

  void selector(const YAML::Node& node, const std::string& word) {
    RuleSet scratch(rules_.size(), false);
    if (const Status applied = apply_selector(word, rules_, scratch); !applied) {
      source_.mistake(node, word, applied.error().message);
      return;
    }
    config_.checks.push_back(word);
  }

  void severities(const YAML::Node& node) {
    // A check's own line wins over that of its group or of a glob, wherever it stands.
    std::vector<std::pair<std::vector<std::size_t>, std::string>> wide;
    std::vector<std::pair<std::vector<std::size_t>, std::string>> narrow;
    for (const auto& [key, value] : pairs(node, "`severity`")) {
      const std::vector<std::size_t> chosen = select_rules(key.Scalar(), rules_);
      if (chosen.empty()) {
        RuleSet scratch(rules_.size(), false);
        const Status problem = apply_selector(key.Scalar(), rules_, scratch);
        source_.mistake(
            key, problem ? quoted(key.Scalar()) + " names no check." : problem.error().message);
        continue;
      }
      const auto level = text(value, key.Scalar());
      if (!level) continue;
      if (std::find(kSeverityNames.begin(), kSeverityNames.end(), *level) == kSeverityNames.end()) {
        source_.mistake(value, "There is no severity " + quoted(*level) +
                                   suggestion(*level, kSeverityNames, "write one of"));
        continue;
      }
      const bool is_one = chosen.size() == 1 && is_rule(key.Scalar(), *rules_[chosen.front()]);
      (is_one ? narrow : wide).emplace_back(chosen, *level);
    }
    for (const auto* list : {&wide, &narrow}) {
      for (const auto& [chosen, level] : *list) {
        for (const std::size_t rule : chosen) set_severity(rule, level);
      }
    }
  }

  static bool is_rule(std::string_view word, const RuleInfo& rule) {
    return word == rule.name || word == rule.code;
  }

  void set_severity(std::size_t rule, std::string_view level) {
    config_.severity.erase(rule);
    config_.off.erase(rule);
    if (level == "off") {
      config_.off.insert(rule);
    } else if (level == "note") {
      config_.severity[rule] = Severity::Note;
    } else if (level == "warning") {
      config_.severity[rule] = Severity::Warning;
    } else {
      config_.severity[rule] = Severity::Error;
    }
  }

  void options(const YAML::Node& node) {
    for (const auto& [key, value] : pairs(node, "`options`")) {
      const std::string& word = key.Scalar();
      std::size_t rule = 0;
      while (rule < rules_.size() && !is_rule(word, *rules_[rule])) ++rule;
      if (rule < rules_.size()) {
        rule_options(rule, key, value);
        continue;
      }
      if (!select_rules(word, rules_).empty()) {
        source_.mistake(key, quoted(word) + " names several checks; options belong to one.");
        continue;
      }
      std::vector<std::string_view> names;
      for (const RuleInfo* one : rules_) names.push_back(one->name);
      const auto nearest = did_you_mean(word, names);
      source_.mistake(key, "No check is called " + quoted(word) +
                               (nearest ? "; did you mean " + quoted(*nearest) + "?"
                                        : "; `hybridize rules` lists them."));
    }
  }

  void rule_options(std::size_t rule, const YAML::Node& rule_key, const YAML::Node& node) {
    const RuleInfo& info = *rules_[rule];
    for (const auto& [key, value] : pairs(node, quoted(info.name))) {
      const auto spec = std::find_if(
          info.options.begin(), info.options.end(),
          [&, &name = key](const OptionSpec& one) { return one.name == name.Scalar(); });
      if (spec != info.options.end()) {
        option(rule, *spec, value);
      } else if (info.options.empty()) {
        source_.mistake(rule_key, quoted(info.name) + " has no options.");
      } else {
        std::vector<std::string_view> names;
        for (const OptionSpec& one : info.options) names.push_back(one.name);
        source_.mistake(key, quoted(info.name) + " has no option " + quoted(key.Scalar()) +
                                 suggestion(key.Scalar(), names, "its options are"));
      }
    }
  }

  void option(std::size_t rule, const OptionSpec& spec, const YAML::Node& node) {
    OptionValue value{rule, std::string(spec.name), {}};
    switch (spec.type) {
      case OptionType::Bool: {
        const auto given = boolean(node, spec.name);
        if (!given) return;
        value.values.emplace_back(*given ? "true" : "false");
        break;
      }
      case OptionType::Int: {
        std::string_view digits = node.IsScalar() ? std::string_view(node.Scalar()) : "";
        if (digits.starts_with('-')) digits.remove_prefix(1);
        if (!is_plain(node) || digits.empty() || digits.size() > 9 ||
            digits.find_first_not_of("0123456789") != std::string_view::npos) {
          source_.mistake(node, quoted(spec.name) +
                                    " must be a whole number without quotes, as in `" +
                                    std::string(spec.default_text) + "`.");
          return;
        }
        value.values.push_back(node.Scalar());
        break;
      }
      case OptionType::String: {
        const auto given = text(node, spec.name);
        if (!given) return;
        value.values.push_back(*given);
        break;
      }
      case OptionType::StringList:
        if (!node.IsNull() && !node.IsSequence()) {
          items(node, spec.name, "`[first, second]`");
          return;
        }
        for (const YAML::Node& item : items(node, spec.name, "`[first, second]`")) {
          value.values.push_back(item.Scalar());
        }
        break;
    }
    if (const Status valid = check_(value); !valid) {
      source_.mistake(node, valid.error().message);
      return;
    }
    config_.options.push_back(std::move(value));
  }

  void fail_on(const YAML::Node& node) {
    const auto given = text(node, "fail-on");
    if (!given) return;
    if (const auto level = fail_on_named(*given)) {
      config_.fail_on = *level;
    } else {
      source_.mistake(node, "`fail-on` cannot be " + quoted(*given) +
                                suggestion(*given, kFailOnNames, "write one of"));
    }
  }

  void files(const YAML::Node& node) {
    each(node, "`files`",
         {{"exclude",
           [this](const YAML::Node& value) {
             for (const YAML::Node& item : items(value, "exclude", "`[third_party/]`")) {
               if (item.Scalar().empty()) {
                 source_.mistake(item, "This pattern is empty; remove it.");
               } else {
                 config_.exclude.push_back(item.Scalar());
               }
             }
           }},
          {"respect-gitignore", [this](const YAML::Node& value) {
             if (const auto given = boolean(value, "respect-gitignore")) {
               config_.respect_gitignore = *given;
             }
           }}});
  }

  void target(const YAML::Node& node) {
    each(node, "`target`",
         {{"tensorflow", [this](const YAML::Node& value) { tensorflow(value); }}});
  }

  void tensorflow(const YAML::Node& node) {
    const auto given = text(node, "tensorflow");
    if (!given) return;
    const std::string_view version = *given;
    const std::size_t dot = version.find('.');
    const std::string_view rest = dot == std::string_view::npos ? "" : version.substr(dot + 1);
    const std::string_view minor = rest.substr(0, rest.find('.'));
    std::uint16_t patch = 0;
    const bool patch_is_number =
        minor.size() == rest.size() || parse_number(rest.substr(minor.size() + 1), patch);
    std::uint16_t major_number = 0;
    std::uint16_t minor_number = 0;
    if (!parse_number(version.substr(0, dot), major_number) || major_number == 0 ||
        !parse_number(minor, minor_number) || !patch_is_number) {
      source_.mistake(
          node, "`tensorflow` must be a version like `\"2.15\"`, not " + quoted(version) + ".");
      return;
    }
    config_.tensorflow_major = major_number;
    config_.tensorflow_minor = minor_number;
  }

  YamlSource& source_;
  RuleSpan rules_;
  const OptionCheck& check_;
  Config config_;
};

}  // namespace

std::optional<FailOn> fail_on_named(std::string_view name) {
  const auto found = std::find(kFailOnNames.begin(), kFailOnNames.end(), name);
  if (found == kFailOnNames.end()) return std::nullopt;
  return static_cast<FailOn>(found - kFailOnNames.begin());
}

std::string_view name_of(FailOn fail_on) {
  return kFailOnNames[static_cast<std::size_t>(fail_on)];
}

LoadedConfig parse_config(const std::string& path, const std::string& bytes, RuleSpan rules,
                          const OptionCheck& check) {
  LoadedConfig loaded;
  YamlSource source(path, bytes);
  if (const auto root = source.load()) {
    loaded.config = ConfigReader(source, rules, check).read(*root);
  }
  loaded.mistakes = source.mistakes();
  if (!loaded.mistakes.empty()) loaded.config = Config();
  loaded.config.path = path;
  return loaded;
}

LoadedConfig load_config(const std::string& path, RuleSpan rules, const OptionCheck& check) {
  Result<std::string> bytes = read_file(path, kLargestFile);
  if (bytes) return parse_config(path, bytes.value(), rules, check);
  LoadedConfig loaded;
  loaded.config.path = path;
  loaded.mistakes.push_back("hybridize: error: " + bytes.error().message + "\n");
  return loaded;
}

std::string find_config(const std::string& folder) {
  for (std::string at = folder;; at = join_path(at, "..")) {
    const std::string candidate = join_path(at, kFileName);
    if (path_exists(candidate)) return candidate;
    if (at == "/" || at == "." || path_exists(join_path(at, ".git"))) return {};
  }
}

}  // namespace hyb::config
