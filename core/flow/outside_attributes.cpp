// Attributes that the program puts on classes and modules outside the project
// (`tf.Tensor.mean = tf.math.reduce_mean`), and what reading them on an instance gives. Part of the
// engine.

#include <algorithm>

#include "core/flow/engine.h"
#include "core/flow/family.h"

namespace hyb::flow {

/// One object for all names of a class or module.
ObjectId Engine::outside_place(ObjectId owner) {
  const std::string path(library_.canonical(names_.text(values_[owner].name)));
  return values_.object({ObjectKind::External, names_.intern(path), 0, 0});
}

void Engine::put_on_outside(ObjectId owner, NameId name, ValueId value) {
  const ObjectId place = outside_place(owner);
  if (std::find(outside_owners_.begin(), outside_owners_.end(), place) == outside_owners_.end()) {
    outside_owners_.push_back(place);
    wake_readers(cells_[cell(kOwners, 1)]);
  }
  write_cell(cell(kAttributes, (std::uint64_t{place.raw()} << 32U) | name.raw()), value);
}

// What was put on the class of an outside object: `native` = the class has the attribute by itself,
// so that what is put there under names that are not known need not be it.
ValueId Engine::put_on_class_of(ObjectId instance, NameId name, bool native, Site site) {
  ValueId out;
  const std::vector<ObjectId> owners = outside_owners_;
  for (ObjectId owner : owners) {
    ValueId put = read_attribute(owner, name);
    if (!native) put = values_.join(put, read_attribute(owner, this->name(kAnyAttribute)));
    if (!put.exists()) continue;
    const int is = library_.is_instance(*this, instance, owner);
    if (is == 0 || (is < 0 && values_[instance].kind != ObjectKind::Tensor)) continue;
    for (ObjectId member : values_.members(put))
      out = values_.join(out, bind_outside(instance, owner, member, site));
    if (is < 0) out = values_.join(out, values_.unknown());
  }
  return out;
}

ValueId Engine::bind_outside(ObjectId receiver, ObjectId owner, ObjectId member, Site site) {
  const Object object = values_[member];
  if (object.kind != ObjectKind::External) return bind_member(receiver, owner, member, site);
  if (!library_.is_function(names_.text(object.name))) return values_.unknown();
  Bindings self;
  self.arguments.push_back({{}, values_.value(receiver), site.node});
  return values_.value(
      {ObjectKind::Partial, {}, member.raw(), values_.bindings(std::move(self)).raw()});
}

bool Engine::is_put_on(std::string_view path, NameId name) const {
  const NameId any = names_.find(kAnyAttribute);
  return std::any_of(outside_owners_.begin(), outside_owners_.end(), [&](ObjectId owner) {
    return names_.text(values_[owner].name) == path &&
           (held(owner, name).exists() || held(owner, any).exists());
  });
}

}  // namespace hyb::flow
