#pragma once

// Which expression of a call stands for which parameter of what it calls. Read off the text and the
// frozen facts; asked by explanations and by whoever follows a parameter to the callers.

#include <cstddef>

#include "core/facts/facts.h"

namespace hyb {

/// The expression that a call hands over as parameter number `parameter` of its callee; none if it
/// is not written there.
NodeRef written_argument(const Facts& facts, const flow::CallEdge& edge, std::size_t parameter);

}  // namespace hyb
