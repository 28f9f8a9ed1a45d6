#pragma once

// What calls show that write for people to read: print, loggers. Shared by the checks that report
// them in traced code.

#include <string_view>

#include "core/facts/facts.h"

namespace hyb::checks {

/// Is there a tensor among the arguments, or inside an f-string among them?
Tri shows_tensor(const Facts& facts, FileId file, NodeId arguments);
/// A tensor meets a numeric format, which raises while tracing: `f"{x:.3f}"`, `"%d" % x`,
/// `"{:.3f}".format(x)`.
bool formats_tensor(const Facts& facts, FileId file, NodeId arguments);
/// Text that says it is about tracing: "traces", "Retracing!".
bool names_a_trace(std::string_view text);

}  // namespace hyb::checks
