#include "app/check/fix_driver.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <utility>

#include "tests/app/made_result.h"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

/// A linter of one file that replaces words: each (from, to) is a finding with a fix wherever
/// `from` occurs in the text at hand.
class WordLinter {
 public:
  using Rule = std::pair<std::string, std::string>;
  WordLinter(const TemporaryFolder& folder, std::vector<Rule> rules)
      : folder_(folder), rules_(std::move(rules)) {}

  LintFunction function() {
    return [this](const LintRequest& request) { return lint(request); };
  }
  Applicability applicability = Applicability::Safe;
  std::string isolation;  // of each fix
  int runs = 0;
  std::string fail_in_run;  // a failure of the second run and later

 private:
  LintResult lint(const LintRequest& request) {
    ++runs;
    MadeResult made(folder_.path());
    const auto overlaid = request.discover.overlay.find(folder_.path("a.py"));
    const bool on_disk = overlaid == request.discover.overlay.end();
    const FileId file = made.add("a.py", on_disk ? folder_.read("a.py") : overlaid->second);
    const std::string text(made.result.source(file).bytes());
    for (const auto& [from, to] : rules_) {
      if (text.find(from) == std::string::npos) continue;
      Diagnostic& finding = made.find(kPrintRule, made.at(file, from), {from, "f"});
      finding.fixes.push_back({"Replace", "", {{finding.where, to}}, applicability, isolation});
    }
    if (runs > 1 && !fail_in_run.empty()) made.result.failures.push_back(fail_in_run);
    return std::move(made.result);
  }

  const TemporaryFolder& folder_;
  std::vector<Rule> rules_;
};

TEST(FixDriver, GoesOnAsLongAsFewerFixesAreLeft) {
  const TemporaryFolder folder;
  std::string text;
  std::string fixed;
  std::vector<WordLinter::Rule> rules;
  for (char c = 'a'; c <= 'z'; ++c) {
    rules.emplace_back(std::string("old_") + c, std::string("new_") + c);
    text += rules.back().first + "\n";
    fixed += rules.back().second + "\n";
  }
  folder.write("a.py", text);
  WordLinter linter(folder, std::move(rules));
  linter.isolation = "one at a time";
  const FixOutcome outcome = settle_fixes({}, Applicability::Safe, linter.function());
  EXPECT_EQ(outcome.failure, "");
  ASSERT_EQ(outcome.changes.size(), 1U);
  EXPECT_EQ(outcome.changes[0].after, fixed);
  EXPECT_EQ(linter.runs, 27);
}

TEST(FixDriver, RunsUntilNothingIsLeft) {
  const TemporaryFolder folder;
  folder.write("a.py", "one = 1\n");
  WordLinter linter(folder, {{"one", "two"}, {"two", "three"}});
  const FixOutcome outcome = settle_fixes({}, Applicability::Safe, linter.function());
  EXPECT_EQ(outcome.failure, "");
  ASSERT_EQ(outcome.changes.size(), 1U);
  EXPECT_EQ(outcome.changes[0].after, "three = 1\n");
  EXPECT_EQ(folder.read("a.py"), "one = 1\n") << "settling writes nothing";
  EXPECT_EQ(linter.runs, 3);  // one at the start, one after each round
  EXPECT_TRUE(outcome.remaining().findings.empty());
  EXPECT_EQ(describe_fixes(outcome, "fixed"),
            "a.py: fixed 2 side-effect-print.\nFixed 2 findings in 1 file.\n");
  ASSERT_TRUE(write_changes(outcome.changes).ok());
  EXPECT_EQ(folder.read("a.py"), "three = 1\n");
}

TEST(FixDriver, LintsOnceWhenNothingApplies) {
  const TemporaryFolder folder;
  folder.write("a.py", "one = 1\n");
  WordLinter linter(folder, {{"one", "two"}});
  linter.applicability = Applicability::Unsafe;
  const FixOutcome outcome = settle_fixes({}, Applicability::Safe, linter.function());
  EXPECT_TRUE(outcome.changes.empty());
  EXPECT_EQ(linter.runs, 1);
  EXPECT_EQ(outcome.remaining().findings.size(), 1U);
  EXPECT_EQ(describe_fixes(outcome, "fixed"), "Nothing to fix.\n");
  const FixOutcome unsafe = settle_fixes({}, Applicability::Unsafe, linter.function());
  EXPECT_EQ(unsafe.changes.size(), 1U);
}

