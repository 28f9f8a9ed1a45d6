#include "app/check/check_command.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/check/fix_driver.h"
#include "app/check/trace_events.h"
#include "app/interrupt.h"
#include "app/report/report.h"
#include "app/settings.h"
#include "core/text/display_width.h"
#include "core/text/file_system.h"
#include "fixits/apply.h"

namespace hyb::app {

namespace {

constexpr int kClean = 0;
constexpr int kFindings = 1;
constexpr int kFailed = 2;

bool reaches(Severity severity, config::FailOn fail_on) {
  switch (fail_on) {
    case config::FailOn::Note:
      return true;
    case config::FailOn::Warning:
      return severity != Severity::Note;
    case config::FailOn::Error:
      return severity == Severity::Error;
    case config::FailOn::Never:
      return false;
  }
  return false;
}

class CheckRun {
 public:
  CheckRun(const Arguments& arguments, Console& console)
      : arguments_(arguments),
        console_(console),
        settings_(make_settings(arguments, all_rules())),
        trace_(arguments.trace_events) {}

  int run() {
    for (const std::string& mistake : settings_.mistakes) console_.err(mistake);
    if (!settings_.mistakes.empty() || is_misspelt_command()) return kFailed;
    if (arguments_.fix || arguments_.diff) {
      fix();
    } else {
      outcome_.before = lint(settings_.request);
    }
    for (const std::string& failure : reported().failures) console_.error(failure);
    failed_ = failed_ || !reported().failures.empty();
    if (!outcome_.failure.empty()) console_.error(outcome_.failure);
    failed_ = failed_ || !outcome_.failure.empty();
    write_reports();
    if (const Status written = trace_.write(); !written) {
      console_.error(written.error().message);
      failed_ = true;
    }
    if (arguments_.stats) print_stats();
    if (arguments_.profile) console_.err(reported().profile);
    return status();
  }

 private:
  /// `hybridize chekc` is a path for the parser; nobody has a file of that name.
  bool is_misspelt_command() {
    if (arguments_.command_given || arguments_.paths.empty()) return false;
    const std::string& word = arguments_.paths.front();
    if (path_exists(word)) return false;
    const auto nearest = did_you_mean(word, command_names());
    if (!nearest) return false;
    console_.error("There is no command, file or folder `" + escape_controls(word) +
                   "`; did you mean `hybridize " + *nearest + "`?");
    return true;
  }

  void fix() {
    const Applicability threshold =
        arguments_.unsafe_fixes ? Applicability::Unsafe : Applicability::Safe;
    outcome_ = settle_fixes(settings_.request, threshold, lint);
    if (!outcome_.failure.empty()) return;
    if (arguments_.diff) {
      for (const FileChange& change : outcome_.changes) {
        console_.out(fixits::unified_diff(diff_path(change.path), change.before, change.after));
      }
      console_.err(escape_lines(describe_fixes(outcome_, "would fix")));
      return;
    }
    if (const Status written = write_changes(outcome_.changes); !written) {
      outcome_.failure = written.error().message;
      outcome_.changes.clear();  // what is reported below is what stands on the disk
      return;
    }
    console_.err(escape_lines(describe_fixes(outcome_, "fixed")));
  }

  /// A path that `git apply` takes with -p1.
  static std::string_view diff_path(std::string_view path) {
    while (path.starts_with('/')) path.remove_prefix(1);
    return path;
  }

  static std::string escape_lines(std::string_view text) {
    std::string out;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      out += escape_controls(text.substr(0, end)) + "\n";
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return out;
  }

  /// What the files on the disk have now.
  const LintResult& reported() const {
    return arguments_.diff ? outcome_.before : outcome_.remaining();
  }

  int findings_status() const {
    if (arguments_.exit_zero) return kClean;
    if (arguments_.diff && !outcome_.changes.empty()) return kFindings;
    const std::vector<Diagnostic>& findings = outcome_.remaining().findings;
    const bool found = std::any_of(findings.begin(), findings.end(), [&](const Diagnostic& one) {
      return !one.suppressed && reaches(one.severity, settings_.fail_on);
    });
    return found ? kFindings : kClean;
  }

  int status() const { return failed_ || console_.failed() ? kFailed : findings_status(); }

  void write_reports() {
    const bool stdout_taken =
        arguments_.diff || std::any_of(arguments_.outputs.begin(), arguments_.outputs.end(),
                                       [](const OutputFile& one) { return one.path == "-"; });
    const Format format = arguments_.format.value_or(Format::Text);
    if (!stdout_taken) {
      if (format == Format::Sarif && failed_) {
        say_not_written("standard output");
      } else {
        console_.out(text_of(format, true));
      }
    } else if (!arguments_.diff) {
      console_.err(text_of(Format::Text, false));
    }
    // SARIF last: when another report cannot be written, the run has failed and no log may say that
    // it has not.
    for (const bool sarif : {false, true}) {
      for (const OutputFile& output : arguments_.outputs) {
        if ((output.format == Format::Sarif) == sarif) write(output);
      }
    }
  }

  void write(const OutputFile& output) {
    if (output.format == Format::Sarif && failed_) {
      say_not_written(output.path == "-" ? "standard output" : output.path);
      return;
    }
    const std::string text = text_of(output.format, false);
    if (output.path == "-") {
      console_.out(text);
      return;
    }
    const HoldInterrupts hold;
    if (const Status written = write_file_atomically(output.path, text); !written) {
      console_.error(written.error().message);
      failed_ = true;
    }
  }

  void say_not_written(std::string_view where) {
    console_.warning(
        "No SARIF was written to " + escape_controls(where) +
        ", because the run failed and a log would close findings that are still there.");
  }

  std::string text_of(Format format, bool is_terminal) {
    TextStyle style;
    style.show_suppressed = arguments_.show_suppressed;
    if (is_terminal) {
      style.color = Console::use_color(arguments_.color);
      style.columns = Console::columns();
    }
    switch (format) {
      case Format::Text:
        return report_text(reported(), style);
      case Format::Concise:
        return report_concise(reported(), style);
      case Format::Json:
        return report_json(reported());
      case Format::Sarif:
        break;
    }
    SarifOptions options;
    options.category = arguments_.sarif_category;
    options.partial = is_partial(reported().project);
    options.exit_code = findings_status();
    options.enabled = settings_.request.enabled;
    if (options.partial && !std::exchange(partial_told_, true)) {
      console_.warning(
          "This run reports on a part of the project only, so its SARIF category ends in "
          "`/partial/`; it does not replace the results of a full run.");
    }
    return report_sarif(reported(), all_rules(), options);
  }

  void print_stats() {
    std::size_t widest = 0;
    for (const Stat& stat : reported().stats) widest = std::max(widest, stat.name.size());
    std::string text;
    for (const Stat& stat : reported().stats) {
      text += stat.name + std::string(widest + 2 - stat.name.size(), ' ') +
              std::to_string(stat.value) + "\n";
    }
    console_.err(text + escape_lines(reported().effort));
  }

  const Arguments& arguments_;
  Console& console_;
  Settings settings_;
  TraceEvents trace_;
  FixOutcome outcome_;
  bool failed_ = false;
  bool partial_told_ = false;
};

}  // namespace

int run_check(const Arguments& arguments, Console& console) {
  return CheckRun(arguments, console).run();
}

}  // namespace hyb::app
