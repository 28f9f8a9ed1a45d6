// CLI11 does the parsing; what it leaves to be wished for is done around it. All options belong to
// commands and none to the program, because a path that is called like a command would otherwise be
// taken for it; so the command is put in front before CLI11 sees the words, `check` if none is
// named. CLI11 also does not say what a misspelt option may have meant, so unknown ones are found
// first.

#include "app/arguments.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "app/version.h"
#include "core/rule/selector.h"

namespace hyb::app {

namespace {

constexpr std::array<std::string_view, 8> kCommands{"check", "facts",  "explain", "report",
                                                    "rules", "config", "debug",   "help"};
constexpr std::array<std::string_view, 2> kFactsFormats{"json", "text"};
constexpr std::array<std::string_view, 4> kExplainFormats{"text", "json", "dot", "html"};
constexpr std::array<std::string_view, 3> kReportFormats{"markdown", "html", "json"};
constexpr std::array<std::string_view, 3> kColors{"auto", "always", "never"};
constexpr std::array<std::string_view, 4> kLevels{"error", "warning", "note", "never"};
constexpr std::array<std::string_view, 3> kAssumptions{"strict", "balanced", "optimistic"};
constexpr unsigned kMostJobs = 1024;

constexpr std::string_view kTopHelp =
    R"(Finds TensorFlow code that should run in a graph, and graph code that should not be as it is.

Usage: hybridize [check] [OPTIONS] [PATHS...]
       hybridize facts [PATHS...] [--format json|text] [--function GLOB] [--assume HOW]
       hybridize explain FILE:FUNCTION|FILE:LINE [--format text|json|dot|html] [--flip]
       hybridize report [PATHS...] [--format markdown|html|json] [--assume HOW]
       hybridize rules [NAME|GLOB] [--json]
       hybridize config [--example]
       hybridize debug --print=STAGE [PATHS...] [--function GLOB]
       hybridize help [COMMAND]

Commands:
  check    find problems in the given files and folders (default: the current folder)
  facts    print what the analysis knows of each function
  explain  tell why one function should be a graph or not, and what would turn that
  report   print one page on all functions: what could be a graph, and what stands in the way
  rules    list the checks, or print the page of one
  config   print the settings in effect, or an example file
  debug    print what a stage of the analysis knows
  help     print this text, or the options of a command

Exit status: 0 nothing to report, 1 findings (or --diff has changes), 2 the answer cannot be trusted.

`hybridize help check` lists all options.
)";

/// What CLI11 fills in before it is checked.
struct Raw {
  Arguments arguments;
  std::vector<std::string> checks;
  std::vector<std::string> outputs;
  std::string format;
  std::string fail_on;
  std::string color;
  std::string jobs;
  std::string topic;
  std::string facts_format;
  std::string assume;
  std::string explain_format;
  std::string report_format;
  std::vector<std::string> assumptions;
  std::string why_not;
  std::string depth;
};

void add_project_options(CLI::App& command, Raw& raw) {
  Arguments& a = raw.arguments;
  command.add_option("--config", a.config_file, "Read the settings from this file")
      ->type_name("FILE");
  command.add_flag("--isolated", a.isolated, "Read no settings file");
  command
      .add_option(
          "--checks", raw.checks,
          "Select checks: words in order, later wins; codes, names, groups, globs, default, "
          "all, none, each with a leading - to switch off; follows the settings file")
      ->allow_extra_args(false)
      ->type_name("LIST");
}

void add_run_options(CLI::App& command, Raw& raw) {
  Arguments& a = raw.arguments;
  command.add_option("paths", a.paths, "Files and folders to report on")->type_name("PATHS");
  command.add_option("-j,--jobs", raw.jobs, "Threads to use (default: one per core)")
      ->type_name("N");
  command.add_option("--exclude", a.exclude, "Leave out what a .gitignore line like this would")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  command
      .add_option("--trace-events", a.trace_events,
                  "Write when each stage ran to this file, as Chrome trace events")
      ->type_name("FILE");
  command.add_flag("--no-respect-gitignore", a.no_respect_gitignore,
                   "Also read what .gitignore files exclude");
}

void add_check(CLI::App& app, Raw& raw) {
  Arguments& a = raw.arguments;
  CLI::App& check = *app.add_subcommand("check", "Find problems in files and folders");
  add_run_options(check, raw);
  add_project_options(check, raw);
  check.add_option("--format", raw.format, "What standard output gets: text, concise, json, sarif")
      ->type_name("FORMAT");
  check
      .add_option("-o,--output", raw.outputs, "Also write a report; the path - is standard output")
      ->allow_extra_args(false)
      ->type_name("FORMAT=PATH");
  check.add_flag("--fix", a.fix, "Apply safe fixes to the files");
  check.add_flag("--unsafe-fixes", a.unsafe_fixes,
                 "With --fix or --diff: also fixes that may change what the program does");
  check.add_flag("--diff", a.diff, "Print what --fix would change, and change nothing");
  check
      .add_option("--fail-on", raw.fail_on,
                  "Exit with 1 from this severity on: error, warning (default), note, never")
      ->type_name("LEVEL");
  check.add_flag("--exit-zero", a.exit_zero, "Exit with 0 in spite of findings");
  check.add_flag("--show-suppressed", a.show_suppressed, "Also print suppressed findings");
  check.add_flag("--stats", a.stats, "Print counts of each stage to standard error");
  check.add_flag("--profile", a.profile, "Print how long each check took to standard error");
  check.add_option("--color", raw.color, "auto, always or never")->type_name("WHEN");
  check
      .add_option("--sarif-category", a.sarif_category,
                  "What code scanning calls this run (default: hybridize)")
      ->type_name("NAME");
}

void add_explain(CLI::App& app, Raw& raw) {
  Arguments& a = raw.arguments;
  CLI::App& explain =
      *app.add_subcommand("explain", "Tell why a function should be a graph or not");
  explain.add_option("target", a.target, "A function by its qualified name, or a line inside it")
      ->type_name("FILE:FUNCTION|FILE:LINE")
      ->required();
  explain.add_option("--format", raw.explain_format, "text (default), json, dot or html")
      ->type_name("FORMAT");
  explain.add_option("--why-not", raw.why_not, "What keeps it from this precondition: P1 to P6")
      ->type_name("P");
  explain.add_flag("--flip", a.plans_only, "Only what would turn the verdict");
  explain.add_option("--depth", raw.depth, "How many calls of a chain to show (default: all)")
      ->type_name("N");
  explain
      .add_option("--assume", raw.assumptions,
                  "What an unknown fact does to the verdict: strict, balanced (default), "
                  "optimistic; or FACT=true|false, a fact to take as given")
      ->allow_extra_args(false)
      ->type_name("HOW|FACT=BOOL");
  explain.add_option("-j,--jobs", raw.jobs, "Threads to use (default: one per core)")
      ->type_name("N");
  explain.add_option("--exclude", a.exclude, "Leave out what a .gitignore line like this would")
      ->allow_extra_args(false)
      ->type_name("GLOB");
  explain
      .add_option("--trace-events", a.trace_events,
                  "Write when each stage ran to this file, as Chrome trace events")
      ->type_name("FILE");
  explain.add_flag("--no-respect-gitignore", a.no_respect_gitignore,
                   "Also read what .gitignore files exclude");
  add_project_options(explain, raw);
}

void add_assume(CLI::App& command, Raw& raw) {
  command
      .add_option("--assume", raw.assume,
                  "What an unknown fact does to a verdict: strict, balanced (default), optimistic")
      ->type_name("HOW");
}

void add_commands(CLI::App& app, Raw& raw) {
  Arguments& a = raw.arguments;
  add_check(app, raw);
  add_explain(app, raw);
  CLI::App& facts = *app.add_subcommand("facts", "Print what the analysis knows of each function");
  add_run_options(facts, raw);
  add_project_options(facts, raw);
  facts.add_option("--format", raw.facts_format, "json (default) or text")->type_name("FORMAT");
  add_assume(facts, raw);
  facts.add_option("--function", a.function, "Only functions whose qualified name matches")
      ->type_name("GLOB");
  CLI::App& report = *app.add_subcommand("report", "Print one page on all functions of a project");
  add_run_options(report, raw);
  add_project_options(report, raw);
  add_assume(report, raw);
  report.add_option("--format", raw.report_format, "markdown (default), html or json")
      ->type_name("FORMAT");
  CLI::App& rules = *app.add_subcommand("rules", "List the checks, or print the page of one");
  rules.add_option("name", a.rule, "A code or name for its page; a group or glob for a list")
      ->type_name("NAME|GLOB");
  rules.add_flag("--json", a.json, "Print JSON");
  add_project_options(rules, raw);
  CLI::App& config = *app.add_subcommand("config", "Print the settings in effect");
  config.add_flag("--example", a.example, "Print an example of .hybridize.yaml instead");
  add_project_options(config, raw);
  CLI::App& debug = *app.add_subcommand("debug", "Print what a stage of the analysis knows");
  debug.add_option("--print", a.stage, "The stage")->type_name("STAGE")->required();
  debug
      .add_option("--function", a.function,
                  "With values, calls and heap: only functions whose qualified name matches")
      ->type_name("GLOB");
  add_run_options(debug, raw);
  add_project_options(debug, raw);
  CLI::App& help = *app.add_subcommand("help", "Print the options of a command");
  help.add_option("command", raw.topic, "The command")->type_name("COMMAND");
}

bool is_command(std::string_view word) {
  return std::find(kCommands.begin(), kCommands.end(), word) != kCommands.end();
}

bool looks_like_option(std::string_view word) {
  return word.size() > 1 && word.front() == '-';
}

/// The option's own part of a word: "--checks" of "--checks=-x", "-j" of "-j4".
std::string option_name(std::string_view word) {
  if (word.starts_with("--")) return std::string(word.substr(0, word.find('=')));
  return std::string(word.substr(0, 2));
}

/// True when the option that `word` names takes the next word as its value.
bool takes_next(const CLI::App& command, std::string_view word) {
  const CLI::Option* option = command.get_option_no_throw(option_name(word));
  if (option == nullptr || option->get_items_expected_max() == 0) return false;
  return word.starts_with("--") ? word.find('=') == std::string_view::npos : word.size() == 2;
}

/// The words with the command in front.
std::vector<std::string> with_command(const CLI::App& check, std::vector<std::string> words,
                                      bool& given) {
  for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
    if (looks_like_option(words[i])) {
      if (takes_next(check, words[i])) ++i;
      continue;
    }
    if (!is_command(words[i])) break;
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(i);
    std::rotate(words.begin(), at, at + 1);
    given = true;
    return words;
  }
  words.insert(words.begin(), "check");
  given = false;
  return words;
}

