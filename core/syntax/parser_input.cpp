#include "core/syntax/parser_input.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

namespace hyb {

namespace {

/// Longer runs of comment-only lines are blanked. Shorter ones cost the parser next to nothing.
constexpr std::uint32_t kLongRun = 64;

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\f' || c == '\r';
}

/// Walks over the lines of the text; what a line is like is told by its first byte that is no
/// blank: '#', '\n' for an empty one, or any other.
class LineWalk {
 public:
  explicit LineWalk(std::string_view text) : text_(text) {}
  bool next() {
    if (begin_ >= text_.size()) return false;
    line_begin_ = begin_;
    const void* found = std::memchr(text_.data() + begin_, '\n', text_.size() - begin_);
    line_end_ = found == nullptr
                    ? text_.size()
                    : static_cast<std::size_t>(static_cast<const char*>(found) - text_.data());
    begin_ = line_end_ + 1;
    std::size_t at = line_begin_;
    while (at < line_end_ && is_blank(text_[at])) ++at;
    first_ = at;
    return true;
  }
  std::size_t line_end() const { return line_end_; }
  std::size_t first() const { return first_; }
  char kind() const { return first_ == line_end_ ? '\n' : text_[first_]; }

 private:
  std::string_view text_;
  std::size_t begin_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t line_end_ = 0;
  std::size_t first_ = 0;
};

/// Empty lines do not end a run.
bool has_long_run(std::string_view text) {
  std::uint32_t run = 0;
  for (LineWalk lines(text); lines.next();) {
    if (lines.kind() == '#') {
      if (++run > kLongRun) return true;
    } else if (lines.kind() != '\n') {
      run = 0;
    }
  }
  return false;
}

/// Tells comments from strings. Nested quotes in the replacement fields of f-strings are read as
/// if they ended the string and began another, which comes out even; where it does not, a few
/// lines of some string count as comments until the next line end or triple quote.
class CommentScan {
 public:
  explicit CommentScan(std::string_view text) : text_(text) {}

  /// Calls `line(begin, end)` for each comment that is alone on its line, `code()` between them.
  template <class Line, class Code>
  void run(Line line, Code code) {
    bool at_line_start = true;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\n') {
        at_line_start = true;
        ++at_;
      } else if (is_blank(c)) {
        ++at_;
      } else if (c == '#') {
        const std::size_t begin = at_;
        at_ = std::min(text_.find('\n', at_), text_.size());
        if (at_line_start) line(begin, at_);
      } else {
        code();
        at_line_start = false;
        if (c == '"' || c == '\'') {
          skip_string(c);
        } else {
          at_ += c == '\\' ? 2 : 1;  // a continued line is not the start of one
        }
      }
    }
  }

 private:
  void skip_string(char quote) {
    const bool triple = text_.substr(at_, 3) == std::string(3, quote);
    at_ += triple ? 3 : 1;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\') {
        at_ += 2;
      } else if (c == '\n' && !triple) {
        return;  // not closed: the next line is code again
      } else if (c == quote && (!triple || text_.substr(at_, 3) == std::string(3, quote))) {
        at_ += triple ? 3 : 1;
        return;
      } else {
        ++at_;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string& writable(ParserInput& input) {
  if (input.text.data() != input.buffer.data()) {
    input.buffer.assign(input.text);
    input.text = input.buffer;
  }
  return input.buffer;
}

void blank_long_runs(ParserInput& input) {
  std::vector<Comment> run;
  std::vector<Comment> long_runs;
  const auto flush = [&] {
    if (run.size() > kLongRun) long_runs.insert(long_runs.end(), run.begin(), run.end());
    run.clear();
  };
  CommentScan(input.text)
      .run(
          [&](std::size_t begin, std::size_t end) {
            if (input.text[end - 1] == '\r') --end;
            run.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)});
          },
          flush);
  flush();
  if (long_runs.empty()) return;
  std::string& buffer = writable(input);
  for (const Comment& comment : long_runs) {
    std::fill(buffer.begin() + comment.begin, buffer.begin() + comment.end, ' ');
  }
  input.blanked = std::move(long_runs);
}

}  // namespace

void prepare_parser_input(std::string_view bytes, ParserInput& input) {
  input.text = bytes;
  input.blanked.clear();
  input.buffer.clear();
  input.first_nul = static_cast<std::uint32_t>(std::min(bytes.find('\0'), bytes.size()));

  if (input.first_nul < bytes.size()) {
    std::string& buffer = writable(input);
    std::replace(buffer.begin() + input.first_nul, buffer.end(), '\0', ' ');
  }
  for (std::size_t at = bytes.find('\r'); at != std::string_view::npos;
       at = bytes.find('\r', at + 1)) {
    if (at + 1 == bytes.size() || bytes[at + 1] != '\n') writable(input)[at] = '\n';
  }
  if (has_long_run(input.text)) blank_long_runs(input);
}

}  // namespace hyb
