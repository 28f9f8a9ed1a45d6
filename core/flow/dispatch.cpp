#include "core/flow/dispatch.h"

#include <algorithm>
#include <optional>
#include <span>

#include "core/flow/family.h"

namespace hyb::flow {
namespace {

constexpr std::size_t kMaxImplementations = 48;
constexpr std::size_t kMaxFamily = 64;
/// Attribute that is there when something else is registered too.
constexpr std::string_view kOthers = "<others registered>";

const std::string& slot(std::size_t number) {
  static const std::vector<std::string> kNames = [] {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < kMaxImplementations; ++i)
      out.push_back("<registered " + std::to_string(i) + ">");
    return out;
  }();
  return kNames[number];
}

struct Candidate {
  ValueId function;
  std::vector<ValueId> types;
  Bindings bindings;    // what of the arguments may be of these types
  bool certain = true;  // all of it is, so that no wider signature is chosen
};

bool is_object(Engine& engine, ValueId type) {
  const ObjectId only = engine.values().only(type);
  return only.exists() && engine.values()[only].kind == ObjectKind::External &&
         engine.names().text(engine.values()[only].name) == "builtins.object";
}

bool holds(std::span<const ObjectId> order, ObjectId cls) {
  return std::find(order.begin(), order.end(), cls) != order.end();
}

/// Some class at or below `type` is at or below `cls` too.
bool meet(Engine& engine, ObjectId type, ObjectId cls) {
  std::vector<ObjectId> family{type};
  for (std::size_t i = 0; i < family.size(); ++i) {
    if (family.size() > kMaxFamily || holds(engine.mro(family[i]), cls)) return true;
    for (ObjectId below :
         engine.values().members(engine.read_attribute(family[i], engine.name(kBelow))))
      if (std::find(family.begin(), family.end(), below) == family.end()) family.push_back(below);
  }
  return false;
}

/// Stands for any instance of its class.
bool is_any(const Engine& engine, const Object& object) {
  if (object.kind != ObjectKind::Instance) return false;
  const NodeRef made = engine.allocation(object.b);
  return engine.program().tree(made.file).kind(made.node) == NodeKind::ClassDef;
}

/// What of `value` may be of the type, or of one of the types; bottom = nothing.
ValueId fitting(Engine& engine, ValueId value, ValueId type, bool& certain) {
  if (is_object(engine, type)) return value;
  Values& values = engine.values();
  const ObjectId single = values.only(type);
  const bool several = single.exists() && values[single].kind == ObjectKind::Tuple;
  const std::vector<ValueId> each = several ? engine.parts(single)->each : std::vector<ValueId>();
  const std::span<const ValueId> types =
      several ? std::span<const ValueId>(each) : std::span<const ValueId>(&type, 1);
  ValueId out;
  for (ObjectId o : values.members(value)) {
    int best = 0;
    ValueId narrowed;
    for (ValueId one : types) {
      const ObjectId cls = values.only(one);
      const bool known = cls.exists() && values[cls].kind == ObjectKind::Class;
      int fits = engine.instance_of(o, one);
      if (is_object(engine, one)) {
        fits = 1;
      } else if (values[o].kind == ObjectKind::Unknown) {
        fits = -1;
      } else if (fits != 1 && known && is_any(engine, values[o]) &&
                 meet(engine, cls, ObjectId::from_index(values[o].a - 1))) {
        fits = -1;
      }
      if (fits == 0) continue;
      const bool any = values[o].kind == ObjectKind::Unknown || is_any(engine, values[o]);
      narrowed = values.join(
          narrowed, fits < 0 && known && any ? engine.instance_of_class(cls) : values.value(o));
      if (best != 1) best = fits;
    }
    certain = certain && best == 1;
    out = values.join(out, narrowed);
  }
  return out;
}

/// The candidate for one signature; nullopt = the arguments are not for it.
std::optional<Candidate> candidate(Engine& engine, const Bindings& bindings, ValueId function,
                                   const std::vector<ValueId>& types) {
  Values& values = engine.values();
  const ObjectId last = types.empty() ? ObjectId{} : values.only(types.back());
  // `[type]` as the last one takes any number.
  const bool variadic = !types.empty() && (!last.exists() || values[last].kind == ObjectKind::List);
  if (variadic || bindings.open) return Candidate{function, types, bindings, false};
  if (bindings.positional_count() != types.size()) return std::nullopt;
  bool certain = true;
  std::vector<ValueId> fit;
  for (const Argument& a : bindings.arguments) {
    if (a.keyword.exists()) continue;
    fit.push_back(fitting(engine, a.value, types[fit.size()], certain));
    if (!fit.back().exists()) return std::nullopt;
  }
  Candidate out{function, types, bindings, certain};
  std::size_t position = 0;
  for (Argument& a : out.bindings.arguments)
    if (!a.keyword.exists()) a.value = fit[position++];
  return out;
}

/// Made here, and not what stands for too many to tell apart.
bool is_registration(const Values& values, ObjectId held) {
  return values[held].kind == ObjectKind::Tuple;
}

/// Of a tuple that was made here.
const std::vector<ValueId>& elements_of(const Values& values, ObjectId tuple) {
  return values.list(ListId::from_index(values[tuple].a - 1));
}

/// Whatever is of the types of `narrow` is of those of `wide`, and the two are not the same.
bool is_narrower(Engine& engine, const Candidate& narrow, const Candidate& wide) {
  if (narrow.types.size() != wide.types.size() || narrow.types == wide.types) return false;
  const Values& values = engine.values();
  for (std::size_t i = 0; i < narrow.types.size(); ++i) {
    if (narrow.types[i] == wide.types[i] || is_object(engine, wide.types[i])) continue;
    const ObjectId below = values.only(narrow.types[i]);
    const ObjectId above = values.only(wide.types[i]);
    if (!below.exists() || !above.exists() || values[below].kind != ObjectKind::Class ||
        !holds(engine.mro(below), above))
      return false;
  }
  return true;
}

/// Where several are chosen, each of them gets any object of its types: callers that choose alike
/// share one evaluation.
void by_class(Engine& engine, Candidate& one) {
  std::size_t position = 0;
  for (Argument& a : one.bindings.arguments) {
    if (a.keyword.exists()) continue;
    const ObjectId cls =
        position < one.types.size() ? engine.values().only(one.types[position]) : ObjectId{};
    ++position;
    if (cls.exists() && engine.values()[cls].kind == ObjectKind::Class)
      a.value = engine.instance_of_class(cls);
  }
}

}  // namespace

