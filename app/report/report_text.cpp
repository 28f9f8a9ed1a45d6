// Findings for people. One finding:
//
//   train.py:11:5: warning HYB013 'print' runs only while 'step' is traced. [side-effect-print] [*]
//      |
//   11 |     print("loss", loss)
//      |     ^^^^^^^^^^^^^^^^^^^
//      |
//      ├─ train.py:8:1: 'step' is traced.
//      └─ help [*]: Replace 'print' with 'tf.print'.
//
// The first line is the whole of the concise format.

#include <algorithm>
#include <cstddef>
#include <string>
#include <tuple>
#include <vector>

#include "app/report/report.h"
#include "core/text/display_width.h"

namespace hyb::app {

namespace {

constexpr std::size_t kGutterMinimum = 2;

/// Wraps pieces of text in terminal colours, or does not.
class Paint {
 public:
  explicit Paint(bool on) : on_(on) {}
  std::string bold(std::string_view text) const { return wrap("1", text); }
  std::string dim(std::string_view text) const { return wrap("2", text); }
  std::string level(Severity severity, std::string_view text) const {
    switch (severity) {
      case Severity::Note:
        return wrap("1;36", text);
      case Severity::Warning:
        return wrap("1;33", text);
      case Severity::Error:
        return wrap("1;31", text);
    }
    return std::string(text);
  }
  std::string fix(std::string_view text) const { return wrap("32", text); }

