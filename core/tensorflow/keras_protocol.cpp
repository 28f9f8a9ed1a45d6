// The protocol of Keras: what calling a layer runs, what a model gives, and what fit, evaluate and
// predict drive. Part of Framework.

#include <algorithm>
#include <string>

#include "core/flow/dispatch.h"
#include "core/tensorflow/framework.h"
#include "core/tensorflow/structures.h"

namespace hyb {

using flow::Argument;
using flow::ArrayType;
using flow::Bindings;
using flow::Dim;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using flow::Site;
using flow::ValueId;
using flow::Values;

namespace {

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

bool holds(Engine& engine, ValueId value, std::string_view path, int depth) {
  for (ObjectId o : engine.values().members(value)) {
    const Object object = engine.values()[o];
    if (object.kind == ObjectKind::Tensor && engine.names().text(object.name) == path) return true;
    if (depth == 0) continue;
    if (const auto parts = engine.parts(o))
      for (ValueId part : parts->each)
        if (holds(engine, part, path, depth - 1)) return true;
    if (object.kind == ObjectKind::Dict && holds(engine, engine.dict_value(o, {}), path, depth - 1))
      return true;
  }
  return false;
}

/// Is the row inside a loop of its function?
bool in_loop(const Engine& engine, NodeRef at) {
  const Tree& tree = engine.program().tree(at.file);
  for (NodeId n = tree.parent(at.node); n.exists(); n = tree.parent(n)) {
    const NodeKind kind = tree.kind(n);
    if (kind == NodeKind::For || kind == NodeKind::While) return true;
    if (kind == NodeKind::FunctionDef || kind == NodeKind::ClassDef) return false;
  }
  return false;
}

/// Where a file keeps what it sets on its own top level.
NameId floats_of_file(Engine& engine, FileId file) {
  return engine.name("floats of " + std::to_string(file.index()));
}

}  // namespace

// Keras makes float32 of floats unless the program sets another type or a mixed policy; tests may
// do so for themselves, so each of the types counts everywhere. But a script that sets one on its
// top level sets it for itself.
void Framework::set_keras_floats(Engine& engine, ValueId floats, Site site) {
  engine.write_attribute(keras_settings(engine), engine.name("floats"), floats);
  const Program& program = engine.program();
  const Tree& tree = program.tree(site.node.file);
  const NodeId statement = tree.parent(site.node.node);
  if (tree.kind(statement) == NodeKind::ExprStmt &&
      tree.kind(tree.parent(statement)) == NodeKind::Module &&
      !program.project().files[site.node.file.index()].test_code)
    engine.write_attribute(keras_settings(engine), floats_of_file(engine, site.node.file), floats);
}

/// Empty: any type.
std::vector<flow::Dtype> Framework::keras_floats(Engine& engine) {
  Values& values = engine.values();
  ValueId own;
  if (const flow::ContextId running = engine.current_context(); running.exists())
    own = engine.read_attribute(keras_settings(engine),
                                floats_of_file(engine, engine.contexts()[running.index()].file));
  std::vector<flow::Dtype> out;
  if (!own.exists()) out.push_back(flow::Dtype::Float32);
  const auto add = [&](flow::Dtype dtype) {
    if (std::find(out.begin(), out.end(), dtype) == out.end()) out.push_back(dtype);
  };
  ValueId set =
      own.exists() ? own : engine.read_attribute(keras_settings(engine), engine.name("floats"));
  for (ObjectId o : values.members(set))  // a policy object: by its name
    if (values[o].kind == ObjectKind::ExternalInstance)
      set = values.join(set, engine.read_attribute(o, engine.name("name")));
  for (ObjectId o : values.members(set)) {
    const Object object = values[o];
    if (object.kind == ObjectKind::ExternalInstance) continue;
    const std::string_view policy = object.kind == ObjectKind::Str && object.name.exists()
                                        ? engine.names().text(object.name)
                                        : std::string_view();
    constexpr std::string_view kMixed = "mixed_";
    const flow::Dtype dtype = policy.starts_with(kMixed)
                                  ? flow::dtype_of_name(policy.substr(kMixed.size()))
                                  : named_dtype(engine, values.value(o), Flavor::TensorFlow);
    if (!flow::is_floating(dtype)) return {};
    add(dtype);
  }
  return out;
}

// Where set_floatx and the like leave what they are given.
ObjectId Framework::keras_settings(Engine& engine) {
  return engine.values().object({ObjectKind::External, engine.name("keras.config"), 0, 0});
}

ValueId Framework::float_tensors(Engine& engine, std::string_view cls, ArrayType type,
                                 flow::Origin origin, NodeRef site) {
  const std::vector<flow::Dtype> floats = keras_floats(engine);
  type.dtype = floats.empty() ? flow::Dtype::Unknown : floats.front();
  if (floats.size() < 2) return engine.tensor(cls, type, origin, site);
  ValueId out;
  for (flow::Dtype dtype : floats) {
    type.dtype = dtype;
    out = engine.values().join(out, engine.tensor(cls, type, origin, site));
  }
  return out;
}

// Only classes that nobody wrote here run no more than operations.
ValueId Framework::any_layer(Engine& engine) {
  const std::size_t classes = engine.program().classes().size();
  for (std::size_t i = 0; i < classes; ++i)
    for (ObjectId cls : engine.class_objects(ClassId::from_index(i)))
      for (ObjectId up : engine.mro(cls)) {
        const Object object = engine.values()[up];
        if (object.kind == ObjectKind::Class) continue;
        if (object.kind != ObjectKind::External) return engine.values().unknown();
        std::string storage;
        const std::string_view path = canonical_path(engine.names().text(object.name), storage);
        if (find_api(path) == nullptr || class_has(path, Trait::Layer))
          return engine.values().unknown();
      }
  return engine.external_instance(kLayerClass);
}

ValueId Framework::layer_dtype(Engine& engine, ValueId receiver) {
  Values& values = engine.values();
  ValueId out;
  const auto add = [&](flow::Dtype dtype) {
    out = values.join(
        out, values.value(Object{.kind = ObjectKind::Str,
                                 .name = engine.name(std::string(flow::dtype_name(dtype)))}));
  };
  bool standard = !receiver.exists();
  for (ObjectId o : values.members(receiver)) {
    const ValueId own = engine.read_attribute(
        o, engine.name(values[o].kind == ObjectKind::Instance ? kLayerDtype : "dtype"));
    standard = standard || !own.exists();
    for (ObjectId said : values.members(own)) {
      if (values[said].kind == ObjectKind::None) {
        standard = true;
        continue;
      }
      const flow::Dtype dtype = named_dtype(engine, values.value(said), Flavor::TensorFlow);
      if (dtype == flow::Dtype::Unknown) return values.unknown();
      add(dtype);
    }
  }
  const std::vector<flow::Dtype> floats = keras_floats(engine);
  if (standard && floats.empty()) return values.unknown();
  if (standard)
    for (flow::Dtype dtype : floats) add(dtype);
  return out;
}

// A layer casts floats to its own dtype, which is that of Keras unless its maker says otherwise.
ValueId Framework::cast_for_layer(Engine& engine, ObjectId layer, ValueId given) {
  Values& values = engine.values();
  const ValueId own = engine.read_attribute(layer, engine.name(kLayerDtype));
  const bool told = own.exists() && own != values.none();
  ValueId out;
  for (ObjectId o : values.members(given)) {
    const Object object = values[o];
    const bool cast = object.kind == ObjectKind::Tensor && flow::is_floating(object.dtype) &&
                      engine.names().text(object.name) != kVariableClass;
    if (!cast) {
      out = values.join(out, values.value(o));
      continue;
    }
    const ArrayType type = values.array_type(object);
    const std::string_view cls = engine.names().text(object.name);
    if (!told) {
      out = values.join(out, float_tensors(engine, cls, type, object.origin, {}));
      continue;
    }
    for (ObjectId said : values.members(own))
      if (values[said].kind == ObjectKind::None)
        out = values.join(out, float_tensors(engine, cls, type, object.origin, {}));
      else
        out = values.join(
            out, engine.tensor(
                     cls, {named_dtype(engine, values.value(said), Flavor::TensorFlow), type.dims},
                     object.origin));
  }
  return out;
}

bool Framework::holds_symbolic(Engine& engine, const Bindings& bindings, Site) {
  return std::any_of(bindings.arguments.begin(), bindings.arguments.end(),
                     [&](const Argument& a) { return holds(engine, a.value, kSymbolicClass, 2); });
}

// Calls a method of the project if the object has it. `training` is what Keras passes: a value of
// its own choice where the caller gives none.
ValueId Framework::call_method_named(const Call& call, ObjectId receiver, std::string_view method,
                                     Bindings bindings, Passage passage) {
  Engine& engine = call.engine;
  const ValueId own = engine.project_member(receiver, engine.name(method), call.site);
  if (!own.exists()) return {};
  const NameId training = engine.name("training");
  for (ObjectId o : engine.values().members(own)) {
    Object object = engine.values()[o];
    if (object.kind == ObjectKind::BoundMethod)
      object = engine.values()[ObjectId::from_index(object.b - 1)];
    if (object.kind == ObjectKind::GraphFunction)
      object = engine.values()[ObjectId::from_index(object.a - 1)];
    if (object.kind != ObjectKind::Function) continue;
    const FunctionInfo& info = engine.program().function(FunctionId::from_index(object.a - 1));
    for (std::size_t p = 1; p < info.parameters.size(); ++p)
      if (info.parameters[p].name == training && bindings.find(training, p - 1) == nullptr) {
        bindings.arguments.push_back({training, engine.values().any_bool(), call.site.node});
        break;
      }
    break;
  }
  return engine.call(own, bindings, call.site, passage);
}

// The layers of a Sequential one behind the other, the output of a functional model, the call of a
// layer class of the project.
ValueId Framework::drive_layers(const Call& call, ObjectId model, ValueId input, Passage passage) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const Object object = values[model];
  if (object.kind == ObjectKind::Instance) {
    Bindings one;
    one.arguments.push_back({{}, input, call.site.node});
    call_method_named(call, model, "build", {.arguments = {}, .open = true}, Passage::Construct);
    const ValueId out = call_method_named(call, model, "call", one, passage);
    return out.exists() ? out : tensor(engine);
  }
  if (object.kind != ObjectKind::ExternalInstance) return tensor(engine);
  const std::string_view cls = engine.names().text(object.name);
  if (derives_from(cls, "keras.Sequential") || cls == "keras.Sequential") {
    if (object.summary) return engine.call(values.unknown(), call.bindings, call.site, passage);
    std::vector<ValueId> layers;
    bool exact = true;
    if (object.a != 0) {
      const ObjectId only = values.only(value_id(object.a));
      const auto parts = only.exists() ? engine.parts(only) : std::nullopt;
      if (parts) layers = parts->each;
      exact = parts && !parts->open;
      if (!parts) layers.push_back(engine.elements(value_id(object.a), call.site));
    }
    engine.held_elements(model);  // later `add`s bring us back
    if (const auto more = added_.find(model.raw()); more != added_.end())
      for (const Added& added : more->second) {
        layers.push_back(added.layer);
        exact = exact && !in_loop(engine, added.site);
      }
    ValueId value = input;
    for (ValueId layer : layers) {
      ValueId next;
      for (ObjectId o : values.members(layer)) {
        Bindings one;
        one.arguments.push_back({{}, value, call.site.node});
        const Object made = values[o];
        if (made.kind == ObjectKind::Instance || made.kind == ObjectKind::ExternalInstance) {
          if (made.kind == ObjectKind::ExternalInstance &&
              engine.names().text(made.name).ends_with(".InputLayer")) {
            next = values.join(next, value);
            continue;
          }
          const Call inner{engine, one, call.site};
          next = values.join(next, o == model ? tensor(engine)
                                   : made.kind == ObjectKind::Instance
                                       ? drive_layers(inner, o, value, passage)
                                       : call_layer(inner, o));
        } else {
          next = values.join(next, engine.call(values.value(o), one, call.site, passage));
        }
      }
      value = next.exists() ? next : tensor(engine);
    }
    if (!exact) {  // how often a layer runs is not known: its dtype holds, its sizes need not
      const bool symbolic = holds(engine, value, kSymbolicClass, 1);
      return engine.tensor(symbolic ? kSymbolicClass : kTensorClass, {});
    }
    return value;
  }
  const ValueId outputs = engine.read_attribute(model, engine.name("outputs"));
  if (outputs.exists()) {
    // The symbolic outputs with the sizes they were made with; the batch is that of the call.
    const auto real = [&](ValueId output) {
      ValueId out;
      for (ObjectId o : values.members(output)) {
        const Object symbolic = values[o];
        if (symbolic.kind != ObjectKind::Tensor) {
          out = values.join(out, tensor(engine));
          continue;
        }
        const bool again = holds(engine, input, kSymbolicClass, 2);
        out = values.join(
            out, engine.tensor(again ? kSymbolicClass : kTensorClass, values.array_type(symbolic)));
      }
      return out;
    };
    ValueId result;
    for (ObjectId o : values.members(outputs)) {
      const auto parts = engine.parts(o);
      if (!parts) {
        result = values.join(result, real(values.value(o)));
        continue;
      }
      std::vector<ValueId> each;
      for (ValueId part : parts->each) each.push_back(real(part));
      Object made = values[o];
      made.a = values.list(std::move(each)).raw();
      result = values.join(result, each.size() == 1 ? each.front() : values.value(made));
    }
    if (result.exists()) return result;
  }
  return tensor(engine);
}

