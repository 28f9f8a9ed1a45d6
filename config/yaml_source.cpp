#include "config/yaml_source.h"

#include <yaml-cpp/depthguard.h>

#include <algorithm>
#include <cstdint>

#include "core/text/display_width.h"
#include "core/text/utf8.h"

namespace hyb::config {

namespace {

constexpr std::size_t kColumns = 100;  // how wide a source line is printed

}  // namespace

bool is_plain(const YAML::Node& node) {
  return node.IsScalar() && node.Tag() == "?";
}

std::optional<YAML::Node> YamlSource::load() {
  if (!is_text()) return std::nullopt;
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(source_.bytes()));
    if (documents.empty()) return YAML::Node();
    if (documents.size() > 1) {
      mistake(documents[1], "A second document begins here; only one is read, so merge the two.");
      return std::nullopt;
    }
    return documents.front();
  } catch (const YAML::Exception& problem) {
    explain(problem);
    return std::nullopt;
  }
}

bool YamlSource::is_text() {
  const std::string_view bytes = source_.bytes();
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    mistake_at(0, 1, "This file is UTF-16; save it as UTF-8.");
    return false;
  }
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint point = decode_utf8(bytes, at);
    if (point.value == 0) {
      mistake_at(at, at + 1, "This byte is NUL, so the file is no text; write it anew.");
      return false;
    }
    if (point.value == kReplacementCharacter && point.bytes == 1) {
      mistake_at(at, at + 1, "This byte is not UTF-8; save the file as UTF-8.");
      return false;
    }
    at += point.bytes;
  }
  return true;
}

void YamlSource::explain(const YAML::Exception& problem) {
  const std::size_t at = problem.mark.is_null() ? 0 : offset_of(problem.mark);
  const std::uint32_t line = source_.line_at(static_cast<std::uint32_t>(at));
  const std::string_view text = source_.line_text(line);
  const std::size_t first = text.find_first_not_of(' ');
  std::string sentence = "This is not valid YAML: " + problem.msg;
  if (dynamic_cast<const YAML::DeepRecursion*>(&problem) != nullptr) {
    sentence = "This is nested too deeply to be read";
  } else if (problem.msg.find("anchor") != std::string::npos) {
    sentence += "; a word that begins with `*` must stand in quotes, as in \"*-name\"";
  } else if (first != std::string_view::npos && text[first] == '\t') {
    sentence += "; indent with blanks, YAML takes no tabs";
  }
  mistake_at(at, at + 1, sentence + ".");
}

std::size_t YamlSource::offset_of(const YAML::Mark& mark) const {
  if (mark.is_null()) return 0;
  // Marks count from 0, columns in bytes; the end of the text may be marked one line too far.
  const auto line =
      std::min(static_cast<std::uint32_t>(std::max(mark.line, 0)) + 1, source_.line_count());
  const std::size_t bom = line == 1 && source_.has_bom() ? 3 : 0;
  const std::size_t offset =
      source_.line_begin(line) + bom + static_cast<std::size_t>(std::max(mark.column, 0));
  return std::min<std::size_t>(offset, source_.line_end(line));
}

std::size_t YamlSource::line_of(const YAML::Node& node) const {
  return source_.line_at(static_cast<std::uint32_t>(offset_of(node.Mark())));
}

void YamlSource::mistake(const YAML::Node& node, std::string_view sentence) {
  const std::size_t at = offset_of(node.Mark());
  const std::string_view rest = source_.bytes().substr(at);
  std::size_t width = 1;
  if (node.IsScalar()) {
    // A quoted text is marked with its quotes.
    const std::size_t quotes = !rest.empty() && (rest[0] == '"' || rest[0] == '\'') ? 2 : 0;
    width = std::max<std::size_t>(1, node.Scalar().size() + quotes);
  }
  mistake_at(at, at + width, sentence);
}

void YamlSource::mistake(const YAML::Node& node, std::string_view word, std::string_view sentence) {
  const std::size_t at = offset_of(node.Mark());
  const std::string_view bytes = source_.bytes();
  const std::size_t found = bytes.find(word, at);
  if (found == std::string_view::npos) {
    mistake(node, sentence);
  } else {
    mistake_at(found, found + word.size(), sentence);
  }
}

void YamlSource::mistake_at(std::size_t begin, std::size_t end, std::string_view sentence) {
  const auto offset = static_cast<std::uint32_t>(std::min(begin, source_.bytes().size()));
  const Position position = source_.position(offset);
  const std::string number = std::to_string(position.line);
  std::string text = escape_controls(source_.path()) + ":" + number + ":" +
                     std::to_string(position.column) + ": " + escape_controls(sentence) + "\n";
  const std::string_view line = source_.line_text(position.line);
  if (!line.empty()) {
    const std::size_t line_begin = source_.line_begin(position.line);
    const MarkedLine marked = mark_line(line, offset - line_begin, end - line_begin, kColumns);
    const std::string blank(number.size() + 1, ' ');
    text += blank + " |\n " + number + " | " + marked.text + "\n" + blank + " | " +
            std::string(marked.column, ' ') + std::string(marked.width, '^') + "\n";
  }
  mistakes_.push_back(std::move(text));
}

}  // namespace hyb::config
