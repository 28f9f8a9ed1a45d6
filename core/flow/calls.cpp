// Calls: which function runs, what its parameters get, and how it is entered.

#include <algorithm>

#include "core/flow/builtins.h"
#include "core/flow/dispatch.h"
#include "core/flow/engine.h"
#include "core/flow/family.h"

namespace hyb::flow {
namespace {

constexpr int kMaxAnnotation = 3;  // forms inside one another

ObjectId object_id(std::uint32_t raw) {
  return ObjectId::from_index(raw - 1);
}
ContextId context_id(std::uint32_t raw) {
  return raw == 0 ? ContextId{} : ContextId::from_index(raw - 1);
}

/// What an annotation that names classes of the project promises; bottom = it names something else.
/// A class outside is believed where it is all that is named.
ValueId promised(Engine& engine, Library& library, FileId file, ValueId annotation, int depth) {
  Values& values = engine.values();
  ValueId out;
  if (const ObjectId only = values.only(annotation);
      depth == kMaxAnnotation && only.exists() && values[only].kind == ObjectKind::External)
    return library.instance_promised(engine, values[only].name);
  for (ObjectId o : values.members(annotation)) {
    const Object object = values[o];
    ValueId one;
    if (object.kind == ObjectKind::None) {
      one = values.none();
    } else if (object.kind == ObjectKind::Class) {
      one = engine.instance_of_class(o);
    } else if (object.kind == ObjectKind::Str && object.name.exists() && depth > 0) {
      const std::string_view text = engine.names().text(object.name);
      if (text.find_first_of(".[ |") == std::string_view::npos)
        one = promised(engine, library, file, engine.global_of(file, object.name), 0);
    } else if (object.kind == ObjectKind::ExternalInstance && object.a != 0 && depth > 0) {
      const std::string_view form = engine.names().text(object.name);
      if (!form.ends_with(".Optional") && !form.ends_with(".Union")) return {};
      const ValueId held = ValueId::from_index(object.a - 1);
      const ObjectId only = values.only(held);
      const auto parts = only.exists() && values[only].kind == ObjectKind::Tuple
                             ? engine.parts(only)
                             : std::optional<Engine::Parts>({{held}, false});
      for (ValueId part : parts->each) {
        const ValueId said = promised(engine, library, file, part, depth - 1);
        if (!said.exists()) return {};
        one = values.join(one, said);
      }
      if (form.ends_with(".Optional")) one = values.join(one, values.none());
    }
    if (!one.exists()) return {};
    out = values.join(out, one);
  }
  return out;
}

}  // namespace

ValueId Engine::call(ValueId callee, const Bindings& bindings, Site site, Passage passage) {
  ValueId out;
  const bool optional = values_.objects(callee).size() > 1;  // None cannot be called
  const Members objects = values_.members(callee);
  for (ObjectId o : objects) {
    if (optional && values_[o].kind == ObjectKind::None) continue;
    out = values_.join(out, call_object(o, bindings, site, passage, 0));
  }
  return out;
}

ValueId Engine::call_object(ObjectId callee, const Bindings& bindings, Site site, Passage passage,
                            std::uint32_t decoration) {
  const Object object = values_[callee];
  switch (object.kind) {
    case ObjectKind::Function:
      return call_function(object, bindings, site, passage, decoration);
    case ObjectKind::Class:
      return instantiate(callee, bindings, site);
    case ObjectKind::BoundMethod: {
      const ObjectId function = object_id(object.b);
      const ObjectId receiver = object_id(object.a);
      const Object target = values_[function];
      if (values_[receiver].kind == ObjectKind::Property)
        return redefined(receiver, names_.text(target.name), bindings);
      if (target.kind == ObjectKind::External)
        return library_.call_method(*this, receiver, target.name, bindings, site);
      Bindings bound = bindings;
      bound.arguments.insert(bound.arguments.begin(), {{}, values_.value(receiver), site.node});
      return call_object(function, bound, site, passage, decoration);
    }
    case ObjectKind::GraphFunction: {
      // A tf.function handed to something that stages or steps out enters its own graph all the
      // same.
      const Passage through = passage == Passage::Eager ? Passage::Eager : Passage::Graph;
      return call_object(object_id(object.a), traced_arguments(object, bindings), site, through,
                         object.b);
    }
    case ObjectKind::Partial: {
      const Bindings& held = values_.bindings(BindingsId::from_index(object.b - 1));
      Bindings all;
      all.open = held.open || bindings.open;
      for (const Argument& a : held.arguments)
        if (!a.keyword.exists()) all.arguments.push_back(a);
      for (const Argument& a : bindings.arguments)
        if (!a.keyword.exists()) all.arguments.push_back(a);
      for (const Argument& a : held.arguments) {
        const bool overridden = std::any_of(
            bindings.arguments.begin(), bindings.arguments.end(),
            [&](const Argument& b) { return b.keyword.exists() && b.keyword == a.keyword; });
        if (a.keyword.exists() && !overridden) all.arguments.push_back(a);
      }
      for (const Argument& a : bindings.arguments)
        if (a.keyword.exists()) all.arguments.push_back(a);
      return call_object(object_id(object.a), all, site, passage, decoration);
    }
    case ObjectKind::Instance: {
      const ValueId method = project_member(callee, name("__call__"), site);
      if (method.exists()) {
        ValueId out;
        for (ObjectId m : values_.members(method))
          out = values_.join(out, call_object(m, bindings, site, passage, decoration));
        return out;
      }
      for (NameId base : outside_bases(object_id(object.a)))
        if (const ValueId result = library_.call_instance(*this, callee, base, bindings, site);
            result.exists())
          return result;
      return values_.unknown();
    }
    case ObjectKind::Tensor:
    case ObjectKind::ExternalInstance:
      return library_.call_method(*this, callee, name("__call__"), bindings, site);
    case ObjectKind::External: {
      const std::string_view path = names_.text(object.name);
      if (path.starts_with("builtins.") || path.starts_with("functools.") ||
          path.starts_with("collections.") || path.starts_with("typing.") ||
          path.starts_with("dataclasses.") || path.starts_with("itertools.")) {
        bool handled = false;
        const ValueId result = call_builtin(*this, path, bindings, site, handled);
        if (handled) return result;
      }
      return library_.call(*this, object.name, bindings, site);
    }
    case ObjectKind::TupleClass:
      return named_tuple(split_names(object.name), {}, bindings);
    case ObjectKind::StaticMethod:
    case ObjectKind::ClassMethod:
      return call_object(object_id(object.a), bindings, site, passage, decoration);
    default:
      // An unknown callee may call what it is given; functions nobody else calls are run with
      // assumed arguments, so nothing is lost but precision.
      return keeps_kind(object) ? values_.value(callee) : values_.unknown();
  }
}

// `@x.setter`, `@x.getter`, `@x.deleter`: another property, with one function in place of its own.
ValueId Engine::redefined(ObjectId property, std::string_view which, const Bindings& bindings) {
  const Argument* given = bindings.find({}, 0);
  const ObjectId function = given == nullptr ? ObjectId{} : values_.only(given->value);
  if (!function.exists() || values_[function].kind != ObjectKind::Function)
    return values_.value(property);
  Object out = values_[property];
  if (which == "setter") out.b = function.raw();
  if (which == "getter") out.a = function.raw();
  return values_.value(out);
}

Bindings Engine::traced_arguments(const Object& graph_function, const Bindings& bindings) {
  const Bindings& options = values_.bindings(decorations_[graph_function.b - 1].arguments);
  const Argument* follow = options.find(name("experimental_follow_type_hints"), ~std::size_t{0});
  const bool hints = follow != nullptr && truth_of(follow->value) == 1;
  const auto is_set = [&](std::string_view option) {
    const Argument* given = options.find(name(option), ~std::size_t{0});
    return given != nullptr && truth_of(given->value) == 1;
  };
  const bool relaxed = is_set("reduce_retracing") || is_set("experimental_relax_shapes");
  const Argument* declared = options.find(name("input_signature"), 0);
  const ObjectId only_signature = declared == nullptr ? ObjectId{} : values_.only(declared->value);
  const auto signature = only_signature.exists() ? parts(only_signature) : std::nullopt;
  ObjectId inner = object_id(graph_function.a);
  std::size_t skipped = 0;
  if (values_[inner].kind == ObjectKind::BoundMethod) {
    inner = object_id(values_[inner].b);
    skipped = 1;
  }
  const Object wrapped = values_[inner];
  Bindings out = bindings;
  std::size_t position = skipped;
  // A signature leaves the receiver out, which a method gets as its first argument.
  std::size_t without = skipped;
  if (signature && skipped == 0 && wrapped.kind == ObjectKind::Function &&
      program_.function(FunctionId::from_index(wrapped.a - 1)).owner.exists() &&
      bindings.positional_count() == signature->each.size() + 1)
    without = 1;
  for (Argument& a : out.arguments) {
    bool hinted = false;
    if (hints && wrapped.kind == ObjectKind::Function) {
      const FunctionInfo& info = program_.function(FunctionId::from_index(wrapped.a - 1));
      for (std::size_t p = 0; p < info.parameters.size(); ++p) {
        const Parameter& parameter = info.parameters[p];
        const bool meant = a.keyword.exists() ? parameter.name == a.keyword : p == position;
        if (!meant || !parameter.annotation.exists()) continue;
        const ValueId written = value_of({info.file, parameter.annotation});
        const ObjectId only = values_.only(written);
        hinted = only.exists() && values_[only].kind == ObjectKind::External &&
                 library_.canonical(names_.text(values_[only].name)) == "tensorflow.Tensor";
      }
    }
    const std::size_t at = a.keyword.exists() ? ~std::size_t{0} : position++ - without;
    const bool described = signature && !signature->open && at < signature->each.size();
    a.value = library_.entering_graph(*this, a.value, hinted);
    ValueId before;
    if (relaxed) {
      const std::uint32_t key =
          a.keyword.exists() ? a.keyword.raw() | 0x80000000U : static_cast<std::uint32_t>(position);
      ValueId& given = relaxed_arguments_[(std::uint64_t{graph_function.b} << 32U) | key];
      given = values_.join(given, a.value);
      before = given;
    }
    a.value =
        library_.in_signature(*this, a.value, described ? signature->each[at] : ValueId{}, before);
  }
  return out;
}

std::vector<ValueId> Engine::bind_parameters(const FunctionInfo& info, const Bindings& bindings,
                                             std::uint64_t& supplied) {
  const auto supply = [&](std::size_t p) { supplied |= p < 64 ? std::uint64_t{1} << p : 0; };
  std::vector<ValueId> out(info.parameters.size());
  std::vector<bool> used(bindings.arguments.size(), false);
  std::size_t next = 0;  // position among the positional arguments
  auto next_positional = [&]() -> const Argument* {
    while (next < bindings.arguments.size() && bindings.arguments[next].keyword.exists()) ++next;
    if (next >= bindings.arguments.size()) return nullptr;
    used[next] = true;
    return &bindings.arguments[next++];
  };
  for (std::size_t p = 0; p < info.parameters.size(); ++p) {
    const Parameter& parameter = info.parameters[p];
    if (parameter.kind == ParameterKind::VarPositional) {
      std::vector<ValueId> rest;
      while (const Argument* a = next_positional()) rest.push_back(a->value);
      if (!rest.empty() || bindings.open) supply(p);
      if (bindings.open) {
        ValueId any = values_.unknown();
        for (ValueId one : rest) any = values_.join(any, one);
        out[p] = values_.open_tuple(any);
      } else {
        out[p] = values_.tuple(std::move(rest));
      }
      continue;
    }
    if (parameter.kind == ParameterKind::VarKeyword) {
      const ObjectId dict =
          values_.object({ObjectKind::Dict, {}, 0, site_number({info.file, parameter.node})});
      for (std::size_t a = 0; a < bindings.arguments.size(); ++a)
        if (bindings.arguments[a].keyword.exists() && !used[a]) {
          write_attribute(dict, bindings.arguments[a].keyword, bindings.arguments[a].value);
          supply(p);
        }
      out[p] = values_.value(dict);
      continue;
    }
    if (!parameter.keyword_only)
      if (const Argument* a = next_positional()) {
        out[p] = a->value;
        supply(p);
        continue;
      }
    bool given = false;  // also what has no value yet: the default is not meant
    for (std::size_t a = 0; a < bindings.arguments.size(); ++a)
      if (bindings.arguments[a].keyword.exists() &&
          bindings.arguments[a].keyword == parameter.name) {
        out[p] = bindings.arguments[a].value;
        used[a] = true;
        given = true;
        supply(p);
      }
    if (given) continue;
    if (bindings.open) {
      out[p] = values_.unknown();
      supply(p);
    }
    if (parameter.default_value.exists())
      out[p] = values_.join(out[p], value_of({info.file, parameter.default_value}));
  }
  // Of an argument that nothing is known of, the annotation is believed.
  for (std::size_t p = 0; p < info.parameters.size(); ++p) {
    const NodeId annotation = info.parameters[p].annotation;
    if (!annotation.exists() || !values_.may_be_unknown(out[p]) ||
        info.parameters[p].kind != ParameterKind::Positional)
      continue;
    const ValueId said =
        promised(*this, library_, info.file, value_of({info.file, annotation}), kMaxAnnotation);
    if (!said.exists()) continue;
    out[p] = values_.join(
        values_.filter(out[p], [](const Object& o) { return o.kind == ObjectKind::Unknown; }),
        said);
  }
  return out;
}

// The body says nothing but that classes below must have one: a docstring, `pass`, `...`, `raise`.
bool Engine::is_stub(const FunctionInfo& info) const {
  const Tree& t = program_.tree(info.file);
  if (t.kind(info.body) != NodeKind::Block) return false;
  for (NodeId statement : t.children(info.body)) {
    const NodeKind kind = t.kind(statement);
    if (kind == NodeKind::Pass || kind == NodeKind::Raise) continue;
    if (kind != NodeKind::ExprStmt) return false;
    const NodeKind value = t.kind(t.child(statement, Field::Value));
    if (value != NodeKind::String && value != NodeKind::Ellipsis) return false;
  }
  return true;
}

// The receiver is any instance of its class, and of the classes below it (family.h).
bool Engine::stands_for_any(ValueId receiver) const {
  const auto objects = values_.objects(receiver);
  return !objects.empty() && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
    const Object& object = values_[o];
    if (object.kind != ObjectKind::Instance || object.b == 0) return false;
    const NodeRef made = sites_[object.b - 1].node;
    return program_.tree(made.file).kind(made.node) == NodeKind::ClassDef;
  });
}

