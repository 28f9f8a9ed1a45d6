#include "core/rule/selector.h"

#include <gtest/gtest.h>

#include <array>

namespace hyb {
namespace {

constexpr RuleInfo rule(std::string_view code, std::string_view name, std::string_view group,
                        bool default_on) {
  RuleInfo info{};
  info.code = code;
  info.name = name;
  info.group = group;
  info.default_on = default_on;
  return info;
}

constexpr RuleInfo kPrint = rule("HYB013", "side-effect-print", "side-effect", true);
constexpr RuleInfo kAppend = rule("HYB014", "side-effect-append", "side-effect", false);
constexpr RuleInfo kOrder = rule("HYB101", "api-decorator-order", "api", true);
constexpr std::array<const RuleInfo*, 3> kRules{&kPrint, &kAppend, &kOrder};

RuleSet after(std::initializer_list<std::string_view> words) {
  RuleSet set;
  for (std::string_view word : words) {
    const Status status = apply_selector(word, kRules, set);
    EXPECT_TRUE(status.ok()) << word;
  }
  return set;
}

std::string error_of(std::string_view word) {
  RuleSet set{true, false, true};
  const Status status = apply_selector(word, kRules, set);
  EXPECT_EQ(set, (RuleSet{true, false, true})) << "an unknown word must change nothing";
  return status.ok() ? "" : status.error().message;
}

TEST(Selector, WordsOfEveryKind) {
  EXPECT_EQ(after({"default"}), (RuleSet{true, false, true}));
  EXPECT_EQ(after({"all"}), (RuleSet{true, true, true}));
  EXPECT_EQ(after({"HYB014"}), (RuleSet{false, true, false}));
  EXPECT_EQ(after({"side-effect-append"}), (RuleSet{false, true, false}));
  EXPECT_EQ(after({"side-effect"}), (RuleSet{true, true, false}));
  EXPECT_EQ(after({"side-*"}), (RuleSet{true, true, false}));
  EXPECT_EQ(after({"HYB01?"}), (RuleSet{true, true, false}));
  EXPECT_EQ(after({"*order"}), (RuleSet{false, false, true}));
}

TEST(Selector, LaterWins) {
  EXPECT_EQ(after({"all", "-side-effect"}), (RuleSet{false, false, true}));
  EXPECT_EQ(after({"all", "-side-effect", "HYB014"}), (RuleSet{false, true, true}));
  EXPECT_EQ(after({"-api", "default"}), (RuleSet{true, false, true}));
  EXPECT_EQ(after({"all", "none", "api"}), (RuleSet{false, false, true}));
  EXPECT_EQ(after({"all", "-default"}), (RuleSet{false, true, false}));
  EXPECT_EQ(after({"all", "-HYB1*"}), (RuleSet{true, true, false}));
}

TEST(Selector, UnknownWordsAreErrorsWithASuggestion) {
  EXPECT_EQ(error_of("side-efect-print"),
            "No check, group or code is called `side-efect-print`; did you mean "
            "`side-effect-print`?");
  EXPECT_EQ(error_of("-defualt"),
            "No check, group or code is called `defualt`; did you mean `default`?");
  EXPECT_EQ(error_of("hyb013"),
            "No check, group or code is called `hyb013`; did you mean `HYB013`?");
  EXPECT_EQ(error_of("zzz*"),
            "No check's name or code matches `zzz*`; `hybridize rules` lists them.");
  EXPECT_EQ(error_of("quantisation"),
            "No check, group or code is called `quantisation`; `hybridize rules` lists them.");
  EXPECT_NE(error_of(""), "");
  EXPECT_NE(error_of("-"), "");
  EXPECT_NE(error_of("-none"), "");
}

TEST(Selector, AnotherNumberIsNoTypo) {
  EXPECT_EQ(error_of("HYB019"),
            "No check, group or code is called `HYB019`; `hybridize rules` lists them.");
  EXPECT_EQ(error_of("HYB031"),
            "No check, group or code is called `HYB031`; did you mean `HYB013`?");
  EXPECT_EQ(error_of("HYB13"), "No check, group or code is called `HYB13`; did you mean `HYB013`?");
}

TEST(Selector, SelectRulesGivesIndices) {
  EXPECT_EQ(select_rules("side-effect", kRules), (std::vector<std::size_t>{0, 1}));
  EXPECT_EQ(select_rules("all", kRules), (std::vector<std::size_t>{0, 1, 2}));
  EXPECT_TRUE(select_rules("none", kRules).empty());
  EXPECT_TRUE(select_rules("-api", kRules).empty());
  EXPECT_TRUE(select_rules("side-effect-", kRules).empty());
}

TEST(Selector, SplitsAtCommas) {
  EXPECT_EQ(split_selectors("a, -b,c"), (std::vector<std::string>{"a", "-b", "c"}));
  EXPECT_EQ(split_selectors(" ,, a ,"), (std::vector<std::string>{"a"}));
  EXPECT_TRUE(split_selectors("").empty());
}

TEST(DidYouMean, FirstOfEquallyNear) {
  constexpr std::array<std::string_view, 3> kWords{"check", "chuck", "rules"};
  EXPECT_EQ(did_you_mean("chick", kWords), "check");
  EXPECT_EQ(did_you_mean("chcek", kWords), "check");
  EXPECT_EQ(did_you_mean("RULES", kWords), "rules");
  EXPECT_EQ(did_you_mean("banana", kWords), std::nullopt);
  EXPECT_EQ(did_you_mean("", kWords), std::nullopt);
  EXPECT_EQ(did_you_mean(std::string(100'000, 'c'), kWords), std::nullopt);
}

TEST(DidYouMean, ReplacingTheWholeWordIsNoSlip) {
  constexpr std::array<std::string_view, 1> kWords{"x"};
  EXPECT_EQ(did_you_mean("y", kWords), std::nullopt);
  EXPECT_EQ(did_you_mean("xy", kWords), "x");
}

TEST(Glob, WholeText) {
  EXPECT_TRUE(glob_matches("*", ""));
  EXPECT_TRUE(glob_matches("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(glob_matches("a*b*c", "a-b-b-cd"));
  EXPECT_TRUE(glob_matches("?", "x"));
  EXPECT_FALSE(glob_matches("?", ""));
  EXPECT_FALSE(glob_matches("", "x"));
  EXPECT_TRUE(glob_matches("a**", "a"));
}

TEST(Glob, ManyStarsStayFast) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(5'000, 'a')));
}

}  // namespace
}  // namespace hyb
