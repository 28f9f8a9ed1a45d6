#include "core/tensorflow/framework.h"

#include <algorithm>
#include <array>
#include <string>

namespace hyb {
namespace {

using flow::Argument;
using flow::Bindings;
using flow::BindingsId;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using flow::Site;
using flow::ValueId;

constexpr std::string_view kTensor = "tensorflow.Tensor";
constexpr std::string_view kVariable = "tensorflow.Variable";
constexpr std::string_view kDataset = "tensorflow.data.Dataset";
constexpr std::string_view kArray = "numpy.ndarray";
constexpr std::string_view kSymbolic = "keras.KerasTensor";

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

flow::Members copy(std::span<const ObjectId> objects) {
  return flow::Members(objects);
}

Passage passage_of(std::string_view word) {
  struct Entry {
    std::string_view word;
    Passage passage;
  };
  constexpr std::array kEntries = {
      Entry{"Call", Passage::Call},
      Entry{"Pipeline", Passage::Pipeline},
      Entry{"PipelineRaw", Passage::PipelineRaw},
      Entry{"Staged", Passage::Staged},
      Entry{"Mapped", Passage::Mapped},
      Entry{"Vectorized", Passage::Vectorized},
      Entry{"Replica", Passage::Replica},
      Entry{"Eager", Passage::Eager},
      Entry{"Unconverted", Passage::Unconverted},
  };
  for (const Entry& entry : kEntries)
    if (entry.word == word) return entry.passage;
  return Passage::Call;
}

}  // namespace

bool Framework::has_member(std::string_view path) const {
  std::string storage;
  const std::string_view known = canonical_path(path, storage);
  if (known.starts_with("builtins.")) return find_exact_api(known) != nullptr;
  return find_api(known) != nullptr;
}

std::string_view Framework::canonical(std::string_view path) const {
  thread_local std::string storage;
  return canonical_path(path, storage);
}

const ApiRow* Framework::row(Engine& engine, NameId path) {
  auto [at, fresh] = rows_.try_emplace(path.raw(), nullptr);
  if (fresh) {
    std::string storage;
    at->second = find_api(canonical_path(engine.names().text(path), storage));
  }
  return at->second;
}

ValueId Framework::tensor(Engine& engine) {
  return engine.external_instance(kTensor);
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
    for (const Argument& a : options.arguments)
      if (a.keyword.exists()) keyed.arguments.push_back(a);
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

// What a tf.data function is given: the element, a tuple of elements part by part.
Bindings Framework::dataset_arguments(const Call& call, ValueId dataset) {
  Engine& engine = call.engine;
  Bindings out;
  ValueId element;
  for (ObjectId o : copy(engine.values().objects(dataset)))
    if (engine.values()[o].kind == ObjectKind::ExternalInstance)
      element = engine.values().join(element, value_id(engine.values()[o].a));
  const ObjectId only = engine.values().only(element);
  if (only.exists() && engine.values()[only].kind == ObjectKind::Tuple) {
    for (ValueId part : engine.values().list(flow::ListId::from_index(engine.values()[only].a - 1)))
      out.arguments.push_back({{}, part, call.site.node});
  } else {
    out.arguments.push_back({{}, element.exists() ? element : tensor(engine), call.site.node});
    out.open = !element.exists();
  }
  return out;
}

ValueId Framework::run_callbacks(const Call& call, const ApiRow& row, ValueId receiver) {
  Engine& engine = call.engine;
  ValueId results;
  std::string_view pairs = row.callbacks;
  while (!pairs.empty()) {
    const std::size_t blank = pairs.find(' ');
    const std::string_view pair = pairs.substr(0, blank);
    const std::size_t equals = pair.find('=');
    const std::string_view parameter = pair.substr(0, equals);
    const Passage passage = passage_of(pair.substr(equals + 1));
    const int index = parameter_index(row, parameter);
    const Argument* given = call.bindings.find(
        engine.name(parameter), index < 0 ? ~std::size_t{0} : static_cast<std::size_t>(index));
    if (given != nullptr) {
      Bindings arguments;
      if (passage == Passage::Replica) {
        const Argument* args = call.bindings.find(engine.name("args"), 1);
        const ObjectId only = args == nullptr ? ObjectId{} : engine.values().only(args->value);
        if (only.exists() && engine.values()[only].kind == ObjectKind::Tuple) {
          for (ValueId part : std::vector<ValueId>(
                   engine.values().list(flow::ListId::from_index(engine.values()[only].a - 1))))
            arguments.arguments.push_back({{}, part, args->node});
        } else {
          arguments.open = args != nullptr;
        }
      } else if (row.name.starts_with("tensorflow.data.")) {
        arguments = dataset_arguments(call, receiver);
      } else if (row.name == "tensorflow.data.Dataset.apply" || passage == Passage::Call) {
        if (receiver.exists())
          arguments.arguments.push_back({{}, receiver, given->node});
        else
          arguments.open = true;
      } else if (parameter != "true_fn" && parameter != "false_fn") {
        arguments.arguments.push_back({{}, tensor(engine), given->node});
        arguments.open = true;
      }
      ValueId callee = given->value;
      // branch_fns: a list or dict of functions.
      for (ObjectId o : copy(engine.values().objects(callee)))
        if (engine.values()[o].kind == ObjectKind::List ||
            engine.values()[o].kind == ObjectKind::Tuple)
          callee =
              engine.values().join(callee, engine.elements(engine.values().value(o), call.site));
      results = engine.values().join(results, engine.call(callee, arguments, call.site, passage));
    }
    if (blank == std::string_view::npos) break;
    pairs.remove_prefix(blank + 1);
  }
  return results;
}

ValueId Framework::result(const Call& call, const ApiRow& row, ValueId receiver, ValueId callback) {
  Engine& engine = call.engine;
  flow::Values& values = engine.values();
  auto first = [&]() -> ValueId {
    for (const Argument& a : call.bindings.arguments) return a.value;
    return {};
  };
  switch (row.result) {
    case ApiResult::Unknown:
    case ApiResult::GraphFunction:
      return values.unknown();
    case ApiResult::None:
      return values.none();
    case ApiResult::Tensor:
      return row.has(Trait::Symbolic) ? engine.external_instance(kSymbolic) : tensor(engine);
    case ApiResult::Variable:
      return engine.external_instance(kVariable, {}, call.site.node);
    case ApiResult::Instance: {
      std::string_view path = row.name;
      if (path.ends_with(".*")) path.remove_suffix(2);
      return engine.external_instance(path, {}, call.site.node);
    }
    case ApiResult::Self:
      return receiver.exists() ? receiver : values.unknown();
    case ApiResult::Argument:
    case ApiResult::Identity:
      return first().exists() ? first() : values.unknown();
    case ApiResult::Int:
      return values.value({ObjectKind::Int, {}, 0, 0});
    case ApiResult::Float:
      return values.value({ObjectKind::Float, {}, 0, 0});
    case ApiResult::Bool:
      return values.value({ObjectKind::Bool, {}, 2, 0});
    case ApiResult::Str:
      return values.value({ObjectKind::Str, {}, 0, 0});
    case ApiResult::Array:
      return engine.external_instance(kArray);
    case ApiResult::Callback:
      return callback.exists() ? callback : values.unknown();
    case ApiResult::Dataset:
      return engine.external_instance(kDataset, {}, {});
    case ApiResult::DatasetOfArguments: {
      // Slices of tensors or arrays are tensors; a tuple of them gives tuples.
      const ObjectId only = values.only(first());
      ValueId element = tensor(engine);
      if (only.exists() && values[only].kind == ObjectKind::Tuple) {
        const std::size_t n = values.list(flow::ListId::from_index(values[only].a - 1)).size();
        element = values.value(
            {ObjectKind::Tuple, {}, values.list(std::vector<ValueId>(n, tensor(engine))).raw(), 0});
      } else if (only.exists() && values[only].kind == ObjectKind::Dict) {
        element = {};
      }
      return engine.external_instance(kDataset, element, {});
    }
    case ApiResult::DatasetOfCallback:
      return engine.external_instance(kDataset,
                                      values.may_be_unknown(callback) ? ValueId{} : callback, {});
    case ApiResult::Element:
      return engine.elements(receiver, call.site);
    case ApiResult::TensorList:
      return values.value({ObjectKind::Iterator, {}, tensor(engine).raw(), 0});
    case ApiResult::TensorTuple:
      return values.value({ObjectKind::Iterator, {}, tensor(engine).raw(), 0});
  }
  return values.unknown();
}

// A class outside the project: an instance that remembers where it was made. The layers of a
// Sequential are its elements.
ValueId Framework::call_outside_class(const Call& call, const ApiRow& row, std::string_view path) {
  Engine& engine = call.engine;
  ValueId held;
  if (row.name == "keras.Sequential")
    if (const Argument* layers = call.bindings.find(engine.name("layers"), 0))
      held = engine.elements(layers->value, call.site);
  if (row.name == kDataset) return engine.external_instance(kDataset);
  if (row.name == kVariable) return engine.external_instance(kVariable, {}, call.site.node);
  return engine.external_instance(path, held, call.site.node);
}

ValueId Framework::call(Engine& engine, NameId path, const Bindings& bindings, Site site) {
  const Call call{engine, bindings, site};
  const ApiRow* known = row(engine, path);
  if (known == nullptr) return engine.values().unknown();
  if (known->result == ApiResult::GraphFunction) return make_graph_function(call, path);
  const ValueId callback = run_callbacks(call, *known, {});
  if (known->is_class) {
    std::string storage;
    return call_outside_class(call, *known, canonical_path(engine.names().text(path), storage));
  }
  if (known->result == ApiResult::Identity && bindings.arguments.empty())
    return engine.values().value({ObjectKind::External, path, 0, 0});
  return result(call, *known, {}, callback);
}

ValueId Framework::call_method(Engine& engine, ObjectId receiver, NameId method,
                               const Bindings& bindings, Site site) {
  const Call call{engine, bindings, site};
  const Object object = engine.values()[receiver];
  const std::string_view name = engine.names().text(method);
  flow::Values& values = engine.values();
  if (object.kind == ObjectKind::Super) return values.unknown();
  if (object.kind == ObjectKind::GraphFunction) {
    if (name != "get_concrete_function") return values.unknown();
    Bindings open;
    open.open = true;
    engine.call(values.value(receiver), open, site);  // traces
    return values.value(receiver);
  }
  if (object.kind == ObjectKind::Function) return values.unknown();
  if (object.kind == ObjectKind::Instance || object.kind == ObjectKind::Class) {
    const ApiRow* known = find_exact_api(name);  // inherited: `method` is the whole path
    if (known == nullptr) return values.unknown();
    if (known->has(Trait::RunsModel)) drive_model(call, receiver, *known);
    const ValueId callback = run_callbacks(call, *known, {});
    return result(call, *known, values.value(receiver), callback);
  }
  std::string_view cls;
  if (object.kind == ObjectKind::ExternalInstance) cls = engine.names().text(object.name);
  if (object.kind == ObjectKind::List) cls = "builtins.list";
  if (object.kind == ObjectKind::Dict) cls = "builtins.dict";
  if (object.kind == ObjectKind::List && !bindings.arguments.empty() &&
      (name == "append" || name == "insert" || name == "extend")) {
    const ValueId given = bindings.arguments.back().value;
    engine.extend_list(receiver, name == "extend" ? engine.elements(given, site) : given);
    return values.none();
  }
  if (object.kind == ObjectKind::Dict) {
    if (name == "get" || name == "pop" || name == "setdefault") {
      ValueId out = engine.dict_value(
          receiver, bindings.arguments.empty() ? ValueId{} : bindings.arguments.front().value);
      if (bindings.arguments.size() > 1) out = values.join(out, bindings.arguments[1].value);
      return out.exists() ? out : values.unknown();
    }
    if (name == "values")
      return values.value({ObjectKind::Iterator, {}, engine.dict_value(receiver, {}).raw(), 0});
    if (name == "items") {
      const ValueId pair = values.value(
          {ObjectKind::Tuple,
           {},
           values.list({values.value({ObjectKind::Str, {}, 0, 0}), engine.dict_value(receiver, {})})
               .raw(),
           0});
      return values.value({ObjectKind::Iterator, {}, pair.raw(), 0});
    }
  }
  if (cls.empty()) {
    // Methods of strings and numbers give Python values; of what is unknown, nothing is known.
    return object.kind == ObjectKind::Str ? values.value({ObjectKind::Str, {}, 0, 0})
                                          : values.unknown();
  }
  const ApiRow* class_row = find_api(cls);
  if (name == "__call__") {
    if (class_row != nullptr && class_row->has(Trait::Layer)) {
      const bool symbolic = holds_symbolic(engine, bindings, site);
      run_layers(call, receiver, symbolic ? Passage::KerasSymbolic : Passage::KerasCall);
      return symbolic ? engine.external_instance(kSymbolic) : tensor(engine);
    }
    if (derives_from(cls, "keras.losses.Loss") || derives_from(cls, "keras.metrics.Metric") ||
        cls.starts_with("keras."))
      return tensor(engine);
    return values.unknown();
  }
  const ApiRow* known = find_method(cls, name);
  if (known == nullptr) return cls == kTensor ? tensor(engine) : values.unknown();
  if (cls == "keras.Sequential" && name == "add" && !bindings.arguments.empty())
    engine.extend_list(receiver, bindings.arguments.front().value);
  if (known->has(Trait::RunsModel)) drive_model(call, receiver, *known);
  const ValueId callback = run_callbacks(call, *known, values.value(receiver));
  return result(call, *known, values.value(receiver), callback);
}

ValueId Framework::attribute(Engine& engine, ObjectId receiver, NameId name, Site site) {
  static_cast<void>(site);
  const Object object = engine.values()[receiver];
  const std::string_view cls = engine.names().text(object.name);
  const ApiRow* known = find_method(cls, engine.names().text(name));
  if (known == nullptr || !known->has(Trait::StaticRead)) {
    if (known != nullptr && known->name == "tensorflow.Tensor.T") return tensor(engine);
    return {};
  }
  if (known->result == ApiResult::Variable) return engine.external_instance(kVariable);
  if (known->result == ApiResult::Tensor) return tensor(engine);
  // What tracing fixes about a tensor is a Python object of no further interest.
  if (derives_from(cls, kTensor)) return engine.plain(known->name);
  return engine.values().unknown();
}

// What a class of the project has from an outside base: methods stay callable through the base.
ValueId Framework::inherited(Engine& engine, ObjectId receiver, NameId base, NameId name,
                             Site site) {
  static_cast<void>(site);
  std::string storage;
  const std::string_view cls = canonical_path(engine.names().text(base), storage);
  const std::string_view text = engine.names().text(name);
  if (find_api(cls) == nullptr) {
    // A base we know nothing of: anything may be there, except that `object` has no such names.
    return cls == "builtins.object" || cls.starts_with("abc.") || cls.starts_with("typing.")
               ? ValueId{}
               : engine.values().unknown();
  }
  const ApiRow* known = find_method(cls, text);
  if (known == nullptr) return {};
  if (known->has(Trait::StaticRead)) {
    if (known->result == ApiResult::Variable) return engine.external_instance(kVariable);
    return engine.values().unknown();
  }
  const ObjectId method =
      engine.values().object({ObjectKind::External, engine.name(known->name), 0, 0});
  return engine.values().value({ObjectKind::BoundMethod, {}, receiver.raw(), method.raw()});
}

ValueId Framework::element(Engine& engine, ObjectId object, bool iterating) {
  const Object made = engine.values()[object];
  const std::string_view cls = engine.names().text(made.name);
  if (cls == kDataset) {
    if (made.a != 0) return value_id(made.a);
    return engine.values().unknown();
  }
  if (derives_from(cls, kTensor) || cls == kSymbolic)
    return cls == kSymbolic ? engine.values().value(object) : tensor(engine);
  if (cls == kArray) return engine.external_instance(kArray);
  static_cast<void>(iterating);
  return engine.values().unknown();
}

ValueId Framework::binary(Engine& engine, ValueId left, ValueId right, bool comparison) {
  flow::Values& values = engine.values();
  bool any_tensor = false;
  bool any_array = false;
  bool any_unknown = !left.exists() || !right.exists();
  bool any_float = false;
  bool numbers = true;
  for (ValueId side : {left, right})
    for (ObjectId o : values.objects(side)) {
      const Object& object = values[o];
      if (object.kind == ObjectKind::ExternalInstance) {
        const std::string_view cls = engine.names().text(object.name);
        any_tensor = any_tensor || derives_from(cls, kTensor) || cls == kSymbolic;
        any_array = any_array || cls == kArray;
        numbers = false;
      } else if (object.kind == ObjectKind::Unknown) {
        any_unknown = true;
      } else if (object.kind == ObjectKind::Float) {
        any_float = true;
      } else if (object.kind != ObjectKind::Int && object.kind != ObjectKind::Bool) {
        numbers = false;
      }
    }
  if (any_tensor) return tensor(engine);
  if (any_unknown) return values.unknown();
  if (any_array) return engine.external_instance(kArray);
  if (comparison) return values.value({ObjectKind::Bool, {}, 2, 0});
  if (numbers) return values.value({any_float ? ObjectKind::Float : ObjectKind::Int, {}, 0, 0});
  const ObjectId only = values.only(left);
  if (only.exists() && values[only].kind == ObjectKind::Str)
    return values.value({ObjectKind::Str, {}, 0, 0});
  if (only.exists() && values[only].kind == ObjectKind::List) return left;
  return values.unknown();
}

// Parameters of functions that nothing in the program calls. Only what a protocol or an annotation
// says; the rest stays Unknown.
ValueId Framework::assume(Engine& engine, FunctionId function, std::size_t parameter) {
  const Program& program = engine.program();
  const FunctionInfo& info = program.function(function);
  const Parameter& p = info.parameters[parameter];
  if (p.annotation.exists()) {
    const ValueId written = engine.value_of({info.file, p.annotation});
    for (ObjectId o : copy(engine.values().objects(written))) {
      const Object object = engine.values()[o];
      if (object.kind != ObjectKind::External) continue;
      std::string storage;
      const std::string_view path = canonical_path(engine.names().text(object.name), storage);
      if (path == "builtins.int") return engine.values().value({ObjectKind::Int, {}, 0, 0});
      if (path == "builtins.float") return engine.values().value({ObjectKind::Float, {}, 0, 0});
      if (path == "builtins.str") return engine.values().value({ObjectKind::Str, {}, 0, 0});
      if (path == "builtins.bool") return engine.values().value({ObjectKind::Bool, {}, 2, 0});
      const ApiRow* cls = find_api(path);
      if (cls != nullptr && cls->is_class) return engine.external_instance(path);
    }
  }
  if (!info.owner.exists()) return {};
  // Layer.call and its kin get tensors first.
  const std::string_view name = program.text(info.name);
  if (parameter == 1 && (name == "call" || name == "update_state")) {
    for (NameId base : engine.outside_bases(engine.values().object(
             {ObjectKind::Class, {}, info.owner.raw(), engine.closure_of(info.owner).raw()}))) {
      std::string storage;
      const ApiRow* row = find_api(canonical_path(engine.names().text(base), storage));
      if (row != nullptr &&
          (row->has(Trait::Layer) || derives_from(row->name, "keras.losses.Loss") ||
           derives_from(row->name, "keras.metrics.Metric")))
        return tensor(engine);
    }
  }
  return {};
}

bool is_tensor(const flow::Values& values, const Interner& names, ObjectId object) {
  const Object& o = values[object];
  return o.kind == ObjectKind::ExternalInstance && derives_from(names.text(o.name), kTensor);
}

}  // namespace hyb
