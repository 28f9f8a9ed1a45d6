#pragma once

// An `input_signature=` that is there, read from its value: specs that stand in it or behind its
// names. Made any time after solving; read by SignatureMaker and by checks of calls against it.

#include <optional>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/signatures/spec.h"

namespace hyb {

/// nullopt = some of it cannot be told.
std::optional<std::vector<Spec>> read_signature(const Program& program, const flow::Engine& engine,
                                                flow::ValueId written);

}  // namespace hyb
