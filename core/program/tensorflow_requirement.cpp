// Which TensorFlow a project asks for. The same few words appear in many syntaxes:
//
//     tensorflow>=2.4,<2.16 ; python_version < "3.12"     requirements.txt, install_requires
//     tensorflow[and-cuda]~=2.15                          extras
//     tensorflow = "^2.10"                                Poetry, Pipfile
//     tensorflow = {version = ">=2.8", optional = true}   the same as a table
//     - tensorflow=2.4=gpu_py39                           Conda
//     name = "tensorflow" / version = "2.15.0"            lock files
//
// So the scan looks for the distribution's name as a whole word, and then for version bounds right
// behind it. A name without a bound says nothing. Several bounds of one requirement narrow its
// range; several requirements (one per platform, one per file) widen it, because the program may
// run under each of them.

#include "core/program/tensorflow_requirement.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace hyb {

namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::uint16_t kAnyMinor = 0xFFFF;
constexpr Version kOpen{kAnyMinor, kAnyMinor};
constexpr std::string_view kOperatorChars = "<>=!~^";
constexpr std::string_view kBlanks = " \t";

constexpr std::array<std::string_view, 10> kTensorflowNames{
    "tensorflow",      "tensorflow-cpu",   "tensorflow-gpu",     "tensorflow-macos",
    "tensorflow-rocm", "tensorflow-intel", "tensorflow-aarch64", "tf-nightly",
    "tf-nightly-cpu",  "tf-nightly-gpu"};
constexpr std::string_view kKerasName = "tf-keras";

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' || c == '_' ||
         c == '.';
}

std::size_t skip(std::string_view text, std::size_t at, std::string_view chars) {
  return std::min(text.find_first_not_of(chars, at), text.size());
}

char char_at(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

/// As package indexes compare names: case and the kind of separator do not count.
std::string normalized(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '_' || c == '.') c = '-';
  }
  return text;
}

struct WrittenVersion {
  Version version;
  bool has_minor = false;
  bool has_patch = false;
  bool nonzero_patch = false;
  std::size_t end = 0;
};

std::optional<WrittenVersion> read_version(std::string_view text, std::size_t at) {
  std::array<std::uint32_t, 3> numbers{};
  std::size_t count = 0;
  constexpr std::uint32_t kLargest = 9999;
  while (count < numbers.size() && is_digit(char_at(text, at))) {
    std::uint32_t value = 0;
    while (is_digit(char_at(text, at))) {
      value = std::min(value * 10 + static_cast<std::uint32_t>(text[at++] - '0'), kLargest);
    }
    numbers[count++] = value;
    if (char_at(text, at) != '.') break;
    ++at;
  }
  if (count == 0 || numbers[0] == 0) return std::nullopt;
  // A pre-release, a wildcard, a local part.
  while (at < text.size() && (is_name_char(text[at]) || text[at] == '*' || text[at] == '+')) ++at;
  WrittenVersion found;
  found.version = {static_cast<std::uint16_t>(numbers[0]), static_cast<std::uint16_t>(numbers[1])};
  found.has_minor = count > 1;
  found.has_patch = count > 2;
  found.nonzero_patch = numbers[2] != 0;
  found.end = at;
  return found;
}

/// The range that one requirement leaves.
struct Range {
  bool bounded = false;
  Version min;
  Version max = kOpen;

  void at_least(Version version) {
    bounded = true;
    min = std::max(min, version);
  }
  void at_most(Version version) {
    bounded = true;
    max = std::min(max, version);
  }
};

/// The highest version below `version`.0.
Version highest_before(Version version) {
  if (version.minor > 0) return {version.major, static_cast<std::uint16_t>(version.minor - 1)};
  constexpr Version kLastOfOne{1, 15};
  if (version.major == 2) return kLastOfOne;
  return {static_cast<std::uint16_t>(version.major - 1), kAnyMinor};
}

