#include "tests/app/made_result.h"

#include <array>
#include <utility>

#include "core/rule/engine_rules.h"

namespace hyb::app::test {

namespace {

constexpr std::array kPrintMessages{
    MessageSpec{"default", "'{0}' runs only while '{1}' is traced."}};
constexpr std::array kRetraceMessages{MessageSpec{"default", "Calling '{0}' traces it anew."}};

constexpr std::string_view kPrintPage =
    "# side-effect-print (HYB013)\n\n## What it does\n\nReports `print` in a traced\nfunction.\n\n"
    "## Why it matters\n\nIt prints once per trace.\n\n## What to do instead\n\nUse `tf.print`.\n";

}  // namespace

constinit const RuleInfo kPrintRule{
    .code = "HYB013",
    .name = "side-effect-print",
    .group = "side-effect",
    .summary = "A traced function prints.",
    .docs = kPrintPage,
    .severity = Severity::Warning,
    .best_fix = Applicability::Safe,
    .has_fix = true,
    .messages = kPrintMessages,
    .options = {},
};

constinit const RuleInfo kRetraceRule{
    .code = "HYB020",
    .name = "retracing-lambda",
    .group = "retracing",
    .summary = "A function is traced anew for every call.",
    .docs = "# retracing-lambda (HYB020)\n",
    .severity = Severity::Error,
    .precision = Precision::VeryHigh,
    .messages = kRetraceMessages,
    .options = {},
};

RuleSpan made_rules() {
  static const std::array<const RuleInfo*, 6> kRules{&kPrintRule,          &kRetraceRule,
                                                     &kSyntaxError,        &kFileNotAnalysed,
                                                     &kUnknownSuppression, &kMalformedSuppression};
  return kRules;
}

RuleSet all_enabled() {
  return RuleSet(made_rules().size(), true);
}

MadeResult::MadeResult(std::string root) {
  result.project.root = std::move(root);
}

FileId MadeResult::add(const std::string& path, const std::string& bytes) {
  ProjectFile file;
  file.path = path;
  file.absolute = path.starts_with('/') ? path : result.project.root + "/" + path;
  file.report = true;
  for (std::size_t i = 0; i + 3 < path.size(); ++i) file.module += path[i] == '/' ? '.' : path[i];
  result.project.files.push_back(std::move(file));
  result.sources.emplace_back(path, bytes);
  return FileId::from_index(result.sources.size() - 1);
}

Loc MadeResult::at(FileId file, std::string_view text, std::size_t nth) const {
  const std::string_view bytes = result.source(file).bytes();
  std::size_t begin = bytes.find(text);
  for (; nth > 0; --nth) begin = bytes.find(text, begin + 1);
  return {file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + text.size())};
}

Diagnostic& MadeResult::find(const RuleInfo& rule, Loc where, std::vector<std::string> arguments) {
  Diagnostic finding;
  finding.code = rule.code;
  finding.name = rule.name;
  finding.severity = rule.severity;
  finding.where = where;
  finding.message = engine_message(rule, rule.messages.front().id, std::move(arguments));
  result.findings.push_back(std::move(finding));
  return result.findings.back();
}

}  // namespace hyb::app::test
