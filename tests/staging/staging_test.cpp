// The programs beside this file: `debug --print=staging` of each is recorded in NAME.py.exp.
// HYB_UPDATE=1 rewrites the dumps; read the difference before you commit it.

#include <gtest/gtest.h>

#include <cstdlib>

#include "app/check/lint.h"
#include "core/text/file_system.h"
#include "test_paths.inc"
#include "tests/app/temporary_folder.h"

namespace hyb::app::test {
namespace {

const std::string kFolder = std::string(HYB_SOURCE_DIR) + "/tests/staging";

std::string read(const std::string& name) {
  const auto text = read_file(kFolder + "/" + name);
  return text ? text.value() : "";
}

std::string without(const std::string& folder, std::string text) {
  for (auto at = text.find(folder); at != std::string::npos; at = text.find(folder, at))
    text.erase(at, folder.size());
  return text;
}

class StagingOf : public testing::TestWithParam<std::string> {};

TEST_P(StagingOf, IsAsRecorded) {
  const TemporaryFolder folder;
  LintRequest request;
  request.discover.paths.push_back(folder.write(GetParam() + ".py", read(GetParam() + ".py")));
  const Result<std::string> made = dump_stage(request, "staging", "");
  ASSERT_TRUE(made.ok());
  const std::string dump = without(folder.path() + "/", made.value());
  const std::string golden = GetParam() + ".py.exp";
  if (std::getenv("HYB_UPDATE") != nullptr) {
    ASSERT_TRUE(write_file_atomically(kFolder + "/" + golden, dump).ok());
  }
  EXPECT_EQ(dump, read(golden)) << "HYB_UPDATE=1 rewrites it";
}

INSTANTIATE_TEST_SUITE_P(All, StagingOf, testing::Values("loops", "branches", "liveness"),
                         [](const auto& test) { return test.param; });

}  // namespace
}  // namespace hyb::app::test
