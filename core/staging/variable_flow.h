#pragma once

// Where the variables of one function are written, and where they are still needed: liveness over
// the tree, as AutoGraph works it out before it turns control flow into TensorFlow's. Beside plain
// names it follows compound ones ("self.x", "d['k']") that the function writes. Made on demand by
// Staging, one per function; const then.
//
// Guarantees: `live` never says that a variable is needed where no path reads it. An exception is
// taken to leave a `try` at its beginning only, and what a nested `def` reads is read at the `def`:
// so `not live` may be wrong there, `live` is not.

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/program/program.h"

namespace hyb {

using PlaceId = Id<struct PlaceTag>;  // a variable of one function

/// A variable as AutoGraph sees one.
struct FlowVariable {
  SymbolId symbol;   // of a compound one the name it starts with
  std::string text;  // "x", "self.x", "d['k']"
  bool compound = false;
};

class PlaceSet {
 public:
  void add(PlaceId place);
  bool has(PlaceId place) const;
  PlaceSet& operator|=(const PlaceSet& other);
  PlaceSet& operator-=(const PlaceSet& other);
  std::vector<PlaceId> members() const;
  friend bool operator==(const PlaceSet&, const PlaceSet&) = default;

 private:
  std::vector<std::uint64_t> words_;  // no zero word at the end
};

class VariableFlow {
 public:
  VariableFlow(const Program& program, FunctionId function);

  const FlowVariable& place(PlaceId id) const { return places_[id]; }
  /// The place a Name, Attribute or Subscript row is; none = not one that is followed.
  PlaceId place_at(NodeId row) const;
  /// What stands below a row is bound there, nested functions left out.
  PlaceSet written(NodeId row) const;
  /// The rows below `row` that bind `place` (Name, Attribute, Subscript, FunctionDef, …), in order.
  std::vector<NodeId> writes(NodeId row, PlaceId place) const;
  /// Something binds the variable before this row, in source order; parameters and names from
  /// outside are bound all along.
  bool bound_before(PlaceId place, NodeId row) const;

  /// Of an If, Elif, For, While, Try, With or Match row.
  struct Around {
    PlaceSet live_in;   // needed on entry; of a loop also by its next round
    PlaceSet live_out;  // needed behind it
    PlaceSet exposed;   // of a loop: read in a round before that round binds it
  };
  /// nullptr: the statement is never reached, or no control flow.
  const Around* around(NodeId statement) const;

 private:
  struct Exits {
    const PlaceSet* on_break = nullptr;
    const PlaceSet* on_continue = nullptr;
  };
  void find_places();
  PlaceId add_place(SymbolId symbol, std::string text, bool compound);
  std::string compound_text(NodeId row, SymbolId& root) const;
  PlaceSet block(NodeId block, PlaceSet out, const Exits& exits);
  PlaceSet statement(NodeId row, PlaceSet out, const Exits& exits);
  PlaceSet branches(NodeId row, const PlaceSet& out, const Exits& exits);
  PlaceSet loop(NodeId row, const PlaceSet& out);
  PlaceSet attempt(NodeId row, const PlaceSet& out, const Exits& exits);
  PlaceSet reads(NodeId row) const;
  PlaceSet bound_at(NodeId target) const;
  void collect_bound(NodeId target, PlaceSet& out) const;
  void collect_written(NodeId row, PlaceSet& out) const;
  void remove_bound(PlaceSet& live, const PlaceSet& bound) const;
  bool nested(NodeId row) const;

  const Program& program_;
  FunctionId function_;
  FileId file_;
  const Tree& tree_;
  const ScopeTree& scopes_;
  IdVec<PlaceId, FlowVariable> places_;
  std::map<std::uint32_t, PlaceId> by_symbol_;
  std::map<std::string, PlaceId> by_text_;  // compound ones: symbol number and text
  PlaceSet outer_;                          // parameters, and what is bound outside
  PlaceSet at_end_;                         // needed when the function returns: what it shares
  std::map<std::uint32_t, Around> around_;  // by row
};

}  // namespace hyb
