#include "app/explain/explain_command.h"

#include <algorithm>
#include <charconv>
#include <deque>
#include <optional>
#include <thread>

#include "app/check/lint.h"
#include "app/check/trace_events.h"
#include "app/explain/explain_report.h"
#include "app/large_stack.h"
#include "app/settings.h"
#include "core/base/timeline.h"
#include "core/rule/selector.h"

namespace hyb::app {
namespace {

constexpr std::size_t kStack = std::size_t{512} << 20;  // as the linter's own, see lint.cpp

/// FILE:FUNCTION or FILE:LINE, taken apart.
struct Wanted {
  std::string file;
  std::string function;    // "" = by line
  std::uint32_t line = 0;  // 1-based
};

Result<Wanted> wanted(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == text.size())
    return Error{"`hybridize explain` takes FILE:FUNCTION or FILE:LINE, not `" + text +
                 "`; the page of a check is printed by `hybridize rules NAME`."};
  Wanted out{text.substr(0, colon), text.substr(colon + 1), 0};
  const char* end = out.function.data() + out.function.size();
  const auto [rest, error] = std::from_chars(out.function.data(), end, out.line);
  if (error == std::errc{} && rest == end)
    out.function.clear();
  else
    out.line = 0;
  return out;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 8;
  std::string out;
  for (std::size_t i = 0; i < std::min(kShown, names.size()); ++i)
    out += (i == 0 ? "`" : ", `") + names[i] + "`";
  if (names.size() > kShown) out += " and " + std::to_string(names.size() - kShown) + " more";
  return out;
}

/// The innermost function around a line, its decorators included.
FunctionId function_at_line(const Facts& facts, FileId file, std::uint32_t line) {
  const Program& program = facts.program();
  const SourceFile& source = program.source(file);
  FunctionId best;
  for (FunctionId f : facts.functions(file)) {
    if (!facts.records().wanted(f)) continue;
    const Tree& tree = program.tree(file);
    const Loc whole = tree.loc(tree.with_decorators(program.function(f).node));
    const std::uint32_t last = source.line_at(std::max(whole.begin + 1, whole.end) - 1);
    if (source.line_at(whole.begin) <= line && line <= last) best = f;  // later = further in
  }
  return best;
}

Result<FunctionId> find_function(const Facts& facts, FileId file, const Wanted& asked) {
  const Program& program = facts.program();
  if (asked.function.empty()) {
    const std::uint32_t lines = program.source(file).line_count();
    if (asked.line == 0 || asked.line > lines)
      return Error{"`" + asked.file + "` has no line " + std::to_string(asked.line) +
                   "; it ends with line " + std::to_string(lines) + "."};
    const FunctionId found = function_at_line(facts, file, asked.line);
    if (found.exists()) return found;
    return Error{"Line " + std::to_string(asked.line) + " of `" + asked.file +
                 "` stands in no function; a verdict is about a function."};
  }
  std::vector<FunctionId> exact, ending;
  std::vector<std::string> names, fitting;
  for (FunctionId f : facts.functions(file)) {
    if (!facts.records().wanted(f)) continue;
    const std::string name = program.qualified_name(f);
    names.push_back(name);
    if (name == asked.function) exact.push_back(f);
    if (name.ends_with("." + asked.function)) {
      ending.push_back(f);
      fitting.push_back(name);
    }
  }
  if (!exact.empty()) return exact.back();  // defined twice: the later one is what the name means
  if (ending.size() == 1) return ending.front();
  if (ending.size() > 1)
    return Error{"`" + asked.file + "` has several functions called `" + asked.function +
                 "`; write one of " + listed(fitting) + ", or FILE:LINE."};
  std::vector<std::string_view> views(names.begin(), names.end());
  for (const std::string& name : names)  // `step` for `Trainer.step`
    views.push_back(std::string_view(name).substr(name.rfind('.') + 1));
  if (const auto nearest = did_you_mean(asked.function, views))
    return Error{"`" + asked.file + "` has no function `" + asked.function + "`; did you mean `" +
                 *nearest + "`?"};
  return Error{"`" + asked.file + "` has no function `" + asked.function + "`; " +
               (names.empty() ? "it defines none." : "it has " + listed(names) + ".")};
}

Result<FileId> find_file(const Project& project, const Program& program, const Wanted& asked) {
  for (std::size_t i = 0; i < project.files.size(); ++i) {
    if (!project.files[i].report) continue;
    const FileId file = FileId::from_index(i);
    if (program.file(file).parsed) return file;
    const std::string& why = program.file(file).unreadable;
    return Error{"Cannot analyse " + asked.file + ": " +
                 (why.empty() ? std::string("it takes the parser too long") : why) + "."};
  }
  return Error{"`" + asked.file + "` is no Python file of a project."};
}

std::string written(const Explained& explained, ExplainFormat format) {
  switch (format) {
    case ExplainFormat::Text:
      return explanation_as_text(explained);
    case ExplainFormat::Json:
      return explanation_as_json(explained);
    case ExplainFormat::Dot:
      return explanation_as_dot(explained);
    case ExplainFormat::Html:
      return explanation_as_html(explained);
  }
  return {};
}

Result<std::string> explanation(const Arguments& arguments, const Wanted& asked,
                                const LintRequest& request) {
  Project project = discover(request.discover);
  if (!project.failures.empty()) return Error{project.failures.front()};
  for (ProjectFile& file : project.files) file.named = file.named || file.report;
  const unsigned jobs =
      request.jobs != 0 ? request.jobs : std::max(1U, std::thread::hardware_concurrency());
  std::deque<SourceFile> sources;
  LinkStats stats;
  Program program = link_program(project, request.discover.overlay, jobs, sources, stats);
  const Result<FileId> file = find_file(project, program, asked);
  if (!file) return file.error();
  Result<std::string> out = std::string();
  run_on_large_stack(kStack, [&] {
    const Facts facts(program, Need::Values | Need::Tracing | Need::Verdicts, arguments.assume);
    const Result<FunctionId> function = find_function(facts, file.value(), asked);
    if (!function) {
      out = function.error();
      return;
    }
    const TimelineScope stage("explain");
    const Explanation why =
        explain(facts, function.value(), {arguments.assume, arguments.given, arguments.why_not});
    Explained explained{facts, why, make_plans(facts, why), arguments.why_not};
    if (arguments.depth) explained.depth = *arguments.depth;
    explained.plans_only = arguments.plans_only;
    out = written(explained, arguments.explain_format);
  });
  return out;
}

}  // namespace

int run_explain(const Arguments& arguments, Console& console) {
  const Result<Wanted> asked = wanted(arguments.target);
  if (!asked) {
    console.error(asked.error().message);
    return 2;
  }
  Arguments of_file = arguments;
  of_file.paths = {asked.value().file};
  const Settings settings = make_settings(of_file, all_rules());
  for (const std::string& mistake : settings.mistakes) console.err(mistake);
  if (!settings.mistakes.empty()) return 2;
  const TraceEvents trace(arguments.trace_events);
  const Result<std::string> text = explanation(arguments, asked.value(), settings.request);
  if (!text) {
    console.error(text.error().message);
    return 2;
  }
  console.out(text.value());
  if (const Status saved = trace.write(); !saved) {
    console.error(saved.error().message);
    return 2;
  }
  return 0;
}

}  // namespace hyb::app
