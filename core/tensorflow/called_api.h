#pragma once

// Which row of the API model a call means. Worked out from what the engine made of the callee, any
// time after solving; read by Facts and by core/preconditions. Never guesses: several rows, or
// anything unknown among the callees, are no row.

#include <span>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/api.h"

namespace hyb {

/// The row of what a Call row calls, when it can only call one outside thing: a function, a class,
/// or a method of an outside object (also one inherited by a project class); else nullptr.
const ApiRow* called_api(const Program& program, const flow::Engine& engine, NodeRef call);

/// A row stands in the body of a `with` of its function whose manager is a call with the trait.
bool inside_with(const Program& program, const flow::Engine& engine, NodeRef at, Trait trait);

/// The same for every Call row of a program, looked up once.
class CalledRows {
 public:
  /// `calls`: the Call rows by file.
  CalledRows(const Program& program, const flow::Engine& engine,
             std::span<const std::vector<NodeId>> calls, unsigned jobs);
  const ApiRow* at(NodeRef call) const {
    const std::uint32_t number = numbers_[call.file.index()][call.node.index()];
    return number == 0 ? nullptr : rows_[call.file.index()][number - 1];
  }

 private:
  std::vector<std::vector<std::uint32_t>> numbers_;  // by file and row: in rows_, from 1; 0 = none
  std::vector<std::vector<const ApiRow*>> rows_;
};

}  // namespace hyb
