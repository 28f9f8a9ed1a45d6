#include "core/tensorflow/framework.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/tensorflow/dispatchers.h"

namespace hyb {
namespace {

using flow::Argument;
using flow::Bindings;
using flow::BindingsId;
using flow::Dtype;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Origin;
using flow::Passage;
using flow::Site;
using flow::ValueId;
using flow::Values;

flow::Members copy(std::span<const ObjectId> objects) {
  return flow::Members(objects);
}

/// A function or class is handed over, by position.
bool decorates(Engine& engine, const Bindings& bindings) {
  if (bindings.arguments.empty() || bindings.arguments.front().keyword.exists()) return false;
  for (ObjectId o : engine.values().members(bindings.arguments.front().value))
    switch (engine.values()[o].kind) {
      case ObjectKind::Function:
      case ObjectKind::Class:
      case ObjectKind::BoundMethod:
      case ObjectKind::GraphFunction:
      case ObjectKind::Partial:
      case ObjectKind::Property:
      case ObjectKind::StaticMethod:
      case ObjectKind::ClassMethod:
      case ObjectKind::External:
      case ObjectKind::ExternalInstance:
      case ObjectKind::Instance:
      case ObjectKind::Unknown:
        return true;
      default:
        break;
    }
  return false;
}

}  // namespace

bool Framework::has_member(std::string_view path) const {
  std::string storage;
  const std::string_view known = canonical_path(path, storage);
  if (known.starts_with("builtins.")) return find_exact_api(known) != nullptr;
  // `from keras.random import *` hides no builtin that the module is not known to have.
  const std::string builtin = "builtins." + std::string(known.substr(known.rfind('.') + 1));
  if (find_exact_api(builtin) != nullptr) return find_exact_api(known) != nullptr;
  return find_api(known) != nullptr;
}

std::string_view Framework::canonical(std::string_view path) const {
  thread_local std::string storage;
  return canonical_path(path, storage);
}

const ApiRow* Framework::row(Engine& engine, NameId path) {
  std::string_view text = engine.names().text(path);
  if (!text.ends_with("()")) return outside_.row(engine.names(), path);
  text.remove_suffix(2);  // a decorator that has its options
  return find_api(text);
}

ValueId Framework::make_graph_function(const Call& call, NameId path) {
  Engine& engine = call.engine;
  const Argument* function = call.bindings.find(engine.name("func"), 0);
  Bindings options;
  for (const Argument& a : call.bindings.arguments)
    if (&a != function) options.arguments.push_back(a);
  options.open = call.bindings.open;
  if (function == nullptr ||
      (call.engine.values().only(function->value).exists() &&
       engine.values()[engine.values().only(function->value)].kind == ObjectKind::None)) {
    const ObjectId maker = engine.values().object({ObjectKind::External, path, 0, 0});
    // `@tf.function(…)`: the options wait for the function.
    Bindings keyed;
    keyed.open = options.open;
    const ApiRow* own = row(engine, path);
    std::size_t position = 0;
    for (const Argument& a : options.arguments) {
      Argument named = a;  // the function will be the first by position
      if (!a.keyword.exists() && own != nullptr)
        named.keyword = engine.name(parameter_at(*own, ++position));
      keyed.arguments.push_back(named);
    }
    return engine.values().value(
        {ObjectKind::Partial, {}, maker.raw(), engine.values().bindings(std::move(keyed)).raw()});
  }
  const BindingsId kept = engine.values().bindings(std::move(options));
  const bool by_decorator =
      engine.program().tree(call.site.node.file).kind(call.site.node.node) == NodeKind::Decorator;
  ValueId out;
  for (ObjectId o : copy(engine.values().objects(function->value))) {
    // Of a tf.function wrapped again the inner one counts; an unknown function stays unknown.
    const Object wrapped = engine.values()[o];
    if (wrapped.kind == ObjectKind::Unknown) {
      out = engine.values().join(out, engine.values().unknown());
      continue;
    }
    const std::uint32_t number = engine.decorate(call.site.node, o, kept, by_decorator);
    out = engine.values().join(
        out, engine.values().value({ObjectKind::GraphFunction, {}, o.raw(), number}));
  }
  return out;
}

ValueId Framework::result(const Call& call, const ApiRow& row, ValueId receiver, ValueId callback) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const auto first = [&]() -> ValueId {
    for (const Argument& a : call.bindings.arguments) return a.value;
    return {};
  };
  // `tf.numpy_function(f, [x], [tf.float32, tf.int32])` gives a list.
  if (row.has(Trait::DecoratesHost))
    if (const Argument* types = call.bindings.find(engine.name("Tout"), 2))
      for (ObjectId o : values.members(types->value))
        if (values[o].kind == ObjectKind::List || values[o].kind == ObjectKind::Tuple)
          return values.unknown();
  switch (row.result) {
    case ApiResult::Unknown:
    case ApiResult::GraphFunction:
      return values.unknown();
    case ApiResult::None:
      return values.none();
    case ApiResult::Tensor:
    case ApiResult::Variable:
    case ApiResult::Array:
    case ApiResult::Ragged:
    case ApiResult::Sparse:
    case ApiResult::TensorList:
    case ApiResult::Tuple:
    case ApiResult::ArraySplits:
    case ApiResult::IteratorOfParts:
      return by_rule(call, row, receiver);
    case ApiResult::TensorTuple:
      return values.open_tuple(tensor(engine));
    case ApiResult::TensorDict: {
      const ObjectId made =
          values.object({ObjectKind::Dict, {}, 0, engine.site_number(call.site.node)});
      engine.add_to_dict(made, values.unknown());
      return values.value(values[made]);
    }
    case ApiResult::CellStep:
      return values.tuple(
          {tensor(engine), values.join(tensor(engine), values.open_tuple(tensor(engine)))});
    case ApiResult::Hyperparameter:
      return values.join(
          engine.external_instance("keras.optimizers.schedules.LearningRateSchedule"),
          tensor(engine));
    case ApiResult::Shape: {
      ValueId out;
      for (ObjectId o : values.members(receiver))
        if (values[o].kind == ObjectKind::Tensor)
          out = values.join(out, shape_of(engine, Object(values[o])));
      return out.exists() ? out : values.unknown();
    }
    case ApiResult::LoopVariables: {
      const Argument* variables = call.bindings.find(
          engine.name("loop_vars"), static_cast<std::size_t>(parameter_index(row, "loop_vars")));
      if (variables == nullptr) return values.unknown();
      return values.merged(values.join(as_tensors(engine, variables->value, call.site), callback),
                           true);
    }
    case ApiResult::Gradients:
      return gradient_of(call, row);
    case ApiResult::Instance: {
      std::string_view path = row.name;
      if (path.ends_with(".*")) path.remove_suffix(2);
      return engine.external_instance(path, {}, call.site.node);
    }
    case ApiResult::Self:
      if (row.name.starts_with(kDatasetClass)) return dataset_result(call, row, receiver, callback);
      return receiver.exists() ? receiver : values.unknown();
    case ApiResult::Decorator:
      return engine.external("functools.identity");
    case ApiResult::Argument:
    case ApiResult::Identity:
      return first().exists() ? first() : values.unknown();
    case ApiResult::Int:
      return values.any_int();
    case ApiResult::Float:
      return values.any_float();
    case ApiResult::Bool:
      return values.any_bool();
    case ApiResult::Str:
      return values.any_str();
    case ApiResult::Python:
      return engine.data(row.name);
    case ApiResult::Callback:
      return callback.exists() ? callback : values.unknown();
    case ApiResult::Element:
      return engine.elements(receiver, call.site);
    case ApiResult::Dataset:
    case ApiResult::DatasetOfArguments:
    case ApiResult::DatasetOfCallback:
    case ApiResult::DatasetOfSpec:
    case ApiResult::DatasetBatched:
    case ApiResult::DatasetUnbatched:
    case ApiResult::DatasetZipped:
    case ApiResult::DatasetEnumerated:
    case ApiResult::DatasetOfWindows:
    case ApiResult::DatasetFlat:
    case ApiResult::DatasetOfStrings:
    case ApiResult::DatasetOfIntegers:
    case ApiResult::DatasetJoined:
    case ApiResult::DatasetLoaded:
    case ApiResult::DistributedDataset:
      return dataset_result(call, row, receiver, callback);
    case ApiResult::AnyLayer:
      return any_layer(engine);
    case ApiResult::LayerList:
      return values.value(Object{.kind = ObjectKind::List,
                                 .a = values.list({any_layer(engine)}).raw(),
                                 .b = engine.site_number(call.site.node),
                                 .open = true});
    case ApiResult::LayerDtype:
      return layer_dtype(engine, receiver);
    case ApiResult::Flattened:
    case ApiResult::MappedStructure:
    case ApiResult::PackedStructure:
    case ApiResult::Arrays:
      return structure_result(call, row);
    case ApiResult::VariableList:
      return values.value(Object{.kind = ObjectKind::List,
                                 .a = values.list({engine.tensor(kVariableClass, {})}).raw(),
                                 .b = engine.site_number(call.site.node),
                                 .open = true});
  }
  return values.unknown();
}

