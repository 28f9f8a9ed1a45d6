#include "core/facts/step_methods.h"

namespace hyb {

Tri overrides_step(const Facts& facts, FunctionId f) {
  const FunctionInfo& info = facts.program().function(f);
  if (!info.owner.exists() || info.is_lambda()) return Tri::No;
  const ApiRow* row = find_method(kModelClass, facts.text(info.name));
  return row != nullptr && row->has(Trait::Step) ? facts.derives(info.owner, kModelClass) : Tri::No;
}

}  // namespace hyb
