#pragma once

// Whether a file's bytes can be analysed as Python text. Python source is UTF-8 unless a coding
// comment in its first two lines says otherwise. Used by link; the sentence becomes a finding.

#include <string>
#include <string_view>

namespace hyb {

/// Empty when the bytes are valid UTF-8, or declare a single-byte encoding that leaves ASCII alone
/// (positions and syntax are right then, only the texts of strings are not decoded); else a clause
/// that says what is wrong and on which line.
std::string encoding_problem(std::string_view bytes);

}  // namespace hyb
