#pragma once

// Places that outlive a call and that Python code reads and writes by name: an attribute of one
// object, a variable of a module or of a function around. Made from the frozen engine; used by the
// files beside this one.

#include <compare>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/tensorflow/called_api.h"

namespace hyb {

struct Slot {
  flow::ObjectId object{};  // whose attribute; none = a variable
  NameId name{};            // of the attribute
  FileId file{};            // of the variable
  SymbolId symbol{};
  bool exists() const { return object.exists() || symbol.exists(); }
  bool is_attribute() const { return object.exists(); }
  friend constexpr auto operator<=>(const Slot&, const Slot&) = default;
};

/// One statement that gives a slot another value.
struct SlotWrite {
  enum class Kind : std::uint8_t { Assign, Augment, Loop, Other } kind = Kind::Other;
  NodeRef at;           // the target, or the call of setattr
  NodeId value;         // what is assigned; none = not one expression
  bool part = false;    // the target takes an element of the value
  FunctionId function;  // around it; none = a module body
  NodeId object;        // of an attribute: the expression of the object
  NameId name;          // of an attribute
};

/// Every write in the program, found by what is written.
class SlotWrites {
 public:
  SlotWrites(const Program& program, const flow::Engine& engine, const CalledRows& rows);

  const std::vector<SlotWrite>& all() const { return all_; }
  /// Somebody beside the constructors of classes writes an attribute of that name.
  bool writes_attribute(NameId name) const { return later_.contains(name.raw()); }
  /// Numbers of the writes that may be to the slot, whoever the object is: `settings.rate = r`
  /// writes a variable of another file.
  std::vector<std::uint32_t> candidates(const Slot& slot) const;

 private:
  static std::uint64_t key(FileId file, SymbolId symbol) {
    return (std::uint64_t{file.raw()} << 32U) | symbol.raw();
  }
  void gather(FileId file);
  void target(FileId file, NodeId target, SlotWrite write);
  void add_attribute(const SlotWrite& write);

  const Program& program_;
  const flow::Engine& engine_;
  const CalledRows& rows_;
  std::vector<SlotWrite> all_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_name_;
  std::unordered_set<std::uint32_t> later_;  // names
  std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> by_variable_;
};

/// A method that runs once for each object, before its other methods: `__init__`, `build`.
bool makes_object(const Program& program, FunctionId f);

/// What the expression of an object denotes in one evaluation: the receiver of the method that
/// runs, or of one around it, is known by evaluation; the rest over all evaluations together.
std::span<const flow::ObjectId> objects_in(const Program& program, const flow::Engine& engine,
                                           flow::ContextId context, NodeRef expression);

/// The slot that reading or writing `name` of an object means; no slot (neither object nor symbol)
/// where a property, a method or something unknown answers.
Slot attribute_slot(const Program& program, const flow::Engine& engine, flow::ObjectId object,
                    NameId name);

}  // namespace hyb
