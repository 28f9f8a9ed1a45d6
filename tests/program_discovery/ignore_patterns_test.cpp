#include "core/program/ignore_patterns.h"

#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <array>
#include <random>
#include <sstream>
#include <vector>

#include "tests/app/temporary_folder.h"

namespace hyb {
namespace {

Tri verdict(std::string_view patterns, std::string_view path, bool is_directory = false) {
  return IgnorePatterns("/r", patterns).ignores("/r/" + std::string(path), is_directory);
}

TEST(IgnorePatterns, NamesMatchAtAnyDepth) {
  EXPECT_EQ(verdict("a.py", "a.py"), Tri::Yes);
  EXPECT_EQ(verdict("a.py", "b/c/a.py"), Tri::Yes);
  EXPECT_EQ(verdict("a.py", "aa.py"), Tri::Unknown);
  EXPECT_EQ(verdict("*.py", "b/c.py"), Tri::Yes);
  EXPECT_EQ(verdict("gen_?.py", "gen_1.py"), Tri::Yes);
  EXPECT_EQ(verdict("gen_?.py", "gen_12.py"), Tri::Unknown);
}

TEST(IgnorePatterns, ASlashAnchors) {
  EXPECT_EQ(verdict("/a.py", "a.py"), Tri::Yes);
  EXPECT_EQ(verdict("/a.py", "b/a.py"), Tri::Unknown);
  EXPECT_EQ(verdict("b/a.py", "b/a.py"), Tri::Yes);
  EXPECT_EQ(verdict("b/a.py", "c/b/a.py"), Tri::Unknown);
  EXPECT_EQ(verdict("b/*.py", "b/c/a.py"), Tri::Unknown);
}

TEST(IgnorePatterns, TwoStarsCrossFolders) {
  EXPECT_EQ(verdict("**/a", "a"), Tri::Yes);
  EXPECT_EQ(verdict("**/a", "x/y/a"), Tri::Yes);
  EXPECT_EQ(verdict("a/**/b", "a/b"), Tri::Yes);
  EXPECT_EQ(verdict("a/**/b", "a/x/y/b"), Tri::Yes);
  EXPECT_EQ(verdict("a/**", "a"), Tri::Unknown);
  EXPECT_EQ(verdict("a/**", "a/x/y"), Tri::Yes);
  EXPECT_EQ(verdict("/**", "a"), Tri::Yes);
  EXPECT_EQ(verdict("a/x**y", "a/x1y"), Tri::Yes);
  EXPECT_EQ(verdict("a/x**y", "a/x/y"), Tri::Unknown);
}

TEST(IgnorePatterns, ATrailingSlashMeansFolders) {
  EXPECT_EQ(verdict("out/", "out", true), Tri::Yes);
  EXPECT_EQ(verdict("out/", "out", false), Tri::Unknown);
  EXPECT_EQ(verdict("out/", "a/out", true), Tri::Yes);
  EXPECT_EQ(verdict("/out/", "a/out", true), Tri::Unknown);
}

TEST(IgnorePatterns, TheLastLineDecides) {
  EXPECT_EQ(verdict("*.py\n!keep.py", "keep.py"), Tri::No);
  EXPECT_EQ(verdict("!keep.py\n*.py", "keep.py"), Tri::Yes);
  EXPECT_EQ(verdict("*.py\n!keep.py\nkeep.py", "keep.py"), Tri::Yes);
}

TEST(IgnorePatterns, CommentsBlanksAndEscapes) {
  EXPECT_EQ(verdict("# a", "# a"), Tri::Unknown);
  EXPECT_EQ(verdict("\\#a", "#a"), Tri::Yes);
  EXPECT_EQ(verdict("\\!a", "!a"), Tri::Yes);
  EXPECT_EQ(verdict("a   ", "a"), Tri::Yes);
  EXPECT_EQ(verdict("a\\ ", "a "), Tri::Yes);
  EXPECT_EQ(verdict("a\\*", "a*"), Tri::Yes);
  EXPECT_EQ(verdict("a\\*", "ab"), Tri::Unknown);
  EXPECT_EQ(verdict("a\\", "a"), Tri::Unknown);
  EXPECT_EQ(verdict("a\r\nb\r\n", "a"), Tri::Yes);
  EXPECT_EQ(verdict("\xEF\xBB\xBF"
                    "a\n",
                    "a"),
            Tri::Yes);
  EXPECT_EQ(verdict("\n\n/\n!\n", "a"), Tri::Unknown);
}

TEST(IgnorePatterns, Brackets) {
  EXPECT_TRUE(part_matches("[a-c]x", "bx"));
  EXPECT_FALSE(part_matches("[!a-c]x", "bx"));
  EXPECT_TRUE(part_matches("[^a-c]x", "dx"));
  EXPECT_TRUE(part_matches("[]]", "]"));
  EXPECT_TRUE(part_matches("[!]]", "a"));
  EXPECT_TRUE(part_matches("[a-]", "-"));
  EXPECT_TRUE(part_matches("[\\]]", "]"));
  EXPECT_TRUE(part_matches("[[:digit:]_]", "7"));
  EXPECT_TRUE(part_matches("[[:digit:]_]", "_"));
  EXPECT_FALSE(part_matches("[[:digit:]]", "a"));
  EXPECT_FALSE(part_matches("[a", "a"));
  EXPECT_FALSE(part_matches("[a", "[a"));
}

TEST(IgnorePatterns, OnlyBelowTheirFolder) {
  const IgnorePatterns patterns("/r/sub", "/a.py\n*.txt");
  EXPECT_EQ(patterns.ignores("/r/sub/a.py", false), Tri::Yes);
  EXPECT_EQ(patterns.ignores("/r/a.py", false), Tri::Unknown);
  EXPECT_EQ(patterns.ignores("/r/subway/b.txt", false), Tri::Unknown);
  EXPECT_EQ(IgnorePatterns("/", "/a").ignores("/a", false), Tri::Yes);
}

TEST(IgnorePatterns, ManyStarsStayFast) {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "**/*a*/";
  std::string path;
  for (int i = 0; i < 300; ++i) path += "aaaaaaaaaaaaaaab/";
  EXPECT_EQ(verdict(pattern + "c", path + "d"), Tri::Unknown);
}

/// What git says of each path, one answer a line: the line number of the pattern that decided, or
/// nothing.
std::vector<std::string> ask_git(const app::test::TemporaryFolder& folder,
                                 const std::string& paths) {
  folder.write("paths", paths);
  const std::string command = "cd '" + folder.path() +
                              "' && git -c core.excludesFile= check-ignore --no-index --verbose "
                              "--non-matching --stdin < paths 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer{};
  while (const std::size_t got = ::fread(buffer.data(), 1, buffer.size(), pipe)) {
    output.append(buffer.data(), got);
  }
  ::pclose(pipe);
  std::vector<std::string> lines;
  std::istringstream stream(output);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

/// `x**/y`: git documents these stars as plain ones, but takes the literal text before them off
/// first and then sees `**/` at the beginning. We follow the documentation.
bool stars_inside_a_name(const std::string& pattern) {
  for (std::size_t at = pattern.find("**"); at != std::string::npos;
       at = pattern.find("**", at + 1)) {
    if (at > 0 && pattern[at - 1] != '/' && pattern[at - 1] != '*') return true;
  }
  return false;
}

// Patterns and paths are made of few letters, so that they meet often.
TEST(IgnorePatterns, AgreesWithGit) {
  if (std::system("git --version > /dev/null 2>&1") != 0) GTEST_SKIP() << "git is not installed";
  const app::test::TemporaryFolder folder;
  ASSERT_EQ(std::system(("git init -q '" + folder.path() + "'").c_str()), 0);
  std::mt19937 random(20240229);
  const std::vector<std::string> pieces{
      "a", "b",   "*",   "**", "?",  "/", "/",           "[ab]", "!",   "[!a]", "\\a", "[a-",
      "]", "**/", "/**", " ",  "\\", "#", "[[:alpha:]]", "-",    "\\*", "a/b",  "//"};
  const std::vector<std::string> names{"a", "b", "ab", "ba", "aab", "-", "#a", "!a", "a*"};
  std::size_t matched = 0;
  for (int round = 0; round < 400; ++round) {
    std::string pattern;
    const std::size_t length = 1 + random() % 5;
    for (std::size_t i = 0; i < length; ++i) pattern += pieces[random() % pieces.size()];
    if (stars_inside_a_name(pattern)) continue;
    folder.write(".gitignore", pattern + "\n");
    std::string paths;
    std::vector<std::string> asked;
    for (int i = 0; i < 12; ++i) {
      std::string path = names[random() % names.size()];
      for (std::size_t depth = random() % 3; depth > 0; --depth) {
        path += "/" + names[random() % names.size()];
      }
      asked.push_back(path);
      paths += path + "\n";
    }
    const std::vector<std::string> answers = ask_git(folder, paths);
    ASSERT_EQ(answers.size(), asked.size()) << pattern;
    const IgnorePatterns ours("/r", pattern + "\n");
    for (std::size_t i = 0; i < asked.size(); ++i) {
      // git also answers for what lies in an ignored folder; so does whoever does not go there.
      Tri said = Tri::Unknown;
      for (std::size_t slash = asked[i].find('/'); said != Tri::Yes;
           slash = asked[i].find('/', slash + 1)) {
        const bool whole = slash == std::string::npos;
        const Tri here = ours.ignores("/r/" + asked[i].substr(0, slash), !whole);
        if (here == Tri::Yes || whole) said = here;
        if (whole) break;
      }
      const bool git_matches = !answers[i].starts_with("::");
      EXPECT_EQ(said != Tri::Unknown, git_matches)
          << "pattern " << pattern << ", path " << asked[i] << ", git " << answers[i];
      matched += git_matches ? 1U : 0U;
    }
  }
  EXPECT_GT(matched, 100U);
}

}  // namespace
}  // namespace hyb
