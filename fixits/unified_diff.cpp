// The unified form of a change, as git writes and reads it: three lines of context, changes whose
// contexts meet share a hunk, a last line without a line end is marked.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "fixits/apply.h"
#include "fixits/line_script.h"

namespace hyb::fixits {

namespace {

constexpr std::size_t kContext = 3;

/// Names with unusual characters are written as C strings, as git does.
std::string quoted_path(std::string_view prefix, std::string_view path) {
  const std::string plain = std::string(prefix).append(path);
  const auto unusual = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < ' ' || byte >= 0x7F || c == '"' || c == '\\';
  };
  if (std::none_of(plain.begin(), plain.end(), unusual)) {
    // A tab behind a name with blanks keeps tools from taking the rest for a date.
    return plain.find(' ') == std::string::npos ? plain : plain + "\t";
  }
  std::string quoted = "\"";
  for (const char c : plain) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted.append("\\").append(1, c);
    } else if (unusual(c)) {
      quoted += '\\';
      for (const int shift : {6, 3, 0}) quoted += static_cast<char>('0' + ((byte >> shift) & 7));
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

struct Hunk {
  std::size_t begin = 0;  // range of the script
  std::size_t end = 0;
};

std::vector<Hunk> hunks_of(const std::vector<ScriptLine>& script) {
  std::vector<Hunk> hunks;
  for (std::size_t i = 0; i < script.size(); ++i) {
    if (script[i].change == LineChange::Keep) continue;
    const std::size_t begin = i < kContext ? 0 : i - kContext;
    const std::size_t end = std::min(i + 1 + kContext, script.size());
    if (hunks.empty() || begin > hunks.back().end) {
      hunks.push_back({begin, end});
    } else {
      hunks.back().end = end;
    }
  }
  return hunks;
}

std::string range(char sign, std::size_t first, std::size_t count) {
  // An empty range is named by the line before it.
  std::string text(1, sign);
  text += std::to_string(count == 0 ? first : first + 1);
  if (count != 1) text.append(",").append(std::to_string(count));
  return text;
}

void append_line(std::string& out, const ScriptLine& line) {
  switch (line.change) {
    case LineChange::Keep:
      out += ' ';
      break;
    case LineChange::Remove:
      out += '-';
      break;
    case LineChange::Add:
      out += '+';
      break;
  }
  out += line.line;
  if (!line.line.ends_with('\n')) out += "\n\\ No newline at end of file\n";
}

}  // namespace

std::string unified_diff(std::string_view path, std::string_view before, std::string_view after) {
  if (before == after) return "";
  const std::vector<ScriptLine> script = line_script(before, after);
  std::string out = "--- " + quoted_path("a/", path) + "\n+++ " + quoted_path("b/", path) + "\n";
  std::size_t at = 0;
  std::size_t old_line = 0;
  std::size_t new_line = 0;
  for (const Hunk& hunk : hunks_of(script)) {
    // Between hunks every line is kept.
    old_line += hunk.begin - at;
    new_line += hunk.begin - at;
    std::string body;
    std::size_t old_count = 0;
    std::size_t new_count = 0;
    for (at = hunk.begin; at < hunk.end; ++at) {
      append_line(body, script[at]);
      if (script[at].change != LineChange::Add) ++old_count;
      if (script[at].change != LineChange::Remove) ++new_count;
    }
    out.append("@@ ").append(range('-', old_line, old_count)).append(" ");
    out.append(range('+', new_line, new_count)).append(" @@\n").append(body);
    old_line += old_count;
    new_line += new_count;
  }
  return out;
}

}  // namespace hyb::fixits
