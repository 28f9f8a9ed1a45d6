#pragma once

// Input signatures: what `input_signature=` could be written now, so that no known call is
// rejected and none changes its meaning. Per parameter all known calls are joined: equal sizes
// stay, different ones become None, and where no spec fits them all the reason is told. Made by
// SignatureMaker from the solved engine; read by the records of `hybridize facts` and by fixes.
//
// What TensorFlow (2.9 to 2.21) wants of a signature: one entry for every positional parameter but
// a receiver that is called `self`; entries may end before parameters with defaults, if no call
// passes those anything else than the default; a keyword-only parameter can have no entry and so
// needs a default; lists and tuples are told apart, dicts must have the very keys.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/tri.h"
#include "core/flow/engine.h"
#include "core/program/program.h"
#include "core/signatures/spec.h"

namespace hyb {

/// Why there is no signature, in order of weight: the first that applies to a parameter is its.
enum class NoSignature : std::uint8_t {
  None,
  SpeculativeTensorParameter,      // nothing calls it: what comes in is assumed
  NonTensorParameter,              // gets what is no tensor
  DefaultedParameterSupplied,      // has a default, and calls pass something else
  DefaultedParameterPrecedesSpec,  // left out, but a later parameter needs an entry
  TensorContainerUnsupported,      // a container that no entry can describe
  HeterogeneousArity,              // containers of different lengths or keys
  ExpectedFailureEvidenceOnly,     // all calls are expected to fail
  TypeHintWithoutDtype,            // only an annotation says that it is a tensor
  HeterogeneousDtype,
  UnknownDtype,
  HeterogeneousSparsity,       // dense, ragged, sparse by turns
  UnknownRank,                 // sizes of some call are not known at all
  UnknownRaggedRank,           // nobody knows how many axes are ragged
  WithheldStaticallyReadAxes,  // the body reads the Python size of an axis that would be None
  NoTensorParameter,           // takes no tensors at all
};
/// "NON_TENSOR_PARAMETER"; "" for None.
std::string_view code_of(NoSignature reason);

/// An axis of a parameter whose size the body reads as a Python number.
struct AxisUse {
  static constexpr std::int32_t kEvery = INT32_MAX;     // each axis
  static constexpr std::int32_t kRank = INT32_MAX - 1;  // only how many there are
  std::size_t parameter = 0;
  std::int32_t axis = kEvery;  // from the end when negative
};

/// What the caller knows of a parameter beside its values.
struct ParameterKnowledge {
  std::vector<flow::Dtype> pinned;  // dtypes that its arrays take on where they meet tensors
  bool receiver = false;
  bool annotated = false;  // as a tensor
  Tri tensor = Tri::Unknown;
  bool passed_by_framework = false;  // though no call is seen to
  bool wrapped = false;              // as if calls put its numbers into tf.constant
};

struct Signature {
  std::vector<Spec> specs;
  NoSignature reason = NoSignature::None;
  std::vector<std::size_t> blocking;  // parameters it fails for
  bool present() const { return reason == NoSignature::None; }
};

/// The values that calls hand to the parameters of a function.
struct KnownCall {
  std::vector<flow::ValueId> arguments;  // by parameter
  std::uint64_t supplied = 0;            // bit p: parameter p is given
};

class SignatureMaker {
 public:
  SignatureMaker(const Program& program, const flow::Engine& engine);

  Signature infer(FunctionId function, std::span<const ParameterKnowledge> parameters,
                  std::span<const AxisUse> static_reads) const;
  /// The input_signature of tf.function number `decoration` against what the known calls need;
  /// nullopt = cannot tell.
  std::optional<Relation> agreement(FunctionId function,
                                    std::span<const ParameterKnowledge> parameters,
                                    std::uint32_t decoration) const;

 private:
  /// Calls as the function sees them before its own signature reshapes them; false = some cannot be
  /// told. `assumed`: there are none; `only_failing`: all are expected to raise.
  bool known_calls(FunctionId function, std::vector<KnownCall>& calls, bool& assumed,
                   bool& only_failing) const;
  bool read_call(FunctionId function, std::uint32_t decoration, NodeRef site,
                 KnownCall& call) const;
  bool reshapes(std::uint32_t decoration) const;
  NoSignature entry(FunctionId function, std::size_t parameter, const ParameterKnowledge& known,
                    std::span<const KnownCall> calls, std::optional<Spec>& spec) const;
  NoSignature describe(std::span<const flow::ObjectId> objects, int depth, bool wrapped,
                       Spec& spec) const;
  NoSignature describe_containers(std::span<const flow::ObjectId> objects, int depth,
                                  Spec& spec) const;
  /// The body uses a parameter as operand and as argument of ops only; asks it for what is fixed
  /// while tracing (`x.shape`) if `attributes`.
  bool only_read(FunctionId function, std::size_t parameter, bool attributes) const;
  /// The body counts the rows of a parameter: `len(x)`, `list(x)`, `a, b = x`, `*x`, `[… for … in
  /// x]`.
  bool counts_rows(FunctionId function, std::size_t parameter) const;
  /// The body does more with the shape of a parameter than to ask for the size of one axis.
  bool takes_shape(FunctionId function, std::size_t parameter) const;
  bool reads_open_axis(const Spec& spec, FunctionId function, std::size_t parameter,
                       std::span<const AxisUse> reads) const;

  const Program& program_;
  const flow::Engine& engine_;
  std::vector<std::vector<std::uint32_t>> into_;  // by function: edges that call it
};

}  // namespace hyb