namespace {

/// The call hands on the arguments it is written with; those of the others are what a library is
/// taken to hand over.
bool is_written(Passage passage) {
  switch (passage) {
    case Passage::Call:
    case Passage::Graph:
    case Passage::Construct:
    case Passage::KerasCall:
    case Passage::Unconverted:
      return true;
    default:
      return false;
  }
}

bool takes_too_many(const FunctionInfo& info, const Bindings& bindings) {
  std::size_t places = 0;
  for (const Parameter& parameter : info.parameters) {
    if (parameter.kind == ParameterKind::VarPositional) return false;
    if (parameter.kind == ParameterKind::Positional && !parameter.keyword_only) ++places;
  }
  return !bindings.open && bindings.positional_count() > places;
}

}  // namespace

ValueId Engine::call_function(const Object& function, const Bindings& bindings, Site site,
                              Passage passage, std::uint32_t decoration) {
  const FunctionId id = FunctionId::from_index(function.a - 1);
  const FunctionInfo& info = program_.function(id);
  if (!info.body.exists()) return values_.unknown();
  const ContextId closure = context_id(function.b);
  std::uint64_t supplied = 0;
  if (is_written(passage) && takes_too_many(info, bindings)) return {};  // a TypeError
  std::vector<ValueId> parameters = bind_parameters(info, bindings, supplied);
  const bool decorates = site.node.node.exists() &&
                         program_.tree(site.node.file).kind(site.node.node) == NodeKind::Decorator;
  const ContextId context = function_context(id, closure, std::move(parameters), decorates);
  contexts_[context.index()].supplied |= supplied;
  add_edge({site.function, site.node, id, passage, decoration, frame_->context, context});
  // A function of this body reads its variables as they stand now.
  if (closure == frame_->context) publish_rewrapped();
  ensure_run(context);
  if (info.owner.exists() && is_stub(info) && !contexts_[context.index()].parameters.empty() &&
      stands_for_any(contexts_[context.index()].parameters.front()))
    return values_.handed();  // a class outside the program defines it
  if (info.is_generator) return values_.value({ObjectKind::Generator, {}, context.raw(), 0});
  return read_cell(return_cell(context));
}