std::string with_suggestion(std::string sentence, std::string_view word,
                            std::span<const std::string_view> known, std::string_view otherwise) {
  if (const auto nearest = did_you_mean(word, known)) {
    return sentence + "; did you mean `" + *nearest + "`?";
  }
  return sentence + "; " + std::string(otherwise);
}

std::string joined(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

Error unknown_word(std::string_view what, std::string_view word,
                   std::span<const std::string_view> known) {
  return Error{with_suggestion("There is no " + std::string(what) + " `" + std::string(word) + "`",
                               word, known, "write " + joined(known) + ".")};
}

/// The first option that the command does not have.
Status known_options(const CLI::App& command, const std::vector<std::string>& words) {
  for (std::size_t i = 1; i < words.size() && words[i] != "--"; ++i) {
    if (!looks_like_option(words[i])) continue;
    const std::string name = option_name(words[i]);
    if (command.get_option_no_throw(name) != nullptr) {
      if (takes_next(command, words[i])) ++i;
      continue;
    }
    std::vector<std::string> names;
    for (const CLI::Option* option : command.get_options()) {
      for (const std::string& known : option->get_lnames()) names.push_back("--" + known);
      for (const std::string& known : option->get_snames()) names.push_back("-" + known);
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    const std::string shown = words[i].starts_with("--") ? name : words[i];
    return Error{
        with_suggestion("`hybridize " + command.get_name() + "` has no option `" + shown + "`",
                        shown, views, "`hybridize help " + command.get_name() + "` lists them.")};
  }
  return ok_status();
}

Result<OutputFile> output_file(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::string name = text.substr(0, equals);
  const auto format = format_named(name);
  if (!format) return unknown_word("format", name, format_names());
  if (equals == std::string::npos || equals + 1 == text.size()) {
    return Error{"`-o " + name + "` needs a path: write -o " + name + "=PATH, or -o " + name +
                 "=- for standard output."};
  }
  return OutputFile{*format, text.substr(equals + 1)};
}

Status convert_number(const std::string& text, std::string_view option, unsigned least,
                      unsigned most, unsigned& out) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, out);
  if (error == std::errc{} && rest == end && out >= least && out <= most) return ok_status();
  return Error{"`" + std::string(option) + "` takes a number from " + std::to_string(least) +
               " to " + std::to_string(most) + ", not `" + text + "`."};
}

