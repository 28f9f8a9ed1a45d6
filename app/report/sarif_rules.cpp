#include "app/report/sarif_rules.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "app/report/sarif_text.h"
#include "app/version.h"
#include "core/rule/engine_rules.h"

namespace hyb::app {

namespace {

constexpr std::size_t kTextLimit = 1024;  // of a rule's description on GitHub

SarifJson text_object(std::string_view text) {
  SarifJson object = SarifJson::object();
  object["text"] = text;
  return object;
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

/// GitHub's own word for a level.
std::string_view problem_severity(Severity severity) {
  return severity == Severity::Note ? "recommendation" : sarif_level(severity);
}

std::string_view fix_word(const RuleInfo& rule) {
  if (!rule.has_fix) return "none";
  switch (rule.best_fix) {
    case Applicability::Display:
      return "display";
    case Applicability::Unsafe:
      return "unsafe";
    case Applicability::Safe:
      return "safe";
  }
  return "";
}

std::string or_summary(std::string text, const RuleInfo& rule) {
  return text.empty() ? std::string(rule.summary) : std::move(text);
}

void put_description(SarifJson& object, const RuleInfo& rule) {
  object["id"] = rule.code;
  object["name"] = pascal_case(rule.name);
  object["shortDescription"] = text_object(shortened(rule.summary, kTextLimit));
  object["fullDescription"] = text_object(
      shortened(or_summary(page_paragraph(rule.docs, "What it does"), rule), kTextLimit));
  object["help"] = text_object(or_summary(page_paragraph(rule.docs, "What to do instead"), rule));
  object["help"]["markdown"] = rule.docs;
}

SarifJson rule_descriptor(const RuleInfo& rule) {
  SarifJson object = SarifJson::object();
  put_description(object, rule);
  object["helpUri"] = std::string(kInformationUri).append("/rules/").append(rule.name);
  object["defaultConfiguration"]["level"] = sarif_level(rule.severity);
  object["defaultConfiguration"]["enabled"] = rule.default_on;
  SarifJson strings = SarifJson::object();
  for (const MessageSpec& message : rule.messages) {
    strings[std::string(message.id)] = text_object(message.text);
    const std::string place = std::to_string(placeholder_count(message.text));
    strings[std::string(message.id) + std::string(kRelatedSuffix)] =
        text_object(std::string(message.text) + " See '{" + place + "}'.");
  }
  object["messageStrings"] = std::move(strings);
  SarifJson& properties = object["properties"];
  properties["tags"] = SarifJson::array({rule.group, "tensorflow"});
  properties["precision"] = precision_word(rule.precision);
  properties["problem.severity"] = problem_severity(rule.severity);
  properties["hybridize/name"] = rule.name;
  properties["hybridize/group"] = rule.group;
  properties["hybridize/fix"] = fix_word(rule);
  properties["hybridize/maturity"] = rule.maturity == Maturity::Stable ? "stable" : "preview";
  return object;
}

/// A notification that is no rule: nothing in the code is wrong.
struct NotificationText {
  std::string_view id;
  std::string_view name;
  std::string_view what;
  std::string_view help;
};

constexpr NotificationText kResultsCut{
    "HYB991", "ResultsCut", "Not every finding was written to this log.",
    "Fix or suppress findings, or select fewer checks, until all findings fit into one log."};
constexpr NotificationText kOutsideProject{
    "HYB992", "OutsideProject", "A finding lies outside of the project and is not in this log.",
    "Run in a folder that holds all analysed files, or read the findings in another format."};

SarifJson notification_descriptor(const NotificationText& text) {
  SarifJson object = SarifJson::object();
  object["id"] = text.id;
  object["name"] = text.name;
  object["shortDescription"] = text_object(text.what);
  object["fullDescription"] = text_object(text.what);
  object["help"] = text_object(text.help);
  object["defaultConfiguration"]["level"] = "warning";
  return object;
}

SarifJson notification_descriptor(const RuleInfo& rule) {
  SarifJson object = SarifJson::object();
  put_description(object, rule);
  object["defaultConfiguration"]["level"] = "warning";
  return object;
}

}  // namespace

std::string_view id_of(Notification notification) {
  switch (notification) {
    case Notification::SyntaxError:
      return kSyntaxError.code;
    case Notification::FileNotAnalysed:
      return kFileNotAnalysed.code;
    case Notification::ResultsCut:
      return kResultsCut.id;
    case Notification::OutsideProject:
      return kOutsideProject.id;
  }
  return "";
}

std::string_view sarif_level(Severity severity) {
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

SarifJson sarif_driver(const std::vector<const RuleInfo*>& rules) {
  SarifJson driver = SarifJson::object();
  driver["name"] = "hybridize";
  driver["organization"] = "hybridize";
  driver["semanticVersion"] = kVersion;
  driver["version"] = kVersion;
  driver["informationUri"] = kInformationUri;
  driver["rules"] = SarifJson::array();
  for (const RuleInfo* rule : rules) driver["rules"].push_back(rule_descriptor(*rule));
  driver["notifications"] = SarifJson::array(
      {notification_descriptor(kSyntaxError), notification_descriptor(kFileNotAnalysed),
       notification_descriptor(kResultsCut), notification_descriptor(kOutsideProject)});
  return driver;
}

}  // namespace hyb::app
