#pragma once

// What makes AutoGraph or TensorFlow refuse a variable or a result of staged control flow, told
// from what it holds before and at each end. Asked by checks of code that is traced, and by
// core/preconditions of code that would be; each answer was observed under TensorFlow.
//
// Guarantees: a fault is only told where all that is compared is known.

#include <cstdint>

#include "core/staging/staged_variables.h"

namespace hyb {

/// Of a variable that the branches of a conditional leave behind, and that is needed there.
enum class BranchFault : std::uint8_t {
  None,
  Unbound,    // one branch alone binds it
  IsNone,     // None at the end of one branch
  Object,     // no tensor can be made of it
  Structure,  // a sequence in one branch, and another or none in the other
  Dtype,
};
BranchFault fault_of(const StagedValue& body, const StagedValue& otherwise);
/// Both branches come to their ends. None too where no branch tells what it holds.
BranchFault fault_of(const Program& program, const flow::Engine& engine, const BranchVariable& v);

/// Of what two branches return.
enum class ReturnFault : std::uint8_t { None, IsNone, Structure, Dtype };
ReturnFault fault_of_returns(const StagedValue& one, const StagedValue& other);

/// A variable of a loop: what a round leaves is of another dtype than what came in.
bool changes_dtype(const StagedValue& before, const StagedValue& after);
/// The shape after a round cannot be one of those that the shape on entry allows.
bool outgrows(const StagedValue& before, const StagedValue& after);

}  // namespace hyb
