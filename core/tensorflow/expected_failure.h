#pragma once

// Code that is expected to raise: the body of `with pytest.raises(…)`, or of another context
// manager that handles what its block raises, and what assertRaises is given to call. Asked of
// places in the solved program, by whoever takes calls as evidence.

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

/// The block of the With row is.
bool block_expected_to_fail(const Program& program, const flow::Engine& engine, NodeRef with);
bool expected_to_fail(const Program& program, const flow::Engine& engine, NodeRef site);

}  // namespace hyb
