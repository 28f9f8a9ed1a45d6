#pragma once

// What a call does that no body of the project shows: the effects of outside functions, classes and
// methods, told by the rows of the API model, and calls that nothing is known of. Used by
// OwnEffects and NamedMethods, one Call row at a time; reads the frozen engine. Whatever is called
// without being known is reported as Unknown, never passed over.

#include <vector>

#include "core/effects/class_hierarchy.h"
#include "core/effects/effects.h"

namespace hyb {

struct CallEffect {
  enum class Does : std::uint8_t {
    Effect,           // `kind`, on the world
    WriteAttribute,   // to the object that `node` denotes
    WriteContainer,   // the same
    Iterate,          // takes elements of `node`
    Advance,          // takes one element of `node`, an iterator
    UnknownToOthers,  // may change the object that `node` denotes, or nothing
    MayRun,           // may run `function`
    Runs,             // runs `function`
    RunsOnUnknown,    // the same, where the receiver is Unknown
    ByName,           // nothing, as far as the method's name tells
    Callback,         // what a caller outside the program hands in
    Unknown,
  };
  Does does = Does::Unknown;
  EffectKind kind = EffectKind::Unknown;
  NodeId node;
  FunctionId function;
};

class CallEffects {
 public:
  CallEffects(const Program& program, const flow::Engine& engine)
      : program_(program),
        engine_(engine),
        hierarchy_(program, engine),
        new_(program.names().find("__new__")),
        init_(program.names().find("__init__")),
        call_(program.names().find("__call__")) {}

  /// Of the Call row, which stands in code of `function` that runs. `out` is cleared first.
  void read(FunctionId function, NodeRef call, std::vector<CallEffect>& out) const;
  /// No class of the project has a method of that name, and no attribute is assigned by it.
  bool nobody_defines(std::string_view method) const {
    const NameId name = program_.names().find(method);
    const auto* methods = name.exists() ? hierarchy_.named(name) : nullptr;
    return !name.exists() || (methods != nullptr && methods->empty());
  }

 private:
  friend class CallReader;
  const Program& program_;
  const flow::Engine& engine_;
  ClassHierarchy hierarchy_;
  NameId new_, init_, call_;  // none = the program never writes it
};

/// The effect that a row's traits tell of; Unknown = none of them does.
EffectKind effect_of(const struct ApiRow& row);

}  // namespace hyb
