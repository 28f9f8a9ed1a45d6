#include "app/check/lint.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>

#include "app/check/check_profile.h"
#include "app/check/effort.h"
#include "app/check/suppressing.h"
#include "app/large_stack.h"
#include "checks/check.h"
#include "core/base/parallel.h"
#include "core/base/timeline.h"
#include "core/facts/facts.h"
#include "core/facts/legacy_code.h"
#include "core/rule/engine_rules.h"

namespace hyb::app {
namespace {

// The engine walks expressions and calls to a fixed depth; this is what that depth needs, whatever
// stack the process was started with. Memory is only taken as far as it is used.
constexpr std::size_t kSolverStack = std::size_t{512} << 20;

struct ConfiguredCheck {
  const checks::Check* check = nullptr;
  std::size_t rule = 0;
  std::shared_ptr<void> options;
  Severity severity = Severity::Warning;
  bool severity_changed = false;
};

std::size_t rule_index(std::string_view code) {
  const RuleSpan rules = all_rules();
  const auto at = std::find_if(rules.begin(), rules.end(),
                               [&](const RuleInfo* rule) { return rule->code == code; });
  return static_cast<std::size_t>(at - rules.begin());
}

unsigned job_count(const LintRequest& request) {
  if (request.jobs != 0) return request.jobs;
  return std::max(1U, std::thread::hardware_concurrency());
}

class Run {
 public:
  explicit Run(const LintRequest& request) : request_(request), jobs_(job_count(request)) {}

  LintResult lint() {
    configure();
    result_.project = discover(request_.discover);
    result_.failures = result_.project.failures;
    Program program = link_program(result_.project, request_.discover.overlay, jobs_,
                                   result_.sources, link_stats_);
    const std::unique_ptr<const Facts> solved = solve(program);
    const Facts& facts = *solved;
    check(facts);
    report_engine_findings(program);
    for (Diagnostic& d : result_.findings) cut_to_one_line(d);
    suppress_findings(program, all_rules(), result_.findings);
    std::sort(result_.findings.begin(), result_.findings.end(), comes_before);
    count(facts);
    if (request_.effort) result_.effort = effort_text(facts);
    return std::move(result_);
  }

 private:
  bool enabled(std::size_t rule) const {
    return rule < request_.enabled.size() && request_.enabled[rule];
  }

  void configure() {
    for (const checks::Check* check : checks::all_checks()) {
      const std::size_t index = rule_index(check->rule.code);
      if (!enabled(index)) continue;
      ConfiguredCheck configured{check, index, check->make_options(), check->rule.severity, false};
      for (const OptionSetting& setting : request_.options) {
        if (setting.rule != index) continue;
        for (const OptionSpec& spec : check->rule.options)
          if (spec.name == setting.name)
            static_cast<void>(spec.set(configured.options.get(), setting.values));
      }
      needs_ = needs_ | check->rule.needs;
      checks_.push_back(std::move(configured));
    }
  }

  std::unique_ptr<const Facts> solve(Program& program) {
    std::unique_ptr<const Facts> facts;
    run_on_large_stack(kSolverStack, [&] {
      facts = std::make_unique<const Facts>(program, needs_, Assume::Balanced, jobs_);
    });
    return facts;
  }

  void check(const Facts& facts) {
    const TimelineScope stage("checks");
    const Program& program = facts.program();
    std::vector<std::vector<Diagnostic>> found(program.file_count());
    std::optional<CheckProfile> profile;
    if (request_.profile) profile.emplace(check_names(), jobs_);
    parallel_for(program.file_count(), jobs_, [&](std::size_t i, unsigned worker) {
      const FileId file = FileId::from_index(i);
      if (!result_.project.files[i].report || !program.file(file).parsed) return;
      const TimelineScope one("check a file", result_.project.files[i].path);
      for (std::size_t c = 0; c < checks_.size(); ++c) {
        const ConfiguredCheck& check = checks_[c];
        checks::CheckContext cx(facts, check.check->rule, found[i]);
        const std::size_t before = found[i].size();
        const auto begin = profile ? CheckProfile::Clock::now() : CheckProfile::Clock::time_point{};
        check.check->on_file(file, check.options.get(), cx);
        if (found[i].size() > before && !check.check->rule.for_legacy_code) {
          if (facts.legacy_code().only_tensorflow_1(file)) found[i].resize(before);
        }
        if (profile)
          profile->add(c, worker, CheckProfile::Clock::now() - begin, found[i].size() - before);
      }
    });
    if (profile) result_.profile = profile->text(CheckProfile::Clock::now() - begin_);
    for (std::vector<Diagnostic>& of_file : found)
      for (Diagnostic& d : of_file) add(std::move(d));
  }

