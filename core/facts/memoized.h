#pragma once

// Functions whose results a memo of Python keeps (`functools.lru_cache`): what a trace makes there
// outlives the trace. Asked by whoever looks for symbolic tensors that are kept.

#include "core/facts/facts.h"

namespace hyb {

bool is_memoized(const Facts& facts, FunctionId f);

}  // namespace hyb
