#include "core/flow/family.h"

#include <algorithm>

#include "core/flow/engine.h"

namespace hyb::flow {
namespace {

constexpr std::size_t kMaxFamily = 64;  // classes below one

}  // namespace

ValueId widened_receiver(Engine& engine, FunctionId function, ValueId before, ValueId added,
                         ValueId joined) {
  Values& values = engine.values();
  const ClassId owner = engine.program().function(function).owner;
  for (ValueId value : {before, added})
    for (ObjectId o : values.objects(value))
      if (values[o].kind != ObjectKind::Instance) return joined;
  const ValueId any = engine.instance_of_class(
      values.object({ObjectKind::Class, {}, owner.raw(), engine.closure_of(owner).raw()}));
  return before == any || values.is_unknown(joined) ? any : joined;
}

// What is put on any instance of a class may be put on one of a class below.
void Engine::tell_classes_below(ObjectId any, NameId name, ValueId value) {
  const ObjectId cls = ObjectId::from_index(values_[any].a - 1);
  if (values_.only(instance_of_class(cls)) != any) return;
  std::vector<ObjectId> family{cls};
  for (std::size_t i = 0; i < family.size(); ++i)
    for (ObjectId below : values_.members(read_attribute(family[i], this->name(kBelow)))) {
      if (values_[below].kind != ObjectKind::Class || family.size() == kMaxFamily ||
          std::find(family.begin(), family.end(), below) != family.end())
        continue;
      family.push_back(below);
      const ObjectId one = values_.only(instance_of_class(below));
      write_cell(cell(kAttributes, (std::uint64_t{one.raw()} << 32U) | name.raw()), value);
    }
}

}  // namespace hyb::flow
