#pragma once

// Who this program says it is, in `--version` and in SARIF. The version comes from the build.

#include <string_view>

namespace hyb::app {

constexpr std::string_view kVersion = HYB_VERSION;
constexpr std::string_view kInformationUri = "https://example.com/hybridize";

}  // namespace hyb::app
