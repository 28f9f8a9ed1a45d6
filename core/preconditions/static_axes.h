#pragma once

// Axes of parameters whose size a body reads as a Python number (`x.shape[1]`, `_, h, w, c =
// x.shape`, a loop over `x.shape`, a layer that is built by it): a signature that leaves such an
// axis open makes it None. Collected per function, callees first; judged against the sizes that the
// known calls bring. Made and read by Preconditions.

#include <cstdint>
#include <vector>

#include "core/preconditions/finding.h"

namespace hyb {

struct AxisRead {
  std::size_t parameter = 0;
  static constexpr std::int32_t kEvery = INT32_MAX;     // each axis
  static constexpr std::int32_t kRank = INT32_MAX - 1;  // only how many there are
  std::int32_t axis = kEvery;                           // from the end when negative
  NodeRef at;
  std::uint32_t edge = Finding::kOwn;  // through which call
  bool guarded = false;                // a test around it asks whether the size is known
  bool exact = true;                   // false: of a part of the shape, or of something made of it
};

class StaticAxes {
 public:
  explicit StaticAxes(const ProgramReader& reader);
  /// Reads of the body and of what it calls; callees first.
  void read(const Body& body);
  const std::vector<AxisRead>& reads(FunctionId f) const { return reads_[f.index()]; }
  /// The known calls leave such an axis open (Yes, with the read), or do not (No).
  Tri unresolved(FunctionId f, const AxisRead** witness) const;
  Tri unresolved(FunctionId f, const AxisRead& read) const;

 private:
  void read_row(const Body& body, NodeId row);
  bool asks_for_size(const Body& body, NodeId test) const;
  bool is_guarded(const Body& body, NodeId at) const;
  void read_axes(const Body& body, NodeId shape, std::int32_t axis, NodeId at);
  void add(FunctionId f, AxisRead read);

  const ProgramReader& reader_;
  std::vector<std::vector<AxisRead>> reads_;
};

}  // namespace hyb
