// Methods of lists and dicts that carry values. Part of Framework.

#include <algorithm>
#include <string>

#include "core/flow/family.h"
#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Argument;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;
using flow::Values;

// Methods of Python's own objects that carry values.
ValueId Framework::method_of_python(const Call& call, ObjectId receiver, std::string_view name) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const Object object = values[receiver];
  const std::vector<Argument>& given = call.bindings.arguments;
  if (object.kind == ObjectKind::ExternalInstance) {  // `globals().update(names)`
    if (name != "update" || given.empty() || engine.names().text(object.name) != "builtins.globals")
      return {};
    for (ObjectId o : values.members(given.front().value)) {
      bool rest = true;
      if (values[o].kind == ObjectKind::Dict)
        for (NameId key : engine.constant_keys(o, rest))
          engine.write_attribute(receiver, key, engine.read_attribute(o, key));
      if (!rest) continue;
      const ValueId other =
          values[o].kind == ObjectKind::Dict ? engine.held_elements(o) : values.unknown();
      engine.write_attribute(receiver, engine.name(flow::kAnyAttribute), other);
    }
    return values.none();
  }
  if (object.kind == ObjectKind::Tuple || object.kind == ObjectKind::Instance)
    return name == "_replace" ? engine.replaced(receiver, call.bindings) : ValueId{};
  if (object.kind == ObjectKind::List) {
    if (!given.empty() && (name == "append" || name == "insert" || name == "extend")) {
      const ValueId last = given.back().value;
      engine.extend_list(receiver, name == "extend" ? engine.elements(last, call.site) : last);
      return values.none();
    }
    if (name == "pop") return engine.elements(values.value(receiver), call.site);
    if (name == "copy") return values.value(receiver);
    const bool grows = name == "union" || name == "symmetric_difference";
    if (grows || name == "intersection" || name == "difference") {  // a set is a list here
      ValueId each = engine.elements(values.value(receiver), call.site);
      for (const Argument& other : given)
        if (grows) each = values.join(each, engine.elements(other.value, call.site));
      return values.value(Object{.kind = ObjectKind::List,
                                 .a = values.list({each}).raw(),
                                 .b = engine.site_number(call.site.node),
                                 .open = true});
    }
  }
  if (object.kind == ObjectKind::Dict) {
    if (name == "get" || name == "pop" || name == "setdefault") {
      ValueId out = engine.dict_value(receiver, given.empty() ? ValueId{} : given.front().value);
      if (given.size() > 1) {
        out = values.join(out, given[1].value);
        const ObjectId key = values.only(given.front().value);
        if (name == "setdefault" && key.exists() && values[key].kind == ObjectKind::Str &&
            values[key].name.exists())
          engine.write_attribute(receiver, values[key].name, given[1].value);
      } else if (name == "get") {
        out = values.join(out, values.none());
      }
      return out.exists() ? out : values.unknown();
    }
    if (name == "values")
      return values.value(
          Object{.kind = ObjectKind::Iterator, .a = engine.dict_value(receiver, {}).raw()});
    if (name == "keys")
      return values.value(
          Object{.kind = ObjectKind::Iterator, .a = engine.dict_keys(receiver).raw()});
    if (name == "items") {
      const ValueId pair =
          values.tuple({engine.dict_keys(receiver), engine.dict_value(receiver, {})});
      return values.value(Object{.kind = ObjectKind::Iterator, .a = pair.raw()});
    }
    if (name == "copy") return values.value(receiver);
    if (name == "update") {
      for (const Argument& a : given) {
        if (a.keyword.exists()) {
          engine.write_attribute(receiver, a.keyword, a.value);
          continue;
        }
        for (ObjectId o : values.members(a.value))
          if (values[o].kind == ObjectKind::Dict)
            for (ObjectId key : values.members(engine.dict_keys(o))) {
              const NameId text = values[key].name;
              if (text.exists())
                engine.write_attribute(receiver, text, engine.read_attribute(o, text));
            }
      }
      return values.none();
    }
  }
  return {};
}

}  // namespace hyb
