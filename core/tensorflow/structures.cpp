#include "core/tensorflow/structures.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

namespace hyb {
namespace {

using flow::Bindings;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Site;
using flow::ValueId;
using flow::Values;

constexpr int kMaxDepth = 8;                // structures inside structures
constexpr std::uint32_t kMaxPlaces = 2048;  // that one walk visits

/// One place inside a container.
struct Place {
  enum class By : std::uint8_t { Index, Key, Any } by = By::Any;
  std::size_t index = 0;
  NameId key;
};

/// May be a structure of any form.
bool is_opaque(const Object& object) {
  return object.kind == ObjectKind::Unknown || (object.kind == ObjectKind::Plain && object.a == 1);
}

/// The order in which tf.nest goes through the keys.
std::vector<NameId> sorted(const Engine& engine, std::vector<NameId> keys) {
  std::sort(keys.begin(), keys.end(), [&](NameId a, NameId b) {
    return engine.program().names().text(a) < engine.program().names().text(b);
  });
  return keys;
}

ValueId part_at(Engine& engine, ValueId structure, const Place& place) {
  Values& values = engine.values();
  ValueId out;
  for (ObjectId o : values.members(structure)) {
    const Object object = values[o];
    if (is_opaque(object)) out = values.join(out, values.value(o));
    if (const auto parts = engine.parts(o)) {
      if (place.by == Place::By::Index && !parts->open) {
        if (place.index < parts->each.size()) out = values.join(out, parts->each[place.index]);
      } else {
        for (ValueId part : parts->each) out = values.join(out, part);
      }
    } else if (object.kind == ObjectKind::Dict) {
      const bool one = place.by == Place::By::Key;
      out = values.join(out, engine.dict_value(o, one ? values.value(Object{.kind = ObjectKind::Str,
                                                                            .name = place.key})
                                                      : ValueId{}));
    }
  }
  return out;
}

/// Walks one structure; counts the places, so that no walk explodes.
class Walk {
 public:
  Walk(Engine& engine, Site site, Lists lists)
      : engine_(engine), values_(engine.values()), site_(site), lists_(lists) {}

  bool is_structure(ObjectId o) const {
    switch (values_[o].kind) {
      case ObjectKind::Tuple:
        return true;
      case ObjectKind::List:
        return lists_ == Lists::Structure && site_.node.node.exists();
      case ObjectKind::Dict:
        return site_.node.node.exists();
      case ObjectKind::Instance:  // of a class of named tuples
        return engine_.parts(o).has_value();
      default:
        return false;
    }
  }

  /// The container with each part replaced by what `child` makes of it.
  using Child = std::function<ValueId(ValueId part, const Place& place)>;
  ValueId rebuilt(ObjectId o, const Child& child) {
    if (++places_ > kMaxPlaces) return values_.unknown();
    Object made = values_[o];
    if (made.kind == ObjectKind::Dict) return rebuilt_dict(o, child);
    const auto parts = engine_.parts(o);
    std::vector<ValueId> each;
    for (std::size_t i = 0; i < parts->each.size(); ++i) {
      const Place place{parts->open ? Place::By::Any : Place::By::Index, i, {}};
      each.push_back(child(parts->each[i], place));
    }
    if (made.kind == ObjectKind::Instance) {
      Bindings all;
      for (ValueId part : each) all.arguments.push_back({{}, part, {}});
      return engine_.call(values_.value(engine_.class_of_instance(o)), all, site_);
    }
    if (made.kind == ObjectKind::List) {
      made.b = engine_.site_number(site_.node);
      made.summary = false;
    }
    made.a = values_.list(std::move(each)).raw();
    made.open = parts->open;
    return values_.value(made);
  }

 private:
  ValueId rebuilt_dict(ObjectId o, const Child& child) {
    const std::uint32_t number = engine_.site_number(site_.node);
    const ObjectId made =
        values_[o].b == number  // made here already: it takes in what is new
            ? o
            : values_.object(Object{.kind = ObjectKind::Dict, .a = o.raw(), .b = number});
    bool rest = false;
    const std::vector<NameId> keys = engine_.constant_keys(o, rest);
    std::vector<std::pair<NameId, ValueId>> parts;
    for (NameId key : sorted(engine_, keys))
      parts.emplace_back(key, child(engine_.read_attribute(o, key), {Place::By::Key, 0, key}));
    for (NameId key : keys)
      for (const auto& [at, part] : parts)
        if (at == key) engine_.write_attribute(made, key, part);
    if (rest) engine_.add_to_dict(made, child(engine_.dict_value(o, {}), {}));
    return values_.value(made);
  }

