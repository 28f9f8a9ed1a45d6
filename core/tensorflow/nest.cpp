// Functions that take structures apart and build them: tf.nest and its kin. Part of Framework.

#include <vector>

#include "core/tensorflow/framework.h"
#include "core/tensorflow/structures.h"

namespace hyb {

using flow::Argument;
using flow::Bindings;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Passage;
using flow::ValueId;
using flow::Values;

// `call.bindings` name the structures by the parameters of the row; those of a star parameter come
// by position.
ValueId Framework::structure_result(const Call& call, const ApiRow& row) {
  flow::Engine& engine = call.engine;
  Values& values = engine.values();
  const auto argument = [&](std::string_view name) {
    const int index = parameter_index(row, name);
    const Argument* given = call.bindings.find(
        engine.name(name), index < 0 ? ~std::size_t{0} : static_cast<std::size_t>(index));
    return given == nullptr ? ValueId{} : given->value;
  };
  // Ragged and sparse tensors taken apart too: what the leaves are is not known then.
  const ValueId composites = argument("expand_composites");
  const bool whole =
      !composites.exists() || composites == values.value(Object{.kind = ObjectKind::Bool, .a = 0});
  switch (row.result) {
    case ApiResult::Flattened: {
      const ValueId structure = argument("structure");
      return whole && structure.exists() ? flattened(engine, structure, call.site)
                                         : values.unknown();
    }
    case ApiResult::PackedStructure: {
      const ValueId structure = argument("structure");
      const ValueId flat = argument("flat_sequence");
      return whole && structure.exists() && flat.exists()
                 ? packed(engine, structure, flat, call.site)
                 : values.unknown();
    }
    case ApiResult::Arrays: {
      const ValueId given = argument("tensors");
      if (!given.exists()) return values.unknown();
      return map_structure(engine, given, call.site, Lists::Structure, [&](ObjectId o) {
        const Object object = values[o];
        if (object.kind == ObjectKind::None) return values.value(o);
        const std::string_view cls = engine.names().text(object.name);
        const bool dense =
            object.kind == ObjectKind::Tensor && cls != kRaggedClass && cls != kSparseClass;
        return dense ? engine.tensor(kArrayClass, values.array_type(object), object.origin)
                     : values.unknown();
      });
    }
    default:
      break;
  }
  const ValueId callee = argument("func");
  std::vector<ValueId> structures;
  std::size_t position = 0;
  for (const Argument& a : call.bindings.arguments)
    if (!a.keyword.exists() && position++ > 0) structures.push_back(a.value);
  if (!callee.exists() || structures.empty() || call.bindings.open || !whole) {
    engine.call(callee, {.arguments = {}, .open = true}, call.site, Passage::Unconverted);
    return values.unknown();
  }
  return map_structures(engine, structures, call.site, [&](std::span<const ValueId> leaves) {
    Bindings each;
    for (ValueId leaf : leaves)
      each.arguments.push_back({{}, leaf.exists() ? leaf : values.unknown(), call.site.node});
    return engine.call(callee, each, call.site, Passage::Unconverted);
  });
}

}  // namespace hyb
