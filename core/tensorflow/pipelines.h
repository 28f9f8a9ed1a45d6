#pragma once

// tf.data pipelines as chains of calls. Each dataset object knows the call that made it, so the
// steps before a call are read off what its receiver may be: through variables, attributes,
// parameters and results of helper functions. Made by Facts, answers on demand from the frozen
// engine; read by checks. A step that only some paths have is not said to be on all.

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/called_api.h"

namespace hyb {

struct PipelineStep {
  NodeRef call;
  const ApiRow* row = nullptr;  // of the call; nullptr = not known
  bool always = false;          // on every path, as far as the paths are known
};

/// What uses a dataset beside further steps.
struct PipelineUse {
  enum class Kind : std::uint8_t { Loop, Model } kind = Kind::Loop;
  NodeRef at;  // the For or CompFor row; the call of fit, evaluate, predict
};

class Pipelines {
 public:
  Pipelines(const Program& program, const flow::Engine& engine, const CalledRows& rows,
            std::span<const std::vector<NodeId>> calls)
      : program_(program), engine_(engine), rows_(rows), calls_(calls) {}

  /// The steps before a call of a dataset's method, nearest first; each call once.
  std::vector<PipelineStep> before(NodeRef call) const;
  /// The steps that elements pass behind it, in source order.
  std::vector<PipelineStep> behind(NodeRef call) const;
  /// Loops over, and models that run on, what the call or a step behind it gives.
  std::vector<PipelineUse> uses(NodeRef call) const;
  /// The calls that made the datasets that an expression may denote. `all`: nothing else can be
  /// meant.
  std::vector<NodeRef> makers(NodeRef expression, bool* all = nullptr) const;
  /// The receiver of a method call; none if it is written otherwise.
  NodeRef receiver(NodeRef call) const;

 private:
  struct Index {
    std::vector<std::pair<NodeRef, NodeRef>> next;      // a step, and one behind it; sorted
    std::vector<std::pair<NodeRef, PipelineUse>> uses;  // a step, and what uses it; sorted
  };
  const Index& index() const;
  void add_uses(Index& out, NodeRef expression, PipelineUse use) const;
  bool reaches_start(NodeRef call, NodeRef without) const;

  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  std::span<const std::vector<NodeId>> calls_;  // by file
  mutable std::once_flag made_;
  mutable Index index_;  // made when it is first asked for
};

}  // namespace hyb