ValueId Engine::instantiate(ObjectId class_object, const Bindings& bindings, Site site) {
  if (const std::vector<NameId> fields = tuple_fields(mro(class_object)); !fields.empty())
    return named_tuple(fields, class_object, bindings);
  const ObjectId instance =
      values_.object({ObjectKind::Instance, {}, class_object.raw(), site_number(site.node)});
  const ValueId init = project_member(instance, name("__init__"), site);
  if (init.exists()) {
    call(init, bindings, site, Passage::Construct);
  } else {
    // A dataclass: annotated names of the body take the arguments in order.
    std::size_t position = 0;
    for (NameId field : annotated_names(ClassId::from_index(values_[class_object].a - 1))) {
      if (const Argument* given = bindings.find(field, position++))
        write_attribute(instance, field, given->value);
      else if (bindings.open)
        write_attribute(instance, field, values_.unknown());
    }
    for (NameId base : outside_bases(class_object))
      library_.inherited(*this, instance, base, name("__init__"), site);
  }
  if (const ValueId post = project_member(instance, name("__post_init__"), site); post.exists())
    call(post, {}, site, Passage::Construct);
  return values_.value(instance);
}

// `kuf.register(A, B)` as a decorator, or called with the function: it is one of those that `kuf`
// may run. A method of the project in its place is taken to hand on to it.
bool Engine::registers_with(NodeId call, ValueId function) {
  const Tree& t = tree();
  if (t.kind(call) != NodeKind::Call) return false;
  bool found = false;
  const ValueId method = value_of({frame_->file, t.child(call, Field::Function)});
  for (ObjectId o : values_.members(method)) {
    if (values_[o].kind != ObjectKind::BoundMethod) continue;
    const ObjectId receiver = object_id(values_[o].a);
    const Object target = values_[object_id(values_[o].b)];
    const NameId name = target.kind == ObjectKind::Function
                            ? program_.function(FunctionId::from_index(target.a - 1)).name
                            : target.name;
    if (!name.exists() || !library_.registers(*this, receiver, name)) continue;
    std::vector<ValueId> types;
    for (NodeId child : t.children(t.child(call, NodeKind::Arguments)))
      if (t.kind(child) != NodeKind::Keyword) types.push_back(value_of({frame_->file, child}));
    add_implementation(*this, receiver, std::move(types), function);
    found = true;
  }
  return found;
}

