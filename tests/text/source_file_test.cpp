#include "core/text/source_file.h"

#include <gtest/gtest.h>

namespace hyb {
namespace {

TEST(SourceFile, EveryKindOfLineEndBeginsALine) {
  const SourceFile file("a.py", "a\nb\r\nc\rd");
  ASSERT_EQ(file.line_count(), 4u);
  EXPECT_EQ(file.line_text(1), "a");
  EXPECT_EQ(file.line_text(2), "b");
  EXPECT_EQ(file.line_text(3), "c");
  EXPECT_EQ(file.line_text(4), "d");
  EXPECT_EQ(file.line_at(0), 1u);
  EXPECT_EQ(file.line_at(1), 1u);  // the line end belongs to its line
  EXPECT_EQ(file.line_at(2), 2u);
  EXPECT_EQ(file.line_at(4), 2u);
  EXPECT_EQ(file.line_at(7), 4u);
  EXPECT_EQ(file.line_at(8), 4u);  // one behind the last byte
}

TEST(SourceFile, FinalLineEndLeavesAnEmptyLine) {
  const SourceFile file("a.py", "a\r\n");
  ASSERT_EQ(file.line_count(), 2u);
  EXPECT_EQ(file.line_text(1), "a");
  EXPECT_EQ(file.line_text(2), "");
}

TEST(SourceFile, CarriageReturnsBeforeCrLf) {
  const SourceFile file("a.py", "\r\r\n\n");
  ASSERT_EQ(file.line_count(), 4u);
  for (std::uint32_t line = 1; line <= 4; ++line) EXPECT_EQ(file.line_text(line), "") << line;
}

TEST(SourceFile, EmptyFileHasOneLine) {
  const SourceFile file("a.py", "");
  EXPECT_EQ(file.line_count(), 1u);
  EXPECT_EQ(file.line_at(0), 1u);
  EXPECT_EQ(file.position(0).column, 1u);
}

TEST(SourceFile, ColumnsCountCodePointsOrUtf16Units) {
  // e-acute: 2 bytes, one unit; the emoji: 4 bytes, two units.
  const SourceFile file("a.py", "x\n\xC3\xA9\xF0\x9F\x98\x80z");
  const std::uint32_t z = 8;
  EXPECT_EQ(file.position(z).line, 2u);
  EXPECT_EQ(file.position(z).column, 3u);
  EXPECT_EQ(file.position_utf16(z).column, 4u);
  EXPECT_EQ(file.position(4).column, 2u);
  EXPECT_EQ(file.position(6).column, 2u) << "inside the emoji";
}

TEST(SourceFile, ByteOrderMarkTakesNoColumn) {
  const SourceFile file("a.py", "\xEF\xBB\xBFxy\nz");
  EXPECT_TRUE(file.has_bom());
  EXPECT_EQ(file.position(0).column, 1u);
  EXPECT_EQ(file.position(3).column, 1u);
  EXPECT_EQ(file.position(4).column, 2u);
  EXPECT_EQ(file.position_utf16(4).column, 2u);
  EXPECT_EQ(file.position(6).line, 2u);
  EXPECT_EQ(file.position(6).column, 1u);
}

TEST(SourceFile, InvalidBytesTakeOneColumnEach) {
  const SourceFile file("a.py", "\xFF\xC3(\xE2\x82z");
  EXPECT_EQ(file.position(5).column, 6u);
  EXPECT_EQ(file.position_utf16(5).column, 6u);
}

}  // namespace
}  // namespace hyb
