#include <cstddef>

#include "core/syntax/parse.h"
#include "core/syntax/string_prefix.h"
#include "core/text/utf8.h"

namespace hyb {

namespace {

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// Decodes what stands between the quotes of one literal.
class Unescape {
 public:
  Unescape(std::string_view body, std::uint16_t flags, std::string& out)
      : body_(body), flags_(flags), out_(out) {}

  void run() {
    while (at_ < body_.size()) {
      const std::size_t from = at_;
      while (at_ < body_.size() && plain(body_[at_])) ++at_;
      out_.append(body_, from, at_ - from);
      if (at_ == body_.size()) return;
      const char c = body_[at_++];
      if (c == '\\' && (flags_ & string_flag::kRaw) == 0 && at_ < body_.size()) {
        escape();
      } else if (c == '\r') {  // all line ends read as \n
        if (next_is('\n')) ++at_;
        out_ += '\n';
      } else {
        if ((c == '{' || c == '}') && (flags_ & string_flag::kFormat) != 0 && next_is(c)) ++at_;
        out_ += c;
      }
    }
  }

 private:
  static bool plain(char c) { return c != '\\' && c != '\r' && c != '{' && c != '}'; }
  bool next_is(char c) const { return at_ < body_.size() && body_[at_] == c; }

  void escape() {
    const char c = body_[at_++];
    switch (c) {
      case '\n':
        return;  // the string goes on in the next line
      case '\r':
        if (next_is('\n')) ++at_;
        return;
      case 'a':
        return out_.push_back('\a');
      case 'b':
        return out_.push_back('\b');
      case 'f':
        return out_.push_back('\f');
      case 'n':
        return out_.push_back('\n');
      case 'r':
        return out_.push_back('\r');
      case 't':
        return out_.push_back('\t');
      case 'v':
        return out_.push_back('\v');
      case '\\':
      case '\'':
      case '"':
        return out_.push_back(c);
      case 'x':
        return number(c, 2, 2, 16);
      case 'u':
        return number(c, 4, 4, 16);
      case 'U':
        return number(c, 8, 8, 16);
      case '0':
      case '1':
      case '2':
      case '3':
      case '4':
      case '5':
      case '6':
      case '7':
        --at_;
        return number(c, 1, 3, 8);
      default:  // \N{...} as well: the names of all characters would be a table of a megabyte
        out_ += '\\';
        out_ += c;
    }
  }

  /// Between `least` and `most` digits; with fewer, the text stays as it is.
  void number(char letter, int least, int most, int base) {
    char32_t value = 0;
    int digits = 0;
    std::size_t at = at_;
    while (digits < most && at < body_.size() && digit_value(body_[at]) < base) {
      value = value * static_cast<char32_t>(base) + static_cast<char32_t>(digit_value(body_[at]));
      ++at, ++digits;
    }
    if (digits < least) {
      out_ += '\\';
      out_ += letter;
      return;
    }
    at_ = at;
    append_utf8(out_, value);
  }

  std::string_view body_;
  std::uint16_t flags_;
  std::string& out_;
  std::size_t at_ = 0;
};

bool append_literal(const Tree& tree, NodeId node, std::string_view bytes, std::string& out) {
  const Row& row = tree[node];
  if ((row.op & (string_flag::kBytes | string_flag::kTemplate)) != 0) return false;
  if (tree.is_broken(node) || !tree.children(node).empty()) return false;
  std::string_view literal = bytes.substr(row.begin, row.end - row.begin);
  const StringPrefix prefix = read_string_prefix(literal);
  const std::size_t front = prefix.letters + prefix.quote_length();
  if (prefix.quote == 0 || literal.size() < front + prefix.quote_length()) return false;
  literal = literal.substr(front, literal.size() - front - prefix.quote_length());
  Unescape(literal, row.op, out).run();
  return true;
}

}  // namespace

bool string_value(const Tree& tree, NodeId node, std::string_view bytes, std::string& out) {
  out.clear();
  if (tree.kind(node) == NodeKind::String) return append_literal(tree, node, bytes, out);
  if (tree.kind(node) != NodeKind::ConcatString) return false;
  for (const NodeId part : tree.children(node)) {
    if (tree.kind(part) != NodeKind::String || !append_literal(tree, part, bytes, out)) {
      return false;
    }
  }
  return true;
}

}  // namespace hyb
