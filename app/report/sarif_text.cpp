#include "app/report/sarif_text.h"

#include <algorithm>

#include "core/text/utf8.h"

namespace hyb::app {

namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

}  // namespace

std::string pascal_case(std::string_view kebab) {
  std::string name;
  for (std::size_t at = 0; at < kebab.size();) {
    const std::size_t end = std::min(kebab.find('-', at), kebab.size());
    const std::string_view word = kebab.substr(at, end - at);
    at = end + 1;
    // A capital must be followed by a small letter or a digit.
    const bool capital = word.size() > 1 || name.empty();
    for (std::size_t i = 0; i < word.size(); ++i) {
      const char c = word[i];
      if (i == 0 && capital && is_lower(c)) {
        name += static_cast<char>(c - 'a' + 'A');
      } else if (is_lower(c) || is_digit(c)) {
        name += c;
      }
    }
  }
  return name;
}

std::string uri_of_path(std::string_view path) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      uri += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri += '%';
      uri += kDigits[byte >> 4U];
      uri += kDigits[byte & 0xFU];
    }
  }
  return uri;
}

std::string escape_link_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string escape_links(std::string_view text) {
  return text.find("](") == std::string_view::npos ? std::string(text) : escape_link_text(text);
}

std::string double_braces(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '{' || c == '}') out += c;
    out += c;
  }
  return out;
}

std::size_t placeholder_count(std::string_view message_template) {
  std::size_t count = 0;
  for (std::size_t i = 0; i + 2 < message_template.size(); ++i) {
    if (message_template[i] == '{' && is_digit(message_template[i + 1]) &&
        message_template[i + 2] == '}') {
      count = std::max(count, static_cast<std::size_t>(message_template[i + 1] - '0') + 1);
    }
  }
  return count;
}

std::string page_paragraph(std::string_view page, std::string_view heading) {
  const std::string wanted = "## " + std::string(heading);
  std::string paragraph;
  bool inside = false;
  while (!page.empty()) {
    const std::size_t end = std::min(page.find('\n'), page.size());
    const std::string_view line = page.substr(0, end);
    page.remove_prefix(std::min(end + 1, page.size()));
    if (line == wanted) {
      inside = true;
    } else if (inside) {
      if (line.empty() && paragraph.empty()) continue;
      if (line.empty() || line.starts_with('#') || line.starts_with("```")) break;
      if (!paragraph.empty()) paragraph += ' ';
      paragraph += line;
    }
  }
  paragraph.erase(std::remove(paragraph.begin(), paragraph.end(), '`'), paragraph.end());
  return paragraph;
}

std::string shortened(std::string_view text, std::size_t limit) {
  constexpr std::string_view kDots = "...";
  std::size_t characters = 0;
  std::size_t last_blank = 0;
  for (std::size_t at = 0; at < text.size(); at += decode_utf8(text, at).bytes) {
    if (++characters > limit) return std::string(text.substr(0, last_blank)) + std::string(kDots);
    if (text[at] == ' ' && characters + kDots.size() <= limit) last_blank = at;
  }
  return std::string(text);
}

std::string normalised_code(std::string_view code) {
  std::string out;
  bool pending = false;
  for (const char c : code) {
    if (is_blank(c)) {
      pending = !out.empty();
      continue;
    }
    if (pending) out += ' ';
    pending = false;
    out += c;
  }
  return out;
}

}  // namespace hyb::app
