#pragma once

// Where traced code lists the trainable variables of a Keras model. The list is made while tracing,
// from the `trainable` flags of the model and of each layer in it, so it reads these flags. Keras
// itself does so when `fit` is first called. Made from the frozen engine; used by StaleReads.

#include <unordered_map>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/called_api.h"

namespace hyb {

class TrainableReads {
 public:
  TrainableReads(const Program& program, const flow::Engine& engine, const CalledRows& rows);

  /// Name of the flag; none = the program never writes it.
  NameId flag() const { return flag_; }
  /// The layers whose flags an Attribute row reads in one evaluation: the model's own, and those of
  /// what it holds. Empty: the row lists nothing, or the model is not known for sure.
  std::vector<flow::ObjectId> layers_read(flow::ContextId context, NodeRef attribute) const;
  /// The model that a Call row trains by the step of Keras (`fit`): none = it does not, or which
  /// model, or whose step it is, is not known.
  flow::ObjectId model_trained(flow::ContextId context, NodeRef call) const;
  /// The model and the layers in it.
  std::vector<flow::ObjectId> layers_of(flow::ObjectId model) const;
  /// The flag is not given where the layer is made: it is set then.
  bool made_trainable(flow::ObjectId layer) const;

 private:
  bool is_layer(flow::ObjectId id) const;
  void add(flow::ObjectId id, std::vector<flow::ObjectId>& out, int depth) const;
  void add_only(flow::ValueId value, std::vector<flow::ObjectId>& out, int depth) const;

  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  NameId flag_;
  std::unordered_map<std::uint32_t, std::vector<flow::ValueId>> held_;  // by object: its attributes
};

}  // namespace hyb
