#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "core/program/project.h"
#include "core/text/file_system.h"
#include "tests/app/temporary_folder.h"

namespace hyb {
namespace {

/// A project on the disk, and discovery run inside it.
class Discover : public testing::Test {
 protected:
  void SetUp() override {
    before_ = current_directory();
    ASSERT_EQ(::chdir(disk_.path().c_str()), 0);
  }
  void TearDown() override { ASSERT_EQ(::chdir(before_.c_str()), 0); }

  void put(std::initializer_list<std::string_view> files) const {
    for (std::string_view file : files) disk_.write(file, "");
  }
  void put(std::string_view file, std::string_view text) const { disk_.write(file, text); }
  void enter(const std::string& folder) const { ASSERT_EQ(::chdir(disk_.path(folder).c_str()), 0); }

  /// "path" of reported files, "(path)" of the rest, in order.
  static std::string run(const std::vector<std::string>& paths = {}) {
    DiscoverRequest request;
    request.paths = paths;
    return show(discover(request));
  }
  static std::string show(const Project& project) {
    std::string text;
    for (const ProjectFile& file : project.files) {
      if (!text.empty()) text += ' ';
      text += file.report ? file.path : "(" + file.path + ")";
    }
    return text;
  }
  static Project found(const std::vector<std::string>& paths = {}) {
    DiscoverRequest request;
    request.paths = paths;
    return discover(request);
  }
  /// "module@source root", the root relative to the project.
  std::string name_of(const Project& project, std::string_view path) const {
    for (const ProjectFile& file : project.files) {
      if (file.path == path) {
        return file.module + "@" + relative_path(file.source_root, disk_.path());
      }
    }
    return "not found";
  }

  app::test::TemporaryFolder disk_;

