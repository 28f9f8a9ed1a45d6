#include "core/program/written_imports.h"

#include <algorithm>
#include <cstddef>

namespace hyb {
namespace {

constexpr std::string_view kBlanks = " \t\f";

bool in_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// Walks over the words of one statement.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// The next name, "" when something else or nothing stands there.
  std::string_view name() {
    skip_blanks();
    std::size_t end = 0;
    while (end < text_.size() && in_name(text_[end])) ++end;
    return take(end);
  }
  bool comma() {
    skip_blanks();
    if (!text_.starts_with(',')) return false;
    take(1);
    return true;
  }
  bool open() {
    skip_blanks();
    if (!text_.starts_with('(')) return false;
    take(1);
    lines_ = true;
    return true;
  }

 private:
  void skip_blanks() {
    for (;;) {
      const std::size_t first = text_.find_first_not_of(lines_ ? " \t\f\r\n\\" : " \t\f\\");
      take(std::min(first, text_.size()));
      if (!lines_ || !text_.starts_with('#')) return;
      take(std::min(text_.find('\n'), text_.size()));
    }
  }
  std::string_view take(std::size_t count) {
    const std::string_view taken = text_.substr(0, count);
    text_.remove_prefix(count);
    return taken;
  }

  std::string_view text_;
  bool lines_ = false;  // inside parentheses a line end is a blank
};

void read_from(Words words, std::vector<WrittenImport>& out) {
  WrittenImport found;
  std::string_view module = words.name();
  while (module.starts_with('.')) {
    ++found.dots;
    module.remove_prefix(1);
  }
  found.module = module;
  if (words.name() != "import") return;
  words.open();
  do {
    const std::string_view name = words.name();
    if (name.empty()) break;
    found.names.push_back(name);
    Words ahead = words;
    if (ahead.name() == "as") {
      ahead.name();
      words = ahead;
    }
  } while (words.comma());
  out.push_back(std::move(found));
}

void read_import(Words words, std::vector<WrittenImport>& out) {
  do {
    WrittenImport found;
    found.module = words.name();
    if (found.module.empty()) return;
    out.push_back(found);
    Words ahead = words;
    if (ahead.name() == "as") {
      ahead.name();
      words = ahead;
    }
  } while (words.comma());
}

}  // namespace

std::vector<WrittenImport> written_imports(std::string_view bytes) {
  std::vector<WrittenImport> out;
  while (!bytes.empty()) {
    const std::size_t first = std::min(bytes.find_first_not_of(kBlanks), bytes.size());
    const std::string_view rest = bytes.substr(first);
    if (rest.starts_with("from ")) read_from(Words(rest.substr(5)), out);
    if (rest.starts_with("import ")) read_import(Words(rest.substr(7)), out);
    const std::size_t end = bytes.find_first_of("\r\n", first);
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace hyb
