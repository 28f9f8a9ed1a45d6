// The indexes that interning rests on: nothing is lost when they grow, equal hashes are told apart.

#include "core/base/hash_index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/base/interner.h"

namespace hyb {
namespace {

TEST(HashIndex, KeepsRowsOfOneHashApart) {
  const std::vector<std::string> rows{"a", "b", "c"};
  HashIndex index;
  for (std::uint32_t i = 0; i < rows.size(); ++i) index.add(7, i);
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    const std::uint32_t* found =
        index.find(7, [&](std::uint32_t row) { return rows[row] == rows[i]; });
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(*found, i);
  }
  EXPECT_EQ(index.find(7, [](std::uint32_t) { return false; }), nullptr);
  EXPECT_EQ(index.find(8, [](std::uint32_t) { return true; }), nullptr);
}

TEST(KeyIndex, KeepsEveryNumberWhileItGrows) {
  KeyIndex index;
  EXPECT_EQ(index.find(0), nullptr);
  for (std::uint32_t i = 0; i < 10'000; ++i)
    EXPECT_EQ(index.find_or_add(std::uint64_t{i} << 32U, i), i);
  for (std::uint32_t i = 0; i < 10'000; ++i) {
    EXPECT_EQ(index.find_or_add(std::uint64_t{i} << 32U, 0), i);
    ASSERT_NE(index.find(std::uint64_t{i} << 32U), nullptr);
  }
  EXPECT_EQ(index.find(1), nullptr);
}

TEST(Interner, GivesEqualTextsOneId) {
  Interner names;
  std::vector<NameId> ids;
  for (int i = 0; i < 5'000; ++i) ids.push_back(names.intern("name_" + std::to_string(i)));
  EXPECT_EQ(names.size(), 5'000U);
  for (int i = 0; i < 5'000; ++i) {
    const std::string text = "name_" + std::to_string(i);
    EXPECT_EQ(names.intern(text), ids[static_cast<std::size_t>(i)]);
    EXPECT_EQ(names.text(names.find(text)), text);
  }
  EXPECT_FALSE(names.find("name_").exists());
}

}  // namespace
}  // namespace hyb
