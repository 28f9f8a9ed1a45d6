#pragma once

// Multiple dispatch: functions registered with an object, which runs one of them when it is called,
// by the types of what it is called with. Which classes are such, the library says. Part of the
// engine.

#include <vector>

#include "core/flow/engine.h"

namespace hyb::flow {

/// From now on `function` is one of those that `dispatcher` may run, for objects of `types`.
void add_implementation(Engine& engine, ObjectId dispatcher, std::vector<ValueId> types,
                        ValueId function);

/// Something is registered with it of which nothing is known.
void add_unknown(Engine& engine, ObjectId dispatcher);

/// Calls each of the functions that `dispatcher` may choose for these arguments, with what of them
/// fits the types it is registered for. Unknown where none is known to fit.
ValueId dispatch(Engine& engine, ObjectId dispatcher, const Bindings& bindings, Site site);

/// Every function that is registered with it is known.
bool knows_implementations(const Engine& engine, const Interner& names, ObjectId dispatcher);

}  // namespace hyb::flow
