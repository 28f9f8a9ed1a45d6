#include "core/flow/value.h"

#include <algorithm>
#include <iterator>

namespace hyb::flow {
namespace {

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash ^= word + 0x9E3779B97F4A7C15ULL + (hash << 6U) + (hash >> 2U);
  return hash * 0xFF51AFD7ED558CCDULL;
}

template <class IdT>
std::uint64_t hash_ids(const std::vector<IdT>& ids) {
  std::uint64_t hash = ids.size();
  for (IdT id : ids) hash = mix(hash, id.raw());
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
  none_ = value(Object{ObjectKind::None, {}, 0, 0});
}

ObjectId Values::object(const Object& object) {
  std::uint64_t hash = static_cast<std::uint64_t>(object.kind);
  hash = mix(hash, object.name.raw());
  hash = mix(hash, (std::uint64_t{object.a} << 32U) | object.b);
  std::vector<ObjectId>& bucket = object_index_[hash];
  for (ObjectId id : bucket)
    if (objects_[id.index()] == object) return id;
  const ObjectId id = ObjectId::from_index(objects_.size());
  objects_.push_back(object);
  singles_.emplace_back();
  bucket.push_back(id);
  return id;
}

ValueId Values::single(ObjectId object) {
  ValueId& known = singles_[object.index()];
  if (!known.exists()) known = intern_set({object});
  return known;
}

ValueId Values::intern_set(std::vector<ObjectId> set) {
  std::vector<ValueId>& bucket = set_index_[hash_ids(set)];
  for (ValueId id : bucket)
    if (sets_[id.index()] == set) return id;
  const ValueId id = ValueId::from_index(sets_.size());
  sets_.push_back(std::move(set));
  bucket.push_back(id);
  return id;
}

std::span<const ObjectId> Values::objects(ValueId value) const {
  if (!value.exists()) return {};
  return sets_[value.index()];
}

ObjectId Values::only(ValueId value) const {
  const auto set = objects(value);
  return set.size() == 1 ? set.front() : ObjectId{};
}

bool Values::may_be_unknown(ValueId value) const {
  const auto set = objects(value);
  return std::find(set.begin(), set.end(), unknown_object_) != set.end();
}

ValueId Values::join(ValueId a, ValueId b) {
  if (a == b || !b.exists()) return a;
  if (!a.exists()) return b;
  if (b < a) std::swap(a, b);
  const std::uint64_t key = (std::uint64_t{a.raw()} << 32U) | b.raw();
  if (auto known = joins_.find(key); known != joins_.end()) return known->second;
  const std::vector<ObjectId>& left = sets_[a.index()];
  const std::vector<ObjectId>& right = sets_[b.index()];
  std::vector<ObjectId> both;
  std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
  const ValueId joined = both.size() > kMaxObjects ? unknown_ : intern_set(std::move(both));
  joins_.emplace(key, joined);
  return joined;
}

ListId Values::list(std::vector<ValueId> elements) {
  std::vector<ListId>& bucket = list_index_[hash_ids(elements)];
  for (ListId id : bucket)
    if (lists_[id.index()] == elements) return id;
  const ListId id = ListId::from_index(lists_.size());
  lists_.push_back(std::move(elements));
  bucket.push_back(id);
  return id;
}

BindingsId Values::bindings(Bindings bindings) {
  std::uint64_t hash = bindings.open ? 1 : 0;
  for (const Argument& argument : bindings.arguments) {
    hash = mix(hash, argument.keyword.raw());
    hash = mix(hash, argument.value.raw());
    hash = mix(hash, argument.node.node.raw());
  }
  std::vector<BindingsId>& bucket = bindings_index_[hash];
  for (BindingsId id : bucket)
    if (bindings_[id.index()] == bindings) return id;
  const BindingsId id = BindingsId::from_index(bindings_.size());
  bindings_.push_back(std::move(bindings));
  bucket.push_back(id);
  return id;
}

}  // namespace hyb::flow
