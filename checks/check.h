#pragma once

// What a check is made of. Included by every check and by the driver. A check is one constant: its
// RuleInfo, its options struct, and a function that is called for each reported file with the
// frozen facts. It keeps no state, so files may be checked in parallel; it reports through Report
// and has no other way out.

#include <charconv>
#include <concepts>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/diag/diagnostic.h"
#include "core/facts/facts.h"
#include "core/rule/rule_info.h"

namespace hyb::checks {

/// Collects one finding and hands it over when it goes out of scope. False when nobody will see it,
/// so that no text is built for nobody:
///     if (auto report = cx.report(loc)) report.message("default", {name}).note(at, "…");
class Report {
 public:
  Report() = default;
  Report(std::vector<Diagnostic>* sink, const RuleInfo& rule, Loc where)
      : sink_(sink), rule_(&rule) {
    diagnostic_.code = rule.code;
    diagnostic_.name = rule.name;
    diagnostic_.severity = rule.severity;
    diagnostic_.where = where;
  }
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;
  Report(Report&&) = delete;
  Report& operator=(Report&&) = delete;
  ~Report() {
    if (sink_ != nullptr) sink_->push_back(std::move(diagnostic_));
  }

  explicit operator bool() const { return sink_ != nullptr; }
  /// Fills the template `id` of RuleInfo::messages; the number of arguments must fit.
  Report& message(std::string_view id, std::vector<std::string> arguments);
  Report& severity(Severity severity) {
    diagnostic_.severity = severity;
    return *this;
  }
  Report& note(Loc where, std::string text, std::uint8_t depth = 0) {
    diagnostic_.notes.push_back({where, std::move(text), depth});
    return *this;
  }
  Report& notes(std::vector<Note> notes) {
    for (Note& n : notes) diagnostic_.notes.push_back(std::move(n));
    return *this;
  }
  Report& fix(Fix fix) {
    diagnostic_.fixes.push_back(std::move(fix));
    return *this;
  }

 private:
  std::vector<Diagnostic>* sink_ = nullptr;
  const RuleInfo* rule_ = nullptr;
  Diagnostic diagnostic_;
};

/// What a check is given for one file: the facts, and a way to report. Nothing else.
class CheckContext {
 public:
  CheckContext(const Facts& facts, const RuleInfo& rule, std::vector<Diagnostic>& sink)
      : facts_(facts), rule_(rule), sink_(sink) {}
  const Facts& facts() const { return facts_; }
  const Program& program() const { return facts_.program(); }
  /// The range must lie on one line; the driver cuts it at the line's end otherwise.
  Report report(Loc where) const { return {&sink_, rule_, where}; }

 private:
  const Facts& facts_;
  const RuleInfo& rule_;
  std::vector<Diagnostic>& sink_;
};

struct Check {
  RuleInfo rule;
  std::shared_ptr<void> (*make_options)() = nullptr;
  void (*on_file)(FileId file, const void* options, CheckContext& cx) = nullptr;
};

namespace detail {

template <class M>
struct MemberOf;
template <class C, class V>
struct MemberOf<V C::*> {
  using Owner = C;
  using Value = V;
};

Status parse_into(bool& out, std::span<const std::string> values);
Status parse_into(int& out, std::span<const std::string> values);
Status parse_into(std::string& out, std::span<const std::string> values);
Status parse_into(std::vector<std::string>& out, std::span<const std::string> values);

template <class T>
constexpr OptionType type_of() {
  if constexpr (std::same_as<T, bool>) return OptionType::Bool;
  if constexpr (std::same_as<T, int>) return OptionType::Int;
  if constexpr (std::same_as<T, std::string>) return OptionType::String;
  return OptionType::StringList;
}

}  // namespace detail

/// option<&Options::min_ops>("min-ops", "24", "…"): ties a YAML key to a struct member, typed.
template <auto Member>
constexpr OptionSpec option(std::string_view name, std::string_view default_text,
                            std::string_view help) {
  using Types = detail::MemberOf<decltype(Member)>;
  return {name, detail::type_of<typename Types::Value>(), default_text, help,
          [](void* options, std::span<const std::string> values) -> Status {
            return detail::parse_into(static_cast<typename Types::Owner*>(options)->*Member,
                                      values);
          }};
}

/// Binds `run(FileId, const Options&, CheckContext&)` into a Check.
template <class Options, void (*Run)(FileId, const Options&, CheckContext&)>
constexpr Check file_check(RuleInfo rule) {
  return {rule, [] { return std::static_pointer_cast<void>(std::make_shared<Options>()); },
          [](FileId file, const void* options, CheckContext& cx) {
            Run(file, *static_cast<const Options*>(options), cx);
          }};
}

/// For checks without options.
struct NoOptions {};

/// All checks in code order.
std::span<const Check* const> all_checks();

}  // namespace hyb::checks
