#include "tests/harness/fixture.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "test_paths.inc"

namespace hyb::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

/// What stands behind `# key:` on a line, up to a further comment.
std::string annotation(std::string_view line, std::string_view key) {
  const auto at = line.find("# " + std::string(key) + ":");
  if (at == std::string_view::npos) return {};
  std::string_view rest = line.substr(at + key.size() + 3);
  return trimmed(rest.substr(0, rest.find("  #")));
}

std::vector<std::string> words(const std::string& text, char separator) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string word; std::getline(in, word, separator);)
    if (std::string t = trimmed(word); !t.empty()) out.push_back(t);
  return out;
}

std::string kebab(std::string text) {
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

void add_rule(Fixture& fixture, const std::string& rule) {
  if (std::find(fixture.rules.begin(), fixture.rules.end(), rule) == fixture.rules.end())
    fixture.rules.push_back(rule);
}

std::vector<fs::path> files_below(const fs::path& folder, std::string_view suffix) {
  std::vector<fs::path> out;
  if (!fs::exists(folder)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().string().ends_with(suffix))
      out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> python_blocks(const std::string& page) {
  std::vector<std::string> out;
  std::istringstream in(page);
  bool inside = false;
  for (std::string line; std::getline(in, line);) {
    if (line == "```py") {
      inside = true;
      out.emplace_back();
    } else if (line == "```") {
      inside = false;
    } else if (inside) {
      out.back() += line + "\n";
    }
  }
  return out;
}

}  // namespace

void PrintTo(const Fixture& fixture, std::ostream* out) {
  *out << fixture.name;
}

Fixture parse_fixture(std::string name, std::string_view text) {
  Fixture fixture;
  fixture.name = std::move(name);
  std::string file = "program.py";
  std::uint32_t number = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with("# file: ")) {
      file = trimmed(line.substr(8));
      number = 0;
      fixture.files[file];
      continue;
    }
    ++number;
    if (line.starts_with("# option: ")) fixture.options.push_back(trimmed(line.substr(10)));
    if (line.starts_with("# target: ")) fixture.target = trimmed(line.substr(10));
    for (const std::string& word : words(annotation(line, "expect"), ',')) {
      const auto blank = word.find(' ');
      const std::string rule = word.substr(0, blank);
      fixture.expectations.push_back(
          {file, number, rule, blank == std::string::npos ? "" : trimmed(word.substr(blank))});
      add_rule(fixture, rule);
    }
    for (const char* fact : {"traced",
                             "hybrid",
                             "eager",
                             "repeated",
                             "converted",
                             "called",
                             "hazardous",
                             "symbolic",
                             "pipeline_only",
                             "creates_variables",
                             "eager_only_calls",
                             "numpy_calls",
                             "invalid_name_arguments",
                             "unresolved_statically_read_axes",
                             "stale_variable_reads",
                             "tensor_parameter_iteration",
                             "conflicting_eager_dtype_coercions",
                             "keras_symbolic_arguments",
                             "unsupported_return",
                             "unconvertible_control_flow",
                             "changing_captured_state",
                             "profitable",
                             "caller_covered",
                             "driven_by_framework",
                             "verdict",
                             "advice",
                             "failures",
                             "doubts",
                             "reservations",
                             "leaves"})
      if (const std::string value = annotation(line, fact); !value.empty())
        fixture.facts.push_back({file, number, fact, value});
    if (const std::string kinds = annotation(line, "effects"); !kinds.empty())
      fixture.effects.push_back({file, number, kinds});
    fixture.files[file] += std::string(line) + "\n";
  }
  std::sort(fixture.expectations.begin(), fixture.expectations.end());
  return fixture;
}

std::vector<Fixture> check_fixtures() {
  const fs::path root = HYB_SOURCE_DIR;
  std::vector<Fixture> out;
  for (const fs::path& path : files_below(root / "tests" / "checks", ".py")) {
    Fixture fixture = parse_fixture(fs::relative(path, root).string(), read(path));
    fixture.path = path.string();
    if (path.parent_path().filename() == "interplay")
      fixture.every_rule = true;
    else
      add_rule(fixture, kebab(path.parent_path().filename().string()));
    out.push_back(std::move(fixture));
  }
  for (const fs::path& page : files_below(root / "checks", ".md")) {
    int block = 0;
    for (const std::string& text : python_blocks(read(page))) {
      Fixture fixture =
          parse_fixture(fs::relative(page, root).string() + "#" + std::to_string(++block), text);
      add_rule(fixture, kebab(page.stem().string()));
      out.push_back(std::move(fixture));
    }
  }
  return out;
}

std::vector<Fixture> fact_fixtures() {
  const fs::path root = HYB_SOURCE_DIR;
  std::vector<Fixture> out;
  for (const fs::path& path : files_below(root / "tests" / "facts", ".py"))
    out.push_back(parse_fixture(fs::relative(path, root).string(), read(path)));
  return out;
}

}  // namespace hyb::test
