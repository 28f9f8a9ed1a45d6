#pragma once

// The API model: what is known of every name outside the project. Data: written in api/*.yaml,
// compiled by tools/api_compiler.cpp into one sorted constant table. Read through find(); canonical
// paths only ("keras.layers.Dense", "tensorflow.function"), see canonical_path().

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "core/program/project.h"

namespace hyb {

/// What a call gives back.
enum class ApiResult : std::uint8_t {
  Unknown,
  None,
  Tensor,
  Variable,
  Instance,
  Self,
  Argument,
  Int,
  Float,
  Bool,
  Str,
  Array,
  GraphFunction,
  Callback,
  Dataset,
  DatasetOfArguments,
  DatasetOfCallback,
  Element,
  TensorList,
  TensorTuple,
  Identity,
  Ragged,
  Sparse,
  Tuple,   // of the row's parts
  Python,  // a Python value of no further interest
  VariableList,
  ArraySplits,      // ((x, y), (x, y)) of the row's four parts: data sets of Keras
  IteratorOfParts,  // yields a tuple of the row's parts
  Shape,            // of the receiver
  TensorDict,       // a dict of tensors of any kind, whatever its keys are
  LoopVariables,    // like the argument loop_vars
  Gradients,        // of a tape: like the sources
  DatasetOfSpec,
  DatasetBatched,
  DatasetUnbatched,
  DatasetZipped,
  DatasetEnumerated,
  DatasetOfWindows,
  DatasetFlat,
  DatasetOfStrings,
  DatasetOfIntegers,
  DatasetJoined,
  DatasetLoaded,  // by tfds.load: by split, and with its description if asked
  // Structures, as tf.nest takes them.
  Flattened,
  MappedStructure,  // of what the callback makes of each leaf
  PackedStructure,
  LayerDtype,          // the name of the dtype of a layer, or of Keras' floats
  Decorator,           // one that gives back what it decorates
  Arrays,              // the argument `tensors` with NumPy arrays for its tensors
  CellStep,            // of a recurrent cell: its output, and its state: a tensor, or several
  AnyLayer,            // some layer of the receiver
  LayerList,           // a list of such
  Hyperparameter,      // of an optimizer: a tensor, or a schedule that makes it
  DistributedDataset,  // what a strategy makes of the argument, or of what the callback makes
};

/// Facts that analyses and checks ask for.
enum class Trait : std::uint8_t {
#define HYB_TRAIT(name) name,
#include "core/tensorflow/traits.def"
#undef HYB_TRAIT
};

class TraitSet {
 public:
  constexpr TraitSet() = default;
  constexpr TraitSet(std::initializer_list<Trait> traits) {
    for (const Trait trait : traits) words_[word(trait)] |= bit(trait);
  }
  constexpr bool has(Trait trait) const { return (words_[word(trait)] & bit(trait)) != 0; }

 private:
  static constexpr std::size_t word(Trait trait) { return static_cast<std::size_t>(trait) / 64; }
  static constexpr std::uint64_t bit(Trait trait) {
    return std::uint64_t{1} << (static_cast<unsigned>(trait) % 64);
  }
  std::array<std::uint64_t, 3> words_{};
};

struct ApiRow {
  std::string_view name;
  std::string_view bases;      // of a class: canonical paths, blank-separated
  std::string_view params;     // names in order, blank-separated; without receiver
  std::string_view callbacks;  // "map_func=Pipeline" pairs, blank-separated
  ApiResult result = ApiResult::Unknown;
  TraitSet traits{};
  bool is_class = false;
  // Rule expressions, see core/tensorflow/rules/rules.h; "" = nothing is known.
  std::string_view dtype{};
  std::string_view shape{};
  std::string_view parts{};        // of a Tuple: "dtype@shape;dtype@shape"
  std::string_view fields{};       // names of the parts, blank-separated
  std::string_view counterpart{};  // of a NumPy function: the TensorFlow path
  // What the framework hands to a method of that name in a class below: "grad=Tensor state=Dict".
  std::string_view hands{};
  std::uint8_t releases = 0;  // bit 0: in TensorFlow 2.9, bit 1: 2.15, bit 2: 2.21; 0 = not said
  bool has(Trait trait) const { return traits.has(trait); }
};

/// A name or argument that TensorFlow has renamed, deprecated or removed.
struct Deprecation {
  std::string_view name;         // path as written under `tensorflow` (aliases resolved)
  std::string_view argument;     // keyword, or "" for the name itself
  std::string_view value;        // only when the argument has this literal; "" = any
  std::string_view replacement;  // new keyword or code; "" = see the advice
  std::string_view advice;       // what to do instead, as a phrase; both "" = drop it
  std::string_view since;        // TensorFlow version
  std::string_view removed;      // first version without it; "" = still there
  enum class Repair : std::uint8_t { None, Rename, Drop } repair = Repair::None;
  bool note = false;     // advice only
  bool package = false;  // with all below it
  bool unmarked =
      false;  // a newer name for the same; TensorFlow does not call the old one deprecated
};

/// `path` with module aliases resolved: tensorflow.compat.v2, tensorflow.keras, tf_keras, … The
/// text lives in `storage` when it had to be made.
std::string_view canonical_path(std::string_view path, std::string& storage);

/// A path as it was written, with the modules that only re-export TensorFlow's resolved away but
/// `tensorflow.keras` kept: what was removed under it still exists in stand-alone Keras.
std::string written_form(std::string_view path);
/// As people write it: "tf.data.AUTOTUNE".
std::string short_form(std::string_view path);

/// The row of a canonical path: exact, else that of the longest matching prefix rule; nullptr = no
/// row.
const ApiRow* find_api(std::string_view canonical);
/// A path as it is written, which no TensorFlow has: to ask for it, or to call it, raises.
bool is_absent(std::string_view path);
/// Exact rows only.
const ApiRow* find_exact_api(std::string_view canonical);
/// Method or attribute `name` of class `path`, along its bases; nullptr = no row.
const ApiRow* find_method(std::string_view class_path, std::string_view name);
/// True when class `path` is `base` or derives from it.
bool derives_from(std::string_view path, std::string_view base);
/// The class, or one that it derives from, has the trait.
bool class_has(std::string_view path, Trait trait);
/// Top-level packages outside the project that rules know ("tensorflow", "numpy", "os").
bool is_known_package(std::string_view top);

/// The path, as it is written, leads into TensorFlow.
bool is_in_tensorflow(std::string_view path);
/// The row is one of TensorFlow itself, beside Keras.
bool is_tensorflow(const ApiRow& row);

std::span<const ApiRow> api_rows();
std::span<const Deprecation> deprecations();
/// Of the name itself, as `written_form` gives it; nullptr = nothing is said of it.
const Deprecation* find_deprecation(std::string_view path);

/// Position of parameter `name` in the row, or -1.
int parameter_index(const ApiRow& row, std::string_view name);
/// Name of the parameter at a position from 0, or "".
std::string_view parameter_at(const ApiRow& row, std::size_t position);
/// Default of a parameter as Python writes it without blanks, "?" if it is no literal, "" if it has
/// none.
std::string_view default_of(const ApiRow& row, std::string_view name);

}  // namespace hyb
