// Callables without a row of the API model that were handed tensors: what costs most knowledge.
#include <algorithm>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Argument;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Values;

void Framework::count_unmodelled(const Call& call, NameId path) {
  Unmodelled& count = unmodelled_[path.raw()];
  ++count.calls;
  const Values& values = call.engine.values();
  for (const Argument& a : call.bindings.arguments)
    for (ObjectId o : values.members(a.value))
      if (values[o].kind == ObjectKind::Tensor) {
        ++count.tensors;
        return;
      }
}

std::vector<Framework::Unmodelled> Framework::unmodelled(const Interner& names) const {
  std::vector<Unmodelled> out;
  for (const auto& [raw, count] : unmodelled_) {
    out.push_back(count);
    out.back().path = names.text(NameId::from_index(raw - 1));
  }
  std::sort(out.begin(), out.end(), [](const Unmodelled& a, const Unmodelled& b) {
    if (a.tensors != b.tensors) return a.tensors > b.tensors;
    return a.calls != b.calls ? a.calls > b.calls : a.path < b.path;
  });
  return out;
}

}  // namespace hyb