/// "python_side_effects=false", or how to take what is not known.
Status convert_assumption(const std::string& text, Arguments& a) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    const auto found = std::find(kAssumptions.begin(), kAssumptions.end(), text);
    if (found == kAssumptions.end()) return unknown_word("assumption", text, kAssumptions);
    a.assume = static_cast<Assume>(found - kAssumptions.begin());
    return ok_status();
  }
  const std::string key = text.substr(0, equals);
  const std::string value = text.substr(equals + 1);
  if (value != "true" && value != "false")
    return Error{"`--assume " + key + "=` takes true or false, not `" + value + "`."};
  std::vector<std::string_view> keys;
  for (const VerdictFactInfo& row : kVerdictFacts) {
    if (row.key == key) {
      a.given.emplace_back(row.fact, value == "true");
      return ok_status();
    }
    keys.push_back(row.key);
  }
  return unknown_word("fact", key, keys);
}

Status convert_explain(const Raw& raw, Arguments& a) {
  if (!raw.explain_format.empty()) {
    const auto found =
        std::find(kExplainFormats.begin(), kExplainFormats.end(), raw.explain_format);
    if (found == kExplainFormats.end())
      return unknown_word("format", raw.explain_format, kExplainFormats);
    a.explain_format = static_cast<ExplainFormat>(found - kExplainFormats.begin());
  }
  if (!raw.why_not.empty()) {
    std::vector<std::string_view> names;
    for (int p = 1; p <= 6; ++p) names.push_back(name_of(static_cast<Precondition>(p)));
    const auto found = std::find(names.begin(), names.end(), raw.why_not);
    if (found == names.end()) return unknown_word("precondition", raw.why_not, names);
    a.why_not = static_cast<Precondition>(found - names.begin() + 1);
  }
  if (!raw.depth.empty()) {
    constexpr unsigned kDeepest = 1000;
    unsigned depth = 0;
    if (const Status number = convert_number(raw.depth, "--depth", 0, kDeepest, depth); !number)
      return number.error();
    a.depth = depth;
  }
  for (const std::string& text : raw.assumptions)
    if (const Status known = convert_assumption(text, a); !known) return known.error();
  return ok_status();
}