  Engine& engine_;
  Values& values_;
  Site site_;
  Lists lists_;
  std::uint32_t places_ = 0;
};

struct Leaves {
  std::vector<ValueId> each;
  bool open = false;
};

void collect(Engine& engine, Walk& walk, ValueId structure, int depth, Leaves& out) {
  Values& values = engine.values();
  const ObjectId only = values.only(structure);
  if (depth == 0 || out.each.size() > kMaxPlaces) {
    out.each.push_back(values.unknown());
    out.open = true;
  } else if (only.exists() && walk.is_structure(only)) {
    if (const auto parts = engine.parts(only)) {
      out.open = out.open || parts->open;
      for (ValueId part : parts->each) collect(engine, walk, part, depth - 1, out);
      return;
    }
    bool rest = false;
    const std::vector<NameId> keys = engine.constant_keys(only, rest);
    out.open = out.open || rest;
    if (rest)
      collect(engine, walk, engine.dict_value(only, {}), depth - 1, out);
    else
      for (NameId key : sorted(engine, keys))
        collect(engine, walk, engine.read_attribute(only, key), depth - 1, out);
  } else {
    bool single = true;  // one leaf, whatever it is
    for (ObjectId o : values.members(structure))
      single = single && !walk.is_structure(o) && !is_opaque(values[o]);
    if (single) {
      if (structure.exists()) out.each.push_back(structure);
      return;
    }
    out.open = true;
    for (ObjectId o : values.members(structure))
      if (walk.is_structure(o))
        collect(engine, walk, values.value(o), depth - 1, out);
      else
        out.each.push_back(values.value(o));
  }
}

Leaves leaves_of(Engine& engine, ValueId structure, Site site) {
  Walk walk(engine, site, Lists::Structure);
  Leaves out;
  collect(engine, walk, structure, kMaxDepth, out);
  if (!structure.exists()) out.open = true;
  return out;
}

ValueId joined(Values& values, const std::vector<ValueId>& each) {
  ValueId out;
  for (ValueId one : each) out = values.join(out, one);
  return out;
}

}  // namespace

ValueId map_structure(Engine& engine, ValueId structure, Site site, Lists lists,
                      const std::function<ValueId(ObjectId)>& leaf) {
  Walk walk(engine, site, lists);
  const std::function<ValueId(ValueId, int)> mapped = [&](ValueId part, int depth) {
    ValueId out;
    for (ObjectId o : engine.values().members(part))
      out = engine.values().join(
          out, depth > 0 && walk.is_structure(o)
                   ? walk.rebuilt(
                         o, [&](ValueId inner, const Place&) { return mapped(inner, depth - 1); })
                   : leaf(o));
    return out;
  };
  return mapped(structure, kMaxDepth);
}

ValueId map_structures(Engine& engine, std::span<const ValueId> structures, Site site,
                       const std::function<ValueId(std::span<const ValueId>)>& leaf) {
  Values& values = engine.values();
  Walk walk(engine, site, Lists::Structure);
  const std::function<ValueId(const std::vector<ValueId>&, int)> mapped =
      [&](const std::vector<ValueId>& parts, int depth) {
        ValueId out;
        std::vector<ValueId> leaves = parts;
        leaves.front() = {};
        bool opaque = depth == 0;
        for (ObjectId o : values.members(parts.front())) {
          if (depth > 0 && walk.is_structure(o)) {
            out = values.join(out, walk.rebuilt(o, [&](ValueId inner, const Place& place) {
              std::vector<ValueId> next{inner};
              for (std::size_t i = 1; i < parts.size(); ++i)
                next.push_back(part_at(engine, parts[i], place));
              return mapped(next, depth - 1);
            }));
            continue;
          }
          opaque = opaque || is_opaque(values[o]);
          leaves.front() = values.join(leaves.front(), values.value(o));
        }
        if (leaves.front().exists()) out = values.join(out, leaf(leaves));
        return opaque ? values.unknown() : out;
      };
  return mapped({structures.begin(), structures.end()}, kMaxDepth);
}

ValueId flattened(Engine& engine, ValueId structure, Site site) {
  Values& values = engine.values();
  Leaves leaves = leaves_of(engine, structure, site);
  if (leaves.open) leaves.each = {joined(values, leaves.each)};
  return values.value(Object{.kind = ObjectKind::List,
                             .a = values.list(std::move(leaves.each)).raw(),
                             .b = engine.site_number(site.node),
                             .open = leaves.open});
}

ValueId packed(Engine& engine, ValueId structure, ValueId flat, Site site) {
  Values& values = engine.values();
  const ObjectId only = values.only(flat);
  const auto given = only.exists() ? engine.parts(only) : std::nullopt;
  const Leaves leaves = leaves_of(engine, structure, site);
  const bool in_order =
      given && !given->open && !leaves.open && given->each.size() == leaves.each.size();
  const ValueId any = in_order ? ValueId{} : engine.elements(flat, site);
  std::size_t next = 0;
  const std::vector<ValueId> one{structure};
  const ValueId out = map_structures(engine, one, site, [&](std::span<const ValueId>) {
    return in_order && next < given->each.size() ? given->each[next++] : any;
  });
  // What nothing is known of may be a leaf itself.
  return values.may_be_unknown(structure) ? values.join(out, engine.elements(flat, site)) : out;
}

}  // namespace hyb
