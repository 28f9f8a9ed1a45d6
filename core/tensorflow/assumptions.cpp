// Parameters of functions that nothing in the program calls: what an input signature, an
// annotation, the protocol of a base class or a default says of them. Part of Framework. What
// nobody says stays Unknown.

#include <algorithm>
#include <string>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Dtype;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Origin;
using flow::ValueId;
using flow::Values;

namespace {

constexpr int kMaxDepth = 6;  // annotations inside annotations

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

// A forward reference: "tf.Tensor" as the module would read it.
ValueId Framework::named_annotation(Engine& engine, FileId file, std::string_view text) {
  ValueId value;
  while (!text.empty()) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    const bool plain = !part.empty() && part.find_first_not_of(
                                            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"
                                            "0123456789") == std::string_view::npos;
    if (!plain) return {};
    value = value.exists() ? engine.attribute(value, engine.name(part), {})
                           : engine.global_of(file, engine.name(part));
    if (!value.exists() || dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  return value;
}

// The value that an annotation promises; bottom = it says nothing we use.
ValueId Framework::annotated(Engine& engine, ValueId annotation, int depth) {
  Values& values = engine.values();
  if (depth == 0) return {};
  ValueId out;
  for (ObjectId o : values.members(annotation)) {
    const Object object = values[o];
    ValueId one;
    switch (object.kind) {
      case ObjectKind::None:
        one = values.none();
        break;
      case ObjectKind::Class:
        one = engine.instance_of_class(o);
        break;
      case ObjectKind::ExternalInstance: {  // Optional[…], Union[…], List[…]: what stands inside
        const std::string_view form = engine.names().text(object.name);
        const std::string_view last = form.substr(form.rfind('.') + 1);
        const ValueId held = value_id(object.a);
        const ObjectId only = values.only(held);
        const auto parts = only.exists() && values[only].kind == ObjectKind::Tuple
                               ? engine.parts(only)
                               : std::nullopt;
        std::vector<ValueId> inner;
        if (parts)
          inner = parts->each;
        else
          inner.push_back(held);
        if (one_of(last, {"Optional", "Union", "UnionType", "Final", "Annotated", "ClassVar"})) {
          if (last == "Annotated") inner.resize(1);
          for (ValueId part : inner) {
            const ValueId said = annotated(engine, part, depth - 1);
            if (!said.exists()) return {};
            one = values.join(one, said);
          }
          if (last == "Optional") one = values.join(one, values.none());
        } else if (one_of(last, {"List", "Sequence", "Iterable", "Iterator", "Collection", "list",
                                 "Set", "MutableSequence"})) {
          const ValueId element = annotated(engine, inner.front(), depth - 1);
          if (element.exists()) one = values.open_tuple(element);
        } else if (one_of(last, {"Tuple", "tuple"})) {
          std::vector<ValueId> each;
          for (ValueId part : inner) {
            const ValueId said = annotated(engine, part, depth - 1);
            if (said.exists()) each.push_back(said);
          }
          if (each.size() == inner.size()) one = values.tuple(std::move(each));
        } else {
          one = annotated(engine, engine.external(form), depth - 1);
        }
        break;
      }
      case ObjectKind::External: {
        const std::string_view path = outside_.path(engine.names(), object.name);
        if (path == "builtins.int") {
          one = values.any_int();
        } else if (path == "builtins.float") {
          one = values.join(values.any_float(), values.any_int());
        } else if (path == "builtins.str") {
          one = values.any_str();
        } else if (path == "builtins.bool") {
          one = values.any_bool();
        } else if (path == "numpy.ndarray" || path.starts_with("numpy.typing.")) {
          one = engine.tensor(kArrayClass, {}, Origin::Annotated);
        } else if (path == "tensorflow.types.experimental.TensorLike") {
          one = engine.tensor(kTensorClass, {}, Origin::Annotated);
        } else if (derives_from(path, kTensorClass) || path == kSymbolicClass) {
          const ApiRow* row = find_exact_api(path);
          one = engine.tensor(row == nullptr ? kTensorClass : row->name, {}, Origin::Annotated);
        } else {
          const ApiRow* cls = find_api(path);
          if (cls != nullptr && cls->is_class && !path.starts_with("builtins."))
            one = engine.external_instance(cls->name.ends_with(".*") ? path : cls->name);
        }
        break;
      }
      default:
        break;
    }
    if (!one.exists()) return {};  // one alternative that says nothing: anything may come
    out = values.join(out, one);
  }
  return out;
}

// People hand arrays and numbers where a tensor is wanted, and names where a dtype is.
ValueId Framework::instance_promised(Engine& engine, NameId path) {
  const ApiRow* cls = outside_.row(engine.names(), path);
  if (cls == nullptr || !cls->is_class || class_has(cls->name, Trait::TakenFromPython)) return {};
  if (!is_tensorflow(*cls) && !cls->name.starts_with("keras.")) return {};
  const ValueId said = annotated(engine, engine.external(engine.names().text(path)), 1);
  const ObjectId only = engine.values().only(said);
  return only.exists() && engine.values()[only].kind == ObjectKind::ExternalInstance ? said
                                                                                     : ValueId{};
}

// A tf.function with input_signature has its parameters as that says, whoever calls.
ValueId Framework::by_signature(Engine& engine, FunctionId function, std::size_t parameter) {
  Values& values = engine.values();
  const FunctionInfo& info = engine.program().function(function);
  const std::size_t receiver = info.owner.exists() ? 1 : 0;
  if (parameter < receiver) return {};
  // `*args` is a tuple of what its specs say, `**kwargs` has none.
  const ParameterKind kind = info.parameters[parameter].kind;
  if (kind == ParameterKind::VarPositional || kind == ParameterKind::VarKeyword) return {};
  ValueId out;
  for (const Engine::Decoration& made : engine.decorations()) {
    Object wrapped = values[made.wrapped];
    if (wrapped.kind == ObjectKind::BoundMethod)
      wrapped = values[ObjectId::from_index(wrapped.b - 1)];
    if (wrapped.kind != ObjectKind::Function || wrapped.a != function.raw()) continue;
    const flow::Argument* signature =
        values.bindings(made.arguments).find(engine.name("input_signature"), 0);
    if (signature == nullptr) continue;
    const ObjectId only = values.only(signature->value);
    const auto specs = only.exists() ? engine.parts(only) : std::nullopt;
    if (!specs || specs->open || parameter - receiver >= specs->each.size()) continue;
    out = values.join(out, of_spec(engine, specs->each[parameter - receiver], Origin::Annotated));
  }
  return out;
}

// What a row says that the framework hands to a method: to the parameter of that name, or in that
// place.
ValueId Framework::handed_by(Engine& engine, const ApiRow& row, FileId file,
                             const Parameter& parameter, std::size_t position) {
  Values& values = engine.values();
  std::string_view word;
  std::size_t at = 0;
  std::string_view pairs = row.hands;
  while (!pairs.empty()) {
    const std::string_view pair = pairs.substr(0, pairs.find(' '));
    const std::size_t equals = pair.find('=');
    const bool named = pair.substr(0, equals) == engine.names().text(parameter.name);
    const bool placed = at++ == position && !parameter.keyword_only;
    if (named || placed) word = pair.substr(equals + 1);
    if (named) break;
    pairs.remove_prefix(std::min(pair.size() + 1, pairs.size()));
  }
  const ValueId one = engine.tensor(kTensorClass, {}, Origin::Assumed);
  if (word == "Tensor") return one;
  if (word == "Tensors") return values.open_tuple(one);
  if (word == "Variable") return engine.tensor(kVariableClass, {}, Origin::Assumed);
  if (word == "Text") return values.any_str();
  if (word == "Dtype") return engine.external_instance("tensorflow.DType");
  if (word == "Flag") return values.any_bool();
  if (word == "Shape")
    return engine.external_instance(kShapeClass, values.open_tuple(values.any_int()));
  if (word != "Dict") return {};
  // A dict of dicts: what is in them, other methods put there.
  const NodeRef node{file, parameter.node};
  const ObjectId inner = values.object({ObjectKind::Dict, {}, 0, engine.site_number(node, 1, 0)});
  const ObjectId outer = values.object({ObjectKind::Dict, {}, 0, engine.site_number(node, 0, 0)});
  engine.add_to_dict(inner, values.unknown());
  engine.add_to_dict(outer, values.value(inner));
  return values.value(outer);
}

// Keras and tf.Module say what their methods get.
ValueId Framework::by_protocol(Engine& engine, FunctionId function, std::size_t parameter) {
  Values& values = engine.values();
  const FunctionInfo& info = engine.program().function(function);
  if (!info.owner.exists() || parameter == 0) return {};
  const std::string_view method = engine.program().text(info.name);
  const std::string_view name = engine.program().text(info.parameters[parameter].name);
  const ValueId one = engine.tensor(kTensorClass, {}, Origin::Assumed);
  const ObjectId cls =
      values.object({ObjectKind::Class, {}, info.owner.raw(), engine.closure_of(info.owner).raw()});
  for (NameId base : engine.outside_bases(cls)) {
    const ApiRow* row = outside_.row(engine.names(), base);
    if (row == nullptr) continue;
    if (const ApiRow* own = find_method(row->name, method); own != nullptr && !own->hands.empty())
      if (const ValueId out =
              handed_by(engine, *own, info.file, info.parameters[parameter], parameter - 1);
          out.exists())
        return out;
    const bool layer = row->has(Trait::Layer);
    const bool scored = derives_from(row->name, "keras.losses.Loss") ||
                        derives_from(row->name, "keras.metrics.Metric");
    if (name == "training" && (layer || scored)) return values.any_bool();
    if (scored && (method == "call" || method == "update_state" || method == "__call__"))
      return one;
    if (layer && method == "call" && (parameter == 1 || name == "mask"))
      return name == "mask" ? values.join(values.none(), one) : one;
    if (method == "__call__" && parameter == 1 &&
        (layer || derives_from(row->name, "tensorflow.Module")))
      return one;
    if (layer && method == "build")
      return engine.external_instance(kShapeClass, values.open_tuple(values.any_int()));
    if (row->has(Trait::Model) && parameter == 1 &&
        one_of(method, {"train_step", "test_step", "predict_step"}))
      return values.open_tuple(one);
  }
  return {};
}

ValueId Framework::assume(Engine& engine, FunctionId function, std::size_t parameter,
                          bool& handed) {
  Values& values = engine.values();
  const FunctionInfo& info = engine.program().function(function);
  const Parameter& p = info.parameters[parameter];
  if (const ValueId out = by_signature(engine, function, parameter); out.exists()) return out;
  if (const ValueId out = by_test_runner(engine, function, parameter); out.exists()) {
    handed = !values.may_be_unknown(out);
    return out;
  }
  if (p.annotation.exists()) {
    ValueId written = engine.value_of({info.file, p.annotation});
    const ObjectId only = values.only(written);
    if (only.exists() && values[only].kind == ObjectKind::Str && values[only].name.exists())
      written = named_annotation(engine, info.file, engine.names().text(values[only].name));
    if (const ValueId out = annotated(engine, written, kMaxDepth); out.exists()) return out;
  }
  if (const ValueId out = by_protocol(engine, function, parameter); out.exists()) return out;
  if (!p.default_value.exists()) return {};
  // A literal default tells the kind, not the value; None and objects tell nothing.
  const ValueId standard = engine.value_of({info.file, p.default_value});
  const ObjectId only = values.only(standard);
  if (!only.exists()) return {};
  switch (values[only].kind) {
    case ObjectKind::Int:
      return values.any_int();
    case ObjectKind::Float:
      return values.any_float();
    case ObjectKind::Bool:
      return values.any_bool();
    case ObjectKind::Str:
      return values.any_str();
    default:
      return {};
  }
}

}  // namespace hyb
