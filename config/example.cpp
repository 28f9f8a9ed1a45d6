#include <algorithm>
#include <cstddef>
#include <string>

#include "config/config.h"

namespace hyb::config {

namespace {

constexpr std::string_view kHead =
    R"(# Settings of hybridize. Copy this file to .hybridize.yaml at the root of your project. The nearest
# one, upward from the first path on the command line, is read, and no other. Everything in it is
# optional; what stands here are the defaults. Made by `hybridize config --example`.

version: 1

# Which checks run: words in order, the later wins. A word is a code, a name, a group, a glob (in
# quotes when it begins with `*`), `default`, `all` or `none`; a leading `-` switches off. The words of
# --checks on the command line follow these.
checks:
  - default
  # - -side-effect
  # - "*-print"
)";

constexpr std::string_view kSeverityHead = R"(
# How bad a finding is: error, warning, note, or off. The key is a check, a group or a glob; a check's
# own line wins.
severity:
)";

constexpr std::string_view kOptionsHead = R"(
# What can be tuned, by check.
options:
)";

constexpr std::string_view kTail = R"(
# From which severity on the exit status is 1: error, warning, note, never.
fail-on: warning

files:
  # What is not read at all, in the words of a .gitignore file, seen from the project's root.
  exclude: []
  # What .gitignore files exclude is not read either.
  respect-gitignore: true

# What the program is written for. Without a version here, the project's own requirements tell.
target:
  # tensorflow: "2.15"
)";

std::string_view severity_word(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "";
}

}  // namespace

std::string example_config(RuleSpan rules) {
  std::size_t widest = 0;
  for (const RuleInfo* rule : rules) {
    widest = std::max(widest, rule->name.size() + severity_word(rule->severity).size());
  }
  std::string text(kHead);
  text += kSeverityHead;
  for (const RuleInfo* rule : rules) {
    const std::string_view word = severity_word(rule->severity);
    text += "  # " + std::string(rule->name) + ": " + std::string(word);
    text.append(widest - rule->name.size() - word.size(), ' ');
    text += "  # " + std::string(rule->code) + " " + std::string(rule->summary);
    if (!rule->default_on) text += " Not on by default.";
    text += "\n";
  }
  text += kOptionsHead;
  for (const RuleInfo* rule : rules) {
    if (rule->options.empty()) continue;
    text += "  # " + std::string(rule->name) + ":\n";
    for (const OptionSpec& option : rule->options) {
      text += "  #   " + std::string(option.name) + ": " + std::string(option.default_text) +
              "  # " + std::string(option.help) + "\n";
    }
  }
  text += kTail;
  return text;
}

}  // namespace hyb::config
