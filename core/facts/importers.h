#pragma once

// Which files of the project import a file. Worked out anew at each call, from the import
// statements and what they resolve to; asked by what spreads from file to file.

#include <vector>

#include "core/facts/facts.h"

namespace hyb {

/// By file: the other files that import it, by their number; one as often as it does.
std::vector<std::vector<FileId>> importers(const Facts& facts);

}  // namespace hyb
