// A file that cannot be read is a module of which nothing is known; what imports it is judged.

#include <gtest/gtest.h>

#include "app/check/lint.h"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

TEST(UnreadableFile, IsAModuleOfWhichNothingIsKnown) {
  const TemporaryFolder folder;
  LintRequest request;
  request.discover.paths.push_back(folder.write("blob.py", std::string("a = 1\n\0\xff", 8)));
  request.discover.paths.push_back(
      folder.write("main.py",
                   "import blob\nimport tensorflow as tf\n\n\n@tf.function\ndef f(x):\n"
                   "    print(x)\n    return x * blob.a\n\n\nblob.a = 2\nf(tf.ones([2]))\n"));
  request.enabled.assign(all_rules().size(), true);
  const LintResult result = lint(request);
  bool printed = false;
  for (const Diagnostic& finding : result.findings)
    printed = printed || finding.name == "side-effect-print";
  EXPECT_TRUE(printed);
}

}  // namespace
}  // namespace hyb::app::test
