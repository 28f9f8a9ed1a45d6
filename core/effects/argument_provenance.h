#pragma once

// What a call hands to its callee: the expression that is written for a parameter, and where the
// object it denotes comes from, seen from the caller. Worked out on demand and remembered; used by
// Effects, which tells the effects of a callee from the caller's side, and by the facts of traces.

#include <cstdint>
#include <unordered_map>

#include "core/effects/provenance.h"
#include "core/flow/call_graph.h"

namespace hyb {

/// What a call writes for one parameter of its callee.
struct WrittenArgument {
  NodeId expression;   // none = nothing is written, or nothing that is one parameter's alone
  bool fresh = false;  // made for this call: `*args`, `**kwargs`, the object under construction, or
                       // left out with the default None
};

class ArgumentProvenance {
 public:
  ArgumentProvenance(const Program& program, const flow::Engine& engine,
                     const ProvenanceReader& provenance)
      : program_(program), engine_(engine), provenance_(provenance) {}

  Provenance of(const flow::CallEdge& edge, std::uint32_t parameter);
  WrittenArgument written(const flow::CallEdge& edge, std::uint32_t parameter) const;

 private:
  WrittenArgument written_call(const flow::CallEdge& edge, std::uint32_t parameter) const;
  bool is(const flow::Object& object, FunctionId callee) const;

  struct Key {
    std::uint64_t site;
    FunctionId callee;
    std::uint32_t parameter;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      return (key.site * 0x9E3779B97F4A7C15ULL) ^ (std::size_t{key.callee.raw()} << 8U) ^
             key.parameter;
    }
  };

  const Program& program_;
  const flow::Engine& engine_;
  const ProvenanceReader& provenance_;
  std::unordered_map<Key, Provenance, KeyHash> written_;
};

}  // namespace hyb
