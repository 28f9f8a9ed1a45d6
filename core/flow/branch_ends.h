#pragma once

// What an evaluation of a function makes of its local variables in each `if`, `for` and `while`:
// the value on entry, and at the end of each branch, or of the first round of a loop. Made by the
// engine while it solves, of the first round of all loops around the statement, so that nothing
// that a later round brings is mixed in; the last run of a context counts. Frozen after solve();
// read by core/staging. A variable that is the same at all ends is not listed; bottom = it is not
// bound there.

#include <cstdint>
#include <span>
#include <vector>

#include "core/base/hash_index.h"
#include "core/flow/value.h"

namespace hyb::flow {

/// A local variable (by its slot) whose value at the end of a branch is not the one on entry.
/// Branches of an `if`: its own body, those of its elifs, then `else` (also where none is written).
/// A loop has one: its body, once.
struct LocalChange {
  std::uint32_t branch = 0;
  std::uint32_t slot = 0;
  ValueId before;
  ValueId after;
};

class BranchEnds {
 public:
  struct Row {
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint64_t entered = 0;  // bit b: branch b was evaluated
    std::uint64_t ended = 0;    // … and comes to its end
    ValueId test;               // what is tested or iterated over first
  };

  const Row* find(ContextId context, NodeId statement) const {
    const std::uint32_t* number = index_.find(key(context, statement));
    return number == nullptr ? nullptr : &rows_[*number];
  }
  std::span<const LocalChange> changes(const Row& row) const {
    return std::span(changes_).subspan(row.first, row.count);
  }
  /// Replaces what an earlier run found.
  void record(ContextId context, NodeId statement, Row row, std::span<const LocalChange> changes);

 private:
  static std::uint64_t key(ContextId context, NodeId statement) {
    return (std::uint64_t{context.raw()} << 32U) | statement.raw();
  }
  KeyIndex index_;  // by context and statement
  std::vector<Row> rows_;
  std::vector<LocalChange> changes_;
};

/// The changes of one statement while it is evaluated.
class EndsOfBranches {
 public:
  /// Compares the locals at the end of a branch with those on entry.
  void add(std::uint32_t branch, bool live, std::span<const ValueId> before,
           std::span<const ValueId> after);
  BranchEnds::Row row;
  std::vector<LocalChange> changes;
};

}  // namespace hyb::flow