// The functions and layers of the program that a layer was made with: it calls them when it is
// called. What its `function` gives, which is what the layer gives.
ValueId Framework::run_held(const Call& call, ObjectId layer) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  ValueId out;
  const bool symbolic = holds_symbolic(engine, call.bindings, call.site);
  for (const auto& [name, told] : callbacks_of(*find_api(kLayerClass))) {
    const Passage passage = symbolic ? Passage::KerasSymbolic : told;
    const bool whole = name == "function";
    const ValueId held = engine.read_attribute(layer, engine.name(name));
    for (ObjectId o : values.members(held)) {
      const ObjectKind kind = values[o].kind;
      const bool function = kind == ObjectKind::Function || kind == ObjectKind::BoundMethod ||
                            kind == ObjectKind::Partial || kind == ObjectKind::GraphFunction;
      if (!function && kind != ObjectKind::Instance) continue;
      Bindings given;
      if (whole && !call.bindings.arguments.empty())
        given.arguments.push_back(call.bindings.arguments.front());
      else
        given.arguments.push_back({{}, tensor(engine), call.site.node});
      given.open = !function;
      const ValueId gives = engine.call(values.value(o), given, call.site, passage);
      if (whole) out = values.join(out, gives);
    }
  }
  return out;
}

// `layer(x)` of a layer, loss, metric or model made outside the project.
ValueId Framework::call_layer(const Call& call, ObjectId layer) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const Object object = values[layer];
  const std::string_view cls = engine.names().text(object.name);
  const ApiRow* made = find_api(cls);
  if (made == nullptr) return values.unknown();
  if (made->has(Trait::Dispatches)) return flow::dispatch(engine, layer, call.bindings, call.site);
  const ApiRow* row = find_method(cls, "__call__");
  // Recurrent layers hand their state out too, when they are told to: a list, no tensor.
  const ValueId states = engine.held(layer, engine.name("return_state"));
  const ObjectId told = states.exists() ? values.only(states) : ObjectId{};
  const bool without =
      told.exists() && values[told].kind == ObjectKind::Bool && values[told].a == 0;
  const ValueId held = made->has(Trait::Layer) ? run_held(call, layer) : ValueId{};
  if (made->has(Trait::Layer) && states.exists() && !without) return values.unknown();
  if (made->has(Trait::Model)) {
    const bool symbolic = holds_symbolic(engine, call.bindings, call.site);
    const ValueId input =
        call.bindings.arguments.empty() ? tensor(engine) : call.bindings.arguments.front().value;
    const bool opaque = row != nullptr && row->name.starts_with(made->name);
    if (!opaque)
      return drive_layers(call, layer, input,
                          symbolic ? Passage::KerasSymbolic : Passage::KerasCall);
  }
  if (row != nullptr) {
    const ValueId callback = run_callbacks(call, *row, values.value(layer));
    return held.exists() ? held : result(call, *row, values.value(layer), callback);
  }
  if (made->has(Trait::Layer))
    return engine.tensor(
        holds_symbolic(engine, call.bindings, call.site) ? kSymbolicClass : kTensorClass, {});
  return cls.starts_with("keras.") ? tensor(engine) : values.unknown();
}

