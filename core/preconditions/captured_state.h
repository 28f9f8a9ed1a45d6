#pragma once

// Python state outside of a function that other code changes while the program runs: a graph keeps
// what it saw while tracing. Numbers, texts and truth values surely matter; another tensor,
// variable, container or object in the same place, and other contents of a container or array,
// may. Places are attributes of objects, classes and modules, variables of modules and of functions
// around. Made once by Preconditions over all files; asked for each Name and Attribute row that is
// read.

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/preconditions/aliases.h"
#include "core/preconditions/finding.h"
#include "core/preconditions/write_order.h"

namespace hyb {

class CapturedState {
 public:
  explicit CapturedState(const ProgramReader& reader);
  /// Reads of such state, for any row.
  void read(const Body& body, NodeId row) const;

 private:
  /// Who writes one place.
  struct Place {
    // By functions, to attributes and variables of modules: any of them may run again.
    NodeRef at;
    bool elsewhere = false;  // in other functions than that of `at`, too
    bool again = false;      // by `+=`
    bool guarded = true;     // each stands under a test (`if self.v is None:`)
    // Others, which matter where they come between two runs (WriteOrder).
    std::vector<NodeRef> stores;    // not where a test asks for the place itself
    std::vector<NodeRef> contents;  // of what the place holds: `d[k] = v`, `l.append(v)`
  };
  using Places = std::unordered_map<std::uint64_t, Place>;

  void gather(FileId file);
  void target(FileId file, NodeId target, bool augmented);
  void stored(FileId file, NodeId target, bool augmented);
  void attribute_set(FileId file, NodeId call);
  void attribute_stored(NodeRef at, NodeId owner, NameId name, bool augmented);
  void variable_stored(NodeRef at, FileId module, NameId name);
  void contents_changed(FileId file, NodeId container);
  bool through_namespace(NodeRef at);
  void stored_by_function(Place& place, NodeRef at, NameId name, FunctionId function,
                          bool augmented);

  bool made_once(NodeRef at, NameId name) const;
  bool puts_object(NodeRef target) const;

  /// The places that a Name or Attribute row may denote; `owner`: the function of a variable.
  std::vector<const Place*> places(const Body& body, NodeId row, FunctionId& owner) const;
  std::uint64_t variable_key(FileId file, SymbolId symbol) const;
  bool is_python_data(flow::ValueId value) const;
  bool stored_anew(const Body& body, NodeId row, const Place& place) const;
  std::string line_of(NodeRef at) const;
  void contents_between_runs(const Body& body, NodeId row, const std::vector<NodeRef>& writes,
                             FunctionId owner) const;
  void between_runs(const Body& body, NodeId row, const Place& place, FunctionId owner) const;
  void objects_changed(const Body& body, NodeId row) const;
  void containers_changed(const Body& body, NodeId row) const;
  bool is_place(const Body& body, NodeId row) const;
  void called(FileId file, NodeId call);
  void made_anew(NodeRef call, NodeId receiver);
  bool names_module(FileId file, NodeId receiver) const;
  bool may_be_of(NodeRef write, const Body& body, NodeId list) const;
  void note_name(NameId name);

  const ProgramReader& reader_;
  WriteOrder order_;
  Aliases aliases_;
  Places attributes_;  // by object (of an instance its class) and name
  Places variables_;   // by file and symbol
  std::unordered_map<std::uint32_t, std::vector<NodeRef>>
      objects_;  // of Keras: what is put on them
  std::unordered_map<std::uint32_t, std::vector<NodeRef>>
      containers_;  // lists and dicts, by whatever name they are changed
  std::map<PlaceKey, std::vector<NodeRef>> shared_;  // what is changed in place, by all its places
  std::vector<NodeRef> trainable_;                   // `layer.trainable = …`
  std::vector<NodeRef> changed_;                     // expressions that are changed in place
  std::vector<bool> names_;                          // by NameId: some place has it
  bool any_name_ = false;  // some object or module gets attributes whose names are unknown
};

}  // namespace hyb
