#pragma once

// What is known of each function, as one record: the content of `hybridize facts`. Made from the
// frozen Facts by function_facts(); read by the facts command and whatever scores the analysis. A
// three-valued fact is Unknown when the analysis cannot tell, never when it did not look.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/tri.h"
#include "core/facts/demand.h"
#include "core/facts/facts.h"
#include "core/flow/array_type.h"
#include "core/preconditions/preconditions.h"
#include "core/signatures/signatures.h"

namespace hyb {

/// One type that a tensor may have. `kind`: dense, ragged, sparse, variable.
struct TypeFact {
  std::string_view kind;
  std::string_view dtype;  // "" = not known
  std::optional<flow::Dims> shape;
  friend bool operator==(const TypeFact&, const TypeFact&) = default;
};

struct ContainerFact {
  std::string_view kind;  // list, tuple, dict
  std::optional<std::size_t> arity;
  std::vector<std::vector<TypeFact>> elements;
};

struct ParameterFact {
  std::string_view name;
  std::string_view kind;  // positional_only, positional, keyword_only, var_positional, var_keyword,
                          // receiver
  Tri tensor = Tri::Unknown;
  Tri primitive = Tri::Unknown;
  bool supplied = false;  // some call passes it
  std::optional<ContainerFact> container;
  std::string_view evidence;  // proved, annotated, assumed, speculative
  std::vector<TypeFact> types;
  std::vector<std::string> values;  // Python literals seen, at most 8
  bool complete = false;            // nothing in it is Unknown: the types are all there are
};

struct OptionFact {
  std::string name;  // of tf.function's parameter
  std::string text;  // as written
};

/// One Python side effect, the nearest of its kind; `through`: the calls that lead to it.
struct EffectFact {
  struct Place {
    std::string file;  // as reports name it
    std::uint32_t line = 0;
    std::string text;  // first line of it
  };
  std::string_view kind;
  Place at;
  std::vector<Place> through;
};

/// One precondition under the name it has in the record, with its reason.
struct PreconditionFact {
  std::string_view name;
  Answer answer;
  std::string file;                  // of the reason, as discovered; "" = there is none
  std::uint32_t line = 0;            // 1-based
  std::vector<std::string> through;  // qualified names of the functions called down to it
};

/// The signature that all known calls would go through, written as the file calls TensorFlow.
struct SignatureFact {
  bool present = false;
  std::string text;
  std::string_view reason;                 // why there is none
  std::vector<std::string_view> blocking;  // parameters it fails for
};

/// The signature that is there.
struct SuppliedSignatureFact {
  bool present = false;
  std::string_view agrees;  // agrees, tighter, broader, incomparable; "" = cannot tell
};

struct FunctionFacts {
  FunctionId function;
  std::string name;                                  // Outer.inner
  std::string class_name;                            // "" = none
  std::uint32_t line = 0, column = 0, end_line = 0;  // 1-based; of `def`
  bool hybrid = false;
  std::vector<std::string> decorators;  // without arguments
  std::string_view how;                 // decorator, call, none
  std::vector<OptionFact> options;
  bool eager = false, traced = false, converted = false;
  bool caller_covered = false;
  std::size_t calls_known = 0;
  Tri tensor_parameter = Tri::Unknown;
  Tri primitive_parameter = Tri::Unknown;
  Tri python_side_effects = Tri::Unknown;
  Tri callback_side_effects = Tri::No;  // the part of them that callers hand in
  std::vector<EffectFact> effects;
  bool recursive = false;
  Tri tensor_computation = Tri::No;
  std::vector<PreconditionFact> preconditions;  // in the order of the record
  double weighted_ops = 0.0;
  CallCount calls = CallCount::Unknown;
  Tri profitable = Tri::Unknown;
  std::optional<std::uint64_t> trace_estimate;
  std::vector<ParameterFact> parameters;
  std::vector<TypeFact> returns;
  bool returns_complete = false;
  SignatureFact input_signature;
  SuppliedSignatureFact supplied_signature;
};

/// Records of every `def` of the file, and of each lambda that is decorated, wrapped or entered by
/// TensorFlow, in source order.
class FunctionFactsMaker {
 public:
  explicit FunctionFactsMaker(const Facts& facts);
  ~FunctionFactsMaker();
  FunctionFactsMaker(const FunctionFactsMaker&) = delete;
  FunctionFactsMaker& operator=(const FunctionFactsMaker&) = delete;
  std::vector<FunctionFacts> of_file(FileId file) const;
  FunctionFacts of_function(FunctionId id) const { return make(id); }
  /// What verdicts rest on alone: no texts, places, chains of calls or types, signatures only of
  /// graphs that might get one, and no preconditions (ask preconditions() for them).
  FunctionFacts outline(FunctionId id) const;
  /// Functions that have a record: see above.
  bool wanted(FunctionId id) const;
  const Preconditions& preconditions() const { return preconditions_; }
  const Demand& demand() const { return demand_; }
  /// Evaluations that the record of `f` speaks of; `proved`: they surely happen.
  std::vector<flow::ContextId> contexts_to_read(FunctionId f, bool& proved) const;

 private:
  FunctionFacts make(FunctionId id) const;
  bool covered(FunctionId id) const;
  void describe(FunctionFacts& out, FunctionId id) const;
  void describe_decorations(FunctionFacts& out, FunctionId id) const;
  NodeId function_given_as_none(NodeRef decorator) const;
  void describe_preconditions(FunctionFacts& out, FunctionId id) const;
  void describe_parameters(FunctionFacts& out, FunctionId id, bool brief) const;
  void describe_signatures(FunctionFacts& out, FunctionId id, bool numbers_wrapped) const;
  void find_proved();

  const Facts& facts_;
  Demand demand_;
  Preconditions preconditions_;
  SignatureMaker signatures_;
  std::unique_ptr<class ValueFacts> values_;
  std::vector<bool> proved_;  // by context: reached from code that surely runs
};

}  // namespace hyb
