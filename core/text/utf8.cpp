#include "core/text/utf8.h"

namespace hyb {

namespace {

constexpr char32_t kLastCodePoint = 0x10FFFF;

constexpr bool is_surrogate(char32_t value) {
  return value >= 0xD800 && value <= 0xDFFF;
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) return {lead, 1};

  std::uint32_t length = 0;
  char32_t value = 0;
  char32_t least = 0;  // smaller values would be overlong
  if ((lead & 0xE0) == 0xC0) {
    length = 2, value = lead & 0x1F, least = 0x80;
  } else if ((lead & 0xF0) == 0xE0) {
    length = 3, value = lead & 0x0F, least = 0x800;
  } else if ((lead & 0xF8) == 0xF0) {
    length = 4, value = lead & 0x07, least = 0x10000;
  } else {
    return {kReplacementCharacter, 1};
  }
  if (text.size() - at < length) return {kReplacementCharacter, 1};
  for (std::uint32_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0) != 0x80) return {kReplacementCharacter, 1};
    value = (value << 6) | (byte(at + i) & 0x3F);
  }
  if (value < least || value > kLastCodePoint || is_surrogate(value)) {
    return {kReplacementCharacter, 1};
  }
  return {value, length};
}

void append_utf8(std::string& out, char32_t value) {
  if (value > kLastCodePoint || is_surrogate(value)) value = kReplacementCharacter;
  const auto put = [&out](char32_t byte) {
    out.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  };
  if (value < 0x80) {
    put(value);
  } else if (value < 0x800) {
    put(0xC0 | (value >> 6));
    put(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    put(0xE0 | (value >> 12));
    put(0x80 | ((value >> 6) & 0x3F));
    put(0x80 | (value & 0x3F));
  } else {
    put(0xF0 | (value >> 18));
    put(0x80 | ((value >> 12) & 0x3F));
    put(0x80 | ((value >> 6) & 0x3F));
    put(0x80 | (value & 0x3F));
  }
}

}  // namespace hyb
