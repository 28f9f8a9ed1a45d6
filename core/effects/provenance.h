#pragma once

// Where the object that an expression denotes comes from, seen from the function around it: made
// in this activation, reached through a parameter, through a variable of a function around it, or
// from elsewhere. Worked out on demand from the bindings of names and the values of the engine;
// read by OwnEffects (what is written) and Effects (what is handed to a callee).

#include <cstdint>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

/// A variable of some function.
struct VariableRef {
  FileId file;
  SymbolId symbol;
  friend constexpr auto operator<=>(const VariableRef&, const VariableRef&) = default;
};

struct Provenance {
  bool fresh = false;
  bool outside = false;  // made at module level, or by whoever ran before
  bool unknown = false;
  bool handed = false;           // a fresh object may hold it, yet somebody else made it
  std::uint64_t parameters = 0;  // bit p: reached through parameter p
  std::vector<VariableRef> captured;
  bool only_fresh() const { return !outside && !unknown && parameters == 0 && captured.empty(); }
};

class ProvenanceReader {
 public:
  ProvenanceReader(const Program& program, const flow::Engine& engine);

  /// Of an expression in the body of `function`.
  Provenance of(FunctionId function, NodeRef expression) const;
  /// Of what a variable of `function` may hold, whichever assignment came last.
  Provenance of_variable(FunctionId function, VariableRef variable) const;
  /// Of what one evaluation of `function` gets or makes and hands on as `value`.
  Provenance of_value(FunctionId function, flow::ContextId context, flow::ValueId value) const;
  /// The function whose activations hold the variable; none = a module or class body.
  FunctionId owner(VariableRef variable) const;
  /// `function` is `maker`, or known to run it. What is made below and kept from an earlier call is
  /// not told from what is made now: keeping it was an effect already.
  bool runs(FunctionId function, FunctionId maker) const;

 private:
  friend class ProvenanceQuery;
  const Program& program_;
  const flow::Engine& engine_;
  std::vector<std::vector<FunctionId>> callees_;       // by function
  mutable std::vector<std::vector<FunctionId>> runs_;  // by function, filled when asked for
};

/// Function in which an object with a place of its own is made; `sited` = it has such a place.
FunctionId maker_of(const Program& program, const flow::Engine& engine, flow::ObjectId object,
                    bool& sited);
/// Cannot be changed by anyone.
bool is_immutable(const flow::Object& object);

}  // namespace hyb