/// Turns the texts into values; the first that is none ends it.
Status convert(Raw& raw) {
  Arguments& a = raw.arguments;
  for (const std::string& list : raw.checks) {
    for (std::string& word : split_selectors(list)) a.checks.push_back(std::move(word));
  }
  if (!raw.format.empty()) {
    a.format = format_named(raw.format);
    if (!a.format) return unknown_word("format", raw.format, format_names());
  }
  for (const std::string& text : raw.outputs) {
    Result<OutputFile> output = output_file(text);
    if (!output) return output.error();
    a.outputs.push_back(std::move(output).value());
  }
  if (!raw.facts_format.empty()) {
    const auto found = std::find(kFactsFormats.begin(), kFactsFormats.end(), raw.facts_format);
    if (found == kFactsFormats.end())
      return unknown_word("format", raw.facts_format, kFactsFormats);
    a.as_text = raw.facts_format == "text";
  }
  if (!raw.report_format.empty()) {
    const auto found = std::find(kReportFormats.begin(), kReportFormats.end(), raw.report_format);
    if (found == kReportFormats.end())
      return unknown_word("format", raw.report_format, kReportFormats);
    a.report_format = static_cast<ReportFormat>(found - kReportFormats.begin());
  }
  if (!raw.assume.empty()) {
    const auto found = std::find(kAssumptions.begin(), kAssumptions.end(), raw.assume);
    if (found == kAssumptions.end()) return unknown_word("assumption", raw.assume, kAssumptions);
    a.assume = static_cast<Assume>(found - kAssumptions.begin());
  }
  if (!raw.fail_on.empty()) {
    a.fail_on = config::fail_on_named(raw.fail_on);
    if (!a.fail_on) return unknown_word("level", raw.fail_on, kLevels);
  }
  if (!raw.color.empty()) {
    const auto found = std::find(kColors.begin(), kColors.end(), raw.color);
    if (found == kColors.end()) return unknown_word("choice of --color", raw.color, kColors);
    a.color = static_cast<Color>(found - kColors.begin());
  }
  if (!raw.jobs.empty())
    if (const Status number = convert_number(raw.jobs, "--jobs", 1, kMostJobs, a.jobs); !number)
      return number.error();
  return convert_explain(raw, a);
}

