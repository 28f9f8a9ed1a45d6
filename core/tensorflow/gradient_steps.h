#pragma once

// Where functions record gradients and where they update variables: what makes a training step.
// Made by `solve` after the engine, frozen then; read by checks that look for steps that run
// eagerly.

#include <cstdint>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

class GradientSteps {
 public:
  GradientSteps(const Program& program, const flow::Engine& engine);

  /// The calls in `with tf.GradientTape()` items of the function's own body, in source order.
  const std::vector<NodeRef>& tapes(FunctionId f) const { return rows_[f.index()].tapes; }
  /// The same of a module's own statements.
  const std::vector<NodeRef>& tapes(FileId file) const { return modules_[file.index()].tapes; }
  /// Calls in the function's own body that update variables; and of a module's own statements.
  const std::vector<NodeRef>& updates(FunctionId f) const { return rows_[f.index()].updates; }
  const std::vector<NodeRef>& updates(FileId file) const { return modules_[file.index()].updates; }
  /// A call, here or below, that updates variables; no node if there is none.
  NodeRef update(FunctionId f) const;

 private:
  struct Row {
    std::vector<NodeRef> tapes;
    std::vector<NodeRef> updates;
  };
  void read(FileId file);
  void read_call(Row& out, NodeRef call);

  const Program& program_;
  const flow::Engine& engine_;
  std::vector<Row> rows_;                          // by function
  std::vector<Row> modules_;                       // by file
  std::vector<std::vector<std::uint32_t>> calls_;  // by function: edges it calls through
};

}  // namespace hyb