void narrow(Range& range, std::string_view op, const WrittenVersion& written) {
  const Version version = written.version;
  const Version whole_major{version.major, kAnyMinor};
  if (op == ">=" || op == ">") {
    range.at_least(version);
  } else if (op == "<") {
    range.at_most(written.nonzero_patch ? version : highest_before(version));
  } else if (op == "<=") {
    range.at_most(version);
  } else if (op == "==" || op == "===" || op == "=" || op.empty()) {
    range.at_least(version);
    range.at_most(written.has_minor ? version : whole_major);
  } else if (op == "~=" || op == "~" || op == "^") {
    range.at_least(version);
    // `~=2.4` leaves the minor free; `~=2.4.1`, and Poetry's `~2.4`, only the patch.
    const bool minor_is_fixed = op == "~=" ? written.has_patch : op == "~" && written.has_minor;
    range.at_most(minor_is_fixed ? version : whole_major);
  }
}

/// Reads `>=2.4, <2.16` at `at`, up to what is no further bound. `bare` also takes a version
/// without an operator, which means exactly that one.
Range read_bounds(std::string_view text, std::size_t at, bool bare) {
  Range range;
  for (;;) {
    at = skip(text, at, " \t(");
    const std::size_t op_end = skip(text, at, kOperatorChars);
    const std::string_view op = text.substr(at, op_end - at);
    if (op.empty() && !bare) break;
    const auto version = read_version(text, skip(text, op_end, kBlanks));
    if (!version) break;
    narrow(range, op, *version);
    at = skip(text, version->end, " \t)");
    if (char_at(text, at) != ',') break;
    ++at;
  }
  return range;
}

/// The text of the one-line string that begins at `at`; empty when none does.
std::string_view string_at(std::string_view text, std::size_t at) {
  const char quote = char_at(text, at);
  if (quote != '"' && quote != '\'') return {};
  const std::size_t end = text.find_first_of("\"'\r\n", at + 1);
  if (end == kNowhere || text[end] != quote) return {};
  return text.substr(at + 1, end - at - 1);
}

/// The string that belongs to `version` within text[from, limit): `version = "2.15"`.
std::string_view version_value(std::string_view text, std::size_t from, std::size_t limit) {
  constexpr std::string_view kKey = "version";
  const std::size_t key = text.substr(0, limit).find(kKey, from);
  if (key == kNowhere) return {};
  std::size_t at = key + kKey.size();
  if (char_at(text, at) == '"' || char_at(text, at) == '\'') ++at;
  at = skip(text, at, kBlanks);
  if (char_at(text, at) != '=' && char_at(text, at) != ':') return {};
  return string_at(text, skip(text, at + 1, kBlanks));
}

/// What stands behind a distribution's name that ends at `at`.
Range bounds_behind_name(std::string_view text, std::size_t at, RequirementSyntax syntax) {
  constexpr std::size_t kLongestEntry = 2000;
  text = text.substr(0, at + kLongestEntry);
  if (syntax == RequirementSyntax::LockToml) {
    const std::size_t next_entry = std::min(text.find("[[", at), text.size());
    return read_bounds(version_value(text, at, next_entry), 0, true);
  }
  if (char_at(text, at) == '[') {
    const std::size_t close = text.find_first_of("]\r\n", at);
    if (close == kNowhere || text[close] != ']') return {};
    at = close + 1;
  }
  if (char_at(text, at) == '"' || char_at(text, at) == '\'') ++at;
  at = skip(text, at, kBlanks);
  const char sign = char_at(text, at);
  if (sign != '=' && sign != ':') return read_bounds(text, at, false);
  if (sign == '=' && char_at(text, at + 1) == '=') return read_bounds(text, at, false);
  at = skip(text, at + 1, kBlanks);
  if (char_at(text, at) == '{') {
    const std::size_t close = std::min(text.find('}', at), text.size());
    return read_bounds(version_value(text, at, close), 0, true);
  }
  const std::string_view value = string_at(text, at);
  if (!value.empty()) return read_bounds(value, 0, true);
  // Conda: `tensorflow=2.4=gpu_py39`, exactly that minor.
  return sign == '=' ? read_bounds(text, at, true) : Range{};
}

