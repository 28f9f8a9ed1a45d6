#include "core/flow/branch_ends.h"

#include <algorithm>

namespace hyb::flow {

void BranchEnds::record(ContextId context, NodeId statement, Row row,
                        std::span<const LocalChange> changes) {
  const auto fresh = static_cast<std::uint32_t>(rows_.size());
  const std::uint32_t number = index_.find_or_add(key(context, statement), fresh);
  if (number == fresh) rows_.emplace_back();
  Row& kept = rows_[number];
  row.count = static_cast<std::uint32_t>(changes.size());
  if (row.count <= kept.count) {
    row.first = kept.first;
    std::copy(changes.begin(), changes.end(), changes_.begin() + kept.first);
  } else {
    row.first = static_cast<std::uint32_t>(changes_.size());
    changes_.insert(changes_.end(), changes.begin(), changes.end());
  }
  kept = row;
}

void EndsOfBranches::add(std::uint32_t branch, bool live, std::span<const ValueId> before,
                         std::span<const ValueId> after) {
  constexpr std::uint32_t kCounted = 64;
  if (branch >= kCounted) return;
  row.entered |= std::uint64_t{1} << branch;
  if (!live) return;
  row.ended |= std::uint64_t{1} << branch;
  for (std::size_t slot = 0; slot < before.size(); ++slot)
    if (before[slot] != after[slot])
      changes.push_back({branch, static_cast<std::uint32_t>(slot), before[slot], after[slot]});
}

}  // namespace hyb::flow
