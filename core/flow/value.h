#pragma once

// Abstract values. An Object is one thing a Python expression may denote; a Value is a small set of
// objects. Both are interned, so equality is id equality, and a joined pair is remembered. Made and
// read by the engine; checks read them through the facts. Bottom (no id) means "never computed".
//
// Tensors of one class, numbers, strings and lists of one place are merged when there are too many
// of them in a set, and outside objects of one class when the set is full; one that outgrows
// kMaxObjects all the same becomes Unknown: precision is given up, never soundness.

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/base/hash_index.h"
#include "core/base/id.h"
#include "core/base/interner.h"
#include "core/flow/array_type.h"
#include "core/program/program.h"

namespace hyb::flow {

using ObjectId = Id<struct ObjectTag>;
using ValueId = Id<struct ValueTag>;
using ContextId = Id<struct ContextTag>;
using ListId = Id<struct ListTag>;          // an interned sequence of values
using BindingsId = Id<struct BindingsTag>;  // an interned argument list

enum class ObjectKind : std::uint8_t {
  Unknown,  // anything at all; a = 1: what a caller outside the program hands in, or comes of that
  None,
  Bool,      // a = 0 or 1; 2 = either
  Int,       // name = its decimal text; no name = any int
  Float,     // name = its text; no name = any float
  Str,       // name = its text; no name = any str
  Plain,     // a Python object of a builtin type without structure of interest; name = type;
             // a = 1: whatever comes of it is such an object too (parsed arguments, JSON)
  Module,    // a = FileId
  Folder,    // a namespace package; name = absolute folder
  External,  // a module, class or function outside the project; name = dotted path
  Function,  // a = FunctionId, b = ContextId of its closure
  Class,     // a = ClassId, b = ContextId it was defined in
  Instance,  // a = ObjectId of its Class, b = allocation site
  ExternalInstance,  // name = path of its class, a = ValueId it holds (elements), b = site or 0
  Tensor,            // name = path of its class (tensorflow.Tensor, tensorflow.Variable,
                     // numpy.ndarray, keras.KerasTensor, …), a = ShapeId, b = site of a variable
  BoundMethod,       // a = receiver ObjectId, b = function ObjectId
  GraphFunction,     // what tf.function returns: a = wrapped ObjectId, b = decoration number
  Partial,           // a = callee ObjectId, b = BindingsId
  Property,          // a = getter ObjectId, b = setter ObjectId (0 = none)
  StaticMethod,      // a = function ObjectId
  ClassMethod,       // a = function ObjectId
  TupleClass,        // made by namedtuple: name = its fields, blank-separated
  Super,             // a = ObjectId of the class to start behind, b = receiver ObjectId
  Tuple,             // a = ListId; name = fields of a named tuple, blank-separated, b = ObjectId of
                     // its Class, if the project has one
  List,              // b = site; a = ListId of the elements it was made with (open: any number of
                     // one element), what is added later lives in a cell
  Dict,              // b = site; constant keys are attributes, the rest one cell
  Slice,             // a = ListId of start, stop, step
  Iterator,          // a = ValueId of its elements; b = 1: it yields each of them once, b = 0: it
                     // may begin anew (range, views of dicts)
  Generator,         // a = ContextId that yields
};

struct Object {
  ObjectKind kind = ObjectKind::Unknown;
  NameId name{};
  std::uint32_t a = 0;
  std::uint32_t b = 0;
  Dtype dtype = Dtype::Unknown;    // of a Tensor
  Origin origin = Origin::Proved;  // of a Tensor
  bool open = false;               // of a List or Tuple: any number of its one element
  bool summary = false;            // stands for several of its kind, and takes in any other
  friend bool operator==(const Object&, const Object&) = default;
};
static_assert(sizeof(Object) == 20);

/// Its attributes, elements and results are objects of the same kind: data of a library, what
/// somebody hands in.
constexpr bool keeps_kind(const Object& object) {
  return (object.kind == ObjectKind::Plain || object.kind == ObjectKind::Unknown) && object.a == 1;
}
/// Not known, but whoever calls hands it in, and so knows what it does.
constexpr bool is_handed(const Object& object) {
  return object.kind == ObjectKind::Unknown && object.a == 1;
}

/// One argument of a call: its value, and the row it was written as (for reports).
struct Argument {
  NameId keyword;  // none = positional
  ValueId value;
  NodeRef node;
  friend bool operator==(const Argument&, const Argument&) = default;
};

/// What a call passes. `open` = a star argument of unknown length or keys came along.
struct Bindings {
  std::vector<Argument> arguments;  // positional first
  bool open = false;
  friend bool operator==(const Bindings&, const Bindings&) = default;
  /// The argument for a parameter with that keyword and position, or nullptr.
  const Argument* find(NameId keyword, std::size_t position) const;
  std::size_t positional_count() const;
};

/// The bounds that keep sets small: more members of one kind become one that stands for all.
constexpr std::size_t kMaxTensorsInValue = 6;
constexpr std::size_t kMaxNumbersInValue = 8;
constexpr std::size_t kMaxListsInValue = 3;

/// The members of a value, held by value: stays good while new values are made.
class Members {
 public:
  static constexpr std::size_t kMax = 12;
  explicit Members(std::span<const ObjectId> objects) : count_(objects.size()) {
    std::copy(objects.begin(), objects.end(), objects_.begin());
  }
  const ObjectId* begin() const { return objects_.data(); }
  const ObjectId* end() const { return objects_.data() + count_; }

