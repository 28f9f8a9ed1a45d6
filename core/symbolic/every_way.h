#pragma once

// Whether an expression is made of what is symbolic on every way that leads to it: whichever
// assignment it sees, whichever `return` a call comes back by. One walk for one question; made by
// SymbolicValues, which knows the types and has found that something symbolic comes to it at all.

#include <cstdint>
#include <map>
#include <tuple>

#include "core/symbolic/symbolic_values.h"

namespace hyb {

class EveryWay {
 public:
  EveryWay(const SymbolicValues& values, Mode mode);

  /// The expression, in the body of `f`, where the `live` bits of Taint are symbolic.
  bool leads(FunctionId f, NodeRef at, std::uint64_t live) { return is(f, at, live, 0); }
  /// The part that unpacking puts into target number `index`.
  bool leads_to_part(FunctionId f, NodeRef at, std::size_t index, std::uint64_t live) {
    return part(f, at, index, live, 0);
  }

 private:
  bool is(FunctionId f, NodeRef at, std::uint64_t live, int depth);
  bool read(FunctionId f, NodeRef at, std::uint64_t live, int depth);
  bool operand(FunctionId f, NodeRef at, std::uint64_t live, int depth);
  bool part(FunctionId f, NodeRef at, std::size_t index, std::uint64_t live, int depth);
  bool name(FunctionId f, NodeRef at, std::uint64_t live, int depth);
  bool bound(FunctionId f, FileId file, const Binding& binding, std::uint64_t live, int depth);
  bool merged(NodeRef binding, NodeId use) const;
  NodeRef may_be_given_back(NodeRef call) const;
  template <class Holds>
  bool called(FunctionId f, NodeRef at, std::uint64_t live, Holds&& holds);
  template <class Holds>
  bool all_returns(FunctionId callee, Holds&& holds) const;
  std::uint64_t handed_in(FunctionId caller, const flow::CallEdge& edge, std::uint64_t live) const;
  std::uint64_t live_anywhere(FunctionId f) const;

  const SymbolicValues& values_;
  const TracedEvaluations& evaluations_;
  const ProgramReader& reader_;
  const Program& program_;
  Mode mode_;
  /// What was asked on the way; what is still being asked counts as true.
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint64_t>, bool> known_;
};

}  // namespace hyb