 private:
  std::string wrap(std::string_view code, std::string_view text) const {
    if (!on_ || text.empty()) return std::string(text);
    std::string out = "\x1b[";
    out.append(code).append("m").append(text).append("\x1b[0m");
    return out;
  }
  bool on_;
};

std::string place(const LintResult& lint, const Loc& where) {
  const SourceFile& source = lint.source(where.file);
  const Position position = source.position(where.begin);
  return escape_controls(source.path()) + ":" + std::to_string(position.line) + ":" +
         std::to_string(position.column);
}

/// The mark of a fix: will `--fix` do it, would `--unsafe-fixes`, or nobody.
std::string_view mark_of(Applicability applicability) {
  switch (applicability) {
    case Applicability::Safe:
      return " [*]";
    case Applicability::Unsafe:
      return " [!]";
    case Applicability::Display:
      return "";
  }
  return "";
}

/// The strongest trust any fix of the finding has.
Applicability best_fix(const Diagnostic& finding) {
  Applicability best = Applicability::Display;
  for (const Fix& fix : finding.fixes) best = std::max(best, fix.applicability);
  return best;
}

std::string headline(const LintResult& lint, const Diagnostic& finding, const Paint& paint) {
  std::string line = paint.bold(place(lint, finding.where)) + ": ";
  line += paint.level(finding.severity, word_for(finding.severity));
  line += " ";
  line += finding.code;
  line += " " + escape_controls(finding.message.text) + " ";
  line += paint.dim("[" + std::string(finding.name) + "]");
  return line;
}

/// One line below the source: a note or a fix, at its depth in the tree.
struct Branch {
  std::size_t depth = 0;
  std::string text;
};

std::vector<Branch> branches_of(const LintResult& lint, const Diagnostic& finding,
                                const Paint& paint) {
  std::vector<Branch> branches;
  std::size_t deepest_allowed = 0;  // a child is at most one deeper than what stands above it
  for (const Note& note : finding.notes) {
    const std::size_t wanted = note.depth == 0 ? 0 : note.depth - 1U;
    const std::size_t depth = std::min(wanted, deepest_allowed);
    branches.push_back({depth, place(lint, note.where) + ": " + escape_controls(note.text)});
    deepest_allowed = depth + 1;
  }
  for (const Fix& fix : finding.fixes) {
    std::string text = "help" + std::string(mark_of(fix.applicability)) + ": ";
    text = paint.fix(text) + escape_controls(fix.title);
    if (!fix.title.ends_with('.')) text += ".";
    if (!fix.reason.empty()) text += " " + escape_controls(fix.reason);
    branches.push_back({0, text});
  }
  if (finding.suppressed) {
    std::string text = "suppressed by a comment";
    if (!finding.justification.empty()) text += ": " + escape_controls(finding.justification);
    branches.push_back({0, text});
  }
  return branches;
}

/// True when a branch of the same depth follows before a shallower one.
bool has_younger_sibling(const std::vector<Branch>& branches, std::size_t at, std::size_t depth) {
  for (std::size_t i = at + 1; i < branches.size(); ++i) {
    if (branches[i].depth == depth) return true;
    if (branches[i].depth < depth) return false;
  }
  return false;
}

void append_tree(std::string& out, const std::vector<Branch>& branches, const std::string& indent) {
  for (std::size_t i = 0; i < branches.size(); ++i) {
    out += indent;
    for (std::size_t depth = 0; depth < branches[i].depth; ++depth) {
      out += has_younger_sibling(branches, i, depth) ? "│  " : "   ";
    }
    out += has_younger_sibling(branches, i, branches[i].depth) ? "├─ " : "└─ ";
    out += branches[i].text + "\n";
  }
}

void append_frame(std::string& out, const LintResult& lint, const Diagnostic& finding,
                  const TextStyle& style, const Paint& paint) {
  const SourceFile& source = lint.source(finding.where.file);
  out += headline(lint, finding, paint);
  out += mark_of(best_fix(finding));
  out += "\n";
  const std::vector<Branch> branches = branches_of(lint, finding, paint);

  const std::uint32_t line = source.line_at(finding.where.begin);
  const std::string number = std::to_string(line);
  const std::size_t gutter = std::max(kGutterMinimum, number.size());
  const std::string blank(gutter + 1, ' ');
  if (source.line_text(line).empty()) {
    append_tree(out, branches, blank);
    return;
  }
  const std::uint32_t begin = source.line_begin(line);
  const std::uint32_t end = std::min(finding.where.end, source.line_end(line));
  const MarkedLine marked = mark_line(source.line_text(line), finding.where.begin - begin,
                                      std::max(end, finding.where.begin) - begin, style.columns);
  const std::string bar = paint.dim("|");
  out += blank + bar + "\n";
  out += std::string(gutter - number.size(), ' ') + paint.dim(number) + " " + bar + " ";
  out += marked.text + "\n";
  out += blank + bar + " " + std::string(marked.column, ' ');
  out += paint.level(finding.severity, std::string(marked.width, '^')) + "\n";
  if (!branches.empty()) {
    out += blank + bar + "\n";
    append_tree(out, branches, blank);
  }
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}

}  // namespace

std::string report_concise(const LintResult& lint, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out;
  for (const Diagnostic& finding : lint.findings) {
    if (finding.suppressed && !style.show_suppressed) continue;
    out += headline(lint, finding, paint);
    if (finding.suppressed) out += " (suppressed)";
    out += "\n";
  }
  return out;
}

std::string report_summary(const LintResult& lint) {
  std::size_t by_severity[3] = {};
  std::size_t safe = 0;
  std::size_t unsafe = 0;
  std::size_t suppressed = 0;
  std::vector<FileId> files;
  for (const Diagnostic& finding : lint.findings) {
    if (finding.suppressed) {
      ++suppressed;
      continue;
    }
    ++by_severity[static_cast<std::size_t>(finding.severity)];
    if (files.empty() || files.back() != finding.where.file) files.push_back(finding.where.file);
    const Applicability best = best_fix(finding);
    if (best == Applicability::Safe) ++safe;
    if (best == Applicability::Unsafe) ++unsafe;
  }
  const auto checked =
      static_cast<std::size_t>(std::count_if(lint.project.files.begin(), lint.project.files.end(),
                                             [](const ProjectFile& file) { return file.report; }));
  const std::size_t total = by_severity[0] + by_severity[1] + by_severity[2];
  std::string out;
  if (total == 0) {
    out = "No findings in " + counted(checked, "file", "files");
  } else {
    out = counted(total, "finding", "findings") + " (";
    std::string kinds;
    for (const auto& [severity, one, many] : {std::tuple{Severity::Error, "error", "errors"},
                                              std::tuple{Severity::Warning, "warning", "warnings"},
                                              std::tuple{Severity::Note, "note", "notes"}}) {
      const std::size_t count = by_severity[static_cast<std::size_t>(severity)];
      if (count == 0) continue;
      if (!kinds.empty()) kinds += ", ";
      kinds += counted(count, one, many);
    }
    out +=
        kinds + ") in " + std::to_string(files.size()) + " of " + counted(checked, "file", "files");
  }
  if (suppressed != 0) out += "; " + std::to_string(suppressed) + " suppressed";
  out += ".\n";
  if (safe != 0) {
    out += "[*] " + std::to_string(safe) + " fixable with --fix; --diff shows the changes.\n";
  }
  if (unsafe != 0) {
    out += "[!] " + std::to_string(unsafe) +
           " fixable with --fix --unsafe-fixes, which may change what the program does.\n";
  }
  if (total != 0) out += "`hybridize rules NAME` explains a check.\n";
  return out;
}

std::string report_text(const LintResult& lint, const TextStyle& style) {
  const Paint paint(style.color);
  std::string out;
  for (const Diagnostic& finding : lint.findings) {
    if (finding.suppressed && !style.show_suppressed) continue;
    append_frame(out, lint, finding, style, paint);
    out += "\n";
  }
  return out + report_summary(lint);
}

}  // namespace hyb::app