// A decorator of unknown make is taken to give back something that calls the function.
ValueId Engine::decorated(NodeId def, ValueId value) {
  const Tree& t = tree();
  const NodeId outer = t.with_decorators(def);
  if (outer == def) return value;
  std::vector<NodeId> decorators;
  for (NodeId child : t.children(outer))
    if (t.kind(child) == NodeKind::Decorator) decorators.push_back(child);
  std::vector<ValueId> callees;
  for (NodeId d : decorators) callees.push_back(evaluate(t.child(d, Field::Value)));
  for (std::size_t i = decorators.size(); i-- > 0;) {
    Bindings bindings;
    bindings.arguments.push_back({{}, value, {frame_->file, def}});
    registers_with(t.child(decorators[i], Field::Value), value);
    const ValueId result = call(callees[i], bindings, here(decorators[i]));
    value = !result.exists() || values_.is_unknown(result) ? values_.join(value, result) : result;
  }
  return value;
}

void Engine::execute_def(NodeId def) {
  const FunctionId id = program_.function_at({frame_->file, def});
  const Context& context = contexts_[frame_->context.index()];
  const ContextId closure = context.class_body.exists() ? context.outer : frame_->context;
  for (const Parameter& p : program_.function(id).parameters) {
    evaluate(p.annotation);
    evaluate(p.default_value);
  }
  const ValueId function = values_.value({ObjectKind::Function, {}, id.raw(), closure.raw()});
  assign_symbol(def, decorated(def, function));
}

