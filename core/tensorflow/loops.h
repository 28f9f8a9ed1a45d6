#pragma once

// Loops of the program: how often they run, and whether what stands in them runs again and again.
// Read on demand from the frozen engine; used by Tracing and by checks.

#include <cstdint>

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

/// Number of iterations over `iterable` if the program tells it, else -1.
long trip_count(const Program& program, const flow::Engine& engine, NodeRef iterable);

/// `range(n)`, `itertools.count()`, and what hands them on: numbers, one after the other.
bool counts_up(const flow::Engine& engine, NodeRef iterable);

enum class Rounds : std::uint8_t { Few, Many, Unknown };

/// Whether a For or While row runs its body more than `few` times: over a known number of things,
/// over a dataset, or up to a known count. What a `break` may cut off does not matter.
Rounds rounds_of(const Program& program, const flow::Engine& engine, NodeRef loop, unsigned few);

/// Innermost loop (For, While, comprehension) around a row within its function that may run its
/// body more than `few` times; none if there is no such loop.
NodeRef loop_around(const Program& program, const flow::Engine& engine, NodeRef at,
                    unsigned few = 4);

/// The innermost of them around a call that calls the same thing again and again, and not another
/// object in each round.
NodeRef repeating_loop(const Program& program, const flow::Engine& engine, NodeRef call);

}  // namespace hyb