/// Options that contradict each other.
Status consistent(const Arguments& a) {
  if (a.unsafe_fixes && !a.fix && !a.diff) {
    return Error{"`--unsafe-fixes` says which fixes to apply; add --fix or --diff."};
  }
  if (a.fix && a.diff) {
    return Error{"`--fix` writes and `--diff` only shows; choose one of them."};
  }
  if (a.isolated && !a.config_file.empty()) {
    return Error{"`--isolated` reads no settings and `--config` names some; choose one of them."};
  }
  const auto to_stdout = std::count_if(a.outputs.begin(), a.outputs.end(),
                                       [](const OutputFile& output) { return output.path == "-"; });
  if (to_stdout > 1 || (to_stdout == 1 && (a.format || a.diff))) {
    return Error{"Two reports cannot both go to standard output; give one of them a file with -o."};
  }
  if (a.diff && a.format) {
    return Error{
        "`--diff` prints the changes instead of a report; write the report to a file with -o."};
  }
  return ok_status();
}

Result<Arguments> help_text(const CLI::App& app, const std::string& topic) {
  Arguments arguments;
  arguments.command = Command::PrintText;
  if (topic.empty()) {
    arguments.text = kTopHelp;
    return arguments;
  }
  if (!is_command(topic)) return unknown_word("command", topic, kCommands);
  arguments.text = app.get_subcommand(topic)->help("hybridize");
  return arguments;
}

Arguments version_text() {
  Arguments arguments;
  arguments.command = Command::PrintText;
  arguments.text = "hybridize " + std::string(kVersion) + "\n";
  return arguments;
}

bool holds_flag(const std::vector<std::string>& words, std::string_view flag) {
  const auto end = std::find(words.begin(), words.end(), "--");
  return std::find(words.begin(), end, flag) != end;
}

}  // namespace

std::vector<std::string_view> command_names() {
  return {kCommands.begin(), kCommands.end()};
}

Result<Arguments> parse_arguments(const std::vector<std::string>& words) {
  Raw raw;
  CLI::App app("", "hybridize");
  app.require_subcommand(1, 1);
  app.set_help_flag();
  add_commands(app, raw);
  for (CLI::App* command : app.get_subcommands({})) command->set_help_flag("-h,--help");

  Arguments& arguments = raw.arguments;
  const std::vector<std::string> all =
      with_command(*app.get_subcommand("check"), words, arguments.command_given);
  if (holds_flag(words, "--help") || holds_flag(words, "-h")) {
    return help_text(app, arguments.command_given ? all.front() : "");
  }
  if (holds_flag(words, "--version")) return version_text();

  const std::string name = all.front();
  if (const Status known = known_options(*app.get_subcommand(name), all); !known) {
    return known.error();
  }
  try {
    std::vector<std::string> reversed(all.rbegin(), all.rend());  // as CLI11 wants them
    app.parse(std::move(reversed));
  } catch (const CLI::ParseError& problem) {
    return Error{std::string(problem.what()) + "; `hybridize help " + name +
                 "` lists what this command takes."};
  }
  if (name == "help") return help_text(app, raw.topic);
  if (name == "facts") arguments.command = Command::Facts;
  if (name == "explain") arguments.command = Command::Explain;
  if (name == "report") arguments.command = Command::Report;
  if (name == "rules") arguments.command = Command::Rules;
  if (name == "config") arguments.command = Command::Config;
  if (name == "debug") arguments.command = Command::Debug;
  if (const Status converted = convert(raw); !converted) return converted.error();
  if (const Status fits = consistent(arguments); !fits) return fits.error();
  return std::move(arguments);
}

}  // namespace hyb::app
