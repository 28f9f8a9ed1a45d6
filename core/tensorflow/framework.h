#pragma once

// What TensorFlow, Keras, NumPy and the standard library do when the engine calls them: the API
// model put to work. Implements flow::Library; made by `solve`, lives as long as it runs.
//
// framework.cpp: calls by row, results, callbacks. unmodelled.cpp: calls without a row.
// row_results.cpp: dtype and shape by the rules of a row. python_methods.cpp: lists and dicts.
// tensor_objects.cpp: attributes, elements and operators of tensors and arrays. shapes.cpp:
// TensorShape and DType. datasets.cpp: what a tf.data pipeline yields. nest.cpp: tf.nest.
// keras_protocol.cpp: layers and models. test_arguments.cpp: what test runners hand to tests.
// assumptions.cpp: parameters of functions that nothing calls.

#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/flow/engine.h"
#include "core/flow/library.h"
#include "core/tensorflow/api.h"
#include "core/tensorflow/outside_names.h"
#include "core/tensorflow/rules/rules.h"

namespace hyb {

class Framework final : public flow::Library {
 public:
  bool has_member(std::string_view path) const override;
  std::string_view canonical(std::string_view path) const override;
  flow::ValueId call(flow::Engine& engine, NameId path, const flow::Bindings& bindings,
                     flow::Site site) override;
  flow::ValueId call_method(flow::Engine& engine, flow::ObjectId receiver, NameId method,
                            const flow::Bindings& bindings, flow::Site site) override;
  flow::ValueId constant(flow::Engine& engine, std::string_view path) override;
  flow::ValueId attribute(flow::Engine& engine, flow::ObjectId receiver, NameId name,
                          flow::Site site) override;
  bool has_attribute(flow::Engine& engine, flow::ObjectId receiver, NameId name) override;
  flow::OutsideKind kind_of(std::string_view path) const override;
  flow::ValueId instance_promised(flow::Engine& engine, NameId path) override;
  flow::ValueId inherited(flow::Engine& engine, flow::ObjectId receiver, NameId base, NameId name,
                          flow::Site site) override;
  flow::ValueId call_instance(flow::Engine& engine, flow::ObjectId receiver, NameId base,
                              const flow::Bindings& bindings, flow::Site site) override;
  bool registers(flow::Engine& engine, flow::ObjectId receiver, NameId method) override;
  flow::ValueId iterate(flow::Engine& engine, flow::ObjectId object) override;
  flow::ValueId subscript(flow::Engine& engine, flow::ObjectId object,
                          flow::ValueId index) override;
  flow::ValueId binary(flow::Engine& engine, Operator op, flow::ObjectId left,
                       flow::ObjectId right) override;
  flow::ValueId unary(flow::Engine& engine, Operator op, flow::ObjectId operand) override;
  flow::ValueId assume(flow::Engine& engine, FunctionId function, std::size_t parameter,
                       bool& handed) override;
  flow::ValueId entering_graph(flow::Engine& engine, flow::ValueId argument, bool hinted) override;
  flow::ValueId in_signature(flow::Engine& engine, flow::ValueId argument, flow::ValueId spec,
                             flow::ValueId before) override;
  int is_instance(flow::Engine& engine, flow::ObjectId object, flow::ObjectId cls) override;
  int passes(flow::Engine& engine, NameId function, flow::ObjectId object) override;

  /// Callables without a row that were handed tensors, and how often; the dearest first.
  struct Unmodelled {
    std::string path;
    std::uint64_t tensors = 0;  // calls with a tensor among the arguments
    std::uint64_t calls = 0;
  };
  std::vector<Unmodelled> unmodelled(const Interner& names) const;

