#include <gtest/gtest.h>

#include "core/syntax/parse.h"

namespace hyb {
namespace {

/// The value of the expression statement `literal`, or "<none>".
std::string value_of(std::string_view literal) {
  Parser parser;
  const ParseResult result = parser.parse(FileId::from_index(0), literal);
  const Tree& tree = result.tree;
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    const NodeId id = NodeId::from_index(i);
    if (tree.kind(id) != NodeKind::String && tree.kind(id) != NodeKind::ConcatString) continue;
    std::string value;
    return string_value(tree, id, literal, value) ? value : "<none>";
  }
  return "<no string>";
}

TEST(StringValue, Plain) {
  EXPECT_EQ(value_of("'a'"), "a");
  EXPECT_EQ(value_of("''"), "");
  EXPECT_EQ(value_of("\"it's\""), "it's");
  EXPECT_EQ(value_of("u'a'"), "a");
  EXPECT_EQ(value_of("'''a\nb'''"), "a\nb");
  EXPECT_EQ(value_of("\"\"\"\"a\" b\"\"\""), "\"a\" b");
  EXPECT_EQ(value_of("'\xC3\xA9'"), "\xC3\xA9");
}

TEST(StringValue, Escapes) {
  EXPECT_EQ(value_of(R"('\a\b\f\n\r\t\v')"), "\a\b\f\n\r\t\v");
  EXPECT_EQ(value_of(R"('\\ \' \"')"), "\\ ' \"");
  EXPECT_EQ(value_of(R"('\x41\u00e9\U0001F600')"), "A\xC3\xA9\xF0\x9F\x98\x80");
  EXPECT_EQ(value_of(R"('\101\7z\0')"), std::string("A\7z\0", 4));
  EXPECT_EQ(value_of("'\\N{BULLET}'"), "\\N{BULLET}");
  EXPECT_EQ(value_of(R"('\d \8')"), "\\d \\8");
  EXPECT_EQ(value_of("'a\\\nb'"), "ab");
  EXPECT_EQ(value_of("'a\\\r\nb'"), "ab");
  EXPECT_EQ(value_of("'''a\r\nb\rc'''"), "a\nb\nc");
}

TEST(StringValue, Raw) {
  EXPECT_EQ(value_of(R"(r'\n\'')"), R"(\n\')");
  EXPECT_EQ(value_of(R"(R"\x41")"), R"(\x41)");
}

TEST(StringValue, Concatenated) {
  EXPECT_EQ(value_of("'a' \"b\" r'\\c'"), "ab\\c");
  EXPECT_EQ(value_of("('a'\n 'b')"), "ab");
  EXPECT_EQ(value_of("'a' f'b'"), "ab");
}

TEST(StringValue, FormatStrings) {
  EXPECT_EQ(value_of("f'a'"), "a");
  EXPECT_EQ(value_of("f'{{a}}'"), "{a}");
  EXPECT_EQ(value_of("f'{a}'"), "<none>");
  EXPECT_EQ(value_of("'a' f'{b}'"), "<none>");
}

TEST(StringValue, NotText) {
  EXPECT_EQ(value_of("b'a'"), "<none>");
  EXPECT_EQ(value_of("b'a' b'b'"), "<none>");
  EXPECT_EQ(value_of("t'a'"), "<none>");
}

}  // namespace
}  // namespace hyb