 private:
  std::array<ObjectId, kMax> objects_;
  std::size_t count_;
};

class Values {
 public:
  static constexpr std::size_t kMaxObjects = Members::kMax;

  Values();
  ObjectId object(const Object& object);
  const Object& operator[](ObjectId id) const { return objects_[id.index()]; }
  ValueId value(ObjectId object) { return single(object); }
  ValueId value(const Object& object) { return single(this->object(object)); }
  ValueId unknown() const { return unknown_; }
  /// What a caller outside the program hands in: not known either, but whoever calls does know it.
  ValueId handed() const { return handed_; }
  ValueId none() const { return none_; }
  /// Sorted by id; empty for bottom.
  std::span<const ObjectId> objects(ValueId value) const {
    return value.exists() ? sets_[value.index()] : Set{};
  }
  Members members(ValueId value) const { return Members(objects(value)); }
  ValueId join(ValueId a, ValueId b) {
    if (a == b || !b.exists()) return a;
    return a.exists() ? join_sets(a, b) : b;
  }
  /// Join for places that keep growing (loops, cells): members of one kind become one that stands
  /// for all of them, so that a chain of widenings is short.
  ValueId widen(ValueId a, ValueId b);
  /// The value with members of one kind merged; `constants`: numbers and strings lose theirs.
  ValueId merged(ValueId value, bool constants);
  bool is_unknown(ValueId value) const { return value == unknown_ || value == handed_; }
  bool may_be_unknown(ValueId value) const;
  /// The only object of the value, or none.
  ObjectId only(ValueId value) const {
    const std::span<const ObjectId> set = objects(value);
    return set.size() == 1 ? set.front() : ObjectId{};
  }
  /// The value without objects for which `drop` says true; bottom if nothing is left.
  template <class Drop>
  ValueId filter(ValueId value, Drop&& drop) {
    ValueId out;
    for (ObjectId o : members(value))
      if (!drop((*this)[o])) out = join(out, single(o));
    return out;
  }

  ShapeId shape(const Dims& dims);
  ShapeId shape(const std::optional<Dims>& dims) { return dims ? shape(*dims) : ShapeId{}; }
  /// Dimensions of an interned shape; nullptr = rank unknown.
  const Dims* dims(ShapeId shape) const {
    return shape.exists() ? &shapes_[shape.index()] : nullptr;
  }
  const Dims* dims(const Object& tensor) const {
    return tensor.a == 0 ? nullptr : &shapes_[tensor.a - 1];
  }
  ArrayType array_type(const Object& tensor) const {
    const Dims* known = dims(tensor);
    return {tensor.dtype, known == nullptr ? std::nullopt : std::optional<Dims>(*known)};
  }
  ValueId integer(std::int64_t number, Interner& names);
  ValueId any_int() { return value(Object{.kind = ObjectKind::Int}); }
  ValueId any_float() { return value(Object{.kind = ObjectKind::Float}); }
  ValueId any_bool() { return value(Object{.kind = ObjectKind::Bool, .a = 2}); }
  ValueId any_str() { return value(Object{.kind = ObjectKind::Str}); }
  ValueId tuple(std::vector<ValueId> elements);
  /// A tuple of unknown length.
  ValueId open_tuple(ValueId element);

  ListId list(std::vector<ValueId> elements);
  const std::vector<ValueId>& list(ListId id) const { return lists_[id.index()]; }
  BindingsId bindings(Bindings bindings);
  const Bindings& bindings(BindingsId id) const { return bindings_[id.index()]; }

  std::size_t object_count() const { return objects_.size(); }
  std::size_t value_count() const { return sets_.size(); }

 private:
  using Set = std::span<const ObjectId>;

  ValueId single(ObjectId object) {
    const ValueId known = singles_[object.index()];
    return known.exists() ? known : intern_set(Set(&object, 1));
  }
  ValueId join_sets(ValueId a, ValueId b);
  ValueId intern_set(Set set);
  Set keep(Set set);
  void merge_members(std::vector<ObjectId>& set, bool always, bool constants);
  void merge_instances(std::vector<ObjectId>& set);
  void absorb_instances(std::vector<ObjectId>& set) const;
  ObjectId merge_pair(ObjectId a, ObjectId b);
  ObjectId merge_alike(ObjectId a, ObjectId b);  // of one kind

  std::vector<Object> objects_;
  HashIndex object_index_;
  std::vector<Set> sets_;  // their members lie in blocks_
  std::vector<std::unique_ptr<ObjectId[]>> blocks_;
  std::size_t block_used_ = 0;
  HashIndex set_index_;
  std::vector<ValueId> singles_;  // by object
  KeyIndex joins_;
  KeyIndex merges_;                         // by value and whether constants are merged
  KeyIndex pairs_;                          // by two objects; 0 = they may not be merged
  std::deque<std::vector<ValueId>> lists_;  // deques: what is read stays where it is
  HashIndex list_index_;
  std::deque<Dims> shapes_;
  HashIndex shape_index_;
  std::deque<Bindings> bindings_;
  HashIndex bindings_index_;
  ObjectId unknown_object_;
  ObjectId handed_object_;
  ValueId unknown_;
  ValueId handed_;
  ValueId none_;
};

}  // namespace hyb::flow
