#include "core/program/tensorflow_requirement.h"

#include <gtest/gtest.h>

namespace hyb {
namespace {

std::string show(const TensorflowRequirement& found) {
  if (!found.bounded) return found.tf_keras ? "? tf_keras" : "?";
  const auto text = [](Version version) {
    return version.known() ? std::to_string(version.major) + "." + std::to_string(version.minor)
                           : "";
  };
  return text(found.min) + ".." + text(found.max) + (found.tf_keras ? " tf_keras" : "");
}

std::string loose(std::string_view text) {
  return show(read_requirement(text, RequirementSyntax::Loose));
}

TEST(TensorflowRequirement, Operators) {
  EXPECT_EQ(loose("tensorflow>=2.4"), "2.4..");
  EXPECT_EQ(loose("tensorflow>2.4"), "2.4..");
  EXPECT_EQ(loose("tensorflow >= 2.4 , < 2.16"), "2.4..2.15");
  EXPECT_EQ(loose("tensorflow>=2.4,<2.16.1"), "2.4..2.16");
  EXPECT_EQ(loose("tensorflow>=2.4,<=2.10.0"), "2.4..2.10");
  EXPECT_EQ(loose("tensorflow<2.16"), "..2.15");
  EXPECT_EQ(loose("tensorflow<2"), "..1.15");
  EXPECT_EQ(loose("tensorflow<2.0"), "..1.15");
  EXPECT_EQ(loose("tensorflow>=2.1,<3"), "2.1..");
  EXPECT_EQ(loose("tensorflow==2.12.1"), "2.12..2.12");
  EXPECT_EQ(loose("tensorflow==2.12.*"), "2.12..2.12");
  EXPECT_EQ(loose("tensorflow==2.*"), "2.0..");
  EXPECT_EQ(loose("tensorflow~=2.4"), "2.4..");
  EXPECT_EQ(loose("tensorflow~=2.4.1"), "2.4..2.4");
  EXPECT_EQ(loose("tensorflow!=2.4"), "?");
  EXPECT_EQ(loose("tensorflow>=2.3,!=2.6.0,!=2.6.1,<2.9"), "2.3..2.8");
  EXPECT_EQ(loose("tensorflow==2.13.0rc1"), "2.13..2.13");
  EXPECT_EQ(loose("tensorflow==1.15"), "1.15..1.15");
  EXPECT_EQ(loose("tensorflow (>=2.4)"), "2.4..");
}

TEST(TensorflowRequirement, Names) {
  EXPECT_EQ(loose("tensorflow-gpu==2.3"), "2.3..2.3");
  EXPECT_EQ(loose("TensorFlow_CPU>=2.3"), "2.3..");
  EXPECT_EQ(loose("tensorflow-macos>=2.9"), "2.9..");
  EXPECT_EQ(loose("tf-nightly>=2.12.0.dev20230101"), "2.12..");
  EXPECT_EQ(loose("tensorflow[and-cuda]>=2.14"), "2.14..");
  EXPECT_EQ(loose("tensorflow_probability>=0.12"), "?");
  EXPECT_EQ(loose("tensorflow-datasets==4.0"), "?");
  EXPECT_EQ(loose("my-tensorflow==1.0"), "?");
  EXPECT_EQ(loose("https://example.org/tensorflow==9.9"), "?");
  EXPECT_EQ(loose("tensorflow"), "?");
  EXPECT_EQ(loose("tf-keras"), "? tf_keras");
  EXPECT_EQ(loose("tf_keras~=2.16\ntensorflow>=2.16"), "2.16.. tf_keras");
}

TEST(TensorflowRequirement, MarkersAndCommentsDoNotCount) {
  EXPECT_EQ(loose("tensorflow>=2.4 ; python_version < '3.8'"), "2.4..");
  EXPECT_EQ(loose("# tensorflow==1.15\ntensorflow>=2.4  # not <2.6\n"), "2.4..");
  EXPECT_EQ(loose("#tf_keras\n"), "?");
}

TEST(TensorflowRequirement, SeveralRequirementsWiden) {
  EXPECT_EQ(loose("tensorflow==2.8; x\ntensorflow-macos==2.10; y\n"), "2.8..2.10");
  EXPECT_EQ(loose("tensorflow>=2.8\ntensorflow-gpu==2.6\n"), "2.6..");
  EXPECT_EQ(loose("tensorflow\ntensorflow-gpu==2.6\n"), "2.6..2.6");
}

TEST(TensorflowRequirement, SetupAndTables) {
  EXPECT_EQ(loose("install_requires=['numpy>=1', 'tensorflow>=2.5.0,<2.7']"), "2.5..2.6");
  EXPECT_EQ(loose("dependencies = [\"tensorflow>=2.8\"]"), "2.8..");
  EXPECT_EQ(loose("[tool.poetry.dependencies]\ntensorflow = \"^2.10\"\n"), "2.10..");
  EXPECT_EQ(loose("tensorflow = \"~2.10\"\n"), "2.10..2.10");
  EXPECT_EQ(loose("tensorflow = \"2.10\"\n"), "2.10..2.10");
  EXPECT_EQ(loose("\"tensorflow\" = {version = \">=2.8,<2.12\", optional = true}\n"), "2.8..2.11");
  EXPECT_EQ(loose("tensorflow = {extras = [\"cuda\"], version = \"*\"}\nx = {version = \"2.0\"}\n"),
            "?");
  EXPECT_EQ(loose("dependencies:\n  - tensorflow=2.4=gpu_py39\n"), "2.4..2.4");
  EXPECT_EQ(loose("  - tensorflow>=2.4\n"), "2.4..");
  EXPECT_EQ(loose("f'tensorflow>={version}'"), "?");
}

TEST(TensorflowRequirement, LockFiles) {
  EXPECT_EQ(show(read_requirement("[[package]]\nname = \"tensorflow\"\nversion = \"2.15.1\"\n"
                                  "dependencies = [\n    { name = \"tensorflow-intel\", version = "
                                  "\"9.9\" },\n]\n[[package]]\nname = \"numpy\"\n",
                                  RequirementSyntax::LockToml)),
            "2.15..2.15");
  EXPECT_EQ(
      show(read_requirement("[[package]]\nname = \"tensorflow\"\n[[package]]\nversion = \"3.1\"",
                            RequirementSyntax::LockToml)),
      "?");
  EXPECT_EQ(show(read_requirement("{\"tensorflow\": {\"hashes\": [\"sha256:1\"], \"index\": \"x\", "
                                  "\"version\": \"==2.14.0\"}, \"six\": {\"version\": \"==1.0\"}}",
                                  RequirementSyntax::LockJson)),
            "2.14..2.14");
}

TEST(TensorflowRequirement, WhichFiles) {
  EXPECT_EQ(requirement_syntax("requirements.txt"), RequirementSyntax::Loose);
  EXPECT_EQ(requirement_syntax("requirements-dev.txt"), RequirementSyntax::Loose);
  EXPECT_EQ(requirement_syntax("environment.yml"), RequirementSyntax::Loose);
  EXPECT_EQ(requirement_syntax("poetry.lock"), RequirementSyntax::LockToml);
  EXPECT_EQ(requirement_syntax("Pipfile.lock"), RequirementSyntax::LockJson);
  EXPECT_EQ(requirement_syntax("notes.txt"), std::nullopt);
  EXPECT_EQ(requirement_syntax("setup.pyc"), std::nullopt);
}

}  // namespace
}  // namespace hyb
