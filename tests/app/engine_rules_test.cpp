#include "core/rule/engine_rules.h"

#include <gtest/gtest.h>

#include <string>

namespace hyb {
namespace {

TEST(EngineRules, MessagesAreOneSentenceOfOneLine) {
  EXPECT_EQ(engine_message(kUnknownSuppression, "near", {"a", "b"}).text,
            "No check is called 'a', so this comment silences nothing. The nearest name is 'b'.");
  EXPECT_EQ(engine_message(kSyntaxError, "default", {"x = (\ny"}).text,
            "This cannot be read as Python near 'x = (...'. The rest of the file was analysed.");
  const Message cut = engine_message(kSyntaxError, "default", {"a" + std::string(200, 'b')});
  EXPECT_EQ(cut.arguments.front().size(), 123U);
  // Two bytes a character: the cut falls between characters.
  std::string wide = "a";
  for (int i = 0; i < 100; ++i) wide += "é";
  EXPECT_EQ(engine_message(kSyntaxError, "default", {wide}).arguments.front().size(), 122U);
}

TEST(EngineRules, TemplatesAreAsReportsNeedThem) {
  for (const RuleInfo* rule : engine_rules()) {
    EXPECT_TRUE(rule->code.starts_with("HYB9"));
    EXPECT_TRUE(rule->docs.starts_with("# " + std::string(rule->name) + " ("));
    for (const MessageSpec& message : rule->messages) {
      EXPECT_TRUE(message.text.ends_with(".")) << message.text;
      EXPECT_NE(message.text.find("'{0}'"), std::string_view::npos) << message.text;
    }
  }
}

}  // namespace
}  // namespace hyb
