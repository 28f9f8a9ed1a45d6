#pragma once

// Python's own callables whose meaning the engine must know to follow values: super, property,
// staticmethod, functools.partial, zip, enumerate, getattr … Called by the engine; everything else
// of the standard library is a row of the API model.

#include <string_view>

#include "core/flow/engine.h"

namespace hyb::flow {

/// Result of calling `path` ("builtins.zip"); `handled` is false when it is none of ours.
ValueId call_builtin(Engine& engine, std::string_view path, const Bindings& bindings, Site site,
                     bool& handled);

}  // namespace hyb::flow
