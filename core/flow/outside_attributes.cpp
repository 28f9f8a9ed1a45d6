// Attributes that the program puts on classes and modules outside the project
// (`tf.Tensor.mean = tf.math.reduce_mean`), and what reading them on an instance gives. Part of the
// engine.

#include <algorithm>

#include "core/flow/engine.h"
#include "core/flow/family.h"

namespace hyb::flow {
namespace {

constexpr std::uint64_t kAnyName = std::uint64_t{1} << 32U;  // beyond the names

}  // namespace

/// One object for all names of a class or module.
ObjectId Engine::outside_place(ObjectId owner) {
  const std::string path(library_.canonical(names_.text(values_[owner].name)));
  return values_.object({ObjectKind::External, names_.intern(path), 0, 0});
}

void Engine::put_on_outside(ObjectId owner, NameId name, ValueId value) {
  const ObjectId place = outside_place(owner);
  const bool first = outside_owners_.empty();
  std::vector<ObjectId>& owners = outside_owners_[name.raw()];
  if (std::find(owners.begin(), owners.end(), place) == owners.end()) {
    owners.push_back(place);
    if (first) wake_readers(cells_[cell(kOwners, kAnyName)]);
    wake_readers(cells_[cell(kOwners, name.raw())]);
  }
  write_cell(cell(kAttributes, (std::uint64_t{place.raw()} << 32U) | name.raw()), value);
}

/// Where the program puts that attribute. Most programs put nothing anywhere, which is one
/// question.
std::vector<ObjectId> Engine::owners_of(NameId name) {
  read_cell(cell(kOwners, kAnyName));
  if (outside_owners_.empty()) return {};
  read_cell(cell(kOwners, name.raw()));
  const auto known = outside_owners_.find(name.raw());
  return known == outside_owners_.end() ? std::vector<ObjectId>{} : known->second;
}

// A function that a library has stays itself: mocks and patches stand in for it for a while.
ValueId Engine::put_in_place_of(ValueId member, ObjectId owner, NameId name) {
  const std::vector<ObjectId> owners = owners_of(name);
  if (owners.empty()) return member;
  const ObjectId only = values_.only(member);
  if (!only.exists() || values_[only].kind != ObjectKind::External ||
      library_.kind_of(names_.text(values_[only].name)) != OutsideKind::Unknown)
    return member;
  const ObjectId place = outside_place(owner);
  return std::find(owners.begin(), owners.end(), place) == owners.end()
             ? member
             : values_.join(member, read_attribute(place, name));
}

// What was put on the class of an outside object: `native` = the class has the attribute by itself,
// so that what is put there under names that are not known need not be it.
ValueId Engine::put_on_class_of(ObjectId instance, NameId name, bool native, Site site) {
  ValueId out;
  const auto add = [&](NameId under) {
    for (ObjectId owner : owners_of(under)) {
      const int is = library_.is_instance(*this, instance, owner);
      if (is == 0 || (is < 0 && values_[instance].kind != ObjectKind::Tensor)) continue;
      for (ObjectId member : values_.members(read_attribute(owner, under)))
        out = values_.join(out, bind_outside(instance, owner, member, site));
      if (is < 0) out = values_.join(out, values_.unknown());
    }
  };
  add(name);
  if (!native) add(this->name(kAnyAttribute));
  return out;
}

ValueId Engine::bind_outside(ObjectId receiver, ObjectId owner, ObjectId member, Site site) {
  const Object object = values_[member];
  if (object.kind != ObjectKind::External) return bind_member(receiver, owner, member, site);
  if (library_.kind_of(names_.text(object.name)) != OutsideKind::Function) return values_.unknown();
  Bindings self;
  self.arguments.push_back({{}, values_.value(receiver), site.node});
  return values_.value(
      {ObjectKind::Partial, {}, member.raw(), values_.bindings(std::move(self)).raw()});
}

bool Engine::is_put_on(std::string_view path, NameId name) const {
  const auto put = [&](NameId under) {
    const auto known = outside_owners_.find(under.raw());
    return known != outside_owners_.end() &&
           std::any_of(known->second.begin(), known->second.end(),
                       [&](ObjectId owner) { return names_.text(values_[owner].name) == path; });
  };
  return put(name) || put(names_.find(kAnyAttribute));
}

}  // namespace hyb::flow
