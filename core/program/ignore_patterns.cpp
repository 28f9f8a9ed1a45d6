#include "core/program/ignore_patterns.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace hyb {

namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool in_class(std::string_view name, char c) {
  const bool lower = c >= 'a' && c <= 'z';
  const bool upper = c >= 'A' && c <= 'Z';
  const bool digit = c >= '0' && c <= '9';
  const bool printable = c > ' ' && c <= '~';
  if (name == "alpha") return lower || upper;
  if (name == "digit") return digit;
  if (name == "alnum") return lower || upper || digit;
  if (name == "lower") return lower;
  if (name == "upper") return upper;
  if (name == "space") return c == ' ' || (c >= '\t' && c <= '\r');
  if (name == "blank") return c == ' ' || c == '\t';
  if (name == "graph") return printable;
  if (name == "print") return printable || c == ' ';
  if (name == "punct") return printable && !lower && !upper && !digit;
  if (name == "cntrl") return (c >= 0 && c < ' ') || c == '\x7F';
  if (name == "xdigit") return digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  return false;
}

struct Bracket {
  bool matches = false;
  std::size_t end = 0;  // behind the ']'
};

/// Reads the bracket expression at `at` and tests `c`; none when it is never closed, which makes
/// the whole pattern match nothing.
std::optional<Bracket> read_bracket(std::string_view pattern, std::size_t at, char c) {
  const auto code = [](char character) { return static_cast<unsigned char>(character); };
  std::size_t p = at + 1;
  const bool negated = p < pattern.size() && (pattern[p] == '!' || pattern[p] == '^');
  if (negated) ++p;
  bool matched = false;
  // A ']' in the first place stands for itself.
  for (bool first = true; p < pattern.size() && (first || pattern[p] != ']'); first = false) {
    if (pattern.substr(p).starts_with("[:")) {
      const std::size_t close = pattern.find(":]", p + 2);
      if (close == kNowhere) return std::nullopt;
      matched |= in_class(pattern.substr(p + 2, close - p - 2), c);
      p = close + 2;
      continue;
    }
    if (pattern[p] == '\\' && ++p == pattern.size()) return std::nullopt;
    const char low = pattern[p++];
    char high = low;
    if (p + 1 < pattern.size() && pattern[p] == '-' && pattern[p + 1] != ']') {
      ++p;
      if (pattern[p] == '\\' && ++p == pattern.size()) return std::nullopt;
      high = pattern[p++];
    }
    // A range that runs backwards still holds its first character.
    matched |= c == low || (code(low) <= code(c) && code(c) <= code(high));
  }
  if (p >= pattern.size()) return std::nullopt;
  return Bracket{matched != negated, p + 1};
}

/// Splits at slashes, but not at those inside brackets.
std::vector<std::string> split_parts(std::string_view pattern) {
  std::vector<std::string> parts(1);
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern.substr(at).starts_with("\\/")) ++at;
    std::size_t end = at + 1;
    if (pattern[at] == '/') {
      parts.emplace_back();
      at = end;
      continue;
    }
    if (pattern[at] == '\\') {
      end = std::min(at + 2, pattern.size());
    } else if (pattern[at] == '[') {
      if (const auto bracket = read_bracket(pattern, at, 'x')) end = bracket->end;
    }
    parts.back().append(pattern.substr(at, end - at));
    at = end;
  }
  for (std::string& part : parts) {
    if (part.size() > 2 && part.find_first_not_of('*') == std::string::npos) part = "**";
  }
  return parts;
}

std::string_view next_part(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view part = path.substr(0, slash);
  path = slash == kNowhere ? std::string_view() : path.substr(slash + 1);
  return part;
}

/// Each part matches one folder; `**` any number of them, and at the end at least one. On a
/// mismatch only the last `**` need take one more.
bool path_matches(const std::vector<std::string>& parts, std::string_view path) {
  std::size_t p = 0;
  std::size_t retry = parts.size();  // the part behind the last `**`
  std::string_view retry_path;
  while (!path.empty()) {
    if (p < parts.size() && parts[p] == "**") {
      if (p + 1 == parts.size()) return true;
      retry = ++p;
      retry_path = path;
      continue;
    }
    std::string_view rest = path;
    if (p < parts.size() && part_matches(parts[p], next_part(rest))) {
      ++p;
      path = rest;
      continue;
    }
    if (retry == parts.size()) return false;
    next_part(retry_path);
    p = retry;
    path = retry_path;
  }
  return p == parts.size();
}

}  // namespace

bool part_matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = kNowhere;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
      continue;
    }
    bool matches = false;
    std::size_t next = p + 1;
    if (p < pattern.size()) {
      if (pattern[p] == '?') {
        matches = true;
      } else if (pattern[p] == '[') {
        const auto bracket = read_bracket(pattern, p, text[t]);
        if (!bracket) return false;
        matches = bracket->matches;
        next = bracket->end;
      } else if (pattern[p] == '\\') {
        if (next == pattern.size()) return false;
        matches = pattern[next] == text[t];
        ++next;
      } else {
        matches = pattern[p] == text[t];
      }
    }
    if (matches) {
      p = next;
      ++t;
    } else if (star != kNowhere) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

IgnorePatterns::IgnorePatterns(std::string folder, std::string_view text)
    : folder_(std::move(folder)) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    add_line(line);
    at = end + 1;
  }
}

void IgnorePatterns::add_line(std::string_view line) {
  if (line.starts_with('#')) return;
  // Blanks at the end do not count, unless a backslash keeps one.
  std::size_t kept = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && i + 1 < line.size()) kept = ++i + 1;
    if (line[i] != ' ') kept = i + 1;
  }
  line = line.substr(0, kept);
  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.only_directories = true;
    line.remove_suffix(1);
  }
  if (line.empty()) return;
  pattern.name_only = line.find('/') == kNowhere;
  pattern.literal = line.find_first_of("*?[\\") == kNowhere;
  if (line.starts_with('/')) line.remove_prefix(1);
  pattern.parts = split_parts(line);
  patterns_.push_back(std::move(pattern));
}

Tri IgnorePatterns::ignores(std::string_view path, bool is_directory) const {
  if (patterns_.empty()) return Tri::Unknown;
  std::string_view below = path;
  if (folder_ != "/") {
    if (!path.starts_with(folder_)) return Tri::Unknown;
    below = path.substr(folder_.size());
  }
  if (!below.starts_with('/') || below.size() < 2) return Tri::Unknown;
  below.remove_prefix(1);
  const std::string_view name = below.substr(below.rfind('/') + 1);
  // The last line that speaks of it decides.
  for (auto pattern = patterns_.rbegin(); pattern != patterns_.rend(); ++pattern) {
    if (pattern->only_directories && !is_directory) continue;
    bool matches = false;
    if (!pattern->name_only) {
      matches = path_matches(pattern->parts, below);
    } else if (pattern->literal) {
      matches = pattern->parts.front() == name;
    } else {
      matches = part_matches(pattern->parts.front(), name);
    }
    if (matches) return tri(!pattern->negated);
  }
  return Tri::Unknown;
}

}  // namespace hyb
