#pragma once

// The program: from the words on the command line to the exit status. 0 = nothing to report, 1 =
// findings, 2 = the answer cannot be trusted. Called by main.

#include <string>
#include <vector>

namespace hyb::app {

/// `words` without the program's name.
int run(const std::vector<std::string>& words);

}  // namespace hyb::app
