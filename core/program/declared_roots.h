#pragma once

// Below which folders a Python project says that its packages lie, found by a light scan of
// setup.py, setup.cfg and pyproject.toml. Used by discovery. Nothing here fails: what cannot be
// read says nothing.

#include <string>
#include <string_view>
#include <vector>

namespace hyb {

/// True for the three files below, whose folder is the root of a Python project.
bool is_project_file(std::string_view file_name);

/// Relative to the folder that holds the file: "src", "lib/python". In the order of the text.
std::vector<std::string> declared_roots(std::string_view file_name, std::string_view text);

}  // namespace hyb