 private:
  struct Call {
    flow::Engine& engine;
    const flow::Bindings& bindings;
    flow::Site site;
  };
  const ApiRow* row(flow::Engine& engine, NameId path);
  flow::ValueId result(const Call& call, const ApiRow& row, flow::ValueId receiver,
                       flow::ValueId callback);
  flow::ValueId by_rule(const Call& call, const ApiRow& row, flow::ValueId receiver);
  flow::ValueId by_rule_once(const Call& call, const ApiRow& row, flow::ValueId receiver);
  flow::ValueId run_callbacks(const Call& call, const ApiRow& row, flow::ValueId receiver);
  flow::Bindings callback_arguments(const Call& call, const ApiRow& row, flow::Passage passage,
                                    flow::ValueId receiver);
  flow::ValueId make_graph_function(const Call& call, NameId path);
  flow::ValueId call_outside_class(const Call& call, const ApiRow& row, std::string_view path);
  void keep_arguments(const Call& call, const ApiRow& row, flow::ObjectId made);
  flow::ValueId method_of_python(const Call& call, flow::ObjectId receiver, std::string_view name);
  void count_unmodelled(const Call& call, NameId path);

  // tensor_objects.cpp
  flow::ValueId tensor(flow::Engine& engine);
  flow::ValueId arrays_as_tensors(flow::Engine& engine, flow::ValueId value, int depth);

  // shapes.cpp
  static flow::ValueId shape_of(flow::Engine& engine, const flow::Object& tensor);
  static flow::ValueId open_shape(flow::Engine& engine);
  static flow::ValueId shape_from(flow::Engine& engine, flow::ValueId given);
  static flow::ValueId method_of_shape(const Call& call, flow::ObjectId shape,
                                       std::string_view name);
  static flow::ValueId joined_shapes(flow::Engine& engine, flow::ObjectId left,
                                     flow::ObjectId right);
  static flow::ValueId dtype_attribute(flow::Engine& engine, flow::Dtype dtype,
                                       std::string_view name);

  // datasets.cpp
  static flow::ValueId dataset_of(const Call& call, flow::ValueId element);
  flow::ValueId dataset_result(const Call& call, const ApiRow& row, flow::ValueId receiver,
                               flow::ValueId callback);
  flow::ValueId element_of(flow::Engine& engine, flow::ValueId dataset);
  flow::Bindings dataset_arguments(const Call& call, flow::ValueId dataset);
  flow::ValueId of_spec(flow::Engine& engine, flow::ValueId spec, flow::Origin origin);
  flow::ValueId as_tensors(flow::Engine& engine, flow::ValueId structure, flow::Site site);

  // nest.cpp
  flow::ValueId structure_result(const Call& call, const ApiRow& row);

  // keras_protocol.cpp
  void set_keras_floats(flow::Engine& engine, flow::ValueId floats, flow::Site site);
  std::vector<flow::Dtype> keras_floats(flow::Engine& engine);
  static flow::ObjectId keras_settings(flow::Engine& engine);
  /// Its name, as `layer.dtype` gives it; no receiver: that of `floatx()`.
  flow::ValueId layer_dtype(flow::Engine& engine, flow::ValueId receiver);
  /// A layer of which no more is known; Unknown where the program has layers of its own.
  static flow::ValueId any_layer(flow::Engine& engine);
  /// A float tensor that Keras makes: of each type that its floats have.
  flow::ValueId float_tensors(flow::Engine& engine, std::string_view cls, flow::ArrayType type,
                              flow::Origin origin, NodeRef site);
  flow::ValueId cast_for_layer(flow::Engine& engine, flow::ObjectId layer, flow::ValueId given);
  flow::ValueId drive_model(const Call& call, flow::ObjectId model, const ApiRow& row);
  flow::ValueId drive_layers(const Call& call, flow::ObjectId model, flow::ValueId input,
                             flow::Passage passage);
  flow::ValueId call_layer(const Call& call, flow::ObjectId layer);
  flow::ValueId run_held(const Call& call, flow::ObjectId layer);
  flow::ValueId call_method_named(const Call& call, flow::ObjectId receiver,
                                  std::string_view method, flow::Bindings bindings,
                                  flow::Passage passage);
  flow::ValueId gradient_of(const Call& call, const ApiRow& row);
  /// A symbolic tensor of Keras among the arguments, also inside a tuple or list.
  static bool holds_symbolic(flow::Engine& engine, const flow::Bindings& bindings, flow::Site site);

