// The list of all checks, made from checks.def: nothing runs before main, nothing registers itself.

#include <algorithm>
#include <array>
#include <cassert>

#include "checks/check.h"

namespace hyb::checks {

#define CHECK(group, name) \
  namespace group {        \
  extern const Check name; \
  }
#include "checks_list.inc"
#undef CHECK

std::span<const Check* const> all_checks() {
  static const auto kAll = [] {
    std::array all = {
#define CHECK(group, name) &group::name,
#include "checks_list.inc"
#undef CHECK
    };
    std::sort(all.begin(), all.end(),
              [](const Check* a, const Check* b) { return a->rule.code < b->rule.code; });
    return all;
  }();
  return kAll;
}

Report& Report::message(std::string_view id, std::vector<std::string> arguments) {
  const auto spec = std::find_if(rule_->messages.begin(), rule_->messages.end(),
                                 [&](const MessageSpec& m) { return m.id == id; });
  assert(spec != rule_->messages.end() && "a message id that the rule does not declare");
  std::string text;
  const std::string_view form = spec == rule_->messages.end() ? "" : spec->text;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const bool placeholder = form[i] == '{' && i + 2 < form.size() && form[i + 2] == '}';
    if (!placeholder) {
      text += form[i];
      continue;
    }
    const auto index = static_cast<std::size_t>(form[i + 1] - '0');
    assert(index < arguments.size() && "a message without enough arguments");
    if (index < arguments.size()) text += arguments[index];
    i += 2;
  }
  diagnostic_.message = {id, std::move(arguments), std::move(text)};
  return *this;
}

namespace detail {

Status parse_into(bool& out, std::span<const std::string> values) {
  if (values.size() == 1 && (values[0] == "true" || values[0] == "false")) {
    out = values[0] == "true";
    return ok_status();
  }
  return Error{"expected true or false"};
}

Status parse_into(int& out, std::span<const std::string> values) {
  if (values.size() == 1) {
    const std::string& text = values[0];
    int parsed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), parsed);
    if (error == std::errc{} && end == text.data() + text.size()) {
      out = parsed;
      return ok_status();
    }
  }
  return Error{"expected a whole number"};
}

Status parse_into(std::string& out, std::span<const std::string> values) {
  if (values.size() != 1) return Error{"expected one text"};
  out = values[0];
  return ok_status();
}

Status parse_into(std::vector<std::string>& out, std::span<const std::string> values) {
  out.assign(values.begin(), values.end());
  return ok_status();
}

}  // namespace detail
}  // namespace hyb::checks
