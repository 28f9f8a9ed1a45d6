#include "core/flow/value.h"

#include <algorithm>
#include <iterator>

namespace hyb::flow {
namespace {

constexpr std::size_t kBlock = 4096;  // members that lie together

template <class IdT>
std::uint64_t hash_ids(std::span<const IdT> ids) {
  std::uint64_t hash = ids.size();
  for (IdT id : ids) hash = mix_hash(hash, id.raw());
  return hash;
}

}  // namespace

const Argument* Bindings::find(NameId keyword, std::size_t position) const {
  std::size_t at = 0;
  for (const Argument& argument : arguments) {
    if (argument.keyword.exists()) {
      if (argument.keyword == keyword) return &argument;
    } else if (at++ == position) {
      return &argument;
    }
  }
  return nullptr;
}

std::size_t Bindings::positional_count() const {
  return static_cast<std::size_t>(std::count_if(
      arguments.begin(), arguments.end(), [](const Argument& a) { return !a.keyword.exists(); }));
}

Values::Values() {
  unknown_object_ = object({});
  unknown_ = single(unknown_object_);
  handed_object_ = object({.a = 1});
  handed_ = single(handed_object_);
  none_ = value(Object{ObjectKind::None, {}, 0, 0});
}

ObjectId Values::object(const Object& object) {
  std::uint64_t hash = mix_hash(static_cast<std::uint64_t>(object.kind),
                                static_cast<std::uint64_t>(object.dtype) << 16U |
                                    static_cast<std::uint64_t>(object.origin) << 8U |
                                    static_cast<std::uint64_t>(object.open) << 1U |
                                    static_cast<std::uint64_t>(object.summary) |
                                    std::uint64_t{object.name.raw()} << 32U);
  hash = mix_hash(hash, (std::uint64_t{object.a} << 32U) | object.b);
  if (const std::uint32_t* row =
          object_index_.find(hash, [&](std::uint32_t i) { return objects_[i] == object; }))
    return ObjectId::from_index(*row);
  const ObjectId id = ObjectId::from_index(objects_.size());
  object_index_.add(hash, static_cast<std::uint32_t>(id.index()));
  objects_.push_back(object);
  singles_.emplace_back();
  return id;
}

ValueId Values::intern_set(Set set) {
  const std::uint64_t hash = hash_ids(set);
  if (set.size() > 1)  // of one member: singles_ knows
    if (const std::uint32_t* row = set_index_.find(hash, [&](std::uint32_t i) {
          return std::equal(set.begin(), set.end(), sets_[i].begin(), sets_[i].end());
        }))
      return ValueId::from_index(*row);
  if (set.size() == 1 && singles_[set.front().index()].exists())
    return singles_[set.front().index()];
  const ValueId id = ValueId::from_index(sets_.size());
  sets_.push_back(keep(set));
  if (set.size() == 1)
    singles_[set.front().index()] = id;
  else
    set_index_.add(hash, static_cast<std::uint32_t>(id.index()));
  return id;
}

// A copy that stays where it is.
Values::Set Values::keep(Set set) {
  if (blocks_.empty() || block_used_ + set.size() > kBlock) {
    blocks_.push_back(std::make_unique<ObjectId[]>(kBlock));
    block_used_ = 0;
  }
  ObjectId* const kept = blocks_.back().get() + block_used_;
  std::copy(set.begin(), set.end(), kept);
  block_used_ += set.size();
  return Set(kept, set.size());
}

bool Values::may_be_unknown(ValueId value) const {
  const auto set = objects(value);
  return std::any_of(set.begin(), set.end(),
                     [&](ObjectId o) { return o == unknown_object_ || o == handed_object_; });
}

ValueId Values::join_sets(ValueId a, ValueId b) {
  const Set one = objects(a);
  const Set other = objects(b);
  if (other.size() <= one.size() &&
      std::includes(one.begin(), one.end(), other.begin(), other.end()))
    return a;  // mostly: nothing new, and no look-up needed to see it
  if (b < a) std::swap(a, b);
  const std::uint64_t key = (std::uint64_t{a.raw()} << 32U) | b.raw();
  if (const std::uint32_t* known = joins_.find(key)) return ValueId::from_index(*known);
  const Set left = objects(a);
  const Set right = objects(b);
  std::vector<ObjectId> both;
  both.reserve(left.size() + right.size());
  std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
  merge_members(both, false, false);
  absorb_instances(both);
  if (both.size() > kMaxObjects) merge_instances(both);
  const ValueId joined = both.size() > kMaxObjects ? unknown_ : intern_set(both);
  joins_.add(key, static_cast<std::uint32_t>(joined.index()));
  return joined;
}

// An outside object that stands for all of its class: the others say nothing more beside it.
void Values::absorb_instances(std::vector<ObjectId>& set) const {
  for (std::size_t i = 0; i < set.size(); ++i) {
    const ObjectId any = set[i];
    const Object all = objects_[any.index()];
    if (all.kind != ObjectKind::ExternalInstance || !all.summary) continue;
    std::erase_if(set, [&](ObjectId o) {
      const Object& other = objects_[o.index()];
      return o != any && other.kind == all.kind && other.name == all.name && other.a == 0;
    });
    i = static_cast<std::size_t>(std::find(set.begin(), set.end(), any) - set.begin());
  }
}

// The layers of a deep model: too many to tell apart become one that stands for all of their class.
// Those that hold something (shapes, cases of a test) stay: what they hold would be lost.
void Values::merge_instances(std::vector<ObjectId>& set) {
  std::vector<ObjectId> all;
  for (ObjectId id : set) {
    const Object one = objects_[id.index()];
    if (one.kind != ObjectKind::ExternalInstance || one.a != 0) continue;
    const bool several = std::any_of(set.begin(), set.end(), [&](ObjectId o) {
      const Object& other = objects_[o.index()];
      return o != id && other.kind == one.kind && other.name == one.name && other.a == 0;
    });
    if (several) all.push_back(object({.kind = one.kind, .name = one.name, .summary = true}));
  }
  set.insert(set.end(), all.begin(), all.end());
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
  absorb_instances(set);
}

ValueId Values::merged(ValueId value, bool constants) {
  if (!value.exists()) return value;
  const std::uint64_t key = (std::uint64_t{value.raw()} << 1U) | std::uint64_t{constants};
  if (const std::uint32_t* known = merges_.find(key)) return ValueId::from_index(*known);
  const Set members = objects(value);
  std::vector<ObjectId> set(members.begin(), members.end());
  merge_members(set, true, constants);
  const ValueId merged = intern_set(set);
  merges_.add(key, static_cast<std::uint32_t>(merged.index()));
  return merged;
}

ValueId Values::widen(ValueId a, ValueId b) {
  // A set that outgrew its bound is Unknown, and stays so: with members beside it, it would shrink
  // and grow for ever.
  return a == b || a == unknown_ ? a : merged(join(a, b), true);
}

// One object for two that may be merged, or none if they may not. The same pairs meet again in many
// sets, so that answers are kept.
ObjectId Values::merge_pair(ObjectId first, ObjectId second) {
  if (objects_[first.index()].kind != objects_[second.index()].kind) return {};
  const std::uint64_t key = (std::uint64_t{first.raw()} << 32U) | second.raw();
  if (const std::uint32_t* known = pairs_.find(key))
    return *known == 0 ? ObjectId{} : ObjectId::from_index(*known - 1);
  const ObjectId merged = merge_alike(first, second);
  pairs_.add(key, merged.raw());
  return merged;
}

ObjectId Values::merge_alike(ObjectId first, ObjectId second) {
  const Object a = objects_[first.index()];
  const Object b = objects_[second.index()];
  switch (a.kind) {
    case ObjectKind::Int:
    case ObjectKind::Float:
    case ObjectKind::Str:
      return object({.kind = a.kind});
    case ObjectKind::Bool:
      return object({.kind = a.kind, .a = 2});
    case ObjectKind::Tensor: {
      if (a.name != b.name || a.b != b.b) return {};
      Object out = a;
      out.summary = true;
      if (a.dtype != b.dtype) out.dtype = Dtype::Unknown;
      out.origin = std::max(a.origin, b.origin);
      const Dims* left = dims(a);
      const Dims* right = dims(b);
      if (left == nullptr || right == nullptr || left->size() != right->size()) {
        out.a = 0;
      } else {
        Dims joined = *left;
        for (std::size_t i = 0; i < joined.size(); ++i)
          joined[i] = join_dims(joined[i], (*right)[i]);
        out.a = shape(joined).raw();
      }
      return object(out);
    }
    case ObjectKind::Tuple:
    case ObjectKind::List: {
      if (a.b != b.b || a.name != b.name || a.a == 0 || b.a == 0) return {};
      const std::vector<ValueId>& left = list(ListId::from_index(a.a - 1));
      const std::vector<ValueId>& right = list(ListId::from_index(b.a - 1));
      const bool same = left.size() == right.size() && a.open == b.open;
      if (a.kind == ObjectKind::Tuple && !same) return {};
      std::vector<ValueId> out;
      if (same) {
        for (std::size_t i = 0; i < left.size(); ++i) out.push_back(join(left[i], right[i]));
      } else {
        ValueId all;
        for (ValueId v : left) all = join(all, v);
        for (ValueId v : right) all = join(all, v);
        out.push_back(all);
      }
      Object made = a;
      made.summary = true;
      made.open = same ? a.open : true;
      made.a = list(std::move(out)).raw();
      return object(made);
    }
    case ObjectKind::Iterator: {
      const auto value_of = [](std::uint32_t raw) {
        return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
      };
      return object(
          {.kind = a.kind, .a = join(value_of(a.a), value_of(b.a)).raw(), .b = std::min(a.b, b.b)});
    }
    default:
      return {};
  }
}

// Members of a kind that has more than its bound (always: more than one) become one; a summary
// takes in what can be merged with it.
void Values::merge_members(std::vector<ObjectId>& set, bool always, bool constants) {
  const auto bound_of = [&](const Object& one) -> std::size_t {
    switch (one.kind) {
      case ObjectKind::Tensor:
        return always || one.summary ? 1 : kMaxTensorsInValue;
      case ObjectKind::Int:
      case ObjectKind::Float:
      case ObjectKind::Str:
        return always || !one.name.exists() ? 1 : kMaxNumbersInValue;
      case ObjectKind::Tuple:  // those of a class are alike
        return always || one.summary || one.b != 0 ? 1 : kMaxListsInValue;
      case ObjectKind::List:
        return always || one.summary ? 1 : kMaxListsInValue;
      case ObjectKind::Bool:
      case ObjectKind::Iterator:
        return 1;
      default:
        return 0;  // never merged
    }
  };
  for (std::size_t i = 0; i + 1 < set.size(); ++i) {
    const Object one = objects_[set[i].index()];
    std::size_t bound = bound_of(one);
    if (bound == 0) continue;
    const bool constant =
        one.kind == ObjectKind::Int || one.kind == ObjectKind::Float || one.kind == ObjectKind::Str;
    // Few enough of the kind, whatever may be merged of them: nothing need be tried.
    std::size_t of_kind = 1;
    std::size_t least = bound;
    for (std::size_t j = i + 1; j < set.size(); ++j) {
      const Object& other = objects_[set[j].index()];
      if (other.kind != one.kind) continue;
      ++of_kind;
      least = std::min(least, bound_of(other));
    }
    if (of_kind == 1 || (of_kind <= least && !(constant && constants))) continue;
    std::vector<ObjectId> alike{set[i]};
    ObjectId all = set[i];
    for (std::size_t j = i + 1; j < set.size(); ++j) {
      const Object& other = objects_[set[j].index()];
      if (other.kind != one.kind) continue;
      const std::size_t theirs = bound_of(other);
      if (const ObjectId both = merge_pair(all, set[j]); both.exists()) {
        all = both;
        bound = std::min(bound, theirs);
        alike.push_back(set[j]);
      }
    }
    if (alike.size() == 1 || (alike.size() <= bound && !(constant && constants))) continue;
    std::erase_if(
        set, [&](ObjectId o) { return std::find(alike.begin(), alike.end(), o) != alike.end(); });
    set.insert(std::lower_bound(set.begin(), set.end(), all), all);
    set.erase(std::unique(set.begin(), set.end()), set.end());
    i = ~std::size_t{0};  // begin again: the merged one may meet others
  }
}

ShapeId Values::shape(const Dims& dims) {
  std::uint64_t hash = dims.size();
  for (Dim dim : dims) hash = mix_hash(hash, static_cast<std::uint32_t>(dim.size));
  if (const std::uint32_t* row =
          shape_index_.find(hash, [&](std::uint32_t i) { return shapes_[i] == dims; }))
    return ShapeId::from_index(*row);
  const ShapeId id = ShapeId::from_index(shapes_.size());
  shape_index_.add(hash, static_cast<std::uint32_t>(id.index()));
  shapes_.push_back(dims);
  return id;
}

ValueId Values::integer(std::int64_t number, Interner& names) {
  return value(Object{.kind = ObjectKind::Int, .name = names.intern(std::to_string(number))});
}

ValueId Values::tuple(std::vector<ValueId> elements) {
  return value(Object{.kind = ObjectKind::Tuple, .a = list(std::move(elements)).raw()});
}

ValueId Values::open_tuple(ValueId element) {
  return value(Object{.kind = ObjectKind::Tuple, .a = list({element}).raw(), .open = true});
}

ListId Values::list(std::vector<ValueId> elements) {
  const std::uint64_t hash = hash_ids(std::span<const ValueId>(elements));
  if (const std::uint32_t* row =
          list_index_.find(hash, [&](std::uint32_t i) { return lists_[i] == elements; }))
    return ListId::from_index(*row);
  const ListId id = ListId::from_index(lists_.size());
  list_index_.add(hash, static_cast<std::uint32_t>(id.index()));
  lists_.push_back(std::move(elements));
  return id;
}

BindingsId Values::bindings(Bindings bindings) {
  std::uint64_t hash = bindings.open ? 1 : 0;
  for (const Argument& argument : bindings.arguments) {
    hash = mix_hash(hash, argument.keyword.raw());
    hash = mix_hash(hash, argument.value.raw());
    hash = mix_hash(hash, argument.node.node.raw());
  }
  if (const std::uint32_t* row =
          bindings_index_.find(hash, [&](std::uint32_t i) { return bindings_[i] == bindings; }))
    return BindingsId::from_index(*row);
  const BindingsId id = BindingsId::from_index(bindings_.size());
  bindings_index_.add(hash, static_cast<std::uint32_t>(id.index()));
  bindings_.push_back(std::move(bindings));
  return id;
}

}  // namespace hyb::flow