  // test_arguments.cpp
  struct TestFixture {
    flow::ObjectId function;
    flow::ValueId cases;  // what its `request.param` is in turn
  };
  flow::ValueId test_decorator(const Call& call, const ApiRow& row, NameId path);
  void add_test_argument(flow::Engine& engine, flow::ObjectId function, NameId name,
                         flow::ValueId value);
  void add_pytest_cases(const Call& call, const ApiRow& row, flow::ObjectId function);
  void add_absl_cases(const Call& call, const ApiRow& row, flow::ObjectId function);
  void add_fixture(const Call& call, flow::ObjectId function);
  const TestFixture* fixture_for(const flow::Engine& engine, const FunctionInfo& test,
                                 NameId name) const;
  flow::ValueId fixture_value(flow::Engine& engine, const TestFixture& fixture, int depth);
  flow::ValueId handed_to_test(flow::Engine& engine, const FunctionInfo& test,
                               std::size_t parameter, int depth);
  flow::ValueId by_test_runner(flow::Engine& engine, FunctionId function, std::size_t parameter);

  // assumptions.cpp
  flow::ValueId annotated(flow::Engine& engine, flow::ValueId annotation, int depth);
  flow::ValueId named_annotation(flow::Engine& engine, FileId file, std::string_view text);
  flow::ValueId by_signature(flow::Engine& engine, FunctionId function, std::size_t parameter);
  static flow::ValueId handed_by(flow::Engine& engine, const ApiRow& row, FileId file,
                                 const Parameter& parameter, std::size_t position);
  flow::ValueId by_protocol(flow::Engine& engine, FunctionId function, std::size_t parameter);

  Rules rules_;
  OutsideNames outside_;
  std::map<std::uint32_t, Unmodelled> unmodelled_;  // by NameId
  std::unordered_map<std::uint32_t, std::unordered_map<std::uint32_t, flow::ValueId>>
      test_arguments_;  // by FunctionId, by NameId of the parameter
  std::unordered_map<std::uint32_t, std::vector<TestFixture>> fixtures_;  // by NameId
  /// Layers that `model.add` was given, in program order, by model object.
  struct Added {
    NodeRef site;
    flow::ValueId layer;
  };
  std::unordered_map<std::uint32_t, std::vector<Added>> added_;
};

/// The parameters of a row that are called, and how.
std::vector<std::pair<std::string_view, flow::Passage>> callbacks_of(const ApiRow& row);

constexpr std::string_view kTensorClass = "tensorflow.Tensor";
constexpr std::string_view kVariableClass = "tensorflow.Variable";
constexpr std::string_view kRaggedClass = "tensorflow.RaggedTensor";
constexpr std::string_view kSparseClass = "tensorflow.SparseTensor";
constexpr std::string_view kArrayClass = "numpy.ndarray";
constexpr std::string_view kSymbolicClass = "keras.KerasTensor";
constexpr std::string_view kShapeClass = "tensorflow.TensorShape";
/// Attribute under which a layer keeps the dtype its constructor was given.
constexpr std::string_view kLayerDtype = "<dtype>";
constexpr std::string_view kLayerClass = "keras.layers.Layer";
constexpr std::string_view kModelClass = "keras.Model";
constexpr std::string_view kSequentialClass = "keras.Sequential";
constexpr std::string_view kOptimizerClass = "keras.optimizers.Optimizer";
constexpr std::string_view kTensorArrayClass = "tensorflow.TensorArray";
constexpr std::string_view kExtensionTypeClass = "tensorflow.experimental.ExtensionType";
constexpr std::string_view kStringClass = "builtins.str";
constexpr std::string_view kBytesClass = "builtins.bytes";
/// The decorator itself, whose row has its options for parameters.
constexpr std::string_view kGraphFunction = "tensorflow.function";
constexpr std::string_view kDatasetClass = "tensorflow.data.Dataset";
/// What a strategy makes of one; also a Dataset to whoever only iterates over it.
constexpr std::string_view kDistributedClass = "tensorflow.distribute.DistributedDataset";

/// "tensorflow.Tensor" and its kin: objects that are tensors, variables included; no NumPy arrays.
bool is_tensor(const flow::Values& values, const Interner& names, flow::ObjectId object);
/// A tf.Variable, which is_tensor() holds for, too.
bool is_variable(const flow::Values& values, const Interner& names, flow::ObjectId object);
/// The value can only be a tf.Variable.
bool is_variable(const flow::Values& values, const Interner& names, flow::ValueId value);

}  // namespace hyb
