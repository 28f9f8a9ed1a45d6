// A window of 100 UTF-16 units slides over the text; `hash` is the polynomial, base 37, modulo
// 2^64, of the units in it. A line's hash is that of the window which begins with the line's first
// unit, so it is known only 100 units later, or, at the end of the text, after as many zero units.
// Blanks are dropped; \r, \n and \r\n all count as one \n; the end of the text counts as 0xFFFF.

#include "core/text/line_hash.h"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include "core/text/utf8.h"

namespace hyb {

namespace {

constexpr std::size_t kWindow = 100;
constexpr std::uint64_t kBase = 37;
constexpr std::uint64_t kEndOfText = 0xFFFF;

constexpr std::uint64_t power(std::uint64_t base, std::size_t exponent) {
  std::uint64_t result = 1;
  while (exponent-- > 0) result *= base;
  return result;
}
constexpr std::uint64_t kLeaving = power(kBase, kWindow);  // weight of the unit that drops out

class LineHasher {
 public:
  void unit(std::uint64_t value) {
    if (value == ' ' || value == '\t' || (after_return_ && value == '\n')) {
      after_return_ = false;
      return;
    }
    after_return_ = value == '\r';
    if (after_return_) value = '\n';
    finish_oldest();
    if (at_line_start_) {
      at_line_start_ = false;
      begins_line_[next_] = true;
    }
    at_line_start_ = value == '\n';
    push(value);
  }

  std::vector<std::string> finish() {
    unit(kEndOfText);
    for (std::size_t i = 0; i < kWindow; ++i) {
      finish_oldest();
      push(0);
    }
    return std::move(hashes_);
  }

 private:
  /// The window is full from the unit at `next_` on; if a line begins there, its hash is known.
  void finish_oldest() {
    if (!begins_line_[next_]) return;
    begins_line_[next_] = false;
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash_, 16).ptr;
    std::string text(digits.data(), end);
    text += ':' + std::to_string(++seen_[hash_]);
    hashes_.push_back(std::move(text));
  }

  void push(std::uint64_t value) {
    hash_ = kBase * hash_ + value - kLeaving * window_[next_];
    window_[next_] = value;
    next_ = (next_ + 1) % kWindow;
  }

  std::array<std::uint64_t, kWindow> window_{};
  std::array<bool, kWindow> begins_line_{};
  std::size_t next_ = 0;  // the oldest unit of the window, to be replaced next
  std::uint64_t hash_ = 0;
  bool at_line_start_ = true;
  bool after_return_ = false;
  std::unordered_map<std::uint64_t, std::uint32_t> seen_;
  std::vector<std::string> hashes_;
};

}  // namespace

std::vector<std::string> line_hashes(std::string_view bytes) {
  LineHasher hasher;
  for (std::size_t at = 0; at < bytes.size();) {
    const CodePoint point = decode_utf8(bytes, at);
    at += point.bytes;
    if (point.value > 0xFFFF) {
      const char32_t rest = point.value - 0x10000;
      hasher.unit(0xD800 + (rest >> 10));
      hasher.unit(0xDC00 + (rest & 0x3FF));
    } else {
      hasher.unit(point.value);
    }
  }
  return hasher.finish();
}

}  // namespace hyb
