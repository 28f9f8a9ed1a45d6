#pragma once

// What values are to the records of `hybridize facts`: tensors with their types, containers of
// them, Python literals. Used by FunctionFactsMaker only; reads the frozen Facts.

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/facts/function_facts.h"

namespace hyb {

/// Everything a parameter was seen to hold, over evaluations.
struct ValueSummary {
  bool brief = false;  // asked for before: types, containers and literals are left out
  bool any_tensor = false;
  bool any_unknown = false;  // where a tensor could be
  bool any_known = false;
  bool complete = true;  // nothing is Unknown, not even inside of containers
  flow::Origin origin = flow::Origin::Proved;
  std::vector<TypeFact> types;
  std::optional<ContainerFact> container;
  std::vector<std::string> literals;
  Tri tensor() const {
    if (any_tensor) return Tri::Yes;
    return any_unknown || !any_known ? Tri::Unknown : Tri::No;
  }
};

class ValueFacts {
 public:
  explicit ValueFacts(const Facts& facts) : facts_(facts) {}

  void add(ValueSummary& summary, flow::ValueId value) const;
  /// The types of the tensors in a container, also in containers inside of it.
  void add_tensors_inside(std::vector<TypeFact>& types, flow::ObjectId container) const;
  /// Only numbers, strings and containers with a place that holds only such: each new one is a new
  /// trace (Yes); may be more (Unknown); else No. Booleans and None do not count.
  Tri primitive(flow::ValueId value) const;
  /// What the values of one argument are to the cache of traces; nullopt = not known.
  struct Variants {
    std::uint64_t others = 1;              // Python values and objects: a trace each
    std::vector<flow::ArrayType> tensors;  // none more general than another
    friend bool operator==(const Variants&, const Variants&) = default;
  };
  std::optional<Variants> variants(flow::ValueId value) const;
  /// The first parameter of a method gets something that is no object of a class: it is called on
  /// the class, as a plain function.
  bool is_passed_plainly(const std::vector<flow::ContextId>& contexts) const;
  /// An annotation that names a tensor class, alone or among alternatives, also as a string.
  bool annotated_as_tensor(FileId file, NodeId annotation) const;
  /// An annotation or a default says that a parameter gets numbers or strings of Python.
  bool said_to_be_literal(FileId file, const Parameter& parameter) const;

 private:
  TypeFact type_of(const flow::Object& tensor) const;
  /// What a container holds, also in containers inside of it. Containers may hold each other.
  struct Contents {
    std::vector<flow::ObjectId> tensors;
    bool unknown = false;
    bool literal = false;  // in some place of it Python numbers and strings only
  };
  const Contents& contents(flow::ObjectId container) const;
  /// A list, tuple or dict; or what stands for any named tuple of a class.
  bool is_structure(flow::ObjectId id) const;
  void add_container(ValueSummary& summary, flow::ObjectId id) const;
  bool literal(flow::ObjectId id) const;
  bool names_tensor(flow::ValueId annotation, int depth) const;
  std::string literal_text(const flow::Object& object) const;

  const Facts& facts_;
  mutable std::mutex mutex_;  // functions are read by several threads
  mutable std::unordered_map<std::uint32_t, Contents> contents_;  // asked for so far
};

}  // namespace hyb