// What a constructor was given stays on the object, under the names of its parameters: layer rules
// ask for it.
void Framework::keep_arguments(const Call& call, const ApiRow& row, ObjectId made) {
  std::size_t position = 0;
  for (const Argument& a : call.bindings.arguments) {
    const NameId name =
        a.keyword.exists() ? a.keyword : call.engine.name(parameter_at(row, position));
    if (!a.keyword.exists()) ++position;
    if (!name.exists() || call.engine.names().text(name).empty()) continue;
    // `size=` of a TensorArray is not what its method of that name is.
    const ApiRow* method = find_method(row.name, call.engine.names().text(name));
    if (method != nullptr && method->result == ApiResult::Tensor && !method->has(Trait::StaticRead))
      continue;
    if (method != nullptr && method->result == ApiResult::VariableList) continue;  // a file's name
    const bool shape = row.has(Trait::Spec) && call.engine.names().text(name) == "shape";
    call.engine.write_attribute(made, name, shape ? shape_from(call.engine, a.value) : a.value);
  }
}

// A class outside the project: an instance that remembers where it was made and what with.
ValueId Framework::call_outside_class(const Call& call, const ApiRow& row, std::string_view path) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  if (row.name == kVariableClass) {
    Bindings bindings = call.bindings;
    const Argument* initial = call.bindings.find(engine.name("initial_value"), 0);
    if (initial != nullptr) {  // may be a function that makes it
      ValueId value;
      for (ObjectId o : values.members(initial->value)) {
        const ObjectKind kind = values[o].kind;
        const bool makes = kind == ObjectKind::Function || kind == ObjectKind::BoundMethod ||
                           kind == ObjectKind::Partial;
        value = values.join(value,
                            makes ? engine.call(values.value(o), {}, call.site) : values.value(o));
      }
      for (Argument& a : bindings.arguments)
        if (a.node == initial->node && a.keyword == initial->keyword) a.value = value;
    }
    return by_rule({engine, bindings, call.site}, row, {});
  }
  if (row.name == kShapeClass) {
    const Argument* dims = call.bindings.find(engine.name("dims"), 0);
    return dims == nullptr ? open_shape(engine) : shape_from(engine, dims->value);
  }
  if (derives_from(row.name, kTensorClass)) return by_rule(call, row, {});
  if (derives_from(row.name, kDatasetClass)) return dataset_of(call, {});
  const bool keeps = row.name.starts_with("keras.") || row.name.starts_with("tensorflow.") ||
                     row.has(Trait::Layer);
  ValueId held;
  if (row.name == "keras.Sequential")
    if (const Argument* layers = call.bindings.find(engine.name("layers"), 0)) held = layers->value;
  const ValueId made = row.has(Trait::Layer)
                           ? engine.external_instance_in_context(path, held, call.site.node)
                           : engine.external_instance(path, held, call.site.node);
  if (keeps) keep_arguments(call, row, values.only(made));
  return made;
}

