#include "core/program/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace hyb {
namespace {

/// Length of the UTF-8 sequence at `at`, 0 if it is not one.
std::size_t sequence_length(std::string_view bytes, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
  const unsigned lead = byte(at);
  std::size_t length = 0;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if (lead >= 0xE0 && lead <= 0xEF) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (length == 0 || at + length > bytes.size()) return 0;
  for (std::size_t i = 1; i < length; ++i)
    if ((byte(at + i) & 0xC0U) != 0x80U) return 0;
  const unsigned second = byte(at + 1);
  if (lead == 0xE0 && second < 0xA0) return 0;  // overlong
  if (lead == 0xED && second > 0x9F) return 0;  // surrogate
  if (lead == 0xF0 && second < 0x90) return 0;  // overlong
  if (lead == 0xF4 && second > 0x8F) return 0;  // beyond U+10FFFF
  return length;
}

/// True when one of the first two lines declares an encoding in which every ASCII byte means
/// itself.
bool declares_ascii_superset(std::string_view bytes) {
  for (int line = 0; line < 2; ++line) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view text = bytes.substr(0, end);
    const std::size_t hash = text.find('#');
    const std::size_t coding = text.find("coding");
    if (hash != std::string_view::npos && coding != std::string_view::npos && hash < coding) {
      std::size_t at = coding + 6;
      if (at < text.size() && (text[at] == ':' || text[at] == '=')) {
        ++at;
        while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
        std::string name;
        for (; at < text.size(); ++at) {
          const char c = text[at];
          if (c >= 'A' && c <= 'Z')
            name += static_cast<char>(c - 'A' + 'a');
          else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
            name += c;
          else if (c != '-' && c != '_' && c != '.')
            break;
        }
        constexpr std::array<std::string_view, 8> kSupersets = {
            "latin", "iso8859", "cp125", "windows125", "ascii", "koi8", "euc", "mac"};
        return std::any_of(kSupersets.begin(), kSupersets.end(),
                           [&](std::string_view prefix) { return name.starts_with(prefix); });
      }
    }
    if (end == bytes.size()) break;
    bytes.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::string encoding_problem(std::string_view bytes) {
  constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  const auto line = [&](std::size_t at) {
    return std::to_string(1 + std::count(bytes.begin(), bytes.begin() + std::ptrdiff_t(at), '\n'));
  };
  for (std::size_t at = 0; at < bytes.size();) {
    if (std::uint64_t word = 0; at + sizeof word <= bytes.size()) {
      std::memcpy(&word, bytes.data() + at, sizeof word);
      if ((word & kHigh) == 0 && ((word - kOnes) & kHigh) == 0) {  // ASCII without NUL
        at += sizeof word;
        continue;
      }
    }
    if (bytes[at] == '\0') return "holds a NUL byte on line " + line(at);
    const std::size_t length = sequence_length(bytes, at);
    if (length == 0) {
      if (declares_ascii_superset(bytes)) return {};
      return "is not UTF-8 (line " + line(at) +
             ") and declares no other encoding in its first two lines";
    }
    at += length;
  }
  return {};
}

}  // namespace hyb
