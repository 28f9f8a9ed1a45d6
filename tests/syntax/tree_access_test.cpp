#include <gtest/gtest.h>

#include "core/syntax/grammar_symbols.h"
#include "core/syntax/parse.h"

namespace hyb {
namespace {

NodeId first_of(const Tree& tree, NodeKind kind) {
  for (std::uint32_t i = 0; i < tree.size(); ++i) {
    if (tree.kind(NodeId::from_index(i)) == kind) return NodeId::from_index(i);
  }
  return {};
}

TEST(GrammarSymbols, AllNamesAreInTheGrammar) {
  EXPECT_TRUE(symbol_table().unknown_names().empty());
}

TEST(Tree, ChildrenByFieldAndKind) {
  Parser parser;
  const std::string_view text = "@d\ndef f(a): return a\n";
  const ParseResult result = parser.parse(FileId::from_index(4), text);
  const Tree& tree = result.tree;
  const NodeId def = first_of(tree, NodeKind::FunctionDef);
  ASSERT_TRUE(def.exists());
  const NodeId name = tree.child(def, Field::Name);
  ASSERT_TRUE(name.exists());
  EXPECT_EQ(result.names.text(tree[name].name), "f");
  EXPECT_EQ(tree.kind(tree.child(def, NodeKind::Parameters)), NodeKind::Parameters);
  EXPECT_FALSE(tree.child(def, Field::Returns).exists());
  EXPECT_FALSE(tree.child(def, NodeKind::TypeParameters).exists());
  EXPECT_EQ(tree.kind(tree.with_decorators(def)), NodeKind::Decorated);
  EXPECT_EQ(tree.with_decorators(name), name);
  EXPECT_TRUE(tree.contains(def, name));
  EXPECT_FALSE(tree.contains(name, def));
  EXPECT_EQ(tree.loc(name), (Loc{FileId::from_index(4), 7, 8}));
  EXPECT_FALSE(tree.parent(tree.root()).exists());
  EXPECT_EQ(tree.parent(name), def);
}

TEST(Tree, RenumberedNames) {
  Parser parser;
  ParseResult result = parser.parse(FileId::from_index(0), "b\na\nb\n");
  ASSERT_EQ(result.names.size(), 2u);
  Interner all;
  all.intern("other");
  std::vector<NameId> new_ids;
  for (std::size_t i = 0; i < result.names.size(); ++i) {
    new_ids.push_back(all.intern(result.names.text(NameId::from_index(i))));
  }
  renumber_names(result.tree, new_ids);
  std::string found;
  for (std::uint32_t i = 0; i < result.tree.size(); ++i) {
    found += all.text(result.tree[NodeId::from_index(i)].name);
  }
  EXPECT_EQ(found, "bab");
}

TEST(Tree, TextsOfEnums) {
  EXPECT_EQ(name_of(NodeKind::Module), "Module");
  EXPECT_EQ(name_of(NodeKind::Error), "Error");
  EXPECT_EQ(name_of(Field::Name), "Name");
  EXPECT_EQ(name_of(Field::Function), "Function");
  EXPECT_EQ(name_of(Field::Element), "Element");
  EXPECT_EQ(text_of(Operator::None), "");
  EXPECT_EQ(text_of(Operator::FloorDiv), "//");
  EXPECT_EQ(text_of(Operator::Minus), "-");
  EXPECT_EQ(text_of(Operator::NotIn), "not in");
}

}  // namespace
}  // namespace hyb
