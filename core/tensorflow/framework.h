#pragma once

// What TensorFlow, Keras, NumPy and the standard library do when the engine calls them: the API
// model put to work. Implements flow::Library; made by `solve`, lives as long as it runs.

#include <string_view>
#include <unordered_map>

#include "core/flow/engine.h"
#include "core/flow/library.h"
#include "core/tensorflow/api.h"

namespace hyb {

class Framework final : public flow::Library {
 public:
  bool has_member(std::string_view path) const override;
  std::string_view canonical(std::string_view path) const override;
  flow::ValueId call(flow::Engine& engine, NameId path, const flow::Bindings& bindings,
                     flow::Site site) override;
  flow::ValueId call_method(flow::Engine& engine, flow::ObjectId receiver, NameId method,
                            const flow::Bindings& bindings, flow::Site site) override;
  flow::ValueId attribute(flow::Engine& engine, flow::ObjectId receiver, NameId name,
                          flow::Site site) override;
  flow::ValueId inherited(flow::Engine& engine, flow::ObjectId receiver, NameId base, NameId name,
                          flow::Site site) override;
  flow::ValueId call_instance(flow::Engine& engine, flow::ObjectId receiver, NameId base,
                              const flow::Bindings& bindings, flow::Site site) override;
  flow::ValueId element(flow::Engine& engine, flow::ObjectId object, bool iterating) override;
  flow::ValueId binary(flow::Engine& engine, flow::ValueId left, flow::ValueId right,
                       bool comparison) override;
  flow::ValueId assume(flow::Engine& engine, FunctionId function, std::size_t parameter) override;

 private:
  struct Call {
    flow::Engine& engine;
    const flow::Bindings& bindings;
    flow::Site site;
  };
  const ApiRow* row(flow::Engine& engine, NameId path);
  flow::ValueId result(const Call& call, const ApiRow& row, flow::ValueId receiver,
                       flow::ValueId callback);
  flow::ValueId run_callbacks(const Call& call, const ApiRow& row, flow::ValueId receiver);
  flow::ValueId make_graph_function(const Call& call, NameId path);
  flow::ValueId drive_model(const Call& call, flow::ObjectId model, const ApiRow& row);
  flow::ValueId run_layers(const Call& call, flow::ObjectId model, flow::Passage passage);
  flow::ValueId tensor(flow::Engine& engine);
  /// A symbolic tensor of Keras among the arguments, also inside a tuple or list.
  static bool holds_symbolic(flow::Engine& engine, const flow::Bindings& bindings, flow::Site site);
  flow::Bindings dataset_arguments(const Call& call, flow::ValueId dataset);
  flow::ValueId call_outside_class(const Call& call, const ApiRow& row, std::string_view path);

  std::unordered_map<std::uint32_t, const ApiRow*> rows_;  // by NameId
};

/// "tensorflow.Tensor" and its kin: objects that are tensors, variables included.
bool is_tensor(const flow::Values& values, const Interner& names, flow::ObjectId object);

}  // namespace hyb
