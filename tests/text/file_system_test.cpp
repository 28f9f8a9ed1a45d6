#include "core/text/file_system.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

namespace hyb {
namespace {

/// An empty folder of its own for each test.
class FileSystem : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/hyb-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    const auto entries = list_directory(folder_);
    if (!entries) return;
    for (const DirectoryEntry& entry : entries.value()) {
      const std::string path = at(entry.name);
      if (entry.is_directory && !entry.is_symlink) {
        ::rmdir(path.c_str());
      } else {
        ::unlink(path.c_str());
      }
    }
    ::rmdir(folder_.c_str());
  }
  std::string at(const std::string& name) const { return folder_ + "/" + name; }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(at(name), std::ios::binary) << text;
  }

  std::string folder_;
};

TEST_F(FileSystem, ReadsExactly) {
  const std::string text("a\0b\r\n\xFF", 6);
  put("a.py", text);
  const auto read = read_file(at("a.py"));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value(), text);
  put("empty.py", "");
  EXPECT_EQ(read_file(at("empty.py")).value(), "");
}

TEST_F(FileSystem, RefusalsNameThePath) {
  const auto missing = read_file(at("missing.py"));
  ASSERT_FALSE(missing.ok());
  EXPECT_NE(missing.error().message.find(at("missing.py")), std::string::npos);
  EXPECT_TRUE(missing.error().message.ends_with("; check the path."));

  EXPECT_FALSE(read_file(folder_).ok());
  put("big.py", "12345");
  EXPECT_TRUE(read_file(at("big.py"), 5).ok());
  EXPECT_FALSE(read_file(at("big.py"), 4).ok());
  EXPECT_FALSE(list_directory(at("missing")).ok());
  EXPECT_FALSE(real_path(at("missing")).ok());
}

TEST_F(FileSystem, FifoDoesNotHang) {
  ASSERT_EQ(::mkfifo(at("pipe.py").c_str(), 0600), 0);
  EXPECT_FALSE(read_file(at("pipe.py")).ok());
  EXPECT_FALSE(write_file_atomically(at("pipe.py"), "x").ok());
}

TEST_F(FileSystem, ListingIsSortedAndSeesThroughLinks) {
  put("b.py", "");
  ASSERT_EQ(::mkdir(at("d").c_str(), 0700), 0);
  ASSERT_EQ(::symlink("d", at("c").c_str()), 0);
  ASSERT_EQ(::symlink("nowhere", at("a").c_str()), 0);
  const auto entries = list_directory(folder_);
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries.value().size(), 4u);
  const DirectoryEntry& dangling = entries.value()[0];
  EXPECT_EQ(dangling.name, "a");
  EXPECT_TRUE(dangling.is_symlink);
  EXPECT_FALSE(dangling.is_directory || dangling.is_regular);
  EXPECT_TRUE(entries.value()[1].is_regular);
  EXPECT_TRUE(entries.value()[2].is_symlink && entries.value()[2].is_directory);
  EXPECT_TRUE(entries.value()[3].is_directory && !entries.value()[3].is_symlink);
}

TEST_F(FileSystem, WritingKeepsModeAndLeavesNothingBeside) {
  put("a.py", "old");
  ASSERT_EQ(::chmod(at("a.py").c_str(), 0750), 0);
  ASSERT_TRUE(write_file_atomically(at("a.py"), "new").ok());
  EXPECT_EQ(read_file(at("a.py")).value(), "new");
  struct stat info {};
  ASSERT_EQ(::stat(at("a.py").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0750u);
  EXPECT_EQ(list_directory(folder_).value().size(), 1u);
}

TEST_F(FileSystem, WritingMakesNewFiles) {
  ASSERT_TRUE(write_file_atomically(at("new.py"), "text").ok());
  EXPECT_EQ(read_file(at("new.py")).value(), "text");
  EXPECT_FALSE(write_file_atomically(at("no/such/folder.py"), "text").ok());
  EXPECT_FALSE(write_file_atomically(folder_, "text").ok());
}

TEST_F(FileSystem, WritingFollowsLinks) {
  put("real.py", "old");
  ASSERT_EQ(::symlink("real.py", at("link.py").c_str()), 0);
  ASSERT_TRUE(write_file_atomically(at("link.py"), "new").ok());
  EXPECT_EQ(read_file(at("real.py")).value(), "new");
  const auto entries = list_directory(folder_);
  EXPECT_TRUE(entries.value()[0].is_symlink) << "the link must stay a link";
}

TEST(Paths, Join) {
  EXPECT_EQ(join_path("/a/b", "c.py"), "/a/b/c.py");
  EXPECT_EQ(join_path("/a/b/", "../c.py"), "/a/c.py");
  EXPECT_EQ(join_path("/a", "/b"), "/b");
  EXPECT_EQ(join_path("/a", "../../.."), "/");
  EXPECT_EQ(join_path("a", "../../b"), "../b");
  EXPECT_EQ(join_path("", "./x//y/."), "x/y");
  EXPECT_EQ(join_path("a", ".."), ".");
}

TEST(Paths, Relative) {
  EXPECT_EQ(relative_path("/a/b/c.py", "/a"), "b/c.py");
  EXPECT_EQ(relative_path("/a/b", "/a/"), "b");
  EXPECT_EQ(relative_path("/ab/c.py", "/a"), "/ab/c.py");
  EXPECT_EQ(relative_path("/a", "/a"), ".");
  EXPECT_EQ(relative_path("/a/b", "/"), "a/b");
  EXPECT_EQ(relative_path("/x/y", "/a"), "/x/y");
}

}  // namespace
}  // namespace hyb