namespace {

/// `@tf.py_function(Tout=…)`: without the function, then without its arguments, what comes of the
/// call waits for them. The function runs in Python whenever it is called.
ValueId host_decorator(Engine& engine, const Bindings& given, const ApiRow& row, NameId path) {
  if (!row.has(Trait::DecoratesHost) || given.open) return {};
  if (given.find(engine.name("inp"), 1) != nullptr) return {};
  Bindings kept = given;
  for (std::size_t i = 0; i < kept.arguments.size(); ++i)
    if (!kept.arguments[i].keyword.exists())
      kept.arguments[i].keyword = engine.name(parameter_at(row, i));
  const ObjectId caller = engine.values().object({ObjectKind::External, path, 0, 0});
  return engine.values().value(
      {ObjectKind::Partial, {}, caller.raw(), engine.values().bindings(std::move(kept)).raw()});
}

/// What it decorated is called: with what the function is handed, as `inp`.
std::optional<Bindings> hosted_call(Engine& engine, const Bindings& given, const ApiRow& row) {
  if (!row.has(Trait::DecoratesHost) || given.open || given.positional_count() == 0) return {};
  const flow::Argument* function = given.find(engine.name("func"), ~std::size_t{0});
  if (function == nullptr) return {};
  Bindings out;
  std::vector<ValueId> handed;
  for (const flow::Argument& argument : given.arguments)
    if (argument.keyword.exists())
      out.arguments.push_back(argument);
    else
      handed.push_back(argument.value);
  out.arguments.push_back(
      {engine.name("inp"), engine.values().tuple(std::move(handed)), function->node});
  return out;
}

}  // namespace

