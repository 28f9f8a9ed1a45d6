#include "core/tensorflow/dispatchers.h"

#include <algorithm>

#include "core/flow/dispatch.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Argument;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;

void register_directly(Engine& engine, const flow::Bindings& bindings, const ApiRow& row,
                       ObjectId receiver) {
  if (!row.has(Trait::Registers)) return;
  const int at = parameter_index(row, "func");
  if (at < 0) return;
  const Argument* function = bindings.find(engine.name("func"), static_cast<std::size_t>(at));
  const Argument* types = bindings.find(engine.name("signature"), 0);
  const ObjectId only = types == nullptr ? ObjectId{} : engine.values().only(types->value);
  const auto each = only.exists() ? engine.parts(only) : std::nullopt;
  if (function == nullptr || !each || each->open) return flow::add_unknown(engine, receiver);
  flow::add_implementation(engine, receiver, each->each, function->value);
}

bool dispatches(const Interner& names, const Engine& engine, ObjectId id) {
  std::string storage;
  const auto does = [&](NameId cls) {
    const ApiRow* row = find_api(canonical_path(names.text(cls), storage));
    return row != nullptr && row->has(Trait::Dispatches);
  };
  const Object& object = engine.values()[id];
  if (object.kind == ObjectKind::ExternalInstance) return does(object.name);
  if (object.kind != ObjectKind::Instance) return false;
  const auto order = engine.known_mro(ObjectId::from_index(object.a - 1));
  return std::any_of(order.begin(), order.end(), [&](ObjectId up) {
    const Object& base = engine.values()[up];
    return base.kind == ObjectKind::External && does(base.name);
  });
}

// The class of the receiver, or an outside base of it, has such a method by that name.
bool Framework::registers(Engine& engine, ObjectId receiver, NameId method) {
  const std::string_view text = engine.names().text(method);
  const std::string_view name = text.substr(text.rfind('.') + 1);
  const auto has = [&](std::string_view cls) {
    const ApiRow* known = find_method(cls, name);
    return known != nullptr && known->has(Trait::Registers);
  };
  const Object object = engine.values()[receiver];
  if (object.kind == ObjectKind::ExternalInstance) return has(engine.names().text(object.name));
  if (object.kind != ObjectKind::Instance) return false;
  for (NameId base : engine.outside_bases(ObjectId::from_index(object.a - 1)))
    if (has(outside_.path(engine.names(), base))) return true;
  return false;
}

}  // namespace hyb
