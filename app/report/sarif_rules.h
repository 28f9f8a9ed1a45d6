#pragma once

// The parts of a SARIF log that depend on the tool and its configuration alone, never on the code
// under analysis: who we are, every enabled rule with its help, the notifications there can be.
// Made for the SARIF report.

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "core/rule/rule_info.h"
#include "core/rule/selector.h"

namespace hyb::app {

/// Keys keep the order they are written in, so equal input gives equal bytes.
using SarifJson = nlohmann::ordered_json;

/// Also the indexes of `notification_descriptors()`.
enum class Notification : std::uint8_t { SyntaxError, FileNotAnalysed, ResultsCut, OutsideProject };
std::string_view id_of(Notification notification);

SarifJson sarif_driver(const std::vector<const RuleInfo*>& rules);
std::string_view sarif_level(Severity severity);

/// The template of a message that ends with links to the related locations; its id is that of the
/// plain one and this suffix.
constexpr std::string_view kRelatedSuffix = ".related";

}  // namespace hyb::app