void Engine::execute_class(NodeId def) {
  const Tree& t = tree();
  const ClassId id = program_.class_at({frame_->file, def});
  const Context& context = contexts_[frame_->context.index()];
  const ContextId closure = context.class_body.exists() ? context.outer : frame_->context;
  const ObjectId cls = values_.object({ObjectKind::Class, {}, id.raw(), closure.raw()});
  std::vector<ValueId> bases;
  if (const NodeId list = t.child(def, Field::Bases); list.exists())
    for (NodeId base : t.children(list)) {
      const ValueId value =
          evaluate(t.kind(base) == NodeKind::Keyword ? t.child(base, Field::Value) : base);
      if (t.kind(base) != NodeKind::Keyword) bases.push_back(value);
    }
  std::vector<ObjectId>& known = class_objects_[id.raw()];
  if (std::find(known.begin(), known.end(), cls) == known.end()) known.push_back(cls);
  const std::uint32_t cell = bases_cell(cls);
  const ValueId before = cells_[cell].value;
  const ListId all = values_.list(bases);
  write_cell(cell, values_.value({ObjectKind::Tuple, {}, all.raw(), 0}));
  if (cells_[cell].value != before && linearised_.find(cell) != nullptr) ++bases_version_;
  for (ValueId base : bases)
    for (ObjectId up : values_.members(base))
      if (values_[up].kind == ObjectKind::Class)
        write_attribute(up, name(kBelow), values_.value(cls));
  ensure_run(class_context(id, closure));
  assign_symbol(def, decorated(def, values_.value(cls)));
}

}  // namespace hyb::flow
