#include "fixits/apply.h"

#include <gtest/gtest.h>

namespace hyb::fixits {
namespace {

Edit edit(std::uint32_t begin, std::uint32_t end, std::string text, std::size_t file = 0) {
  return {{FileId::from_index(file), begin, end}, std::move(text)};
}

Diagnostic finding(std::vector<Edit> edits, Applicability trust = Applicability::Safe,
                   std::string isolation = "") {
  Diagnostic found;
  found.fixes.push_back({"title", "", std::move(edits), trust, std::move(isolation)});
  return found;
}

std::string applied(const std::vector<Diagnostic>& findings, std::string_view text) {
  const SourceFile source("a.py", std::string(text));
  const auto texts = apply(choose(findings, Applicability::Safe),
                           [&](FileId) -> const SourceFile& { return source; });
  return texts.empty() ? std::string(text) : texts.begin()->second;
}

TEST(Choose, AppliesDisjointFixesInOneRound) {
  EXPECT_EQ(
      applied({finding({edit(4, 6, "")}), finding({edit(0, 1, "A"), edit(2, 2, "+")})}, "abcdefg"),
      "Ab+cdg");
}

TEST(Choose, FixesOfAGroupGoTogetherOnlyWhereAllShareIt) {
  std::vector<Diagnostic> findings{finding({edit(0, 1, "A")}, Applicability::Safe, "import"),
                                   finding({edit(2, 3, "C")}, Applicability::Safe, "import"),
                                   finding({edit(4, 5, "E")}, Applicability::Safe, "import")};
  EXPECT_EQ(choose(findings, Applicability::Safe).fixes.size(), 1U);
  findings[0].fixes[0].shares = findings[1].fixes[0].shares = true;
  const Round round = choose(findings, Applicability::Safe);
  EXPECT_EQ(round.fixes.size(), 2U);
  EXPECT_EQ(round.waiting, 1U);
  EXPECT_EQ(applied(findings, "abcdef"), "AbCdef");
}

TEST(Choose, OverlappingFixesWaitAndAreNeverSplit) {
  const std::vector<Diagnostic> findings{finding({edit(0, 3, "x")}),
                                         finding({edit(2, 4, "y"), edit(6, 7, "z")}),
                                         finding({edit(6, 7, "w")})};
  const Round round = choose(findings, Applicability::Safe);
  ASSERT_EQ(round.fixes.size(), 2U);
  EXPECT_EQ(round.of[0], &findings[0]);
  EXPECT_EQ(round.of[1], &findings[2]);
  EXPECT_EQ(round.waiting, 1U);
  EXPECT_EQ(applied(findings, "abcdefg"), "xdefw");
}

TEST(Choose, InsertionsAtOnePlaceWaitForEachOther) {
  EXPECT_EQ(choose(std::vector{finding({edit(3, 3, "a")}), finding({edit(3, 3, "b")})},
                   Applicability::Safe)
                .waiting,
            1U);
  EXPECT_EQ(choose(std::vector{finding({edit(1, 3, "a")}), finding({edit(3, 3, "b")})},
                   Applicability::Safe)
                .waiting,
            1U);
  EXPECT_EQ(choose(std::vector{finding({edit(3, 3, "a")}), finding({edit(3, 3, "b", 1)})},
                   Applicability::Safe)
                .waiting,
            0U);
}

TEST(Choose, OneFixOfAnIsolationGroupInAFileAndRound) {
  const std::vector<Diagnostic> findings{
      finding({edit(0, 0, "i")}, Applicability::Safe, "import"),
      finding({edit(5, 5, "i")}, Applicability::Safe, "import"),
      finding({edit(5, 5, "i", 1)}, Applicability::Safe, "import"),
      finding({edit(9, 9, "o")}, Applicability::Safe, "other")};
  const Round round = choose(findings, Applicability::Safe);
  EXPECT_EQ(round.fixes.size(), 3U);
  EXPECT_EQ(round.waiting, 1U);
}

TEST(Choose, TheFirstFixThatIsTrustedEnough) {
  Diagnostic two = finding({edit(0, 1, "unsafe")}, Applicability::Unsafe);
  two.fixes.push_back({"t", "", {edit(0, 1, "safe")}, Applicability::Safe, ""});
  const std::vector<Diagnostic> findings{two};
  EXPECT_EQ(choose(findings, Applicability::Safe).fixes[0]->edits[0].replacement, "safe");
  EXPECT_EQ(choose(findings, Applicability::Unsafe).fixes[0]->edits[0].replacement, "unsafe");
  const std::vector<Diagnostic> shown{finding({edit(0, 1, "x")}, Applicability::Display)};
  EXPECT_TRUE(choose(shown, Applicability::Unsafe).fixes.empty());
  std::vector<Diagnostic> silenced{finding({edit(0, 1, "x")})};
  silenced[0].suppressed = true;
  EXPECT_TRUE(choose(silenced, Applicability::Safe).fixes.empty());
}

TEST(Apply, OnlyFilesThatChange) {
  const SourceFile source("a.py", "abc");
  const std::vector<Diagnostic> findings{finding({edit(0, 1, "a")}), finding({edit(0, 1, "b", 1)})};
  const auto texts = apply(choose(findings, Applicability::Safe),
                           [&](FileId) -> const SourceFile& { return source; });
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts.at(FileId::from_index(1)), "bbc");
}

TEST(StillParses, NoNewErrors) {
  EXPECT_TRUE(still_parses("x = 1\n", "x = 2\n"));
  EXPECT_FALSE(still_parses("x = 1\n", "x = = 2\n"));
  EXPECT_TRUE(still_parses("x = = 1\ny = 1\n", "x = = 1\ny = 2\n"));
  EXPECT_FALSE(still_parses("def f():\n    pass\n", "def f():\npass\n"));
}

}  // namespace
}  // namespace hyb::fixits
