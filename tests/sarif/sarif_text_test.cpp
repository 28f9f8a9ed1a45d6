#include "app/report/sarif_text.h"

#include <gtest/gtest.h>

namespace hyb::app {
namespace {

TEST(SarifText, NamesArePascalCaseWithoutTwoCapitalsInARow) {
  EXPECT_EQ(pascal_case("side-effect-print"), "SideEffectPrint");
  EXPECT_EQ(pascal_case("api-tf1"), "ApiTf1");
  EXPECT_EQ(pascal_case("function-x-y"), "Functionxy");
  EXPECT_EQ(pascal_case("op-2d"), "Op2d");
}

TEST(SarifText, UrisEncodeEverythingUnusual) {
  EXPECT_EQ(uri_of_path("src/a_b-c.py"), "src/a_b-c.py");
  EXPECT_EQ(uri_of_path("my dir/100%\\é.py"), "my%20dir/100%25%5C%C3%A9.py");
  EXPECT_EQ(uri_of_path("a:b#c?d.py"), "a%3Ab%23c%3Fd.py");
}

TEST(SarifText, CodeIsNeverALink) {
  EXPECT_EQ(escape_links("f[i](x)"), "f\\[i\\](x)");
  EXPECT_EQ(escape_links("f[i] (x)"), "f[i] (x)");
  EXPECT_EQ(escape_link_text("f[i]\\"), "f\\[i\\]\\\\");
}

TEST(SarifText, BracesAndPlaceholders) {
  EXPECT_EQ(double_braces("{'a': 1}"), "{{'a': 1}}");
  EXPECT_EQ(placeholder_count("'{0}' and '{2}'."), 3U);
  EXPECT_EQ(placeholder_count("nothing {x}."), 0U);
}

TEST(SarifText, ParagraphsOfAPage) {
  constexpr std::string_view kPage =
      "# t\n\n## What it does\n\nReports `x` in\ntwo lines.\n\nMore.\n\n## "
      "Empty\n\n```py\nx\n```\n";
  EXPECT_EQ(page_paragraph(kPage, "What it does"), "Reports x in two lines.");
  EXPECT_EQ(page_paragraph(kPage, "Empty"), "");
  EXPECT_EQ(page_paragraph(kPage, "Missing"), "");
}

TEST(SarifText, ShortenedCutsBetweenWordsAndCountsCharacters) {
  EXPECT_EQ(shortened("one two three", 13), "one two three");
  EXPECT_EQ(shortened("one two three", 12), "one two...");
  EXPECT_EQ(shortened("ééé", 3), "ééé");
}

TEST(SarifText, NormalisedCodeForgetsFormatting) {
  EXPECT_EQ(normalised_code("f( a,\n\t b )"), "f( a, b )");
}

}  // namespace
}  // namespace hyb::app
