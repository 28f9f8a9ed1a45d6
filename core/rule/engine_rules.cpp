#include "core/rule/engine_rules.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <utility>

namespace hyb {

namespace {

constexpr std::string_view kGroup = "lint";

constexpr std::array kSyntaxErrorMessages{MessageSpec{
    "default", "This cannot be read as Python near '{0}'. The rest of the file was analysed."}};

constexpr std::array kFileNotAnalysedMessages{
    MessageSpec{"default", "This file was not analysed: '{0}'."}};

constexpr std::array kUnknownSuppressionMessages{
    MessageSpec{"default", "No check is called '{0}', so this comment silences nothing."},
    MessageSpec{"near",
                "No check is called '{0}', so this comment silences nothing. The nearest name is "
                "'{1}'."}};

constexpr std::array kMalformedSuppressionMessages{
    MessageSpec{"default", "This comment silences nothing: '{0}'."}};

/// The first line of a text out of a program, or as much of it as fits into a message.
std::string excerpt(std::string_view text) {
  constexpr std::size_t kLongest = 120;
  constexpr std::string_view kDots = "...";
  const std::size_t line = std::min(text.find_first_of("\r\n"), text.size());
  if (line == text.size() && line <= kLongest) return std::string(text);
  std::size_t end = std::min(line, kLongest);
  while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;  // not inside a character
  }
  return std::string(text.substr(0, end)).append(kDots);
}

}  // namespace

constinit const RuleInfo kSyntaxError{
    .code = "HYB901",
    .name = "syntax-error",
    .group = kGroup,
    .summary = "A file has a syntax error.",
    .docs =
#include "syntax_error.md.inc"
        ,
    .severity = Severity::Error,
    .precision = Precision::VeryHigh,
    .messages = kSyntaxErrorMessages,
    .options = {},
};

constinit const RuleInfo kFileNotAnalysed{
    .code = "HYB902",
    .name = "file-not-analysed",
    .group = kGroup,
    .summary = "A file of the program could not be analysed.",
    .docs =
#include "file_not_analysed.md.inc"
        ,
    .severity = Severity::Error,
    .precision = Precision::VeryHigh,
    .messages = kFileNotAnalysedMessages,
    .options = {},
};

constinit const RuleInfo kUnknownSuppression{
    .code = "HYB903",
    .name = "unknown-suppression",
    .group = kGroup,
    .summary = "A suppression comment names no check.",
    .docs =
#include "unknown_suppression.md.inc"
        ,
    .severity = Severity::Warning,
    .precision = Precision::VeryHigh,
    .messages = kUnknownSuppressionMessages,
    .options = {},
};

constinit const RuleInfo kMalformedSuppression{
    .code = "HYB904",
    .name = "malformed-suppression",
    .group = kGroup,
    .summary = "A suppression comment cannot be read.",
    .docs =
#include "malformed_suppression.md.inc"
        ,
    .severity = Severity::Warning,
    .precision = Precision::VeryHigh,
    .messages = kMalformedSuppressionMessages,
    .options = {},
};

RuleSpan engine_rules() {
  static constexpr std::array<const RuleInfo*, 4> kRules{
      &kSyntaxError, &kFileNotAnalysed, &kUnknownSuppression, &kMalformedSuppression};
  return kRules;
}

Message engine_message(const RuleInfo& rule, std::string_view id,
                       std::vector<std::string> arguments) {
  const auto spec = std::find_if(rule.messages.begin(), rule.messages.end(),
                                 [&](const MessageSpec& message) { return message.id == id; });
  assert(spec != rule.messages.end());
  for (std::string& argument : arguments) argument = excerpt(argument);
  Message message;
  message.id = spec->id;
  for (std::size_t i = 0; i < spec->text.size(); ++i) {
    const char c = spec->text[i];
    // Placeholders are one digit in braces; no template has braces of its own.
    if (c == '{') {
      const auto index = static_cast<std::size_t>(spec->text[i + 1] - '0');
      assert(index < arguments.size());
      message.text += arguments[index];
      i += 2;
    } else {
      message.text += c;
    }
  }
  message.arguments = std::move(arguments);
  return message;
}

}  // namespace hyb
