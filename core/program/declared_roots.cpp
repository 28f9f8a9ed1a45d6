// The spellings that are understood:
//
//     package_dir={"": "src"}, find_packages("src"), find_packages(where="src")     setup.py
//     package_dir = / =src, where = src                                             setup.cfg
//     where = ["src"], package-dir = {"" = "src"}, {include = "a", from = "src"},
//     packages = ["src/a"], sources = ["src"]                                       pyproject.toml

#include "core/program/declared_roots.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace hyb {

namespace {

constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kSpace = " \t\r\n";

std::size_t skip(std::string_view text, std::size_t at, std::string_view chars) {
  return std::min(text.find_first_not_of(chars, at), text.size());
}

char char_at(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

bool is_word_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

struct Quoted {
  std::string_view text;
  std::size_t end = kNowhere;  // behind the closing quote
  bool found() const { return end != kNowhere; }
};

Quoted string_at(std::string_view text, std::size_t at) {
  const char quote = char_at(text, at);
  if (quote != '"' && quote != '\'') return {};
  const std::size_t end = text.find_first_of("\"'\r\n", at + 1);
  if (end == kNowhere || text[end] != quote) return {};
  return {text.substr(at + 1, end - at - 1), end + 1};
}

/// Collects the roots of one file.
class Scan {
 public:
  explicit Scan(std::string_view text) : text_(text) {}

  void add(std::string_view folder) {
    while (folder.starts_with("./")) folder.remove_prefix(2);
    while (folder.ends_with('/')) folder.remove_suffix(1);
    if (folder.empty() || folder == "." || folder.starts_with('/')) return;
    if (folder.find("..") != kNowhere) return;
    if (std::find(roots_.begin(), roots_.end(), folder) == roots_.end())
      roots_.emplace_back(folder);
  }

  /// Calls `read(position behind the word)` wherever `word` stands alone.
  template <class Read>
  void at_each(std::string_view word, Read read) const {
    for (std::size_t at = text_.find(word); at != kNowhere; at = text_.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if (at > 0 && is_word_char(text_[at - 1])) continue;
      if (is_word_char(char_at(text_, end))) continue;
      read(end);
    }
  }

  /// Behind `=` or `:`, blanks skipped; npos when neither follows.
  std::size_t value(std::size_t at) const {
    at = skip(text_, at, kBlanks);
    if (char_at(text_, at) == '"' || char_at(text_, at) == '\'') at = skip(text_, at + 1, kBlanks);
    if (char_at(text_, at) != '=' && char_at(text_, at) != ':') return kNowhere;
    return skip(text_, at + 1, kBlanks);
  }

  /// `{"": "src"}` or `{"" = "src"}`: what stands for the empty package name.
  void add_of_empty_key(std::size_t at) {
    at = skip(text_, at, kSpace);
    if (char_at(text_, at) != '{') return;
    const std::size_t close = closing('}', at);
    while (++at < close) {
      const Quoted key = string_at(text_, at);
      if (!key.found()) continue;
      at = key.end;
      const std::size_t behind = value(at);
      if (behind == kNowhere) continue;
      const Quoted folder = string_at(text_, skip(text_, behind, kSpace));
      if (!folder.found()) continue;
      if (key.text.empty()) add(folder.text);
      at = folder.end - 1;
    }
  }

  /// A string, or every string of a list.
  template <class Take>
  void each_string(std::size_t at, Take take) const {
    if (char_at(text_, at) != '[') {
      if (const Quoted one = string_at(text_, at); one.found()) take(one.text);
      return;
    }
    const std::size_t close = closing(']', at);
    while (++at < close) {
      const Quoted one = string_at(text_, at);
      if (!one.found()) continue;
      take(one.text);
      at = one.end - 1;
    }
  }

  std::string_view text() const { return text_; }
  std::vector<std::string> take() { return std::move(roots_); }

 private:
  /// Where the list or table that begins at `at` ends. What goes on for longer is none.
  std::size_t closing(char bracket, std::size_t at) const {
    constexpr std::size_t kLongestList = 4096;
    return at + std::min(text_.substr(at, kLongestList).find(bracket),
                         text_.substr(at, kLongestList).size());
  }

  std::string_view text_;
  std::vector<std::string> roots_;
};

void read_setup_py(Scan& scan) {
  scan.at_each("package_dir", [&](std::size_t at) {
    if (const std::size_t value = scan.value(at); value != kNowhere) scan.add_of_empty_key(value);
  });
  for (std::string_view call : {"find_packages", "find_namespace_packages"}) {
    scan.at_each(call, [&](std::size_t at) {
      if (char_at(scan.text(), at) != '(') return;
      const std::size_t first = skip(scan.text(), at + 1, kSpace);
      if (const Quoted where = string_at(scan.text(), first); where.found()) scan.add(where.text);
    });
  }
  scan.at_each("where", [&](std::size_t at) {
    const std::size_t value = scan.value(at);
    if (value == kNowhere) return;
    if (const Quoted where = string_at(scan.text(), value); where.found()) scan.add(where.text);
  });
}

void read_setup_cfg(Scan& scan) {
  const auto word_at = [&](std::size_t at) {
    const std::size_t end = std::min(scan.text().find_first_of(" \t\r\n,", at), scan.text().size());
    return scan.text().substr(at, end - at);
  };
  scan.at_each("where", [&](std::size_t at) {
    if (const std::size_t value = scan.value(at); value != kNowhere) {
      scan.add(word_at(skip(scan.text(), value, kSpace)));
    }
  });
  scan.at_each("package_dir", [&](std::size_t at) {
    const std::size_t value = scan.value(at);
    if (value == kNowhere) return;
    // The empty package name, then its folder: `=src`, on this line or the next.
    const std::size_t equals = skip(scan.text(), value, kSpace);
    if (char_at(scan.text(), equals) == '=') {
      scan.add(word_at(skip(scan.text(), equals + 1, kBlanks)));
    }
  });
}

void read_pyproject(Scan& scan) {
  const auto add = [&](std::string_view folder) { scan.add(folder); };
  for (std::string_view key : {"where", "from", "sources"}) {
    scan.at_each(key, [&](std::size_t at) {
      if (const std::size_t value = scan.value(at); value != kNowhere) {
        scan.each_string(value, add);
      }
    });
  }
  scan.at_each("package-dir", [&](std::size_t at) {
    if (const std::size_t value = scan.value(at); value != kNowhere) scan.add_of_empty_key(value);
  });
  // Hatch: `packages = ["src/a"]`; what stands before the last slash is the root.
  scan.at_each("packages", [&](std::size_t at) {
    const std::size_t value = scan.value(at);
    if (value == kNowhere) return;
    scan.each_string(value, [&](std::string_view package) {
      const std::size_t slash = package.rfind('/');
      if (slash != kNowhere) scan.add(package.substr(0, slash));
    });
  });
  // [tool.setuptools.package-dir] with the line `"" = "src"`.
  constexpr std::string_view kHeader = "[tool.setuptools.package-dir]";
  if (const std::size_t header = scan.text().find(kHeader); header != kNowhere) {
    const std::size_t line = skip(scan.text(), header + kHeader.size(), kSpace);
    const Quoted key = string_at(scan.text(), line);
    if (key.found() && key.text.empty()) {
      if (const std::size_t value = scan.value(key.end); value != kNowhere) {
        scan.each_string(value, add);
      }
    }
  }
}

}  // namespace

bool is_project_file(std::string_view file_name) {
  return file_name == "setup.py" || file_name == "setup.cfg" || file_name == "pyproject.toml";
}

std::vector<std::string> declared_roots(std::string_view file_name, std::string_view text) {
  Scan scan(text);
  if (file_name == "setup.py") read_setup_py(scan);
  if (file_name == "setup.cfg") read_setup_cfg(scan);
  if (file_name == "pyproject.toml") read_pyproject(scan);
  return scan.take();
}

}  // namespace hyb
