#pragma once

// The ways to tell findings: for people (text, concise) and for programs (json, sarif). Each writer
// turns one frozen LintResult into the bytes of one file; none of them touches the disk or decides
// anything. Order, paths and numbers never depend on threads, time or machine. Paths are relative
// to the working directory for people and to the project root for programs.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/check/lint.h"
#include "core/diag/diagnostic.h"
#include "core/text/loc.h"

namespace hyb::app {

enum class Format : std::uint8_t { Text, Concise, Json, Sarif };

/// The names of the formats, in the order of the enum.
std::span<const std::string_view> format_names();
std::optional<Format> format_named(std::string_view name);

struct TextStyle {
  bool color = false;
  bool show_suppressed = false;
  std::size_t columns = 100;  // how wide a source line may become
};

/// Frames with source lines, notes as a tree, fixes, and a closing summary.
std::string report_text(const LintResult& lint, const TextStyle& style);
/// The summary alone: how many findings of which kind, how many of them can be fixed.
std::string report_summary(const LintResult& lint);
/// `path:line:col: level CODE message [name]`, one line a finding, nothing else.
std::string report_concise(const LintResult& lint, const TextStyle& style);
/// Schema `hybridize/1`: every finding, suppressed ones flagged. Lines and columns count from 1,
/// columns in code points, ends exclusive.
std::string report_json(const LintResult& lint);

struct SarifOptions {
  std::string category;  // of the run: `category/`, or `category/partial/`
  bool partial = false;  // only a part of the program was reported on
  int exit_code = 0;
  RuleSet enabled;  // listed whether or not they fired
};
/// SARIF 2.1.0 for code scanning, without suppressed findings.
std::string report_sarif(const LintResult& lint, RuleSpan rules, const SarifOptions& options);

// What the writers share.

std::string_view word_for(Severity severity);
std::string_view word_for(Applicability applicability);
/// The path of a file relative to the project root; absolute when it lies outside.
std::string path_in_project(const LintResult& lint, FileId file);
/// True when some file of the program was not reported on.
bool is_partial(const Project& project);

}  // namespace hyb::app
