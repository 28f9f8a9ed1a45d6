#pragma once

// SHA-256 (FIPS 180-4), for the hashes that SARIF carries and for telling equal texts in the fix
// rounds. Takes bytes, gives 64 lower-case hexadecimal digits.

#include <string>
#include <string_view>

namespace hyb::app {

std::string sha256(std::string_view bytes);

}  // namespace hyb::app
