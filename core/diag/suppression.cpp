#include "core/diag/suppression.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace hyb {

namespace {

constexpr std::string_view kMarker = "hybridize:";
constexpr std::string_view kBlanks = " \t\f";
constexpr std::size_t kNowhere = std::string_view::npos;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(char c) {
  return kBlanks.find(c) != kNowhere;
}

bool is_selector_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '*' || c == '?';
}

bool is_selector(std::string_view word) {
  return !word.empty() && word.front() != '-' &&
         std::all_of(word.begin(), word.end(), is_selector_char);
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

std::size_t end_without_blanks(std::string_view text, std::size_t begin, std::size_t end) {
  while (end > begin && is_blank(text[end - 1])) --end;
  return end;
}

std::string quoted(std::string_view text) {
  return std::string("`").append(text).append("`");
}

/// Reads one file's comments. A comment may hold several parts, each behind a '#' of its own:
/// `# noqa # hybridize: ignore[a] -- why # pylint: disable=b`.
class CommentReader {
 public:
  CommentReader(FileId file, const SourceFile& source) : file_(file), source_(source) {}

  void read(CommentSpan comment) {
    const std::string_view text =
        source_.bytes().substr(comment.begin, comment.end - comment.begin);
    if (text.find(kMarker) == kNowhere) return;
    std::size_t hash = text.find('#');
    while (hash != kNowhere) {
      const std::size_t begin = skip_blanks(text, hash + 1);
      if (text.substr(begin).starts_with(kMarker)) {
        hash = read_part(comment.begin, text, hash, begin + kMarker.size());
      } else {
        hash = text.find('#', hash + 1);
      }
    }
  }

  Suppressions take() { return std::move(found_); }

 private:
  Loc loc(std::uint32_t base, std::size_t begin, std::size_t end) const {
    return {file_, base + static_cast<std::uint32_t>(begin),
            base + static_cast<std::uint32_t>(end)};
  }

  /// Reads what follows the marker that ends at `at`, up to the next '#' that begins a part, whose
  /// place is returned.
  std::size_t read_part(std::uint32_t base, std::string_view text, std::size_t hash,
                        std::size_t at) {
    const std::size_t next = text.find('#', at);
    const std::size_t limit = std::min(next, text.size());
    const auto malformed = [&](std::string problem) {
      found_.malformed.push_back(
          {loc(base, hash, end_without_blanks(text, hash, limit)), std::move(problem)});
      return next;
    };

    at = skip_blanks(text, at);
    std::size_t word_end = at;
    while (word_end < limit && is_selector_char(text[word_end])) ++word_end;
    const std::string_view verb = text.substr(at, word_end - at);
    if (verb.empty()) return malformed("no word follows `hybridize:`: write ignore[NAME]");
    if (verb != "ignore") return malformed(quoted(verb) + " is not known here: write ignore[NAME]");
    if (word_end == limit || text[word_end] != '[') {
      const std::size_t bracket = skip_blanks(text, word_end);
      if (bracket < limit && text[bracket] == '[') {
        return malformed("`[` must follow `ignore` without a blank: write ignore[NAME]");
      }
      return malformed("brackets are required: write ignore[NAME]");
    }
    const std::size_t open = word_end;
    const std::size_t close = text.find(']', open);
    if (close == kNowhere || close >= limit) return malformed("the closing bracket is missing");

    Suppression suppression;
    for (std::size_t from = open + 1; from <= close;) {
      const std::size_t to = std::min(text.find(',', from), close);
      const std::size_t begin = std::min(skip_blanks(text, from), to);
      const std::size_t end = end_without_blanks(text, begin, to);
      const std::string_view word = text.substr(begin, end - begin);
      if (word.empty()) {
        const bool alone = from == open + 1 && to == close;
        return malformed(alone ? "no name stands in the brackets: write ignore[NAME]"
                               : "a name is missing beside a comma");
      }
      if (!is_selector(word)) {
        return malformed(quoted(word) + " is no name: separate names by commas");
      }
      suppression.selectors.emplace_back(word);
      suppression.selector_locs.push_back(loc(base, begin, end));
      from = to + 1;
    }

    std::size_t part_end = close + 1;
    std::size_t following = next;
    at = skip_blanks(text, part_end);
    if (at < limit) {
      if (!text.substr(at).starts_with("--")) {
        return malformed("only a reason behind `--` may follow the brackets");
      }
      const std::size_t begin = skip_blanks(text, at + 2);
      following = next_part(text, at + 2);
      part_end = end_without_blanks(text, at + 2, std::min(following, text.size()));
      if (begin >= part_end) return malformed("the reason behind `--` is missing");
      suppression.reason = text.substr(begin, part_end - begin);
    }
    suppression.comment = loc(base, hash, part_end);
    suppression.line = covered_line(base);
    if (suppression.line == 0) return malformed("no statement follows that it could cover");
    found_.valid.push_back(std::move(suppression));
    return following;
  }

  /// A reason may speak of `#123`; only a '#' behind a blank and before no digit begins a part.
  static std::size_t next_part(std::string_view text, std::size_t from) {
    std::size_t hash = text.find('#', from);
    while (hash != kNowhere) {
      const bool digit_behind =
          hash + 1 < text.size() && text[hash + 1] >= '0' && text[hash + 1] <= '9';
      if (is_blank(text[hash - 1]) && !digit_behind) break;
      hash = text.find('#', hash + 1);
    }
    return hash;
  }

  bool only_blanks_before(std::uint32_t begin, std::uint32_t end) const {
    std::string_view before = source_.bytes().substr(begin, end - begin);
    if (begin == 0 && before.starts_with(kByteOrderMark)) before.remove_prefix(3);
    return before.find_first_not_of(kBlanks) == kNowhere;
  }

  /// The line of the comment itself when code stands before it, else the next line with code; 0
  /// when none follows.
  std::uint32_t covered_line(std::uint32_t comment) {
    const std::uint32_t line = source_.line_at(comment);
    if (!only_blanks_before(source_.line_begin(line), comment)) return line;
    // A file may begin with ten thousand such comments: they share one search.
    if (line >= searched_from_ && line < searched_to_) return next_code_line_;
    std::uint32_t next = line + 1;
    while (next <= source_.line_count() && !has_code(next)) ++next;
    searched_from_ = line;
    searched_to_ = next;
    next_code_line_ = next <= source_.line_count() ? next : 0;
    return next_code_line_;
  }

  /// Asked only of lines that follow a comment line directly, so never of the inside of a string.
  bool has_code(std::uint32_t line) const {
    const std::string_view text = source_.line_text(line);
    const std::size_t first = text.find_first_not_of(kBlanks);
    return first != kNowhere && text[first] != '#';
  }

  FileId file_;
  const SourceFile& source_;
  Suppressions found_;
  std::uint32_t searched_from_ = 0;
  std::uint32_t searched_to_ = 0;
  std::uint32_t next_code_line_ = 0;
};

}  // namespace

Suppressions read_suppressions(FileId file, const SourceFile& source,
                               const std::vector<CommentSpan>& comments) {
  CommentReader reader(file, source);
  for (const CommentSpan& comment : comments) reader.read(comment);
  return reader.take();
}

}  // namespace hyb