void add_implementation(Engine& engine, ObjectId dispatcher, std::vector<ValueId> types,
                        ValueId function) {
  Values& values = engine.values();
  const ValueId made = values.tuple({values.tuple(std::move(types)), function});
  for (std::size_t i = 0; i < kMaxImplementations; ++i) {
    const NameId name = engine.name(slot(i));
    bool same = false;  // the same function, of which more is known now
    const ValueId before = engine.read_attribute(dispatcher, name);
    for (ObjectId o : values.members(before))
      same = same || o == values.only(made) ||
             (is_registration(values, o) && elements_of(values, o)[1] == function);
    if (before.exists() && !same) continue;
    return engine.write_attribute(dispatcher, name, made);
  }
  add_unknown(engine, dispatcher);
}

void add_unknown(Engine& engine, ObjectId dispatcher) {
  engine.write_attribute(dispatcher, engine.name(kOthers), engine.values().unknown());
}

ValueId dispatch(Engine& engine, ObjectId dispatcher, const Bindings& bindings, Site site) {
  Values& values = engine.values();
  std::vector<Candidate> fit;
  bool lost = false;
  for (std::size_t i = 0; i < kMaxImplementations; ++i) {
    const ValueId held = engine.read_attribute(dispatcher, engine.name(slot(i)));
    if (!held.exists()) break;
    for (ObjectId o : values.members(held)) {
      if (!is_registration(values, o)) {
        lost = true;
        continue;
      }
      const std::vector<ValueId>& pair = elements_of(values, o);
      const std::vector<ValueId>& types = elements_of(values, values.only(pair[0]));
      if (auto one = candidate(engine, bindings, pair[1], types)) fit.push_back(std::move(*one));
    }
  }
  std::vector<Candidate*> chosen;
  for (Candidate& one : fit)
    if (std::none_of(fit.begin(), fit.end(), [&](const Candidate& other) {
          return other.certain && is_narrower(engine, other, one);
        }))
      chosen.push_back(&one);
  ValueId out = engine.read_attribute(dispatcher, engine.name(kOthers));
  if (lost) out = values.join(out, engine.call(values.unknown(), bindings, site));
  for (Candidate* one : chosen) {
    if (chosen.size() > 1) by_class(engine, *one);
    out = values.join(out, engine.call(one->function, one->bindings, site));
  }
  return fit.empty() ? values.unknown() : out;
}

bool knows_implementations(const Engine& engine, const Interner& names, ObjectId dispatcher) {
  const NameId first = names.find(slot(0));
  const NameId others = names.find(kOthers);
  return first.exists() && engine.held(dispatcher, first).exists() &&
         !engine.values()[dispatcher].summary &&
         !(others.exists() && engine.held(dispatcher, others).exists());
}

}  // namespace hyb::flow
