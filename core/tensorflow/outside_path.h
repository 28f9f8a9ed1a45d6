#pragma once

// The path of what stands outside of the program, asked of the engine after solving. Read by those
// parts of core/tensorflow that look at calls: Tracing, loops.

#include <string_view>

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

/// Path of the one outside thing an expression denotes; "" otherwise.
inline std::string_view outside_path(const Program& program, const flow::Engine& engine,
                                     NodeRef at) {
  const flow::ObjectId only = engine.values().only(engine.value_of(at));
  if (!only.exists() || engine.values()[only].kind != flow::ObjectKind::External) return {};
  return program.text(engine.values()[only].name);
}

}  // namespace hyb
