#include "core/rule/selector.h"

#include <algorithm>
#include <cstddef>

namespace hyb {

namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

bool is_glob(std::string_view word) {
  return word.find_first_of("*?") != std::string_view::npos;
}

bool selects(std::string_view word, const RuleInfo& rule) {
  if (word == "all") return true;
  if (word == "default") return rule.default_on;
  if (is_glob(word)) return glob_matches(word, rule.name) || glob_matches(word, rule.code);
  return word == rule.name || word == rule.code || word == rule.group;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Insertions, deletions, replacements and swaps of neighbours; letter case is free.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last;
  std::vector<std::size_t> last(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before_last = std::move(last);
    last = std::move(row);
    row.assign(b.size() + 1, i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1,
                         last[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0U : 1U)});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
          lower(a[i - 2]) == lower(b[j - 1])) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

/// True when one is the other in another order, as swapping neighbours leaves it.
bool same_letters(std::string_view a, std::string_view b) {
  std::string left(a);
  std::string right(b);
  for (std::string* text : {&left, &right}) {
    std::transform(text->begin(), text->end(), text->begin(), lower);
    std::sort(text->begin(), text->end());
  }
  return left == right;
}

Error unknown(std::string_view word, RuleSpan rules) {
  std::vector<std::string_view> candidates;
  for (const RuleInfo* rule : rules) {
    candidates.push_back(rule->name);
    candidates.push_back(rule->group);
    candidates.push_back(rule->code);
  }
  for (std::string_view word_of_list : {"default", "all", "none"}) {
    candidates.push_back(word_of_list);
  }
  std::string text = "No check, group or code is called `";
  text.append(word).append("`; ");
  if (is_glob(word)) {
    text = "No check's name or code matches `";
    text.append(word).append("`; ");
  }
  if (const auto nearest = did_you_mean(word, candidates)) {
    text.append("did you mean `").append(*nearest).append("`?");
  } else {
    text.append("`hybridize rules` lists them.");
  }
  return Error{std::move(text)};
}

}  // namespace

Status apply_selector(std::string_view word, RuleSpan rules, RuleSet& set) {
  set.resize(rules.size(), false);
  if (word == "none") {
    set.assign(rules.size(), false);
    return ok_status();
  }
  const bool enable = !word.starts_with('-');
  const std::string_view named = enable ? word : word.substr(1);
  const std::vector<std::size_t> chosen = select_rules(named, rules);
  // A program without any rule of the default set is odd, but `default` is no misspelling.
  if (chosen.empty() && named != "default" && named != "all") return unknown(named, rules);
  for (std::size_t index : chosen) set[index] = enable;
  return ok_status();
}

std::vector<std::size_t> select_rules(std::string_view word, RuleSpan rules) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (selects(word, *rules[i])) chosen.push_back(i);
  }
  return chosen;
}

std::vector<std::string> split_selectors(std::string_view list) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    const std::string_view word = trimmed(list.substr(at, end - at));
    if (!word.empty()) words.emplace_back(word);
    at = end + 1;
  }
  return words;
}

std::optional<std::string> did_you_mean(std::string_view word,
                                        std::span<const std::string_view> candidates) {
  // One slip in three letters, as compilers allow; a text longer than any name is no typo of one.
  constexpr std::size_t kLongestWord = 100;
  if (word.empty() || word.size() > kLongestWord) return std::nullopt;
  // In a code or a version one slip is the most: HYB031 may stand for
  // HYB013 and HYB13 too, but HYB019 is another number.
  const bool numbered = std::any_of(word.begin(), word.end(), is_digit);
  const std::size_t limit = numbered ? 1 : (word.size() + 2) / 3;
  std::optional<std::string> nearest;
  std::size_t nearest_distance = limit + 1;
  for (std::string_view candidate : candidates) {
    const std::size_t longer = std::max(candidate.size(), word.size());
    const std::size_t shorter = std::min(candidate.size(), word.size());
    if (longer - shorter >= nearest_distance) continue;
    const std::size_t distance = edit_distance(word, candidate);
    if (numbered && distance > 0 && longer == shorter && !same_letters(word, candidate)) continue;
    // Replacing the whole word is no slip, however short it is.
    if (distance >= nearest_distance || distance >= longer) continue;
    nearest = std::string(candidate);
    nearest_distance = distance;
  }
  return nearest;
}

bool glob_matches(std::string_view pattern, std::string_view text) {
  // On a mismatch only the last star need be tried again: what it matched before is a shortest
  // match already. So this takes pattern times text, never more.
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      star_text = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace hyb
