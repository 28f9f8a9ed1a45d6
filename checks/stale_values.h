#pragma once

// How the checks of the family `stale` tell of a value that a trace keeps: the same notes in the
// same order. Made from the frozen facts.

#include <string>
#include <vector>

#include "checks/check.h"
#include "core/staleness/stale_reads.h"

namespace hyb::checks {

/// Who changes the value: the name of the function, or the statement of a module body.
std::string writer_of(const Facts& facts, const StaleRead& read);

/// Reads that are told at one place: of several objects, or changed at several places.
struct StaleFinding {
  NodeRef at;
  std::vector<StaleRead> reads;
};
void add_stale_read(std::vector<StaleFinding>& findings, NodeRef at, const StaleRead& read);

/// The chain from the tf.function to the first read; of each the write, and the call that still
/// sees what was there before it.
void explain_stale_reads(const Facts& facts, const StaleFinding& finding, Report& report);

/// The argument `step` of a call of tf.summary around the read; none = it is no part of one.
NodeId summary_step_around(const Facts& facts, NodeRef read);

}  // namespace hyb::checks
