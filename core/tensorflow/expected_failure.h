#pragma once

// Code that a test expects to raise: the body of `with pytest.raises(…)`, and what assertRaises is
// given to call. Asked of places in the solved program, by whoever takes calls as evidence.

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

bool expected_to_fail(const Program& program, const flow::Engine& engine, NodeRef site);

}  // namespace hyb
