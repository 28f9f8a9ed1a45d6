// Every construct of Python as rows: tests/syntax/*.py and beside each the dump of its tree.
// HYB_UPDATE=1 rewrites the dumps; read the difference before you commit it.

#include <gtest/gtest.h>

#include <cstdlib>

#include "core/syntax/parse.h"
#include "core/text/file_system.h"
#include "test_paths.inc"
#include "tests/syntax/tree_invariants.h"

namespace hyb {
namespace {

const std::string kFolder = std::string(HYB_SOURCE_DIR) + "/tests/syntax";

std::vector<std::string> python_files() {
  std::vector<std::string> names;
  const auto entries = list_directory(kFolder);
  if (!entries) return names;
  for (const DirectoryEntry& entry : entries.value()) {
    if (entry.name.ends_with(".py")) {
      names.push_back(entry.name.substr(0, entry.name.size() - 3));
    }
  }
  return names;
}

std::string read(const std::string& name) {
  const auto text = read_file(kFolder + "/" + name);
  return text ? text.value() : "";
}

class TreeOf : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Syntax, TreeOf, testing::ValuesIn(python_files()),
                         [](const auto& test) { return test.param; });

TEST_P(TreeOf, IsAsRecorded) {
  const std::string bytes = read(GetParam() + ".py");
  Parser parser;
  const ParseResult result = parser.parse(FileId::from_index(0), bytes);
  EXPECT_EQ(broken_invariant(result.tree, bytes), "");
  const std::string dump = dump_tree(result.tree, bytes, result.names);
  const std::string golden = GetParam() + ".py.tree.exp";
  if (std::getenv("HYB_UPDATE") != nullptr) {
    ASSERT_TRUE(write_file_atomically(kFolder + "/" + golden, dump).ok());
  }
  EXPECT_EQ(dump, read(golden)) << "HYB_UPDATE=1 rewrites it";
}

TEST_P(TreeOf, OnlyBrokenFilesHaveErrors) {
  const std::string bytes = read(GetParam() + ".py");
  Parser parser;
  const ParseResult result = parser.parse(FileId::from_index(0), bytes);
  const bool broken = GetParam().starts_with("broken_") || GetParam() == "nul_bytes";
  EXPECT_EQ(!result.tree.errors.empty(), broken);
}

/// A text that is being typed: cut off anywhere it must still make a sound tree.
TEST_P(TreeOf, EveryPrefixIsSound) {
  const std::string bytes = read(GetParam() + ".py");
  Parser parser;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string_view prefix = std::string_view(bytes).substr(0, size);
    const ParseResult result = parser.parse(FileId::from_index(0), prefix);
    ASSERT_EQ(broken_invariant(result.tree, prefix), "") << "of the first " << size << " bytes";
  }
}

/// With one byte gone, brackets, colons and quotes are missing everywhere.
TEST_P(TreeOf, EveryMissingByteIsSound) {
  const std::string bytes = read(GetParam() + ".py");
  Parser parser;
  for (std::size_t gone = 0; gone < bytes.size(); ++gone) {
    const std::string rest = bytes.substr(0, gone) + bytes.substr(gone + 1);
    const ParseResult result = parser.parse(FileId::from_index(0), rest);
    ASSERT_EQ(broken_invariant(result.tree, rest), "") << "without byte " << gone;
  }
}

/// Files in which line ends may be exchanged: how errors are mended is not our choice.
std::vector<std::string> sound_files_without_returns() {
  std::vector<std::string> names;
  for (const std::string& name : python_files()) {
    if (name.starts_with("broken_") || read(name + ".py").find('\r') != std::string::npos) continue;
    names.push_back(name);
  }
  return names;
}

class CrLf : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Syntax, CrLf, testing::ValuesIn(sound_files_without_returns()),
                         [](const auto& test) { return test.param; });

TEST_P(CrLf, OnlyMovesThings) {
  const std::string bytes = read(GetParam() + ".py");
  std::string crlf;
  for (const char c : bytes) {
    if (c == '\n') crlf += '\r';
    crlf += c;
  }
  Parser parser;
  const ParseResult before = parser.parse(FileId::from_index(0), bytes);
  const ParseResult after = parser.parse(FileId::from_index(0), crlf);
  EXPECT_EQ(dump_tree(before.tree, bytes, before.names), dump_tree(after.tree, crlf, after.names));
}

/// The parser keeps its buffers; nothing of the file before may shine through.
TEST(Parser, EarlierFilesLeaveNoTrace) {
  Parser used;
  for (const std::string& name : python_files()) {
    const std::string bytes = read(name + ".py");
    const ParseResult one = used.parse(FileId::from_index(0), bytes);
    Parser fresh;
    const ParseResult two = fresh.parse(FileId::from_index(0), bytes);
    EXPECT_EQ(dump_tree(one.tree, bytes, one.names), dump_tree(two.tree, bytes, two.names)) << name;
  }
}

TEST(Parser, EmptyTextIsAModule) {
  Parser parser;
  const ParseResult result = parser.parse(FileId::from_index(0), "");
  EXPECT_EQ(result.tree.size(), 1u);
  EXPECT_FALSE(result.timed_out);
  EXPECT_EQ(broken_invariant(result.tree, ""), "");
}

}  // namespace
}  // namespace hyb
