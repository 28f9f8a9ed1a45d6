#pragma once

// Who this program says it is. Read by `--version` and the SARIF report; the version is made by the
// build from the project's own number.

#include <string_view>

namespace hyb::app {

constexpr std::string_view kVersion = HYB_VERSION;
constexpr std::string_view kInformationUri = "https://example.com/hybridize";

}  // namespace hyb::app
