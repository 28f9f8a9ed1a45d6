// Inputs that are deep, long or quadratic for the parser. Nothing here looks at a clock: either the
// parser gets through or its own budget stops it, and `timed_out` tells which.

#include <gtest/gtest.h>
#include <pthread.h>

#include "core/syntax/parse.h"
#include "core/syntax/parser_input.h"
#include "tests/syntax/tree_invariants.h"

namespace hyb {
namespace {

std::string repeated(std::string_view piece, int times) {
  std::string text;
  text.reserve(piece.size() * static_cast<std::size_t>(times));
  for (int i = 0; i < times; ++i) text += piece;
  return text;
}

constexpr int kDeep = 100'000;

ParseResult parse(std::string_view text) {
  Parser parser;
  return parser.parse(FileId::from_index(0), text);
}

struct Deep {
  const char* name;
  std::string text;
};

void PrintTo(const Deep& deep, std::ostream* out) {
  *out << deep.name;
}

std::vector<Deep> deep_texts() {
  return {
      {"sum", "x = a" + repeated(" + a", kDeep) + "\n"},
      {"power", "x = a" + repeated(" ** a", kDeep) + "\n"},
      {"calls", "x = a" + repeated(".b(1)", kDeep / 2) + "\n"},
      {"parentheses", "x = " + repeated("(", kDeep) + "1" + repeated(")", kDeep) + "\n"},
      {"lists", "x = " + repeated("[", kDeep) + "1" + repeated("]", kDeep) + "\n"},
      {"signs", "x = " + repeated("-", kDeep) + "1\n"},
      {"nots", "x = " + repeated("not ", kDeep) + "1\n"},
      {"lambdas", "x = " + repeated("lambda: ", kDeep) + "1\n"},
      {"conditionals", "x = " + repeated("a if b else ", kDeep) + "c\n"},
      {"assignments", repeated("a = ", kDeep) + "1\n"},
      {"comparison", "x = a" + repeated(" < a", kDeep) + "\n"},
      {"dotted_name", "import a" + repeated(".a", kDeep) + "\n"},
      {"elif", "if a: pass\n" + repeated("elif a: pass\n", kDeep)},
      {"decorators", repeated("@a\n", kDeep) + "def f(): pass\n"},
      {"patterns",
       "match a:\n case " + repeated("(", kDeep / 2) + "x" + repeated(")", kDeep / 2) + ": pass\n"},
      {"with_parentheses",
       "with " + repeated("(", kDeep / 4) + "a" + repeated(")", kDeep / 4) + " as b: pass\n"},
      {"strings", "x = " + repeated("'a' ", kDeep) + "\n"},
      {"many_lines", repeated("a; b\n", kDeep)},
      {"lone_returns", repeated("a\r", kDeep)},
  };
}

class DeepText : public testing::TestWithParam<Deep> {};
INSTANTIATE_TEST_SUITE_P(Hostile, DeepText, testing::ValuesIn(deep_texts()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST_P(DeepText, MakesASoundTree) {
  const std::string& text = GetParam().text;
  const ParseResult result = parse(text);
  EXPECT_FALSE(result.timed_out);
  EXPECT_TRUE(result.tree.errors.empty());
  EXPECT_EQ(broken_invariant(result.tree, text), "");
  EXPECT_GE(dump_tree(result.tree, text, result.names).size(), result.tree.size());
}

/// All of it on a stack of 256 KiB: nothing recurses over the depth of the text.
TEST(Hostile, DeepTextsNeedNoStack) {
  pthread_attr_t attributes;
  ASSERT_EQ(pthread_attr_init(&attributes), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&attributes, std::size_t{256} * 1024), 0);
  pthread_t thread{};
  const auto work = [](void*) -> void* {
    for (const Deep& deep : deep_texts()) static_cast<void>(parse(deep.text));
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, work, nullptr), 0);
  EXPECT_EQ(pthread_join(thread, nullptr), 0);
  pthread_attr_destroy(&attributes);
}

TEST(Hostile, UnclosedCallRunsOutOfBudget) {
  const std::string text = "f(\n" + repeated("x = 1\n", 40'000);
  const ParseResult result = parse(text);
  EXPECT_TRUE(result.timed_out);
  EXPECT_EQ(result.tree.size(), 1u);
  EXPECT_EQ(broken_invariant(result.tree, text), "");
}

/// After running out of budget the same parser must be as good as new.
TEST(Hostile, ParserSurvivesItsBudget) {
  Parser parser;
  EXPECT_TRUE(parser.parse(FileId::from_index(0), "f(\n" + repeated("x = 1\n", 40'000)).timed_out);
  const ParseResult next = parser.parse(FileId::from_index(1), "x = 1\n");
  EXPECT_FALSE(next.timed_out);
  EXPECT_TRUE(next.tree.errors.empty());
  EXPECT_EQ(next.tree.size(), 4u);
}

TEST(Hostile, JunkIsReportedAndSurvived) {
  std::string noise;
  std::uint32_t state = 1;
  for (int i = 0; i < 20'000; ++i) {
    state = state * 1664525 + 1013904223;
    noise += static_cast<char>(state >> 24);
  }
  const ParseResult result = parse(noise);
  EXPECT_FALSE(result.tree.errors.empty());
  EXPECT_EQ(broken_invariant(result.tree, noise), "");

  const std::string junk = repeated(")]} $ ?\n", 2'000) + "x = 1\n";
  const ParseResult more = parse(junk);
  EXPECT_FALSE(more.tree.errors.empty());
  EXPECT_EQ(broken_invariant(more.tree, junk), "");
}

TEST(Hostile, TokensInAnyOrderMakeSoundTrees) {
  constexpr std::string_view kTokens[] = {
      "def ",    "class ", "if ",  "else", "match ",  "case ", "with ", "as ",     "lambda ",
      "for ",    "in ",    "not ", "is ",  "import ", "from ", "try",   "except ", "raise ",
      "return ", "yield ", "a",    "b ",   "1",       "'s'",   "f'{",   "}",       "{",
      "(",       ")",      "[",    "]",    ":",       ",",     "=",     "==",      "<",
      "+",       "-",      "*",    "**",   "@",       ".",     "...",   "\n",      "\n    ",
      "#c\n",    "async ", ":=",   "_",    "type "};
  std::uint32_t state = 7;
  Parser parser;
  for (int round = 0; round < 3'000; ++round) {
    std::string text;
    for (int i = 0; i < 24; ++i) {
      state = state * 1664525 + 1013904223;
      text += kTokens[(state >> 16) % std::size(kTokens)];
    }
    const ParseResult result = parser.parse(FileId::from_index(0), text);
    ASSERT_EQ(broken_invariant(result.tree, text), "") << text;
  }
}

/// Legal Python, but the grammar's scanner takes quadratic time: the parser must not see it.
TEST(Hostile, LongRunsOfCommentsAreStillAnalysed) {
  const std::string text =
      "def f():\n" + repeated("    # comment\n", 50'000) + "    return 1\n# end\nx = 2\n";
  const ParseResult result = parse(text);
  EXPECT_FALSE(result.timed_out);
  EXPECT_TRUE(result.tree.errors.empty());
  EXPECT_EQ(result.tree.comments.size(), 50'001u);
  EXPECT_EQ(broken_invariant(result.tree, text), "");
}

/// The rows are the same whether comments were blanked or not.
TEST(Hostile, BlankedCommentsChangeNothing) {
  const auto text_with = [](int comments) {
    return "if a:\n    b\n" + repeated("    # inside\n", comments) +
           repeated("# outside\n", comments) + "else:\n    c\n";
  };
  const std::string few = text_with(30);
  const std::string many = text_with(300);
  const ParseResult before = parse(few);
  const ParseResult after = parse(many);
  ASSERT_EQ(before.tree.size(), after.tree.size());
  EXPECT_EQ(after.tree.comments.size(), 600u);
  for (std::uint32_t i = 0; i < before.tree.size(); ++i) {
    const Row& a = before.tree[NodeId::from_index(i)];
    const Row& b = after.tree[NodeId::from_index(i)];
    EXPECT_EQ(a.kind, b.kind);
    if (a.end < 12) {
      EXPECT_EQ(a.end, b.end);
    }
  }
  const NodeId block = after.tree.child(NodeId::from_index(1), Field::Body);
  ASSERT_TRUE(block.exists());
  EXPECT_EQ(after.tree[block].end, 11u) << "comments behind the last statement do not belong to it";
}

TEST(ParserInput, OnlyLongRunsAreBlanked) {
  ParserInput input;
  const std::string few = "x = 1\n" + repeated("# c\n", 64);
  prepare_parser_input(few, input);
  EXPECT_EQ(input.text.data(), few.data());
  EXPECT_TRUE(input.blanked.empty());

  const std::string many = "x = 1\n" + repeated("  # c\r\n\n", 65) + "y = 1  # d\n# e\n";
  prepare_parser_input(many, input);
  EXPECT_EQ(input.text.size(), many.size());
  ASSERT_EQ(input.blanked.size(), 65u);
  EXPECT_EQ(many.substr(input.blanked[0].begin, input.blanked[0].end - input.blanked[0].begin),
            "# c");
  EXPECT_EQ(input.text.substr(0, 14), "x = 1\n     \r\n\n");
  EXPECT_TRUE(input.text.ends_with("y = 1  # d\n# e\n"));
}

TEST(ParserInput, CommentsInsideStringsStay) {
  ParserInput input;
  for (const std::string quote : {"\"\"\"", "'''"}) {
    const std::string text = "x = r" + quote + "\\\n" + repeated("# text\n", 100) + quote +
                             "\ny = 'it\\'s'\nz = \"'''\"\n" + repeated("# comment\n", 100);
    prepare_parser_input(text, input);
    EXPECT_EQ(input.blanked.size(), 100u);
    EXPECT_EQ(input.text.substr(0, 700), text.substr(0, 700));
  }
}

TEST(ParserInput, OddBytesAreReplacedInPlace) {
  ParserInput input;
  const std::string text("a\rb\r\nc\0d\r", 9);
  prepare_parser_input(text, input);
  EXPECT_EQ(input.text, "a\nb\r\nc d\n");
  EXPECT_EQ(input.first_nul, 6u);
  const std::string clean = "a\r\nb\n";
  prepare_parser_input(clean, input);
  EXPECT_EQ(input.text.data(), clean.data());
  EXPECT_EQ(input.first_nul, 5u);
}

}  // namespace
}  // namespace hyb
