#pragma once

// Calls between evaluations, indexed both ways, and which of them eager code makes. Made once by
// StaleReads from the frozen engine and its tracing; used by the files beside this one.

#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "core/flow/engine.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

class EagerCalls {
 public:
  EagerCalls(const Program& program, const flow::Engine& engine, const Tracing& tracing);

  /// Numbers of the edges that enter, or leave, an evaluation.
  std::span<const std::uint32_t> into(flow::ContextId context) const {
    return range(into_, into_first_, context);
  }
  std::span<const std::uint32_t> from(flow::ContextId context) const {
    return range(from_, from_first_, context);
  }
  const flow::CallEdge& edge(std::uint32_t number) const { return engine_.edges()[number]; }
  /// Eager code runs the callee by it, as eager code, there and then.
  bool plain(const flow::CallEdge& edge) const;
  /// Eager code enters a graph by it that is traced once and kept.
  bool enters_graph(const flow::CallEdge& edge) const;
  bool eager(flow::ContextId context) const { return tracing_.reached(context, Mode::Eager); }
  bool traced(flow::ContextId context) const {
    return tracing_.reached(context, Mode::Converted) ||
           tracing_.reached(context, Mode::Unconverted);
  }
  /// Adds everything that eager code runs above `context`, itself too.
  void add_callers(flow::ContextId context, std::unordered_set<std::uint32_t>& out) const;
  /// The evaluation of a module body.
  flow::ContextId module(FileId file) const { return modules_[file.index()]; }

 private:
  static std::span<const std::uint32_t> range(const std::vector<std::uint32_t>& numbers,
                                              const std::vector<std::uint32_t>& first,
                                              flow::ContextId context) {
    const std::size_t at = context.index();
    return std::span(numbers).subspan(first[at], first[at + 1] - first[at]);
  }

  const Program& program_;
  const flow::Engine& engine_;
  const Tracing& tracing_;
  std::vector<std::uint32_t> into_, from_;              // edge numbers, by evaluation
  std::vector<std::uint32_t> into_first_, from_first_;  // where each evaluation's begin
  std::vector<flow::ContextId> modules_;
};

}  // namespace hyb
