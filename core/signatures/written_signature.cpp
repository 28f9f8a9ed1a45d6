#include "core/signatures/written_signature.h"

#include <algorithm>
#include <string_view>

#include "core/tensorflow/api.h"
#include "core/tensorflow/rules/rules.h"

namespace hyb {
namespace {

using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

class Reader {
 public:
  Reader(const Program& program, const flow::Engine& engine) : program_(program), engine_(engine) {}

  std::optional<std::vector<Spec>> read(ValueId written) const {
    const flow::Values& values = engine_.values();
    const ObjectId only = values.only(written);
    if (!only.exists()) return std::nullopt;
    const Object& object = values[only];
    if (object.kind != ObjectKind::List && object.kind != ObjectKind::Tuple) return std::nullopt;
    const std::optional<Spec> all = read_entry(written, 0);
    if (!all) return std::nullopt;
    return all->items;
  }

  std::optional<Spec> read_entry(ValueId written, int depth) const {
    const flow::Values& values = engine_.values();
    const ObjectId only = values.only(written);
    if (!only.exists() || depth > kMaxSpecDepth) return std::nullopt;
    const Object& object = values[only];
    Spec out;
    if (object.kind == ObjectKind::List || object.kind == ObjectKind::Tuple ||
        object.kind == ObjectKind::Dict) {
      bool fixed = true;
      std::vector<ValueId> parts = engine_.parts_of(only, &fixed);
      if (!fixed) return std::nullopt;
      out.kind = object.kind == ObjectKind::List    ? Spec::Kind::List
                 : object.kind == ObjectKind::Tuple ? Spec::Kind::Tuple
                                                    : Spec::Kind::Dict;
      if (object.kind == ObjectKind::Dict) {
        std::vector<NameId> keys = engine_.keys_of(only);
        std::sort(keys.begin(), keys.end(),
                  [&](NameId a, NameId b) { return program_.text(a) < program_.text(b); });
        parts.clear();
        for (NameId key : keys) {
          out.keys.emplace_back(program_.text(key));
          parts.push_back(engine_.held(only, key));
        }
      }
      for (ValueId part : parts) {
        std::optional<Spec> one = read_entry(part, depth + 1);
        if (!one) return std::nullopt;
        out.items.push_back(std::move(*one));
      }
      return out;
    }
    if (object.kind != ObjectKind::ExternalInstance) return std::nullopt;
    const std::string_view cls = program_.text(object.name);
    const ApiRow* row = find_exact_api(cls);
    if (row == nullptr || !row->has(Trait::Spec)) return std::nullopt;
    const std::string_view described = row->name;
    if (described == "tensorflow.RaggedTensorSpec")
      out.kind = Spec::Kind::Ragged;
    else if (described == "tensorflow.SparseTensorSpec")
      out.kind = Spec::Kind::Sparse;
    else if (described != "tensorflow.TensorSpec")
      return std::nullopt;
    const auto held = [&](std::string_view name) {
      return engine_.held(only, program_.names().find(name));
    };
    const ValueId dtype = held("dtype");
    out.dtype =
        dtype.exists() ? named_dtype(engine_, dtype, Flavor::TensorFlow) : flow::Dtype::Float32;
    if (out.dtype == flow::Dtype::Unknown) return std::nullopt;
    if (!read_shape(held("shape"), out) && !is_written_none(object)) return std::nullopt;
    return out;
  }

  // The engine takes a shape of None for one of any sizes; here it makes a difference.
  bool is_written_none(const Object& spec) const {
    if (spec.b == 0) return false;
    const NodeRef made = engine_.allocation(spec.b);
    const Tree& tree = program_.tree(made.file);
    if (tree.kind(made.node) != NodeKind::Call) return false;
    std::size_t position = 0;
    for (NodeId each : tree.children(tree.child(made.node, NodeKind::Arguments))) {
      const bool keyword = tree.kind(each) == NodeKind::Keyword;
      const bool shape = keyword ? program_.text(tree[each].name) == "shape" : position++ == 0;
      if (!shape) continue;
      const NodeId value = keyword ? tree.child(each, Field::Value) : each;
      return engine_.value_of({made.file, value}) == engine_.values().none();
    }
    return false;
  }

  // The sizes of a spec; true if they are all known.
  bool read_shape(ValueId shape, Spec& spec) const {
    const flow::Values& values = engine_.values();
    if (!shape.exists() || shape == values.unknown()) return !shape.exists();
    ObjectId only = values.only(shape);
    if (!only.exists()) return false;
    if (values[only].kind == ObjectKind::None) return true;
    if (values[only].kind == ObjectKind::ExternalInstance && values[only].a != 0)
      only = values.only(ValueId::from_index(values[only].a - 1));
    if (!only.exists() || values[only].kind != ObjectKind::Tuple) return false;
    bool fixed = true;
    flow::Dims dims;
    for (ValueId part : engine_.parts_of(only, &fixed)) {
      const ObjectId size = values.only(part);
      if (!size.exists()) return false;
      const auto number = engine_.number(part);
      if (values[size].kind == ObjectKind::None || (number && *number < 0))
        dims.push_back(flow::Dim::dynamic());
      else if (number)
        dims.push_back(flow::Dim::of(*number));
      else
        return false;
    }
    if (!fixed) return false;
    spec.dims = std::move(dims);
    return true;
  }

 private:
  const Program& program_;
  const flow::Engine& engine_;
};

}  // namespace

std::optional<std::vector<Spec>> read_signature(const Program& program, const flow::Engine& engine,
                                                ValueId written) {
  return Reader(program, engine).read(written);
}

}  // namespace hyb
