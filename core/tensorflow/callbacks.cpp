// What TensorFlow and Keras call of what they are given: which parameters of a row are callbacks,
// how they are entered, and with which arguments.

#include <array>
#include <string>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Argument;
using flow::Bindings;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using flow::ValueId;
using flow::Values;

namespace {

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
      Entry{"KerasFit", Passage::KerasFit},
  };
  for (const Entry& entry : kEntries)
    if (entry.word == word) return entry.passage;
  return Passage::Call;
}

/// What lists and tuples in a value hold.
ValueId listed(Engine& engine, ValueId value, flow::Site site) {
  Values& values = engine.values();
  ValueId out;
  for (ObjectId o : values.members(value))
    if (values[o].kind == ObjectKind::List || values[o].kind == ObjectKind::Tuple)
      out = values.join(out, engine.elements(values.value(o), site));
  return out;
}

constexpr int kMaxNested = 3;  // lists in dicts in lists

/// The functions in a structure; names and objects are none.
ValueId functions_in(Engine& engine, ValueId value, flow::Site site, int depth) {
  Values& values = engine.values();
  ValueId out;
  for (ObjectId o : values.members(value)) {
    switch (values[o].kind) {
      case ObjectKind::Function:
      case ObjectKind::BoundMethod:
      case ObjectKind::GraphFunction:
      case ObjectKind::Partial:
        out = values.join(out, values.value(o));
        break;
      case ObjectKind::Dict:
        if (depth > 0)
          out = values.join(out, functions_in(engine, engine.dict_value(o, {}), site, depth - 1));
        break;
      default:
        if (depth > 0)
          out = values.join(
              out, functions_in(engine, listed(engine, values.value(o), site), site, depth - 1));
        break;
    }
  }
  return out;
}

}  // namespace

std::vector<std::pair<std::string_view, Passage>> callbacks_of(const ApiRow& row) {
  std::vector<std::pair<std::string_view, Passage>> out;
  for (std::string_view pairs = row.callbacks; !pairs.empty();) {
    const std::size_t blank = pairs.find(' ');
    const std::string_view pair = pairs.substr(0, blank);
    const std::size_t equals = pair.find('=');
    out.emplace_back(pair.substr(0, equals), passage_of(pair.substr(equals + 1)));
    pairs.remove_prefix(blank == std::string_view::npos ? pairs.size() : blank + 1);
  }
  return out;
}

// What TensorFlow hands to a callback.
Bindings Framework::callback_arguments(const Call& call, const ApiRow& row, Passage passage,
                                       ValueId receiver) {
  Engine& engine = call.engine;
  Bindings out;
  const auto spread = [&](const Argument* given) {
    const ObjectId only = given == nullptr ? ObjectId{} : engine.values().only(given->value);
    const auto parts = only.exists() ? engine.parts(only) : std::nullopt;
    if (parts && !parts->open)
      for (ValueId part : parts->each) out.arguments.push_back({{}, part, given->node});
    else
      out.open = given != nullptr;
  };
  const auto argument = [&](std::string_view parameter) {
    const int index = parameter_index(row, parameter);
    return call.bindings.find(engine.name(parameter),
                              index < 0 ? ~std::size_t{0} : static_cast<std::size_t>(index));
  };
  if (passage == Passage::Replica) {
    spread(argument("args"));
    const Argument* named = argument("kwargs");
    const ObjectId dict = named == nullptr ? ObjectId{} : engine.values().only(named->value);
    if (dict.exists() && engine.values()[dict].kind == ObjectKind::Dict) {
      for (ObjectId key : engine.values().members(engine.dict_keys(dict))) {
        const NameId name = engine.values()[key].name;
        if (!name.exists()) continue;
        out.arguments.push_back({name, engine.read_attribute(dict, name), named->node});
      }
    } else if (named != nullptr) {
      out.open = true;
    }
    return out;
  }
  if (row.name.starts_with("tensorflow.data.") && passage != Passage::Eager &&
      passage != Passage::Call) {
    out = dataset_arguments(call, receiver);
    if (const Argument* state =
            argument("initial_state"))  // reduce and scan: the state, the element
      out.arguments = {{{}, as_tensors(engine, state->value, call.site), call.site.node},
                       {{}, element_of(engine, receiver), call.site.node}};
    return out;
  }
  if (passage == Passage::KerasFit) {  // losses and metrics: the labels, what the model says
    for (int i = 0; i < 2; ++i) out.arguments.push_back({{}, tensor(engine), call.site.node});
    return out;
  }
  if (passage == Passage::Call) {
    if (receiver.exists())
      out.arguments.push_back({{}, receiver, call.site.node});
    else
      out.open = true;
    return out;
  }
  if (const Argument* variables = argument("loop_vars")) {  // tf.while_loop
    spread(variables);
    for (Argument& a : out.arguments) a.value = as_tensors(engine, a.value, call.site);
    return out;
  }
  if (const Argument* inputs =
          argument("inp")) {  // py_function: eager tensors; numpy_function: arrays
    spread(inputs);
    const bool arrays = row.has(Trait::HandsArrays);
    for (Argument& a : out.arguments) {
      const flow::ArrayType type = array_of(engine, a.value, Flavor::TensorFlow);
      a.value = engine.tensor(arrays ? kArrayClass : kTensorClass, type);
    }
    return out;
  }
  if (const Argument* elements = argument("elems")) {  // map_fn, scan, foldl
    const ValueId each = as_tensors(engine, elements->value, call.site);
    ValueId element;
    for (ObjectId o : engine.values().members(each)) {
      const auto parts = engine.parts(o);
      if (!parts) {
        element = engine.values().join(element, engine.values()[o].kind == ObjectKind::Tensor
                                                    ? iterate(engine, o)
                                                    : tensor(engine));
        continue;
      }
      std::vector<ValueId> inner;
      for (ValueId part : parts->each) inner.push_back(engine.elements(part, call.site));
      element = engine.values().join(element, engine.values().tuple(std::move(inner)));
    }
    if (const Argument* state = argument("initializer"))
      out.arguments.push_back({{}, as_tensors(engine, state->value, call.site), call.site.node});
    else if (argument("initializer") == nullptr && parameter_index(row, "initializer") >= 0)
      out.arguments.push_back({{}, element, call.site.node});
    out.arguments.push_back({{}, element, call.site.node});
    return out;
  }
  out.open = true;
  return out;
}

ValueId Framework::run_callbacks(const Call& call, const ApiRow& row, ValueId receiver) {
  Engine& engine = call.engine;
  ValueId results;
  for (const auto& [parameter, passage] : callbacks_of(row)) {
    const int index = parameter_index(row, parameter);
    const Argument* given = call.bindings.find(
        engine.name(parameter), index < 0 ? ~std::size_t{0} : static_cast<std::size_t>(index));
    if (given != nullptr) {
      Bindings arguments;
      if (parameter != "true_fn" && parameter != "false_fn" && parameter != "branch_fns" &&
          parameter != "default")
        arguments = callback_arguments(call, row, passage, receiver);
      const ValueId callee =
          passage == Passage::KerasFit
              ? functions_in(engine, given->value, call.site, kMaxNested)
              : engine.values().join(given->value,
                                     listed(engine, given->value, call.site));  // branch_fns
      results = engine.values().join(results, engine.call(callee, arguments, call.site, passage));
    }
  }
  return results;
}

}  // namespace hyb
