#pragma once

// Places of Python state that outlive calls: attributes of objects, variables of modules and of
// functions around. Who reads and writes each of them anywhere in the program, and whether a read
// always comes after a write of the same run. Made once by TraceEffects, for the places that traced
// code writes; one pass over all rows.

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "core/base/tri.h"
#include "core/effects/provenance.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/called_api.h"
#include "core/tensorflow/tracing.h"

namespace hyb {

/// An attribute by its name, or a variable.
struct Place {
  NameId attribute;
  VariableRef variable;
  bool exists() const { return attribute.exists() || variable.symbol.exists(); }
  friend constexpr auto operator<=>(const Place&, const Place&) = default;
};

/// The place that an Attribute or Name row denotes, seen from its function; none if the row is a
/// variable of the function itself.
Place place_of(const Program& program, NodeRef row);

struct PlaceAccess {
  enum class Kind : std::uint8_t {
    Read,
    StaticRead,  // of what is fixed while tracing: `.shape`, `is None`, hasattr
    Store,       // a value takes the place of what was there
    Update,      // `+=`: read and stored
    Delete,
    Mutate,  // of the container that the place holds: `d[k] = v`, `l.append(v)`
    Empty,   // … everything is taken out: `l.clear()`
  };
  NodeRef at;
  FunctionId function;  // none = module or class body
  Kind kind = Kind::Read;
  NodeId value;         // what a Store stores, if it is written
  bool certain = true;  // false: it may be another object's attribute of the same name
};

class StatePlaces {
 public:
  StatePlaces(const Program& program, const flow::Engine& engine, const CalledRows& rows,
              const Tracing& tracing);

  /// Finds every access of these places.
  void gather(const std::vector<Place>& places);
  /// Accesses of the same place as `at` (an Attribute or Name row), in the order of rows; an
  /// attribute of an object that can only be of another class is not among them.
  std::vector<PlaceAccess> accesses(NodeRef at) const;
  /// Whoever comes to `at` has been through one of `stores` before, in the same run: of the same
  /// graph, or of the same eager code. `writer`: a traced function that writes the place; when it
  /// is called in between, what is read is its own.
  bool always_after(NodeRef at, const std::vector<NodeRef>& stores, FunctionId writer = {}) const;
  /// `from` runs `to`, or calls what leads there.
  bool leads_to(FunctionId from, FunctionId to) const;

 private:
  std::vector<bool> leading_to(FunctionId writer) const;
  void gather_file(FileId file, const std::vector<Place>& variables,
                   const std::vector<std::uint32_t>& names);
  PlaceAccess classified(FileId file, NodeId row) const;
  /// Yes: some object may be of a class that both know; Unknown: nothing is known of it.
  Tri same_owner(NodeRef a, NodeRef b) const;
  bool dominates(NodeRef before, NodeRef at) const;
  struct Search {
    const std::vector<NodeRef>& stores;
    std::vector<FunctionId> storing;  // functions that surely store
    std::vector<bool> writing;        // by function: leads to the writer; empty = there is none
  };
  bool after(NodeRef at, const Search& search, int depth) const;
  bool interrupted(NodeRef store, NodeRef at, const Search& search) const;
  bool always_stores(FunctionId f, const std::vector<NodeRef>& stores) const;

  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  const Tracing& tracing_;
  std::unordered_map<std::uint32_t, std::vector<PlaceAccess>> by_attribute_;  // by NameId
  std::unordered_map<std::uint64_t, std::vector<PlaceAccess>> by_variable_;
  std::vector<std::vector<std::uint32_t>> into_;  // by function: edges that enter it
  std::vector<std::uint32_t> by_site_;            // numbers of edges, by their sites
};

}  // namespace hyb
