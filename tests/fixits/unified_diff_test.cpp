#include <gtest/gtest.h>
#include <stdlib.h>

#include <random>

#include "fixits/apply.h"
#include "fixits/line_script.h"
#include "tests/app/temporary_folder.h"

namespace hyb::fixits {
namespace {

TEST(UnifiedDiff, Format) {
  EXPECT_EQ(unified_diff("a.py", "x\n", "x\n"), "");
  EXPECT_EQ(unified_diff("p/a.py", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a/p/a.py\n+++ b/p/a.py\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(unified_diff("a.py", "", "x\n"), "--- a/a.py\n+++ b/a.py\n@@ -0,0 +1 @@\n+x\n");
  EXPECT_EQ(unified_diff("a.py", "x\ny", "x\ny\n"),
            "--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,2 @@\n x\n-y\n\\ No newline at end of file\n+y\n");
}

TEST(UnifiedDiff, HunksMeetWhenTheirContextsDo) {
  std::string before;
  for (int i = 1; i <= 20; ++i) before += std::to_string(i) + "\n";
  const auto with = [&](std::initializer_list<std::string_view> gone) {
    std::string after = before;
    for (std::string_view line : gone) {
      after.erase(after.find("\n" + std::string(line) + "\n") + 1, line.size() + 1);
    }
    const std::string diff = unified_diff("a", before, after);
    std::size_t hunks = 0;
    for (auto at = diff.find("\n@@"); at != std::string::npos; at = diff.find("\n@@", at + 1)) {
      ++hunks;
    }
    return hunks;
  };
  EXPECT_EQ(with({"5", "12"}), 1U);
  EXPECT_EQ(with({"5", "13"}), 2U);
}

TEST(LineScript, RemovedLinesComeBeforeAddedOnes) {
  const auto script = line_script("a\nb\nc\n", "x\ny\nz\n");
  ASSERT_EQ(script.size(), 6U);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(script[i].change, i < 3 ? LineChange::Remove : LineChange::Add) << i;
  }
}

TEST(LineScript, ManyChangedLines) {
  // More steps than the library keeps in one go.
  std::string before;
  std::string after;
  for (int i = 0; i < 4'000; ++i) {
    before += "old " + std::to_string(i) + "\nsame\n";
    after += "new " + std::to_string(i) + "\nsame\n";
  }
  std::string again_before;
  std::string again_after;
  for (const ScriptLine& line : line_script(before, after)) {
    if (line.change != LineChange::Add) again_before += line.line;
    if (line.change != LineChange::Remove) again_after += line.line;
  }
  EXPECT_EQ(again_before, before);
  EXPECT_EQ(again_after, after);
}

/// Applies our diff with git and compares the bytes.
class GitApply : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("git --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "git is not installed";
    ASSERT_EQ(std::system(("git init -q '" + folder_.path() + "'").c_str()), 0);
  }
  void expect_applies(const std::string& path, const std::string& before,
                      const std::string& after) {
    folder_.write(path, before);
    folder_.write("change.diff", unified_diff(path, before, after));
    const std::string command = "cd '" + folder_.path() +
                                "' && git -c core.autocrlf=false apply -p1 --whitespace=nowarn "
                                "change.diff";
    EXPECT_EQ(std::system(command.c_str()), 0) << folder_.read("change.diff");
    EXPECT_EQ(folder_.read(path), after) << folder_.read("change.diff");
  }

  app::test::TemporaryFolder folder_;
};

TEST_F(GitApply, BytesOfEveryKind) {
  expect_applies("a.py", "x\r\ny\r\nz\r\n", "x\r\nchanged\r\nz\r\n");
  expect_applies("a.py", "x\ny", "x\nz");
  expect_applies("a.py", "x\ny\n", "x\ny");
  expect_applies("a.py", "\xEF\xBB\xBFx\n\ty\rz\n", "\xEF\xBB\xBFx\n\tyy\rz\n");
  expect_applies("a.py", "\xFF\xFE\n-- x\n++ y\n", "\xFF\xFE\n@@ x\n\\ y\n");
  expect_applies("dir/b.py", "x\n", "y\n\n\n");
}

TEST_F(GitApply, PathsOfEveryKind) {
  for (const char* path : {"with blank.py", "quote\".py", "back\\slash.py", "na\xC3\xAFve.py",
                           "tab\there.py", "d e/f g.py"}) {
    expect_applies(path, "x\n", "y\n");
  }
}

TEST_F(GitApply, RandomChanges) {
  std::mt19937 random(7);
  const auto text = [&] {
    std::string lines;
    const std::size_t count = random() % 40;
    for (std::size_t i = 0; i < count; ++i) {
      lines +=
          std::string(1, static_cast<char>('a' + random() % 4)) + (random() % 9 ? "\n" : "\r\n");
    }
    if (random() % 3 == 0 && !lines.empty()) lines += "end";
    return lines;
  };
  for (int round = 0; round < 60; ++round) {
    std::string before = text();
    std::string after = text();
    if (before.empty() || after.empty() || before == after) continue;
    expect_applies("r.py", before, after);
  }
}

}  // namespace
}  // namespace hyb::fixits