/// Blanks out comments, so that a requirement that is commented out does not count.
std::string without_comments(std::string_view text) {
  std::string kept(text);
  for (std::size_t at = kept.find('#'); at != std::string::npos; at = kept.find('#', at)) {
    const char before = at == 0 ? '\n' : kept[at - 1];
    const std::size_t end = std::min(kept.find('\n', at), kept.size());
    if (before == '\n' || before == ' ' || before == '\t' || before == ',') {
      std::fill(kept.begin() + static_cast<std::ptrdiff_t>(at),
                kept.begin() + static_cast<std::ptrdiff_t>(end), ' ');
      at = end;
    } else {
      ++at;
    }
  }
  return kept;
}

void add(TensorflowRequirement& sum, const Range& range) {
  if (!range.bounded) return;
  TensorflowRequirement one;
  one.bounded = true;
  one.min = range.min;
  one.max = range.max.minor == kAnyMinor ? Version{} : range.max;
  sum = united(sum, one);
}

}  // namespace

std::optional<RequirementSyntax> requirement_syntax(std::string_view file_name) {
  if (file_name == "poetry.lock" || file_name == "uv.lock") return RequirementSyntax::LockToml;
  if (file_name == "Pipfile.lock") return RequirementSyntax::LockJson;
  for (std::string_view name : {"pyproject.toml", "setup.py", "setup.cfg", "Pipfile"}) {
    if (file_name == name) return RequirementSyntax::Loose;
  }
  const bool text = file_name.ends_with(".txt") || file_name.ends_with(".in");
  if (text && file_name.find("requirements") != kNowhere) return RequirementSyntax::Loose;
  const bool yaml = file_name.ends_with(".yml") || file_name.ends_with(".yaml");
  if (yaml && (file_name.starts_with("environment") || file_name.starts_with("conda"))) {
    return RequirementSyntax::Loose;
  }
  return std::nullopt;
}

TensorflowRequirement read_requirement(std::string_view original, RequirementSyntax syntax) {
  const std::string stripped =
      syntax == RequirementSyntax::LockJson ? std::string(original) : without_comments(original);
  const std::string_view text = stripped;
  TensorflowRequirement sum;
  for (std::size_t at = 0; at < text.size();) {
    if (!is_name_char(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && is_name_char(text[at])) ++at;
    // Inside an address, or the member of something else.
    const char before = begin == 0 ? '\n' : text[begin - 1];
    if (before == '/' || before == '@' || before == '=' || before == ':') continue;
    const char first = text[begin];
    if (first != 't' && first != 'T') continue;
    const std::string name = normalized(text.substr(begin, at - begin));
    if (name == kKerasName) sum.tf_keras = true;
    if (std::find(kTensorflowNames.begin(), kTensorflowNames.end(), name) ==
        kTensorflowNames.end()) {
      continue;
    }
    if (syntax == RequirementSyntax::LockToml) {
      // Only the entry of the package itself, not where others depend on it.
      constexpr std::string_view kEntry = "name = \"";
      if (!text.substr(0, begin).ends_with(kEntry) || before != '"') continue;
      if (text.substr(0, begin).rfind('\n') + 1 + kEntry.size() != begin) continue;
    }
    add(sum, bounds_behind_name(text, at, syntax));
  }
  return sum;
}

TensorflowRequirement united(const TensorflowRequirement& a, const TensorflowRequirement& b) {
  TensorflowRequirement sum = a.bounded ? a : b;
  sum.tf_keras = a.tf_keras || b.tf_keras;
  if (!a.bounded || !b.bounded) return sum;
  sum.min = std::min(a.min, b.min);
  sum.max = a.max.known() && b.max.known() ? std::max(a.max, b.max) : Version{};
  return sum;
}

}  // namespace hyb
