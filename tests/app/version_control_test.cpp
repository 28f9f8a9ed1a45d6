#include "app/report/version_control.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/app/temporary_folder.h"

namespace hyb::app {
namespace {

using test::TemporaryFolder;

const std::string kRevision(40, 'a');

TEST(VersionControl, ReadsBranchRevisionAndRemote) {
  const TemporaryFolder folder;
  folder.write(".git/HEAD", "ref: refs/heads/topic/x\n");
  folder.write(".git/refs/heads/topic/x", kRevision + "\n");
  folder.write(".git/config",
               "[core]\n\turl = wrong\n[remote \"other\"]\n\turl = wrong\n"
               "[remote \"origin\"]\n\turl = https://user:secret@host.example/org/repo.git\n");
  const auto state = read_version_control(folder.path());
  ASSERT_TRUE(state);
  EXPECT_EQ(state->branch, "topic/x");
  EXPECT_EQ(state->revision, kRevision);
  EXPECT_EQ(state->repository_uri, "https://host.example/org/repo.git");
}

TEST(VersionControl, ReadsPackedReferencesWorkTreesAndDetachedHeads) {
  const TemporaryFolder folder;
  folder.write("main/.git/packed-refs",
               "# pack-refs with: peeled\n" + kRevision + " refs/heads/main\n");
  folder.write("main/.git/worktrees/w/HEAD", "ref: refs/heads/main\n");
  folder.write("main/.git/worktrees/w/commondir", "../..\n");
  folder.write("w/.git", "gitdir: " + folder.path("main/.git/worktrees/w") + "\n");
  const auto tree = read_version_control(folder.path("w"));
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->revision, kRevision);

  folder.write("detached/.git/HEAD", kRevision + "\n");
  const auto detached = read_version_control(folder.path("detached"));
  ASSERT_TRUE(detached);
  EXPECT_EQ(detached->branch, "");
}

TEST(VersionControl, IsAbsentWhenNothingIsClear) {
  const TemporaryFolder folder;
  EXPECT_FALSE(read_version_control(folder.path()));
  folder.write(".git/HEAD", "ref: refs/heads/../../../secret\n");
  EXPECT_FALSE(read_version_control(folder.path()));
  folder.write(".git/HEAD", "ref: refs/heads/unborn\n");
  EXPECT_FALSE(read_version_control(folder.path()));
}

TEST(VersionControl, RemotesLoseCredentialsAndPathsOfTheMachine) {
  EXPECT_EQ(public_repository_uri("git@host.example:org/repo.git"),
            "https://host.example/org/repo.git");
  EXPECT_EQ(public_repository_uri("https://token@host.example/org/repo?key=1#x"),
            "https://host.example/org/repo");
  EXPECT_EQ(public_repository_uri("ssh://git@host.example:22/org/repo"),
            "ssh://host.example:22/org/repo");
  EXPECT_EQ(public_repository_uri("/srv/git/repo"), "");
  EXPECT_EQ(public_repository_uri("../repo"), "");
  EXPECT_EQ(public_repository_uri("file:///srv/repo"), "");
  EXPECT_EQ(public_repository_uri("https://host.example/a b"), "");
}

}  // namespace
}  // namespace hyb::app
