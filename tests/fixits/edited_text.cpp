#include "tests/fixits/edited_text.h"

#include <gtest/gtest.h>

#include "fixits/apply.h"

namespace hyb::fixits::test {

EditedText::EditedText(std::string_view text) : source_("a.py", std::string(text)) {
  Parser parser;
  parsed_ = parser.parse(FileId::from_index(0), source_.bytes());
  scopes_ = build_scopes(parsed_.tree, parsed_.names);
}

NodeId EditedText::row(NodeKind kind, std::string_view start) const {
  for (std::uint32_t i = 0; i < tree().size(); ++i) {
    const NodeId node = NodeId::from_index(i);
    if (tree().kind(node) == kind && source_.text(tree().loc(node)).starts_with(start)) return node;
  }
  ADD_FAILURE() << "no " << name_of(kind) << " row begins with " << start;
  return tree().root();
}

NodeId EditedText::argument(std::size_t index) const {
  std::size_t at = 0;
  for (const NodeId each : tree().children(row(NodeKind::Arguments))) {
    if (at++ == index) return each;
  }
  ADD_FAILURE() << "no argument " << index;
  return tree().root();
}

std::string EditedText::after(const Edits& edits) const {
  if (!edits) return "none";
  Diagnostic finding;
  finding.fixes.push_back({"t", "", *edits, Applicability::Safe, ""});
  const std::vector<Diagnostic> findings{finding};
  const auto texts = apply(choose(findings, Applicability::Safe),
                           [this](FileId) -> const SourceFile& { return source_; });
  const std::string text = texts.empty() ? std::string(source_.bytes()) : texts.begin()->second;
  EXPECT_TRUE(still_parses(source_.bytes(), text)) << text;
  return text;
}

}  // namespace hyb::fixits::test
