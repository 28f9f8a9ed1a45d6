#pragma once

// Which TensorFlow one of a project's own files asks for, found by a light scan of its text (there
// is no TOML reader among the libraries, and setup.py is a program). Used by discovery. Nothing
// here fails: what cannot be read says nothing.

#include <optional>
#include <string_view>

#include "core/program/project.h"

namespace hyb {

/// How a file words requirements.
enum class RequirementSyntax {
  Loose,     // requirements.txt, pyproject.toml, setup.py, setup.cfg, Pipfile, environment.yml
  LockToml,  // poetry.lock, uv.lock: lines with name and version
  LockJson,  // Pipfile.lock
};

/// The syntax of a file that may hold requirements, by its name; none for other files.
std::optional<RequirementSyntax> requirement_syntax(std::string_view file_name);

struct TensorflowRequirement {
  bool bounded = false;  // at least one version is named
  Version min;           // {0, 0} = not known
  Version max;           // {0, 0} = open
  bool tf_keras = false;
};

TensorflowRequirement read_requirement(std::string_view text, RequirementSyntax syntax);

/// What two files of one project ask for together: the program may run under either.
TensorflowRequirement united(const TensorflowRequirement& a, const TensorflowRequirement& b);

}  // namespace hyb
