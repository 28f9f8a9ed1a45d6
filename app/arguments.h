#pragma once

// The command line, taken apart: which command, with which options. Made once from the words behind
// the program's name; read by the commands. Everything that can be judged without the disk and
// without the rules has been checked, and a misspelt word is told with the nearest right one.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/report/report.h"
#include "config/config.h"
#include "core/base/result.h"
#include "core/verdicts/verdict.h"

namespace hyb::app {

enum class Command : std::uint8_t {
  Check,
  Facts,
  Explain,
  Report,
  Rules,
  Config,
  Debug,
  PrintText
};

enum class ExplainFormat : std::uint8_t { Text, Json, Dot, Html };

enum class ReportFormat : std::uint8_t { Markdown, Html, Json };

enum class Color : std::uint8_t { Auto, Always, Never };

/// One `-o FORMAT=PATH`; the path `-` is standard output.
struct OutputFile {
  Format format = Format::Text;
  std::string path;
};

struct Arguments {
  Command command = Command::Check;
  bool command_given = false;       // false: `check` was implied
  std::string text;                 // PrintText: the help or the version
  std::vector<std::string> paths;   // check, facts, report, debug
  std::vector<std::string> checks;  // the words of all --checks, in order
  std::optional<Format> format;
  std::vector<OutputFile> outputs;
  bool fix = false;
  bool unsafe_fixes = false;
  bool diff = false;
  std::string config_file;
  bool isolated = false;
  unsigned jobs = 0;
  bool stats = false;
  bool profile = false;
  std::string trace_events;  // check, facts, report: file for a timeline of the stages
  bool exit_zero = false;
  std::optional<config::FailOn> fail_on;
  bool show_suppressed = false;
  Color color = Color::Auto;
  std::string sarif_category;
  std::vector<std::string> exclude;
  bool no_respect_gitignore = false;
  std::string rule;                  // rules NAME
  bool json = false;                 // rules --json
  bool example = false;              // config --example
  std::string stage;                 // debug --print=STAGE
  std::string function;              // facts, debug --function GLOB
  bool as_text = false;              // facts --format text
  Assume assume = Assume::Balanced;  // facts, explain, report --assume
  std::string target;                // explain FILE:FUNCTION
  ExplainFormat explain_format = ExplainFormat::Text;
  ReportFormat report_format = ReportFormat::Markdown;
  std::optional<Precondition> why_not;              // explain --why-not
  bool plans_only = false;                          // explain --flip
  std::optional<std::size_t> depth;                 // explain --depth
  std::vector<std::pair<VerdictFact, bool>> given;  // explain --assume FACT=true
};

/// `words` without the program's name. The error is one sentence for standard error.
Result<Arguments> parse_arguments(const std::vector<std::string>& words);

/// The names of the commands, for suggestions.
std::vector<std::string_view> command_names();

}  // namespace hyb::app