// fit, evaluate, predict: the step method if the class overrides it, else `call`.
ValueId Framework::drive_model(const Call& call, ObjectId model, const ApiRow& row) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const Object object = values[model];
  // Batches of what is given: of a dataset its elements, of arrays their rows again in batches.
  const Argument* x = call.bindings.find(engine.name("x"), 0);
  const Argument* y = call.bindings.find(engine.name("y"), 1);
  const auto batches = [&](ValueId given) {
    ValueId out;
    for (ObjectId o : values.members(as_tensors(engine, given, call.site))) {
      const Object one = values[o];
      if (one.kind == ObjectKind::Tensor) {
        ArrayType type = values.array_type(one);
        if (type.dims && !type.dims->empty()) type.dims->front() = Dim::dynamic();
        out = values.join(out, type.dtype == flow::Dtype::Float64
                                   ? float_tensors(engine, kTensorClass, type, one.origin, {})
                                   : engine.tensor(kTensorClass, type, one.origin));
      } else {
        out = values.join(out, values.value(o));
      }
    }
    return out;
  };
  ValueId input;
  ValueId data;
  if (x != nullptr) {
    for (ObjectId o : values.members(x->value)) {
      const bool dataset = values[o].kind == ObjectKind::ExternalInstance &&
                           derives_from(engine.names().text(values[o].name), kDatasetClass);
      if (!dataset) continue;
      const ValueId element = element_of(engine, values.value(o));
      data = values.join(data, element);
      const ObjectId only = values.only(element);
      const auto parts = only.exists() ? engine.parts(only) : std::nullopt;
      input = values.join(
          input, parts && !parts->open && !parts->each.empty() ? parts->each.front() : element);
    }
    // A keras.utils.Sequence, a generator: asked for its batches outside of the graph.
    const auto given = values.objects(x->value);
    const bool loader = std::any_of(given.begin(), given.end(), [&](ObjectId o) {
      const ObjectKind kind = values[o].kind;
      return kind == ObjectKind::Instance || kind == ObjectKind::ExternalInstance ||
             kind == ObjectKind::Generator || kind == ObjectKind::Iterator;
    });
    if (!data.exists() && !loader && !values.may_be_unknown(x->value)) {
      input = batches(x->value);
      data = y == nullptr ? input : values.tuple({input, batches(y->value)});
    }
  }
  if (!input.exists()) input = tensor(engine);
  if (!data.exists()) data = values.open_tuple(tensor(engine));
  if (object.kind == ObjectKind::Instance) {
    const std::string_view method = row.name.substr(row.name.rfind('.') + 1);
    std::vector<std::string_view> steps;
    if (method.starts_with("predict"))
      steps = {"predict_step"};
    else if (method.starts_with("evaluate") || method.starts_with("test"))
      steps = {"test_step"};
    else
      steps = {"train_step", "test_step"};
    engine.project_member(model, engine.name("metrics"), call.site);  // read to reset them
    bool overridden = false;
    for (std::string_view step : steps) {
      const ValueId own = engine.project_member(model, engine.name(step), call.site);
      if (!own.exists()) continue;
      overridden = true;
      Bindings given;
      given.arguments.push_back({{}, data, call.site.node});
      engine.call(own, given, call.site, Passage::KerasStep);
    }
    Bindings one;
    one.arguments.push_back({{}, input, call.site.node});
    if (!overridden || steps.size() > 1)
      call_method_named(call, model, "call", one, Passage::KerasFit);
    return {};
  }
  return drive_layers(call, model, input, Passage::KerasFit);
}

