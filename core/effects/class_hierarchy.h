#pragma once

// Which methods a call on a receiver of a known class may enter when the engine has lost count of
// the objects: those of the class and of every class of the project below it. Made once from the
// frozen engine, by CallEffects; asked about `self.m()` and `super().m()` whose receiver is
// Unknown, and about `x.m()` where nothing is known of x.

#include <unordered_map>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"

namespace hyb {

class ClassHierarchy {
 public:
  ClassHierarchy(const Program& program, const flow::Engine& engine);

  /// What a name of a class may stand for.
  struct Found {
    std::vector<FunctionId> functions;  // of the project, no one twice
    std::vector<NameId> bases;          // outside classes that are next to ask, no one twice
    bool open = false;                  // something else may be meant
  };
  /// `receiver.name` for every class at or below `owner`; `above`: as `super()` in `owner` asks.
  Found find(ClassId owner, NameId name, bool above) const;
  /// Every method of the project that is called so, of whatever class; null = an attribute may be.
  const std::vector<FunctionId>* named(NameId name) const;
  /// The same, whatever attributes are called so; null = no method is.
  const std::vector<FunctionId>* methods(NameId name) const;
  /// What the class itself defines under that name: the symbol, in `file`; none = nothing.
  SymbolId own(ClassId id, NameId name, FileId& file) const;
  /// The function that the class itself defines under that name, if it is one.
  FunctionId own_function(ClassId id, NameId name) const;

 private:
  void find_in(std::span<const flow::ObjectId> order, std::size_t first, NameId name,
               Found& out) const;

  const Program& program_;
  const flow::Engine& engine_;
  std::vector<std::vector<flow::ObjectId>> below_;  // by class: class objects, itself too
  struct Assigned {
    bool unknown = false;          // to an object of which nothing is known
    std::vector<ClassId> classes;  // to an instance of these, or of one below
  };
  void read_assignment(FileId file, NodeId target);
  bool assigned_on(NameId name, flow::ObjectId cls) const;
  std::unordered_map<std::uint32_t, Assigned> assigned_;  // by name: attributes that are assigned
  std::unordered_map<std::uint32_t, std::vector<FunctionId>> methods_;  // by name
};

}  // namespace hyb
