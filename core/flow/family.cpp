#include "core/flow/family.h"

#include "core/flow/engine.h"

namespace hyb::flow {

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

}  // namespace hyb::flow