ValueId Framework::call(Engine& engine, NameId path, const Bindings& bindings, Site site) {
  const Call call{engine, bindings, site};
  const ApiRow* known = row(engine, path);
  if (known != nullptr)
    if (const auto hosted = hosted_call(engine, bindings, *known))
      return Framework::call(engine, path, *hosted, site);
  if (known == nullptr) {
    count_unmodelled(call, path);
    return engine.values().unknown();
  }
  if (known->result == ApiResult::Unknown && !known->is_class) count_unmodelled(call, path);
  if (known->result == ApiResult::GraphFunction) return make_graph_function(call, path);
  if (known->has(Trait::SetsFloats) && !bindings.arguments.empty())
    set_keras_floats(engine, bindings.arguments.front().value, site);
  if (known->result == ApiResult::MappedStructure) return structure_result(call, *known);
  if (known->has(Trait::Parametrizes) || known->has(Trait::Fixture))
    return test_decorator(call, *known, path);
  const ValueId callback = run_callbacks(call, *known, {});
  if (const ValueId later = host_decorator(engine, bindings, *known, path); later.exists())
    return later;
  if (known->is_class) return call_outside_class(call, *known, outside_.path(engine.names(), path));
  if (known->result == ApiResult::Identity && !decorates(engine, bindings))  // given its options
    return engine.values().value({ObjectKind::External, path, 0, 0});
  return result(call, *known, {}, callback);
}