 private:
  std::string before_;
};

TEST_F(Discover, PythonFilesInPathOrder) {
  put({"b.py", "a/z.py", "a/b.pyi", "a/c.txt", "a-b.py", "d.ipynb"});
  EXPECT_EQ(run(), "a-b.py a/z.py b.py");
  EXPECT_EQ(run({"a"}), "a/z.py");
  EXPECT_EQ(run({"b.py", "./a/", "a"}), "(a-b.py) a/z.py b.py");
}

TEST_F(Discover, TheRestOfTheProjectIsContext) {
  put({"setup.cfg", "pkg/a.py", "pkg/b.py", "other/c.py"});
  EXPECT_EQ(run({"pkg/a.py"}), "(other/c.py) pkg/a.py (pkg/b.py)");
  EXPECT_EQ(run({"pkg"}), "(other/c.py) pkg/a.py pkg/b.py");
  const Project project = found({"pkg/a.py"});
  EXPECT_EQ(project.root, disk_.path());
  EXPECT_TRUE(project.files[1].named);
  EXPECT_FALSE(project.files[2].named);
  EXPECT_EQ(project.files[1].absolute, disk_.path("pkg/a.py"));
}

TEST_F(Discover, PathsAreShownFromTheWorkingDirectory) {
  put({"setup.py", "pkg/a.py"});
  enter("pkg");
  EXPECT_EQ(run({"."}), "(" + disk_.path("setup.py") + ") a.py");
  EXPECT_EQ(run({".."}), disk_.path("setup.py") + " a.py");
}

TEST_F(Discover, WithoutARootOnlyNeighboursOfNamedFiles) {
  put({"a.py", "b.py", "pkg/__init__.py", "pkg/c.py", "pkg/sub/__init__.py", "data/d.py"});
  const Project project = found({"a.py"});
  // Nothing marks a root here, unless the folder for temporary files lies in a project itself.
  if (project.root != disk_.path()) GTEST_SKIP() << project.root << " is a project";
  EXPECT_EQ(show(project), "a.py (b.py) (pkg/__init__.py) (pkg/c.py) (pkg/sub/__init__.py)");
}

TEST_F(Discover, GitignoreFiles) {
  put({".git/HEAD", "a.py", "gen/b.py", "pkg/c.py", "pkg/c_gen.py", "pkg/deep/d.py",
       "pkg/deep/e.py"});
  put(".gitignore", "/gen/\n*_gen.py\n");
  put("pkg/deep/.gitignore", "*.py\n!e.py\n");
  EXPECT_EQ(run(), "a.py pkg/c.py pkg/deep/e.py");
  EXPECT_EQ(run({"pkg/deep"}), "(a.py) (pkg/c.py) pkg/deep/e.py");
  enter("pkg/deep");
  EXPECT_EQ(run({"."}).substr(0, 1), "(") << "rules of folders above count too";
  DiscoverRequest request;
  request.respect_gitignore = false;
  enter("");
  EXPECT_EQ(show(discover(request)),
            "a.py gen/b.py pkg/c.py pkg/c_gen.py pkg/deep/d.py pkg/deep/e.py");
}

TEST_F(Discover, InnerGitignoreWinsOverOuterAndOverInfoExclude) {
  put({".git/HEAD", "a.py", "b.py", "c.py", "sub/a.py", "sub/b.py"});
  put(".git/info/exclude", "a.py\nc.py\n");
  put(".gitignore", "!c.py\nb.py\n");
  put("sub/.gitignore", "!b.py\n");
  EXPECT_EQ(run(), "c.py sub/b.py");
}

TEST_F(Discover, NothingComesBackOutOfAnIgnoredFolder) {
  put({".git/HEAD", "out/keep.py"});
  put(".gitignore", "out/\n!out/keep.py\n");
  EXPECT_EQ(run(), "");
}

TEST_F(Discover, AnOuterRepositoryDoesNotReachIntoAnInnerOne) {
  put({".git/HEAD", "a.py", "inner/.git/HEAD", "inner/a.py"});
  put(".gitignore", "a.py\n");
  EXPECT_EQ(run(), "inner/a.py");
}

TEST_F(Discover, AWorkTreeFindsItsExcludes) {
  put("main/.git/info/exclude", "a.py\n");
  put("main/.git/worktrees/w/commondir", "../..\n");
  put("w/.git", "gitdir: " + disk_.path("main/.git/worktrees/w") + "\n");
  put({"w/a.py", "w/b.py"});
  EXPECT_EQ(run({"w"}), "w/b.py");
}

TEST_F(Discover, WhatIsNamedIsTaken) {
  put({".git/HEAD", "a.py", "gen/b.py", ".hidden/c.py", "build/d.py", "tool"});
  put(".gitignore", "gen/\na.py\n");
  EXPECT_EQ(run({"a.py"}), "a.py");
  EXPECT_EQ(run({"gen"}), "gen/b.py");
  EXPECT_EQ(run({"gen/b.py"}), "gen/b.py");
  EXPECT_EQ(run({".hidden", "build", "tool"}), ".hidden/c.py build/d.py tool");
}

TEST_F(Discover, SkipsWhatIsNoSource) {
  put({"a.py", ".tox/b.py", "__pycache__/c.py", "node_modules/d.py", "venv/e.py", "build/f.py",
       "lib/site-packages/g.py", "mine/pyvenv.cfg", "mine/h.py", "conda/conda-meta/x", "conda/i.py",
       "env/j.py"});
  put({"pkg/__init__.py", "pkg/build/__init__.py", "pkg/build/k.py"});
  EXPECT_EQ(run(), "a.py env/j.py pkg/__init__.py pkg/build/__init__.py pkg/build/k.py");
}

TEST_F(Discover, ExcludeOfTheConfiguration) {
  put({".git/HEAD", "a.py", "old/b.py", "pkg/old/c.py"});
  DiscoverRequest request;
  request.exclude = {"/old/", "a.*"};
  EXPECT_EQ(show(discover(request)), "pkg/old/c.py");
  request.exclude_base = disk_.path("pkg");
  EXPECT_EQ(show(discover(request)), "a.py old/b.py");
  put(".gitignore", "!a.py\n");
  request.exclude_base = "";
  EXPECT_EQ(show(discover(request)), "pkg/old/c.py") << "a .gitignore cannot take it back";
}

TEST_F(Discover, LinksEndAndCountOnce) {
  put({".git/HEAD", "a/x.py", "b.py", "outside/y.py"});
  std::filesystem::create_directory_symlink(disk_.path("a"), disk_.path("a/loop"));
  std::filesystem::create_directory_symlink(disk_.path(), disk_.path("a/up"));
  std::filesystem::create_directory_symlink("nowhere", disk_.path("dangling"));
  std::filesystem::create_symlink("nowhere.py", disk_.path("dangling.py"));
  std::filesystem::create_symlink("self.py", disk_.path("self.py"));
  std::filesystem::create_symlink(disk_.path("b.py"), disk_.path("a/again.py"));
  EXPECT_EQ(run(), "a/x.py b.py outside/y.py");
  EXPECT_EQ(run({"a", "a/loop", "a/again.py"}), "a/again.py a/x.py (outside/y.py)");
}

TEST_F(Discover, LinksToCodeOutsideAreFollowedAndThoseToDataAreNot) {
  put({"common/lib.py", "common/sub/more.py", "data/one/deep.py", "project/.git/HEAD",
       "project/a.py"});
  std::filesystem::create_directory_symlink("../common", disk_.path("project/common"));
  std::filesystem::create_directory_symlink("../data", disk_.path("project/data"));
  EXPECT_EQ(run({"project"}), "project/a.py project/common/lib.py project/common/sub/more.py");
}

TEST_F(Discover, SpecialFilesAreNeverOpened) {
  put({"a.py"});
  ASSERT_EQ(::mkfifo(disk_.path("pipe.py").c_str(), 0600), 0);
  EXPECT_EQ(run(), "a.py");
  const Project project = found({"pipe.py"});
  ASSERT_EQ(project.failures.size(), 1U);
  EXPECT_EQ(project.failures[0], "Cannot read `pipe.py`: not a regular file; leave it out.");
}

TEST_F(Discover, MissingPathsAreToldOnceEach) {
  put({"a.py"});
  const Project project = found({"gone.py", "a.py", "no/where"});
  EXPECT_EQ(show(project), "a.py");
  ASSERT_EQ(project.failures.size(), 2U);
  EXPECT_NE(project.failures[0].find("`gone.py`"), std::string::npos);
  EXPECT_NE(project.failures[1].find("`no/where`"), std::string::npos);
}

TEST_F(Discover, UnreadableFolders) {
  put({".git/HEAD", "a.py", "locked/b.py"});
  ASSERT_EQ(::chmod(disk_.path("locked").c_str(), 0), 0);
  // Root may read everything; so be somebody else meanwhile.
  ASSERT_EQ(::chmod(disk_.path().c_str(), 0755), 0);
  const uid_t us = ::geteuid();
  constexpr uid_t kNobody = 65534;
  if (us == 0) {
    ASSERT_EQ(::seteuid(kNobody), 0);
  }
  const Project quiet = found();
  const Project named = found({"locked"});
  if (us == 0) {
    ASSERT_EQ(::seteuid(us), 0);
  }
  EXPECT_EQ(show(quiet), "a.py");
  EXPECT_TRUE(quiet.failures.empty());
  EXPECT_EQ(quiet.unlisted, std::vector<std::string>{disk_.path("locked")});
  EXPECT_EQ(named.failures.size(), 1U);
  ::chmod(disk_.path("locked").c_str(), 0700);
}

TEST_F(Discover, ModulesOfPackages) {
  put({".git/HEAD", "pkg/__init__.py", "pkg/a.py", "pkg/sub/__init__.py", "pkg/sub/b.py",
       "pkg/data/c.py", "research/det/__init__.py", "research/det/d.py"});
  const Project project = found();
  EXPECT_EQ(name_of(project, "pkg/__init__.py"), "pkg@.");
  EXPECT_EQ(name_of(project, "pkg/a.py"), "pkg.a@.");
  EXPECT_EQ(name_of(project, "pkg/sub/__init__.py"), "pkg.sub@.");
  EXPECT_EQ(name_of(project, "pkg/sub/b.py"), "pkg.sub.b@.");
  EXPECT_EQ(name_of(project, "pkg/data/c.py"), "pkg.data.c@.");
  EXPECT_EQ(name_of(project, "research/det/d.py"), "det.d@research");
  EXPECT_EQ(project.source_roots, (std::vector<std::string>{disk_.path(), disk_.path("research")}));
  for (const ProjectFile& file : project.files) {
    EXPECT_EQ(file.is_package, file.path.ends_with("__init__.py")) << file.path;
  }
}

TEST_F(Discover, ModulesOfScripts) {
  put({".git/HEAD", "train.py", "exp/run.py", "exp/utils.py", "my-exp/x/run.py"});
  const Project project = found();
  EXPECT_EQ(name_of(project, "train.py"), "train@.");
  EXPECT_EQ(name_of(project, "exp/run.py"), "run@exp");
  EXPECT_EQ(name_of(project, "exp/utils.py"), "utils@exp");
  EXPECT_EQ(name_of(project, "my-exp/x/run.py"), "run@my-exp/x");
  EXPECT_EQ(project.source_roots, std::vector<std::string>{disk_.path()})
      << "a script's folder is a root for the script alone";
}

TEST_F(Discover, ModulesOfSourceLayouts) {
  put({"pyproject.toml", "src/pkg/__init__.py", "src/pkg/a.py", "src/ns/b.py", "src/c.py",
       "tests/test_a.py"});
  const Project project = found();
  EXPECT_EQ(name_of(project, "src/pkg/a.py"), "pkg.a@src");
  EXPECT_EQ(name_of(project, "src/ns/b.py"), "ns.b@src");
  EXPECT_EQ(name_of(project, "src/c.py"), "c@src");
  EXPECT_EQ(name_of(project, "tests/test_a.py"), "test_a@tests");
}

TEST_F(Discover, ModulesOfDeclaredRoots) {
  put("one/setup.py", "setup(packages=find_packages('python'))");
  put("two/setup.cfg", "[options]\npackage_dir =\n  = lib\n");
  put({".git/HEAD", "one/python/google/cloud/__init__.py", "one/python/google/cloud/a.py",
       "two/lib/b.py", "two/lib/ns/c.py"});
  const Project project = found();
  EXPECT_EQ(name_of(project, "one/python/google/cloud/a.py"), "google.cloud.a@one/python");
  EXPECT_EQ(name_of(project, "two/lib/b.py"), "b@two/lib");
  EXPECT_EQ(name_of(project, "two/lib/ns/c.py"), "ns.c@two/lib");
}

TEST_F(Discover, AnInitFileBesideSetupMakesNoPackageOfTheProject) {
  put({"repo/setup.py", "repo/__init__.py", "repo/train.py", "repo/pkg/__init__.py"});
  const Project project = found({"repo"});
  EXPECT_EQ(name_of(project, "repo/train.py"), "train@repo");
  EXPECT_EQ(name_of(project, "repo/pkg/__init__.py"), "pkg@repo");
  EXPECT_EQ(name_of(project, "repo/__init__.py"), "repo@.");
}

TEST_F(Discover, APackageGivenAloneKeepsItsName) {
  put({"pkg/__init__.py", "pkg/a.py", "pkg/sub/__init__.py", "pkg/sub/b.py"});
  const Project project = found({"pkg/sub"});
  if (project.root != disk_.path("pkg/sub")) GTEST_SKIP() << project.root << " is a project";
  EXPECT_EQ(name_of(project, "pkg/sub/b.py"), "pkg.sub.b@.");
}

TEST_F(Discover, TestCode) {
  put({".git/HEAD", "a.py", "conftest.py", "pkg/b_test.py", "pkg/test_c.py", "pkg/tests/d.py",
       "pkg/testing.py", "test_notes/e.py"});
  std::string tests;
  for (const ProjectFile& file : found().files) {
    if (file.test_code) tests += file.path + " ";
  }
  EXPECT_EQ(tests, "conftest.py pkg/b_test.py pkg/test_c.py pkg/tests/d.py ");
}

TEST_F(Discover, Target) {
  put({".git/HEAD", "a.py"});
  EXPECT_FALSE(found().target.tensorflow_min.known());
  put("poetry.lock", "name = \"tensorflow\"\nversion = \"2.11.0\"\n");
  EXPECT_EQ(found().target.tensorflow_min, (Version{2, 11}));
  EXPECT_EQ(found().target.tensorflow_max, (Version{2, 11}));
  put("requirements/base.txt", "tensorflow>=2.8,<2.12\ntf_keras\n");
  EXPECT_EQ(found().target.tensorflow_min, (Version{2, 8})) << "a lock file is only one choice";
  EXPECT_EQ(found().target.tensorflow_max, (Version{2, 11}));
  EXPECT_TRUE(found().target.tf_keras);
  put("setup.py", "install_requires=['tensorflow>=2.6']");
  EXPECT_EQ(found().target.tensorflow_min, (Version{2, 6}));
  EXPECT_EQ(found().target.tensorflow_max, Version{});
  DiscoverRequest request;
  request.target_tensorflow = {2, 15};
  EXPECT_EQ(discover(request).target.tensorflow_min, (Version{2, 15}));
  EXPECT_EQ(discover(request).target.tensorflow_max, (Version{2, 15}));
}

TEST_F(Discover, AFolderMayHaveATargetOfItsOwn) {
  put({".git/HEAD", "a.py", "old/deep/b.py", "new/c.py"});
  put("requirements.txt", "tensorflow>=2.8");
  put("old/requirements.txt", "tensorflow==1.14");
  put("new/requirements.txt", "numpy");
  std::string targets;
  for (const ProjectFile& file : found().files)
    targets += file.path + " " + std::to_string(file.target.tensorflow_min.major) + "." +
               std::to_string(file.target.tensorflow_min.minor) + " ";
  EXPECT_EQ(targets, "a.py 2.8 new/c.py 2.8 old/deep/b.py 1.14 ");
}

TEST_F(Discover, OverlayPathsCountAsExisting) {
  put({".git/HEAD", "a.py"});
  put(".gitignore", "ignored.py\n");
  put({"ignored.py"});
  DiscoverRequest request;
  request.overlay = {{disk_.path("a.py"), "x = 1\n"},
                     {disk_.path("ignored.py"), ""},
                     {disk_.path("new/__init__.py"), ""},
                     {disk_.path("new/b.py"), ""}};
  const Project project = discover(request);
  EXPECT_EQ(show(project), "a.py new/__init__.py new/b.py");
  EXPECT_EQ(name_of(project, "new/b.py"), "new.b@.");
  request.paths = {"new"};
  EXPECT_EQ(show(discover(request)), "(a.py) new/__init__.py new/b.py");
  request.paths = {"new/b.py"};
  EXPECT_EQ(show(discover(request)), "(a.py) (new/__init__.py) new/b.py");
  EXPECT_TRUE(discover(request).failures.empty());
}

}  // namespace
}  // namespace hyb
