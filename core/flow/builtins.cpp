#include "core/flow/builtins.h"

#include <algorithm>
#include <array>

#include "core/flow/builtin_call.h"
#include "core/flow/family.h"

namespace hyb::flow {
namespace {

using Call = BuiltinCall;

ValueId wrap_each(const Call& call, ObjectKind kind) {
  ValueId out;
  const ValueId given = call.argument(0);
  const Members objects = call.values().members(given);
  for (ObjectId o : objects)
    out = call.values().join(out, call.values().value({kind, {}, o.raw(), 0}));
  return out;
}

ValueId super_call(const Call& call) {
  Engine& engine = call.engine;
  const Program& program = engine.program();
  // The class around the function, and its first parameter.
  FunctionId f = call.site.function;
  while (f.exists() && !program.function(f).owner.exists()) f = program.function(f).outer;
  if (!f.exists() || program.function(f).parameters.empty()) return call.values().unknown();
  const FunctionInfo& info = program.function(f);
  ContextId running = engine.current_context();
  while (running.exists() && engine.contexts()[running.index()].function != f)
    running = engine.contexts()[running.index()].outer;
  if (!running.exists()) return call.values().unknown();
  const ValueId self = engine.contexts()[running.index()].parameters.front();
  ValueId out;
  const Members objects = call.values().members(self);
  for (ObjectId o : objects) {
    const Object object = call.values()[o];
    ObjectId cls = o;
    if (object.kind == ObjectKind::Instance)
      cls = ObjectId::from_index(object.a - 1);
    else if (object.kind != ObjectKind::Class)
      continue;
    for (ObjectId in_order : engine.mro(cls)) {
      const Object& candidate = call.values()[in_order];
      if (candidate.kind == ObjectKind::Class && candidate.a == info.owner.raw())
        out = call.values().join(
            out, call.values().value({ObjectKind::Super, {}, in_order.raw(), o.raw()}));
    }
  }
  return out.exists() ? out : call.values().unknown();
}

ValueId zip_call(const Call& call) {
  std::vector<ValueId> parts;
  for (const Argument& a : call.bindings.arguments)
    if (!a.keyword.exists()) parts.push_back(call.engine.elements(a.value, call.site));
  if (call.bindings.open) return call.iterator(call.values().unknown());
  return call.iterator(call.tuple(std::move(parts)));
}

ValueId partial_call(const Call& call) {
  if (call.bindings.arguments.empty()) return call.values().unknown();
  Bindings rest = call.bindings;
  rest.arguments.erase(rest.arguments.begin());
  const BindingsId held = call.values().bindings(std::move(rest));
  ValueId out;
  const ValueId callee = call.argument(0);
  const Members objects = call.values().members(callee);
  for (ObjectId o : objects)
    out = call.values().join(out,
                             call.values().value({ObjectKind::Partial, {}, o.raw(), held.raw()}));
  return out;
}

ValueId map_call(const Call& call) {
  Bindings each;
  std::size_t i = 0;
  for (const Argument& a : call.bindings.arguments)
    if (i++ > 0) each.arguments.push_back({{}, call.engine.elements(a.value, call.site), a.node});
  return call.iterator(call.engine.call(call.argument(0), each, call.site, Passage::Unconverted));
}

ValueId getattr_call(const Call& call) {
  const ObjectId key = call.values().only(call.argument(1));
  if (!key.exists() || call.values()[key].kind != ObjectKind::Str ||
      !call.values()[key].name.exists()) {
    ValueId out;  // where all attributes are alike, any will do
    for (ObjectId o : call.values().members(call.argument(0))) {
      const ObjectKind kind = call.values()[o].kind;
      const ValueId any = kind == ObjectKind::ExternalInstance
                              ? call.engine.any_attribute(o, call.site)
                              : ValueId{};
      out = call.values().join(out, any.exists() ? any : call.values().unknown());
    }
    return out.exists() ? out : call.values().unknown();
  }
  const ValueId found = call.engine.attribute(call.argument(0), call.values()[key].name, call.site);
  return call.values().join(found, call.argument(2));
}

ValueId setattr_call(const Call& call) {
  for (ObjectId key : call.values().members(call.argument(1))) {
    const Object& name = call.values()[key];
    const bool told = name.kind == ObjectKind::Str && name.name.exists();
    for (ObjectId o : call.values().members(call.argument(0)))
      call.engine.write_attribute(o, told ? name.name : call.engine.name(kAnyAttribute),
                                  call.argument(2));
  }
  return call.values().none();
}

ValueId enumerate_call(const Call& call) {
  return call.iterator(
      call.tuple({call.any_int(), call.engine.elements(call.argument(0), call.site)}));
}
ValueId same_elements(const Call& call) {
  return call.iterator(call.engine.elements(call.argument(0), call.site));
}
ValueId tuple_call(const Call& call) {
  if (!call.argument(0).exists()) return call.values().tuple({});
  const ObjectId only = call.values().only(call.argument(0));
  if (const auto parts = only.exists() ? call.engine.parts(only) : std::nullopt)
    return parts->open ? call.values().open_tuple(parts->each.front())
                       : call.values().tuple(parts->each);
  return call.values().open_tuple(call.engine.elements(call.argument(0), call.site));
}
/// list(x), sorted(x): a new list; only its own additions count.
ValueId list_call(const Call& call) {
  Object made{.kind = ObjectKind::List, .b = call.engine.site_number(call.site.node)};
  if (!call.argument(0).exists()) {
    made.a = call.values().list({}).raw();
    return call.values().value(made);
  }
  const ObjectId only = call.values().only(call.argument(0));
  if (const auto parts = only.exists() ? call.engine.parts(only) : std::nullopt) {
    made.a = call.values().list(parts->each).raw();
    made.open = parts->open;
  } else {
    made.a = call.values().list({call.engine.elements(call.argument(0), call.site)}).raw();
    made.open = true;
  }
  return call.values().value(made);
}
ValueId set_call(const Call& call) {
  const ValueId each =
      call.argument(0).exists() ? call.engine.elements(call.argument(0), call.site) : ValueId{};
  return call.values().value(Object{.kind = ObjectKind::List,
                                    .a = call.values().list({each}).raw(),
                                    .b = call.engine.site_number(call.site.node),
                                    .open = true});
}
ValueId dict_call(const Call& call) {
  const ObjectId made =
      call.values().object({ObjectKind::Dict, {}, 0, call.engine.site_number(call.site.node)});
  for (const Argument& a : call.bindings.arguments) {
    if (a.keyword.exists()) {
      call.engine.write_attribute(made, a.keyword, a.value);
      continue;
    }
    for (ObjectId o : call.values().members(a.value)) {
      if (call.values()[o].kind == ObjectKind::Dict) {
        for (ObjectId key : call.values().members(call.engine.dict_keys(o)))
          if (const NameId name = call.values()[key].name; name.exists())
            call.engine.write_attribute(made, name, call.engine.read_attribute(o, name));
        continue;
      }
      for (ObjectId pair :
           call.values().members(call.engine.elements(call.values().value(o), call.site))) {
        const auto parts = call.engine.parts(pair);
        call.engine.add_to_dict(
            made, parts && parts->each.size() == 2 ? parts->each[1] : call.values().unknown());
      }
    }
  }
  return call.values().value(made);
}
ValueId len_call(const Call& call) {
  ValueId out;
  for (ObjectId o : call.values().members(call.argument(0))) {
    ValueId one = call.any_int();
    if (const auto parts = call.engine.parts(o)) {
      if (!parts->open)
        one = call.values().integer(std::int64_t(parts->each.size()), call.engine.names());
    } else {
      const Object object = call.values()[o];
      if (object.kind == ObjectKind::Instance) {
        call.engine.data_model_call(o, "__len__", {}, call.site);
      } else if (object.kind == ObjectKind::Tensor) {
        const Dims* dims = call.values().dims(object);
        if (dims != nullptr && !dims->empty() && dims->front().known())
          one = call.values().integer(dims->front().size, call.engine.names());
      } else if (object.kind == ObjectKind::ExternalInstance && object.a != 0) {
        one = call.engine.length_of(ValueId::from_index(object.a - 1));
      }
    }
    out = call.values().join(out, one);
  }
  return out.exists() ? out : call.any_int();
}
ValueId isinstance_call(const Call& call) {
  ValueId out;
  for (ObjectId o : call.values().members(call.argument(0))) {
    const int is = call.engine.instance_of(o, call.argument(1));
    out = call.values().join(
        out, call.values().value(
                 Object{.kind = ObjectKind::Bool, .a = is < 0 ? 2U : static_cast<unsigned>(is)}));
  }
  return out.exists() ? out : call.values().any_bool();
}
/// functools.reduce(f, xs): f over a result and an element, until nothing new comes out.
ValueId reduce_call(const Call& call) {
  const ValueId each = call.engine.elements(call.argument(1), call.site);
  ValueId out = call.argument(2).exists() ? call.argument(2) : each;
  for (int round = 0; round < 3; ++round) {
    Bindings pair;
    pair.arguments = {{{}, out, call.site.node}, {{}, each, call.site.node}};
    const ValueId next = call.values().widen(
        out, call.engine.call(call.argument(0), pair, call.site, Passage::Unconverted));
    if (next == out) break;
    out = next;
  }
  return out;
}
/// namedtuple("P", ["x", "y"]): a callable whose tuples have these fields.
ValueId namedtuple_call(const Call& call) {
  std::string fields;
  const ObjectId only = call.values().only(call.argument(1));
  if (!only.exists()) return call.values().unknown();
  const auto add = [&](std::string_view field) {
    call.engine.name(field);  // interned from now on: several threads look it up later
    if (!fields.empty()) fields += ' ';
    fields += field;
  };
  if (call.values()[only].kind == ObjectKind::Str) {
    std::string word;
    for (char c : std::string(call.engine.names().text(call.values()[only].name)) + " ") {
      if (c != ' ' && c != ',') {
        word += c;
      } else if (!word.empty()) {
        add(word);
        word.clear();
      }
    }
  } else if (const auto parts = call.engine.parts(only); parts && !parts->open) {
    for (ValueId part : parts->each) {
      // NamedTuple("P", [("x", int)]): the field is the first of a pair.
      ObjectId field = call.values().only(part);
      if (field.exists())
        if (const auto pair = call.engine.parts(field); pair && !pair->each.empty())
          field = call.values().only(pair->each.front());
      if (!field.exists() || !call.values()[field].name.exists()) return call.values().unknown();
      add(call.engine.names().text(call.values()[field].name));
    }
  } else {
    return call.values().unknown();
  }
  return call.values().value(
      Object{.kind = ObjectKind::TupleClass, .name = call.engine.name(fields)});
}
ValueId next_call(const Call& call) {
  return call.values().join(call.engine.elements(call.argument(0), call.site), call.argument(1));
}
ValueId range_call(const Call& call) {
  return call.repeatable(call.any_int());
}
/// property(get, set)
ValueId property_call(const Call& call) {
  const ObjectId setter = call.values().only(call.argument(1));
  const std::uint32_t set =
      setter.exists() && call.values()[setter].kind == ObjectKind::Function ? setter.raw() : 0;
  ValueId out;
  for (ObjectId get : call.values().members(call.argument(0)))
    out = call.values().join(out, call.values().value({ObjectKind::Property, {}, get.raw(), set}));
  return out;
}
ValueId staticmethod_call(const Call& call) {
  return wrap_each(call, ObjectKind::StaticMethod);
}
ValueId classmethod_call(const Call& call) {
  return wrap_each(call, ObjectKind::ClassMethod);
}
ValueId first_argument(const Call& call) {
  return call.argument(0);
}
/// functools.wraps(f) and lru_cache(maxsize=…): a decorator that gives its argument back.
ValueId identity_decorator(const Call& call) {
  const std::vector<Argument>& given = call.bindings.arguments;
  const bool on_function =
      given.size() == 1 && !given.front().keyword.exists() &&
      call.values().only(given.front().value).exists() &&
      call.values()[call.values().only(given.front().value)].kind == ObjectKind::Function;
  return on_function ? given.front().value : call.engine.external("functools.identity");
}
ValueId wraps_call(const Call& call) {
  return call.engine.external("functools.identity");
}
ValueId type_call(const Call& call) {
  ValueId out;
  const ValueId given = call.argument(0);
  if (call.bindings.positional_count() != 1) return call.values().unknown();
  for (ObjectId o : call.values().members(given)) {
    const ObjectId cls = call.engine.class_of_instance(o);
    out =
        call.values().join(out, cls.exists() ? call.values().value(cls) : call.values().unknown());
  }
  return out;
}

ValueId keyword(const Call& call, std::string_view name) {
  const Argument* given = call.bindings.find(call.engine.name(name), ~std::size_t{0});
  return given == nullptr ? ValueId{} : given->value;
}
/// dataclasses.field(…): what the attribute is where the constructor is given nothing.
ValueId field_call(const Call& call) {
  if (const ValueId value = keyword(call, "default"); value.exists()) return value;
  if (const ValueId factory = keyword(call, "default_factory"); factory.exists())
    return call.engine.call(factory, {}, call.site);
  return call.values().unknown();
}
/// dataclasses.replace(object, x=1): the object stands for its copy too.
ValueId replace_call(const Call& call) {
  for (ObjectId o : call.values().members(call.argument(0)))
    if (call.values()[o].kind == ObjectKind::Instance)
      for (const Argument& a : call.bindings.arguments)
        if (a.keyword.exists()) call.engine.write_attribute(o, a.keyword, a.value);
  return call.argument(0);
}
/// itertools.product and zip_longest: a tuple of an element of each.
ValueId product_call(const Call& call) {
  if (call.bindings.open || keyword(call, "repeat").exists()) {
    ValueId each;
    for (const Argument& a : call.bindings.arguments)
      if (!a.keyword.exists())
        each = call.values().join(each, call.engine.elements(a.value, call.site));
    return call.iterator(
        call.values().open_tuple(call.bindings.open ? call.values().unknown() : each));
  }
  return zip_call(call);
}
ValueId zip_longest_call(const Call& call) {
  const ValueId fill = keyword(call, "fillvalue");
  std::vector<ValueId> parts;
  for (const Argument& a : call.bindings.arguments)
    if (!a.keyword.exists())
      parts.push_back(call.values().join(call.engine.elements(a.value, call.site),
                                         fill.exists() ? fill : call.values().none()));
  return call.iterator(call.bindings.open ? call.values().unknown() : call.tuple(std::move(parts)));
}
ValueId chain_call(const Call& call) {
  ValueId each = call.bindings.open ? call.values().unknown() : ValueId{};
  for (const Argument& a : call.bindings.arguments)
    each = call.values().join(each, call.engine.elements(a.value, call.site));
  return call.iterator(each);
}
ValueId chain_of_each(const Call& call) {
  return call.iterator(
      call.engine.elements(call.engine.elements(call.argument(0), call.site), call.site));
}
/// combinations, permutations: tuples of elements of one thing.
ValueId choices_call(const Call& call) {
  return call.iterator(call.values().open_tuple(call.engine.elements(call.argument(0), call.site)));
}

struct Row {
  std::string_view path;
  ValueId (*run)(const Call&);
};

// The language itself, not a library: these forms carry values in ways no result rule can say.
constexpr std::array kRows = {
    Row{"builtins.abs", abs_call},
    Row{"builtins.classmethod", classmethod_call},
    Row{"builtins.dict", dict_call},
    Row{"builtins.enumerate", enumerate_call},
    Row{"builtins.filter",
        [](const Call& c) {
          Bindings one;
          one.arguments.push_back({{}, c.engine.elements(c.argument(1), c.site), c.site.node});
          c.engine.call(c.argument(0), one, c.site, Passage::Unconverted);
          return c.iterator(c.engine.elements(c.argument(1), c.site));
        }},
    Row{"builtins.getattr", getattr_call},
    Row{"builtins.globals",
        [](const Call& c) {
          return c.values().join(c.values().unknown(), c.engine.globals_of(c.site.node.file));
        }},
    Row{"builtins.frozenset", set_call},
    Row{"builtins.isinstance", isinstance_call},
    Row{"builtins.iter", same_elements},
    Row{"builtins.len", len_call},
    Row{"builtins.list", list_call},
    Row{"builtins.map", map_call},
    Row{"builtins.max", extremum_call},
    Row{"builtins.min", extremum_call},
    Row{"builtins.next", next_call},
    Row{"builtins.pow", pow_call},
    Row{"builtins.property", property_call},
    Row{"builtins.range", range_call},
    Row{"builtins.reversed", same_elements},
    Row{"builtins.round", round_call},
    Row{"builtins.set", set_call},
    Row{"builtins.setattr", setattr_call},
    Row{"builtins.sorted", list_call},
    Row{"builtins.staticmethod", staticmethod_call},
    Row{"builtins.sum", sum_call},
    Row{"builtins.super", super_call},
    Row{"builtins.tuple", tuple_call},
    Row{"builtins.type", type_call},
    Row{"builtins.zip", zip_call},
    Row{"functools.cache", first_argument},
    Row{"functools.cached_property", property_call},
    Row{"functools.identity", first_argument},
    Row{"functools.lru_cache", identity_decorator},
    Row{"functools.partial", partial_call},
    Row{"functools.partialmethod", partial_call},
    Row{"functools.reduce", reduce_call},
    Row{"functools.wraps", wraps_call},
    Row{"collections.namedtuple", namedtuple_call},
    Row{"dataclasses.field", field_call},
    Row{"dataclasses.replace", replace_call},
    Row{"itertools.chain", chain_call},
    Row{"itertools.chain.from_iterable", chain_of_each},
    Row{"itertools.combinations", choices_call},
    Row{"itertools.combinations_with_replacement", choices_call},
    Row{"itertools.cycle", same_elements},
    Row{"itertools.islice", same_elements},
    Row{"itertools.permutations", choices_call},
    Row{"itertools.product", product_call},
    Row{"itertools.repeat", [](const Call& c) { return c.iterator(c.argument(0)); }},
    Row{"itertools.zip_longest", zip_longest_call},
    Row{"collections.Counter", dict_call},
    Row{"collections.OrderedDict", dict_call},
    Row{"collections.defaultdict",
        [](const Call& c) {  // the first argument makes what is missing
          const ObjectId made =
              c.values().object({ObjectKind::Dict, {}, 0, c.engine.site_number(c.site.node)});
          if (c.argument(0).exists() && c.argument(0) != c.values().none())
            c.engine.add_to_dict(made, c.engine.call(c.argument(0), {}, c.site));
          return c.values().value(made);
        }},
    Row{"collections.deque", list_call},
    Row{"typing.cast", [](const Call& c) { return c.argument(1); }},
    Row{"typing.NamedTuple", namedtuple_call},
};

}  // namespace

ValueId call_builtin(Engine& engine, std::string_view path, const Bindings& bindings, Site site,
                     bool& handled) {
  const auto found =
      std::find_if(kRows.begin(), kRows.end(), [&](const Row& row) { return row.path == path; });
  handled = found != kRows.end();
  return handled ? found->run(Call{engine, bindings, site}) : ValueId{};
}

}  // namespace hyb::flow
