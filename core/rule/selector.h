#pragma once

// Which checks are on. A selection is an ordered list of words, later wins: a code, a name, a
// group, a glob over names and codes, `default`, `all`, `none`, or any of these with a leading '-'.
// Used by the command line, by the configuration and by suppression comments, so that one spelling
// works everywhere.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/rule/rule_info.h"

namespace hyb {

using RuleSpan = std::span<const RuleInfo* const>;

/// One enabled-flag per rule, in the order of `rules`.
using RuleSet = std::vector<bool>;

/// Applies one selector word to `set`. Unknown words are an error with a suggestion.
Status apply_selector(std::string_view word, RuleSpan rules, RuleSet& set);
/// Indices of the rules that `word` (no leading '-') names; empty = unknown word.
std::vector<std::size_t> select_rules(std::string_view word, RuleSpan rules);
/// Splits "a, -b,c" at commas, blanks trimmed, empty words dropped.
std::vector<std::string> split_selectors(std::string_view list);
/// Nearest of `candidates` to `word` within an edit distance that a typo explains; none if too far.
std::optional<std::string> did_you_mean(std::string_view word,
                                        std::span<const std::string_view> candidates);
/// `*` and `?` globs, whole text.
bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace hyb
