#pragma once

// What the objects of the engine are in Python, where its own classes are meant: asked by
// CallEffects for the methods of lists, dicts and texts.

#include <string_view>
#include <vector>

#include "core/flow/value.h"

namespace hyb {

/// The builtin classes that an object of the engine may stand for.
inline std::vector<std::string_view> builtin_classes(flow::ObjectKind kind) {
  switch (kind) {
    case flow::ObjectKind::List:
      return {"builtins.list", "builtins.set", "collections.deque"};
    case flow::ObjectKind::Dict:
      return {"builtins.dict"};
    case flow::ObjectKind::Str:
      return {"builtins.str"};
    case flow::ObjectKind::Iterator:
    case flow::ObjectKind::Generator:
      return {"builtins.iterator"};
    default:
      return {};
  }
}

/// Builtin objects, whose methods are all known: any other attribute raises.
constexpr bool is_python_data(flow::ObjectKind kind) {
  return kind == flow::ObjectKind::None || kind == flow::ObjectKind::Bool ||
         kind == flow::ObjectKind::Int || kind == flow::ObjectKind::Float ||
         kind == flow::ObjectKind::Str || kind == flow::ObjectKind::Tuple ||
         kind == flow::ObjectKind::List || kind == flow::ObjectKind::Dict;
}

}  // namespace hyb