TEST(FixDriver, FixesThatUndoEachOtherChangeNothing) {
  const TemporaryFolder folder;
  folder.write("a.py", "one = 1\n");
  WordLinter linter(folder, {{"one", "two"}, {"two", "one"}});
  const FixOutcome outcome = settle_fixes({}, Applicability::Safe, linter.function());
  EXPECT_NE(outcome.failure.find("`side-effect-print` do not settle"), std::string::npos);
  EXPECT_TRUE(outcome.changes.empty());
}

TEST(FixDriver, FixesThatGoOnForeverChangeNothing) {
  const TemporaryFolder folder;
  folder.write("a.py", "one = 1\n");
  WordLinter linter(folder, {{"one", "one1"}});
  const FixOutcome outcome = settle_fixes({}, Applicability::Safe, linter.function());
  EXPECT_NE(outcome.failure.find("do not settle"), std::string::npos);
  EXPECT_TRUE(outcome.changes.empty());
  EXPECT_LE(linter.runs, 11);
}

TEST(FixDriver, AFixThatBreaksTheSyntaxChangesNothing) {
  const TemporaryFolder folder;
  folder.write("a.py", "one = 1\n");
  WordLinter linter(folder, {{"one", "one ("}});
  const FixOutcome outcome = settle_fixes({}, Applicability::Safe, linter.function());
  EXPECT_NE(outcome.failure.find("would break the syntax of `a.py`"), std::string::npos);
  EXPECT_TRUE(outcome.changes.empty());
  EXPECT_EQ(linter.runs, 1);
}

TEST(FixDriver, AFailedRunChangesNothing) {
  const TemporaryFolder folder;
  folder.write("a.py", "one = 1\n");
  WordLinter linter(folder, {{"one", "two"}});
  linter.fail_in_run = "Cannot read `b.py`.";
  const FixOutcome outcome = settle_fixes({}, Applicability::Safe, linter.function());
  EXPECT_NE(outcome.failure.find("Cannot read `b.py`."), std::string::npos);
  EXPECT_TRUE(outcome.changes.empty());
}

TEST(FixDriver, KeepsModeAndFollowsLinks) {
  const TemporaryFolder folder;
  const std::string target = folder.write("real.py", "a\n");
  ASSERT_EQ(::chmod(target.c_str(), 0750), 0);
  ASSERT_EQ(::symlink("real.py", folder.path("link.py").c_str()), 0);
  ASSERT_TRUE(write_changes({{"link.py", folder.path("link.py"), "a\n", "b\n"}}).ok());
  EXPECT_EQ(folder.read("real.py"), "b\n");
  struct stat info {};
  ASSERT_EQ(::lstat(folder.path("link.py").c_str(), &info), 0);
  EXPECT_TRUE(S_ISLNK(info.st_mode));
  ASSERT_EQ(::stat(target.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0750U);
}

TEST(FixDriver, FilesThatChangedMeanwhileAreNotOverwritten) {
  const TemporaryFolder folder;
  folder.write("a.py", "mine\n");
  folder.write("b.py", "theirs\n");
  const Status status = write_changes({{"a.py", folder.path("a.py"), "mine\n", "new\n"},
                                       {"b.py", folder.path("b.py"), "old\n", "new\n"}});
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("`b.py` was changed by someone else"), std::string::npos);
  EXPECT_EQ(folder.read("a.py"), "mine\n");
  EXPECT_EQ(folder.read("b.py"), "theirs\n");
}

TEST(FixDriver, WhatWasWrittenBeforeAFailureIsPutBack) {
  const TemporaryFolder folder;
  folder.write("a.py", "old\n");
  // A name that is as long as may be: its temporary neighbour's name is too long to be made.
  const std::string longest = std::string(252, 'b') + ".py";
  folder.write(longest, "old\n");
  const Status status = write_changes({{"a.py", folder.path("a.py"), "old\n", "new\n"},
                                       {longest, folder.path(longest), "old\n", "new\n"}});
  ASSERT_FALSE(status.ok());
  EXPECT_NE(status.error().message.find("put back"), std::string::npos) << status.error().message;
  EXPECT_EQ(folder.read("a.py"), "old\n");
  EXPECT_EQ(folder.read(longest), "old\n");
}

}  // namespace
}  // namespace hyb::app::test
