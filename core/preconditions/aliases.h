#pragma once

// The places that an expression may share its container or array with: `v = t[:2]` is `t`, the `a`
// of `def go(a)` is what its callers hand in, `self.t` what its constructor was given. Asked by
// CapturedState for what is written in place and for what is read. Flow-insensitive, and bounded:
// what lies farther away is not found.

#include <cstdint>
#include <map>
#include <vector>

#include "core/symbolic/program_reader.h"

namespace hyb {

/// Variables by file and symbol, attributes by object (of an instance its class) and name.
struct PlaceKey {
  std::uint32_t of = 0;
  std::uint32_t name = 0;
  bool attribute = false;
  friend auto operator<=>(const PlaceKey&, const PlaceKey&) = default;
};

class Aliases {
 public:
  explicit Aliases(const ProgramReader& reader) : reader_(reader) {}
  /// A statement puts `value` into the attribute.
  void stored(NodeRef attribute, NodeRef value);
  /// Each place on the way from a row to what it was made as, in no order.
  std::vector<PlaceKey> places(NodeRef row) const;
  /// An array, a container, or data of a library: a part of it shares it.
  bool holds_data(NodeRef row) const;

 private:
  struct Search;
  void step(NodeRef row, Search& search) const;
  void of_name(NodeRef row, Search& search) const;
  void of_parameter(FunctionId f, NodeId parameter, Search& search) const;
  void of_attribute(NodeRef row, Search& search) const;
  void of_call(NodeRef row, Search& search) const;

  const ProgramReader& reader_;
  std::map<PlaceKey, std::vector<NodeRef>> values_;  // of attributes
};

}  // namespace hyb
