#pragma once

// Classes of other packages whose objects dispatch: which of their methods register functions. The
// choice itself is core/flow/dispatch.h.

#include "core/flow/engine.h"
#include "core/tensorflow/api.h"

namespace hyb {

/// `dispatcher.add((A, B), function)`, which is no decorator.
void register_directly(flow::Engine& engine, const flow::Bindings& bindings, const ApiRow& row,
                       flow::ObjectId receiver);

/// An object of such a class, or of one below.
bool dispatches(const Interner& names, const flow::Engine& engine, flow::ObjectId object);

}  // namespace hyb
