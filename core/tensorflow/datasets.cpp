// What a tf.data pipeline yields: the structure of its elements, carried from step to step. Part of
// Framework. A Dataset object holds the value of one element.

#include <algorithm>
#include <functional>

#include "core/tensorflow/framework.h"
#include "core/tensorflow/structures.h"

namespace hyb {

using flow::ArrayType;
using flow::Bindings;
using flow::Dim;
using flow::Dims;
using flow::Dtype;
using flow::Engine;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::Origin;
using flow::Site;
using flow::ValueId;
using flow::Values;

namespace {

ValueId value_id(std::uint32_t raw) {
  return raw == 0 ? ValueId{} : ValueId::from_index(raw - 1);
}

ValueId with_dims(Engine& engine, ObjectId o, const std::function<void(Dims&)>& change) {
  const Object object = engine.values()[o];
  if (object.kind != ObjectKind::Tensor) return engine.values().value(o);
  ArrayType type = engine.values().array_type(object);
  if (type.dims) change(*type.dims);
  return engine.tensor(engine.names().text(object.name), type, object.origin);
}

}  // namespace

// A dataset knows the call that made it: what a pipeline is made of is read off its objects.
ValueId Framework::dataset_of(const Call& call, ValueId element) {
  return call.engine.external_instance(kDatasetClass, element, call.site.node);
}

ValueId Framework::element_of(Engine& engine, ValueId dataset) {
  Values& values = engine.values();
  ValueId element;
  for (ObjectId o : values.members(dataset))
    if (values[o].kind == ObjectKind::ExternalInstance)
      element = values.join(element, value_id(values[o].a));
  return element;
}

// Python values and arrays as the tensors that TensorFlow makes of them; lists become tensors, as
// tf.data has it.
ValueId Framework::as_tensors(Engine& engine, ValueId structure, Site site) {
  return map_structure(engine, structure, site, Lists::Leaves, [&](ObjectId o) {
    const Object object = engine.values()[o];
    if (object.kind == ObjectKind::Unknown) return engine.values().unknown();
    if (object.kind == ObjectKind::Tensor && engine.names().text(object.name) != kArrayClass &&
        engine.names().text(object.name) != kVariableClass)
      return engine.values().value(o);
    if (object.kind == ObjectKind::ExternalInstance || object.kind == ObjectKind::Instance)
      return engine.values().value(o);
    const ArrayType type = array_of(engine, engine.values().value(o), Flavor::TensorFlow);
    return engine.tensor(kTensorClass, type);
  });
}

// What a tf.data function is given: the element, a tuple of elements part by part.
Bindings Framework::dataset_arguments(const Call& call, ValueId dataset) {
  Engine& engine = call.engine;
  Bindings out;
  const ValueId element = element_of(engine, dataset);
  const ObjectId only = engine.values().only(element);
  const auto parts = only.exists() ? engine.parts(only) : std::nullopt;
  if (parts && !parts->open) {
    for (ValueId part : parts->each) out.arguments.push_back({{}, part, call.site.node});
  } else {
    out.arguments.push_back({{}, element.exists() ? element : tensor(engine), call.site.node});
    out.open = !element.exists();
  }
  return out;
}

// The element that a TensorSpec, or a structure of them, describes; bottom if it is none.
ValueId Framework::of_spec(Engine& engine, ValueId spec, Origin origin) {
  Values& values = engine.values();
  ValueId out;
  for (ObjectId o : values.members(spec)) {
    const Object object = values[o];
    if (const auto parts = engine.parts(o)) {
      std::vector<ValueId> each;
      for (ValueId part : parts->each) {
        const ValueId one = of_spec(engine, part, origin);
        if (!one.exists()) return {};
        each.push_back(one);
      }
      out = values.join(
          out, parts->open ? values.open_tuple(each.front()) : values.tuple(std::move(each)));
      continue;
    }
    if (object.kind == ObjectKind::Dict) {
      const ObjectId made =
          values.object(Object{.kind = ObjectKind::Dict, .a = o.raw(), .b = object.b});
      for (ObjectId key : values.members(engine.dict_keys(o))) {
        const NameId name = values[key].name;
        if (!name.exists()) continue;
        const ValueId one = of_spec(engine, engine.read_attribute(o, name), origin);
        if (one.exists()) engine.write_attribute(made, name, one);
      }
      out = values.join(out, values.value(made));
      continue;
    }
    if (object.kind != ObjectKind::ExternalInstance) return {};
    const std::string_view cls = engine.names().text(object.name);
    const ApiRow* made = find_exact_api(cls);
    if (made == nullptr || !made->has(Trait::Spec)) return {};
    // The spec as a call of its constructor: its arguments are kept on it.
    const Bindings none;
    const RuleCall kept(engine, *made, none, values.value(o));
    ArrayType type;
    type.dims = kept.sizes("self.shape");
    type.dtype = kept.dtype("self.dtype");
    if (!kept.value("self.dtype").exists() || kept.is_none("self.dtype"))
      type.dtype = Dtype::Float32;
    std::string_view as = kTensorClass;
    if (cls.find("Ragged") != std::string_view::npos) {
      as = kRaggedClass;
      const auto rank = kept.integer("self.ragged_rank");
      if (type.dims)
        for (std::size_t i = 1; i < type.dims->size(); ++i)
          if ((*type.dims)[i] == Dim::dynamic() && (!rank || static_cast<std::int64_t>(i) <= *rank))
            (*type.dims)[i] = Dim::ragged();
    } else if (cls.find("Sparse") != std::string_view::npos) {
      as = kSparseClass;
    }
    out = values.join(out, engine.tensor(as, type, origin));
  }
  return out;
}

ValueId Framework::dataset_result(const Call& call, const ApiRow& row, ValueId receiver,
                                  ValueId callback) {
  Engine& engine = call.engine;
  Values& values = engine.values();
  const RuleCall judged(engine, row, call.bindings, receiver);
  const ValueId element = element_of(engine, receiver);
  const auto scalar = [&](Dtype dtype) { return engine.tensor(kTensorClass, {dtype, Dims{}}); };
  switch (row.result) {
    case ApiResult::DatasetOfArguments: {  // from_tensors: as it is; from_tensor_slices: row by row
      const ValueId given =
          call.bindings.arguments.empty() ? ValueId{} : call.bindings.arguments.front().value;
      ValueId whole = as_tensors(engine, given, call.site);
      if (row.has(Trait::Slices))
        whole = map_structure(engine, whole, call.site, Lists::Leaves, [&](ObjectId o) {
          // What is not known comes back as a tensor, unless it is a structure of them.
          if (values[o].kind == ObjectKind::Unknown && o != values.only(whole))
            return engine.tensor(kTensorClass, {}, Origin::Assumed);
          return with_dims(engine, o, [](Dims& dims) {
            if (!dims.empty()) dims.erase(dims.begin());
          });
        });
      if (values.may_be_unknown(whole) || !whole.exists()) whole = ValueId{};
      return dataset_of(call, whole);
    }
    case ApiResult::DatasetOfCallback:
      if (!callback.exists() || values.is_unknown(callback)) return dataset_of(call, {});
      return dataset_of(call, as_tensors(engine, callback, call.site));
    case ApiResult::DatasetOfSpec: {
      ValueId made;
      const ValueId signature = judged.value("output_signature");
      if (signature.exists() && signature != values.none()) {
        made = of_spec(engine, signature, Origin::Proved);
      } else if (const ValueId types = judged.value("output_types");
                 types.exists() && types != values.none()) {
        const ValueId shapes = judged.value("output_shapes");
        const bool no_shapes = !shapes.exists() || shapes == values.none();
        made = map_structure(engine, types, call.site, Lists::Leaves, [&](ObjectId o) {
          const Dtype dtype = named_dtype(engine, values.value(o), Flavor::TensorFlow);
          return engine.tensor(kTensorClass, {dtype, std::nullopt});
        });
        const ObjectId shape = values.only(shapes);
        const ObjectId only = values.only(made);
        if (!no_shapes && only.exists() && values[only].kind == ObjectKind::Tensor) {
          ArrayType type = values.array_type(values[only]);
          type.dims = judged.sizes("output_shapes");
          made = engine.tensor(kTensorClass, type);
        } else if (!no_shapes && only.exists() && shape.exists()) {
          const auto parts = engine.parts(only);
          const auto sizes = engine.parts(shape);
          if (parts && sizes && parts->each.size() == sizes->each.size()) {
            std::vector<ValueId> each;
            for (std::size_t i = 0; i < parts->each.size(); ++i) {
              Bindings one;
              one.arguments.push_back(
                  {engine.name("output_shapes"), sizes->each[i], call.site.node});
              const RuleCall part(engine, row, one, {});
              const ObjectId leaf = values.only(parts->each[i]);
              if (!leaf.exists() || values[leaf].kind != ObjectKind::Tensor) {
                each.push_back(parts->each[i]);
                continue;
              }
              each.push_back(
                  engine.tensor(kTensorClass, {values[leaf].dtype, part.sizes("output_shapes")}));
            }
            made = values.tuple(std::move(each));
          }
        }
      }
      return dataset_of(call, made);
    }
    case ApiResult::DatasetBatched: {
      const auto drop = judged.boolean("drop_remainder");
      const auto size = judged.integer("batch_size");
      const Dim lead = drop == true && size ? Dim::of(*size)
                       : drop == true       ? Dim::fixed()
                                            : Dim::dynamic();
      const bool pads = row.has(Trait::Pads);
      return dataset_of(call,
                        map_structure(engine, element, call.site, Lists::Leaves, [&](ObjectId o) {
                          return with_dims(engine, o, [&](Dims& dims) {
                            if (pads)
                              for (Dim& dim : dims)
                                if (!dim.known()) dim = Dim::dynamic();
                            dims.insert(dims.begin(), lead);
                          });
                        }));
    }
    case ApiResult::DatasetUnbatched:
      return dataset_of(call,
                        map_structure(engine, element, call.site, Lists::Leaves, [&](ObjectId o) {
                          return with_dims(engine, o, [](Dims& dims) {
                            if (!dims.empty()) dims.erase(dims.begin());
                          });
                        }));
    case ApiResult::DatasetZipped: {
      const ValueId given =
          call.bindings.arguments.size() == 1 ? call.bindings.arguments.front().value : ValueId{};
      if (given.exists())
        return dataset_of(
            call, map_structure(engine, given, call.site, Lists::Leaves,
                                [&](ObjectId o) { return element_of(engine, values.value(o)); }));
      std::vector<ValueId> each;
      for (const flow::Argument& a : call.bindings.arguments)
        each.push_back(element_of(engine, a.value));
      return dataset_of(call, values.tuple(std::move(each)));
    }
    case ApiResult::DatasetEnumerated:
      return dataset_of(call, values.tuple({scalar(Dtype::Int64), element}));
    case ApiResult::DatasetOfWindows:
      return dataset_of(
          call, map_structure(engine, element, call.site, Lists::Leaves,
                              [&](ObjectId o) { return dataset_of(call, values.value(o)); }));
    case ApiResult::DatasetFlat:
      return dataset_of(call, element_of(engine, callback));
    case ApiResult::DatasetOfStrings:
      return dataset_of(call, scalar(Dtype::String));
    case ApiResult::DatasetOfIntegers:
      return dataset_of(call, scalar(Dtype::Int64));
    case ApiResult::DistributedDataset: {  // of the argument, or of what the callback makes
      const ValueId given = callback.exists() ? callback
                            : call.bindings.arguments.empty()
                                ? ValueId{}
                                : call.bindings.arguments.front().value;
      return engine.external_instance(kDistributedClass, element_of(engine, given));
    }
    case ApiResult::DatasetJoined: {  // of this one, and those in the arguments
      ValueId all = element;
      for (const flow::Argument& a : call.bindings.arguments) {
        all = values.join(all, element_of(engine, a.value));
        for (ObjectId o : values.members(a.value))
          if (const auto parts = engine.parts(o))
            for (ValueId part : parts->each) all = values.join(all, element_of(engine, part));
      }
      return dataset_of(call, all);
    }
    case ApiResult::DatasetLoaded: {
      const ValueId split = judged.value("split");
      const ValueId described = judged.value("with_info");
      const ObjectId only = split.exists() ? values.only(split) : ObjectId{};
      const ObjectId told = described.exists() ? values.only(described) : ObjectId{};
      const bool plain = !described.exists() || (told.exists() && values[told].a == 0);
      const bool with_info = told.exists() && values[told].a == 1;
      if (!only.exists() || plain == with_info) return values.unknown();
      ValueId made = dataset_of(call, {});
      if (const auto parts = engine.parts(only)) {
        if (parts->open) return values.unknown();
        made = values.tuple(std::vector<ValueId>(parts->each.size(), made));
      } else if (values[only].kind != ObjectKind::Str) {
        return values.unknown();  // none: a dict of all splits
      }
      return with_info ? values.tuple({made, values.unknown()}) : made;
    }
    case ApiResult::Self:
      return dataset_of(call, element);
    default:
      return dataset_of(call, {});
  }
}

}  // namespace hyb