  std::vector<std::string_view> check_names() const {
    std::vector<std::string_view> names;
    for (const ConfiguredCheck& check : checks_) names.push_back(check.check->rule.name);
    return names;
  }

  void add(Diagnostic diagnostic) {
    const auto changed = request_.severity.find(rule_index(diagnostic.code));
    if (changed != request_.severity.end()) diagnostic.severity = changed->second;
    result_.findings.push_back(std::move(diagnostic));
  }

  void add(const RuleInfo& rule, Loc where, std::string_view id,
           std::vector<std::string> arguments) {
    if (!enabled(rule_index(rule.code))) return;
    Diagnostic d;
    d.code = rule.code;
    d.name = rule.name;
    d.severity = rule.severity;
    d.where = where;
    d.message = engine_message(rule, id, std::move(arguments));
    add(std::move(d));
  }

  void report_engine_findings(const Program& program) {
    for (std::size_t i = 0; i < program.file_count(); ++i) {
      const FileId id = FileId::from_index(i);
      const ProjectFile& file = result_.project.files[i];
      if (!file.report) continue;
      const ModuleFile& module = program.file(id);
      if (!module.unreadable.empty()) {
        if (file.named)
          result_.failures.push_back("Cannot analyse " + file.path + ": " + module.unreadable);
        else
          add(kFileNotAnalysed, {id, 0, 0}, "default", {module.unreadable});
      } else if (module.timed_out) {
        add(kFileNotAnalysed, {id, 0, 0}, "default", {"takes the parser too long"});
      } else if (!module.tree.errors.empty()) {
        const Loc where = module.tree.errors.front();
        add(kSyntaxError, where, "default", {std::string(program.source(id).text(where))});
      }
      for (const SuppressionProblem& problem : suppression_problems(program, id, all_rules()))
        add(*problem.rule, problem.where, problem.message, problem.arguments);
    }
  }

  void cut_to_one_line(Diagnostic& d) const {
    const SourceFile& source = result_.source(d.where.file);
    if (source.bytes().empty()) return;
    const std::uint32_t end = source.line_end(source.line_at(d.where.begin));
    if (d.where.end > end) d.where.end = std::max(end, d.where.begin);
  }

  void count(const Facts& facts) {
    const flow::EngineStats engine = facts.engine().stats();
    std::uint64_t reported = 0;
    for (const ProjectFile& file : result_.project.files) reported += file.report ? 1 : 0;
    result_.stats = {{"files", result_.project.files.size()},
                     {"files reported on", reported},
                     {"files parsed", link_stats_.files_parsed},
                     {"lines parsed", link_stats_.lines_parsed},
                     {"bytes parsed", link_stats_.bytes_parsed},
                     {"functions", facts.program().functions().size()},
                     {"classes", facts.program().classes().size()},
                     {"contexts", engine.contexts},
                     {"evaluations", engine.evaluations},
                     {"memory cells", engine.cells},
                     {"functions at the context limit", engine.capped_functions},
                     {"objects", facts.values().object_count()},
                     {"values", facts.values().value_count()},
                     {"call edges", facts.edges().size()},
                     {"tf.functions", facts.engine().decorations().size()},
                     {"findings", result_.findings.size()}};
  }

  const CheckProfile::Clock::time_point begin_ = CheckProfile::Clock::now();
  const LintRequest& request_;
  unsigned jobs_;
  LintResult result_;
  LinkStats link_stats_;
  std::vector<ConfiguredCheck> checks_;
  Need needs_ = Need::None;
};

}  // namespace

RuleSpan all_rules() {
  static const std::vector<const RuleInfo*> kRules = [] {
    std::vector<const RuleInfo*> rules;
    for (const checks::Check* check : checks::all_checks()) rules.push_back(&check->rule);
    for (const RuleInfo* rule : engine_rules()) rules.push_back(rule);
    return rules;
  }();
  return kRules;
}

LintResult lint(const LintRequest& request) {
  return Run(request).lint();
}

Status validate_option(const OptionSetting& setting) {
  const RuleInfo& rule = *all_rules()[setting.rule];
  for (const checks::Check* check : checks::all_checks()) {
    if (&check->rule != &rule) continue;
    const std::shared_ptr<void> options = check->make_options();
    for (const OptionSpec& spec : rule.options)
      if (spec.name == setting.name) return spec.set(options.get(), setting.values);
  }
  return Error{"'" + std::string(rule.name) + "' has no option '" + setting.name + "'."};
}

}  // namespace hyb::app
