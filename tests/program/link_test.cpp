// Which files a run looks into: seen from the outside, by what it has to say about each.

#include <gtest/gtest.h>

#include "app/check/lint.h"
#include "tests/app/temporary_folder.h"

namespace hyb::app {
namespace {

std::size_t syntax_errors(const std::vector<std::string>& paths) {
  LintRequest request;
  request.discover.paths = paths;
  request.enabled.assign(all_rules().size(), true);
  std::size_t count = 0;
  for (const Diagnostic& d : lint(request).findings) count += d.name == "syntax-error" ? 1U : 0U;
  return count;
}

TEST(Link, ANamedFileIsReadWhateverItImports) {
  const test::TemporaryFolder folder;
  const std::string bad = folder.write("bad.py", "def f(:\n");
  EXPECT_EQ(syntax_errors({bad}), 1U);
}

TEST(Link, BelowAFolderOnlyWhatLeadsToTensorFlowIsRead) {
  const test::TemporaryFolder folder;
  folder.write("apart.py", "def f(:\n");
  folder.write("model.py", "import tensorflow as tf\nimport used\n");
  folder.write("used.py", "def f(:\n");
  folder.write("script.py", "import model\ndef f(:\n");
  EXPECT_EQ(syntax_errors({folder.path()}), 2U);
}

TEST(Link, AProjectMayCallItselfByTheNameOfItsFolder) {
  const test::TemporaryFolder folder;
  folder.write("outer/pyproject.toml", "");
  folder.write("outer/model.py", "import tensorflow as tf\nfrom outer.parts import used\n");
  folder.write("outer/parts/used.py", "def f(:\n");
  folder.write("outer/parts/apart.py", "def f(:\n");
  EXPECT_EQ(syntax_errors({folder.path() + "/outer"}), 1U);
}

}  // namespace
}  // namespace hyb::app