ValueId Framework::call_method(Engine& engine, ObjectId receiver, NameId method,
                               const Bindings& bindings, Site site) {
  const Call call{engine, bindings, site};
  Values& values = engine.values();
  const Object object = values[receiver];
  const std::string_view name = engine.names().text(method);
  std::string_view cls;
  switch (object.kind) {
    case ObjectKind::Super:
    case ObjectKind::Function:
      return values.unknown();
    case ObjectKind::GraphFunction: {
      if (name != "get_concrete_function") return values.unknown();
      Bindings specs = bindings;
      specs.open = true;
      for (Argument& a : specs.arguments) {
        const ValueId specified = of_spec(engine, a.value, Origin::Proved);
        if (specified.exists()) a.value = specified;
      }
      engine.call(values.value(receiver), specs, site);  // traces
      return values.value(receiver);
    }
    case ObjectKind::Instance:
      if (const ValueId out = method_of_python(call, receiver, name); out.exists()) return out;
      [[fallthrough]];
    case ObjectKind::Class: {
      const ApiRow* known = find_exact_api(name);  // inherited: `method` is the whole path
      if (known == nullptr) return values.unknown();
      if (known->has(Trait::RunsModel)) drive_model(call, receiver, *known);
      if (known->name == "keras.layers.Layer.__init__") {
        const Argument* dtype = bindings.find(engine.name("dtype"), ~std::size_t{0});
        if (dtype != nullptr || bindings.open)
          engine.write_attribute(receiver, engine.name(kLayerDtype),
                                 dtype == nullptr ? values.unknown() : dtype->value);
      }
      register_directly(engine, bindings, *known, receiver);
      const ValueId callback = run_callbacks(call, *known, {});
      return result(call, *known, values.value(receiver), callback);
    }
    case ObjectKind::List:
    case ObjectKind::Dict: {
      if (const ValueId out = method_of_python(call, receiver, name); out.exists()) return out;
      cls = object.kind == ObjectKind::List ? "builtins.list" : "builtins.dict";
      break;
    }
    case ObjectKind::Tuple:
      if (const ValueId out = method_of_python(call, receiver, name); out.exists()) return out;
      cls = "builtins.tuple";
      break;
    case ObjectKind::Str:
      cls = "builtins.str";
      break;
    case ObjectKind::Int:
    case ObjectKind::Bool:
      cls = "builtins.int";
      break;
    case ObjectKind::Float:
      cls = "builtins.float";
      break;
    case ObjectKind::ExternalInstance:
      if (const ValueId out = method_of_python(call, receiver, name); out.exists()) return out;
      [[fallthrough]];
    case ObjectKind::Tensor:
      cls = engine.names().text(object.name);
      break;
    default:
      return values.unknown();
  }
  if (name == "__call__") return call_layer(call, receiver);
  if (object.kind == ObjectKind::ExternalInstance && cls == kShapeClass)
    if (const ValueId out = method_of_shape(call, receiver, name); out.exists()) return out;
  const ApiRow* known = find_method(cls, name);
  if (known == nullptr || known->result == ApiResult::Unknown) {
    const NameId path = engine.name(std::string(cls) + "." + std::string(name));
    if (object.kind == ObjectKind::Tensor || object.kind == ObjectKind::ExternalInstance)
      count_unmodelled(call, path);
    // Methods of arrays are there where the program asks for them; others nobody calls on a tensor.
    if (known == nullptr)
      return cls == kTensorClass && find_method("numpy.ndarray", name) != nullptr
                 ? tensor(engine)
                 : values.unknown();
  }
  if (cls == "keras.Sequential" && name == "add" && !bindings.arguments.empty()) {
    std::vector<Added>& layers = added_[receiver.raw()];
    const ValueId layer = bindings.arguments.front().value;
    const auto at = std::find_if(layers.begin(), layers.end(),
                                 [&](const Added& a) { return a.site == site.node; });
    if (at == layers.end())
      layers.push_back({site.node, layer});
    else
      at->layer = values.join(at->layer, layer);
    engine.extend_list(receiver, layer);
  }
  if (known->has(Trait::RunsModel)) drive_model(call, receiver, *known);
  register_directly(engine, bindings, *known, receiver);
  if (known->has(Trait::Stores))
    if (const Argument* stored = bindings.find(engine.name("value"), 1))
      engine.write_attribute(receiver, engine.name("element"),
                             as_tensors(engine, stored->value, site));
  const ValueId callback = run_callbacks(call, *known, values.value(receiver));
  return result(call, *known, values.value(receiver), callback);
}

// What a class of the project has from an outside base: methods stay callable through the base.
ValueId Framework::inherited(Engine& engine, ObjectId receiver, NameId base, NameId name,
                             Site site) {
  const std::string_view cls = outside_.path(engine.names(), base);
  const std::string_view text = engine.names().text(name);
  if (outside_.row(engine.names(), base) == nullptr) {
    // A base we know nothing of: anything may be there, except that `object` has no such names.
    return cls == "builtins.object" || cls.starts_with("abc.") || cls.starts_with("typing.")
               ? ValueId{}
               : engine.values().unknown();
  }
  const ApiRow* known = find_method(cls, text);
  if (known == nullptr) return {};
  if (known->has(Trait::StaticRead)) {
    const Bindings none;
    return result({engine, none, site}, *known, engine.values().value(receiver), {});
  }
  const ObjectId method =
      engine.values().object({ObjectKind::External, engine.name(known->name), 0, 0});
  return engine.values().value({ObjectKind::BoundMethod, {}, receiver.raw(), method.raw()});
}

}  // namespace hyb
