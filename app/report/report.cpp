#include "app/report/report.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/text/file_system.h"

namespace hyb::app {

namespace {

constexpr std::array<std::string_view, 4> kFormatNames{"text", "concise", "json", "sarif"};

}  // namespace

std::span<const std::string_view> format_names() {
  return kFormatNames;
}

std::optional<Format> format_named(std::string_view name) {
  for (std::size_t i = 0; i < kFormatNames.size(); ++i) {
    if (kFormatNames[i] == name) return static_cast<Format>(i);
  }
  return std::nullopt;
}

std::string_view word_for(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "note";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "";
}

std::string_view word_for(Applicability applicability) {
  switch (applicability) {
    case Applicability::Display:
      return "display";
    case Applicability::Unsafe:
      return "unsafe";
    case Applicability::Safe:
      return "safe";
  }
  return "";
}

std::string path_in_project(const LintResult& lint, FileId file) {
  return relative_path(lint.project.files[file.index()].absolute, lint.project.root);
}

bool is_partial(const Project& project) {
  return std::any_of(project.files.begin(), project.files.end(),
                     [](const ProjectFile& file) { return !file.report; });
}

}  // namespace hyb::app
