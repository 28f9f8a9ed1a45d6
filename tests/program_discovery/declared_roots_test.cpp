#include "core/program/declared_roots.h"

#include <gtest/gtest.h>

namespace hyb {
namespace {

using Roots = std::vector<std::string>;

TEST(DeclaredRoots, SetupPy) {
  EXPECT_EQ(declared_roots("setup.py", "setup(package_dir={'': 'lib'})"), (Roots{"lib"}));
  EXPECT_EQ(
      declared_roots("setup.py", "setup(package_dir = {\n  'a': 'b',\n  \"\": \"src/python\"})"),
      (Roots{"src/python"}));
  EXPECT_EQ(declared_roots("setup.py", "packages=find_packages('src')"), (Roots{"src"}));
  EXPECT_EQ(declared_roots("setup.py", "packages=find_packages(exclude=['t'], where='./src/')"),
            (Roots{"src"}));
  EXPECT_EQ(declared_roots("setup.py", "packages=find_namespace_packages(\n    \"py\")"),
            (Roots{"py"}));
  EXPECT_EQ(declared_roots("setup.py", "packages=find_packages()"), Roots{});
  EXPECT_EQ(declared_roots("setup.py", "package_dir={'': '.'}, x={'': '../y'}"), Roots{});
  EXPECT_EQ(declared_roots("setup.py", "package_dir={'': here}"), Roots{});
}

TEST(DeclaredRoots, SetupCfg) {
  EXPECT_EQ(declared_roots("setup.cfg", "[options]\npackage_dir =\n    =src\n"), (Roots{"src"}));
  EXPECT_EQ(declared_roots("setup.cfg", "[options.packages.find]\nwhere = lib\n"), (Roots{"lib"}));
  EXPECT_EQ(declared_roots("setup.cfg", "[options]\npackage_dir =\n    pkg = lib\n"), Roots{});
}

TEST(DeclaredRoots, Pyproject) {
  EXPECT_EQ(
      declared_roots("pyproject.toml", "[tool.setuptools.packages.find]\nwhere = [\"src\"]\n"),
      (Roots{"src"}));
  EXPECT_EQ(declared_roots("pyproject.toml", "package-dir = {\"\" = \"src\"}"), (Roots{"src"}));
  EXPECT_EQ(declared_roots("pyproject.toml", "[tool.setuptools.package-dir]\n\"\" = \"lib\"\n"),
            (Roots{"lib"}));
  EXPECT_EQ(declared_roots("pyproject.toml", "packages = [{ include = \"a\", from = \"src\" }]"),
            (Roots{"src"}));
  EXPECT_EQ(declared_roots("pyproject.toml", "packages = [\"code/a\", \"b\"]"), (Roots{"code"}));
}

TEST(DeclaredRoots, HugeUnclosedListsStayFast) {
  std::string text;
  for (int i = 0; i < 5'000; ++i) text += "where=[";
  EXPECT_EQ(declared_roots("pyproject.toml", text), Roots{});
}

TEST(DeclaredRoots, OtherFilesSayNothing) {
  EXPECT_EQ(declared_roots("notes.py", "find_packages('src')"), Roots{});
  EXPECT_TRUE(is_project_file("setup.py"));
  EXPECT_FALSE(is_project_file("setup.pyx"));
}

}  // namespace
}  // namespace hyb