ValueId Framework::call_instance(Engine& engine, ObjectId receiver, NameId base,
                                 const Bindings& bindings, Site site) {
  const std::string_view cls = outside_.path(engine.names(), base);
  const ApiRow* known = outside_.row(engine.names(), base);
  if (known == nullptr) return {};
  if (known->has(Trait::Dispatches)) return flow::dispatch(engine, receiver, bindings, site);
  const bool metric = derives_from(cls, "keras.metrics.Metric");
  const bool layer = known->has(Trait::Layer) || cls == "keras.layers.Layer";
  if (!layer && !metric && !derives_from(cls, "keras.losses.Loss")) return {};
  const Call call{engine, bindings, site};
  const bool symbolic = holds_symbolic(engine, bindings, site);
  const Passage passage = symbolic ? Passage::KerasSymbolic : Passage::KerasCall;
  if (metric) {
    call_method_named(call, receiver, "update_state", bindings, passage);
    const ValueId out = call_method_named(call, receiver, "result", {}, passage);
    return out.exists() ? out : tensor(engine);
  }
  if (layer) {
    Bindings shape;
    if (!bindings.arguments.empty()) {
      ValueId sizes;
      for (ObjectId o : engine.values().members(bindings.arguments.front().value)) {
        const Object object = engine.values()[o];
        sizes = engine.values().join(sizes, object.kind == ObjectKind::Tensor
                                                ? shape_of(engine, object)
                                                : engine.values().unknown());
      }
      shape.arguments.push_back({{}, sizes, site.node});
    } else {
      shape.open = true;
    }
    call_method_named(call, receiver, "build", shape, Passage::Construct);
  }
  Bindings given = bindings;
  for (Argument& a : given.arguments) {  // arrays are converted on the way in
    for (ObjectId o : engine.values().members(a.value)) {
      const Object object = engine.values()[o];
      if (object.kind != ObjectKind::Tensor || engine.names().text(object.name) != kArrayClass)
        continue;
      a.value = as_tensors(engine, a.value, site);
      break;
    }
    if (layer) a.value = cast_for_layer(engine, receiver, a.value);
  }
  const ValueId result = call_method_named(call, receiver, "call", given, passage);
  if (symbolic) {
    const ObjectId only = engine.values().only(result);
    if (only.exists() && engine.values()[only].kind == ObjectKind::Tensor)
      return engine.tensor(kSymbolicClass, engine.values().array_type(engine.values()[only]));
    if (only.exists() && engine.parts(only)) return result;
    return engine.tensor(kSymbolicClass, {});
  }
  return result.exists() ? result : ValueId{tensor(engine)};
}

// tape.gradient(target, sources): the structure of the sources with a tensor for each of them.
ValueId Framework::gradient_of(const Call& call, const ApiRow& row) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const Argument* sources = call.bindings.find(engine.name("sources"), 1);
  if (sources == nullptr) return values.unknown();
  // The target of a Jacobian gives axes of its own.
  const bool alike = parameter_index(row, "output_gradients") >= 0;
  return map_structure(engine, sources->value, call.site, Lists::Structure, [&](ObjectId o) {
    const Object object = values[o];
    if (object.kind != ObjectKind::Tensor) return values.unknown();
    flow::ArrayType type = values.array_type(object);
    if (!alike) type.dims.reset();
    return ValueId{engine.tensor(kTensorClass, type)};
  });
}

}  // namespace hyb
