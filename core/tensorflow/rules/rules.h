#pragma once

// What a modelled function gives back: element type and shape from those of its arguments. An API
// row names its rules under `dtype:` and `shape:` (`common(x,y)`, `reduce(x,axis,keepdims)`); this
// is where they are carried out. Each rule sees one RuleCall, in which every argument has a single
// value; Framework calls it once per combination. A rule never guesses: what it cannot tell is
// Dtype::Unknown, no dimensions, or Dim::fixed().
//
// Proved by `./dev oracle`, which compares every row with a rule against real TensorFlow.

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/flow/engine.h"
#include "core/tensorflow/api.h"

namespace hyb {

/// Whose conversions hold: Python numbers are float32 and int32 to TensorFlow, float64 and int64 to
/// NumPy, and NumPy promotes where TensorFlow raises.
enum class Flavor : std::uint8_t { TensorFlow, NumPy };

/// What a value is once it is converted to a tensor (or array).
flow::ArrayType array_of(flow::Engine& engine, flow::ValueId value, Flavor flavor);
/// The dtype that a value names: tf.float32, np.float32, float, "float32"; Unknown if none.
flow::Dtype named_dtype(const flow::Engine& engine, flow::ValueId value, Flavor flavor);
/// True for Python numbers and strings, and containers of them: their dtype adapts.
bool is_literal(flow::Engine& engine, flow::ValueId value);

/// The call of one row as its rules see it. Parameters are asked for by name, or by position ("0");
/// one that is not given has its default.
class RuleCall {
 public:
  RuleCall(flow::Engine& engine, const ApiRow& row, const flow::Bindings& bindings,
           flow::ValueId receiver);

  flow::Engine& engine() const { return engine_; }
  const ApiRow& row() const { return row_; }
  Flavor flavor() const { return flavor_; }
  /// The argument or its default as a value; bottom = not given, and no default that is a literal.
  /// "axis|dim" is one parameter with an older name, which counts where it is given.
  /// "self" is the receiver of a method, "self.units" what its constructor was given.
  flow::ValueId value(std::string_view parameter) const;
  bool given(std::string_view parameter) const;
  bool is_none(std::string_view parameter) const;
  flow::ArrayType array(std::string_view parameter) const;
  std::optional<flow::Dims> dims(std::string_view parameter) const { return array(parameter).dims; }
  std::optional<std::int64_t> integer(std::string_view parameter) const;
  std::optional<bool> boolean(std::string_view parameter) const;
  /// Text of a string argument; nullopt = not known.
  std::optional<std::string_view> string(std::string_view parameter) const;
  flow::Dtype dtype(std::string_view parameter) const;
  /// An int, or the ints of a list: axes, strides, pads. nullopt = some are not known.
  std::optional<std::vector<std::int64_t>> integers(std::string_view parameter) const;
  /// A shape as list, tuple, TensorShape, tensor or number: -1 and None are as written (-1 is
  /// Dim::dynamic()); sizes not known are Dim::fixed(). nullopt = not even the rank is known.
  std::optional<flow::Dims> sizes(std::string_view parameter) const;
  /// The parts of a list, tuple or dict argument, in order; nullopt = how many is not known.
  std::optional<std::vector<flow::ValueId>> items(std::string_view parameter) const;
  /// The positional arguments from a place on: what a star parameter takes.
  std::vector<flow::ValueId> rest(std::size_t position) const;
  flow::ArrayType array(flow::ValueId value) const { return array_of(engine_, value, flavor_); }
  /// Says that TensorFlow refuses this call.
  void refuse() const { refused_ = true; }
  bool refused() const { return refused_; }

 private:
  flow::Engine& engine_;
  const ApiRow& row_;
  const flow::Bindings& bindings_;
  flow::ValueId receiver_;
  Flavor flavor_;
  mutable bool refused_ = false;
};

using RuleArguments = std::span<const std::string_view>;
using DtypeRule = flow::Dtype (*)(const RuleCall&, RuleArguments);
using ShapeRule = std::optional<flow::Dims> (*)(const RuleCall&, RuleArguments);

#define HYB_DTYPE_RULE(name, form) flow::Dtype dtype_##name(const RuleCall&, RuleArguments);
#define HYB_SHAPE_RULE(name, form) \
  std::optional<flow::Dims> shape_##name(const RuleCall&, RuleArguments);
#include "core/tensorflow/rules/rules.def"
#undef HYB_DTYPE_RULE
#undef HYB_SHAPE_RULE

/// The rule expressions of rows, read once.
class Rules {
 public:
  flow::ArrayType apply(const RuleCall& call, std::string_view dtype, std::string_view shape);

 private:
  struct Read {
    DtypeRule dtype = nullptr;
    ShapeRule shape = nullptr;
    flow::Dtype constant = flow::Dtype::Unknown;
    std::vector<std::string_view> arguments;
  };
  const Read& read(std::string_view text, bool dtype);
  std::unordered_map<std::string_view, Read> read_[2];  // shapes, dtypes
};

// --- arithmetic that several rules share
/// Sizes after broadcasting; nullopt = one rank is unknown, or they do not fit.
std::optional<flow::Dims> broadcast_dims(const std::optional<flow::Dims>& a,
                                         const std::optional<flow::Dims>& b);
/// The dtype two operands meet in; a literal adapts to the other.
flow::Dtype common_dtype(flow::Dtype a, bool a_literal, flow::Dtype b, bool b_literal,
                         Flavor flavor);
/// Sizes of a matrix product, leading axes broadcast; vectors as Python's @ takes them.
std::optional<flow::Dims> matmul_dims(const std::optional<flow::Dims>& a,
                                      const std::optional<flow::Dims>& b);
/// Dtype of a true division.
flow::Dtype quotient_dtype(flow::Dtype dtype, Flavor flavor);
/// `axis` counted from the front; nullopt = out of range.
std::optional<std::size_t> normal_axis(std::int64_t axis, std::size_t rank);

}  // namespace hyb
