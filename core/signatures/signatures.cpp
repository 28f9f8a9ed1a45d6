#include "core/signatures/signatures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/tensorflow/framework.h"

namespace hyb {

using flow::Dim;
using flow::Object;
using flow::ObjectId;
using flow::ObjectKind;
using flow::ValueId;

namespace {

constexpr std::string_view kReceiver = "self";  // the name that tf.function goes by

bool is_container(ObjectKind kind) {
  return kind == ObjectKind::List || kind == ObjectKind::Tuple || kind == ObjectKind::Dict;
}

/// A Python value that is the same whenever it is written.
bool is_constant(const Object& object) {
  switch (object.kind) {
    case ObjectKind::None:
      return true;
    case ObjectKind::Bool:
      return object.a < 2;
    case ObjectKind::Int:
    case ObjectKind::Float:
    case ObjectKind::Str:
      return object.name.exists();
    default:
      return false;
  }
}

/// Can a dict key stand between quotes as it is?
bool is_plain(std::string_view key) {
  return std::all_of(key.begin(), key.end(),
                     [](char c) { return c >= ' ' && c <= '~' && c != '\'' && c != '\\'; });
}

/// Number of the last ragged axis; 0 = none.
std::size_t ragged_rank(const flow::Dims& dims) {
  std::size_t last = 0;
  for (std::size_t i = 1; i < dims.size(); ++i)
    if (dims[i] == Dim::ragged()) last = i;
  return last;
}

/// Widens `spec` until it takes tensors of these sizes too.
void widen(Spec& spec, const std::optional<flow::Dims>& dims) {
  if (!spec.dims) return;
  if (!dims || dims->size() != spec.dims->size()) {
    spec.dims.reset();
    return;
  }
  for (std::size_t i = 0; i < dims->size(); ++i) {
    Dim& dim = (*spec.dims)[i];
    const Dim other = (*dims)[i];
    if (dim == Dim::ragged() || other == Dim::ragged())
      dim = Dim::ragged();
    else if (!(dim == other) || !dim.known())
      dim = Dim::dynamic();
  }
}

std::optional<Spec::Kind> tensor_kind(std::string_view cls) {
  if (cls == kRaggedClass) return Spec::Kind::Ragged;
  if (cls == kSparseClass) return Spec::Kind::Sparse;
  if (cls == kTensorClass || cls == kVariableClass || cls == kArrayClass || cls == kSymbolicClass)
    return Spec::Kind::Dense;
  return std::nullopt;
}

/// What tf.constant makes of a Python number.
std::optional<flow::Dtype> dtype_of_literal(ObjectKind kind) {
  if (kind == ObjectKind::Int) return flow::Dtype::Int32;
  if (kind == ObjectKind::Float) return flow::Dtype::Float32;
  return std::nullopt;
}

}  // namespace

std::string_view code_of(NoSignature reason) {
  switch (reason) {
    case NoSignature::None:
      break;
    case NoSignature::SpeculativeTensorParameter:
      return "SPECULATIVE_TENSOR_PARAMETER";
    case NoSignature::NonTensorParameter:
      return "NON_TENSOR_PARAMETER";
    case NoSignature::DefaultedParameterSupplied:
      return "DEFAULTED_PARAMETER_SUPPLIED";
    case NoSignature::DefaultedParameterPrecedesSpec:
      return "DEFAULTED_PARAMETER_PRECEDES_SPEC";
    case NoSignature::TensorContainerUnsupported:
      return "TENSOR_CONTAINER_UNSUPPORTED";
    case NoSignature::HeterogeneousArity:
      return "HETEROGENEOUS_ARITY";
    case NoSignature::ExpectedFailureEvidenceOnly:
      return "EXPECTED_FAILURE_EVIDENCE_ONLY";
    case NoSignature::TypeHintWithoutDtype:
      return "TYPE_HINT_WITHOUT_DTYPE";
    case NoSignature::HeterogeneousDtype:
      return "HETEROGENEOUS_DTYPE";
    case NoSignature::UnknownDtype:
      return "UNKNOWN_DTYPE";
    case NoSignature::HeterogeneousSparsity:
      return "HETEROGENEOUS_SPARSITY";
    case NoSignature::UnknownRank:
      return "UNKNOWN_RANK";
    case NoSignature::UnknownRaggedRank:
      return "UNKNOWN_RAGGED_RANK";
    case NoSignature::WithheldStaticallyReadAxes:
      return "WITHHELD_STATICALLY_READ_AXES";
    case NoSignature::NoTensorParameter:
      return "NO_TENSOR_PARAMETER";
  }
  return {};
}

Signature SignatureMaker::infer(FunctionId function, std::span<const ParameterKnowledge> parameters,
                                std::span<const AxisUse> static_reads) const {
  const FunctionInfo& info = program_.function(function);
  Signature out;
  std::vector<KnownCall> calls;
  bool assumed = false;
  bool only_failing = false;
  const bool known = known_calls(function, calls, assumed, only_failing);
  if (only_failing) {
    out.reason = NoSignature::ExpectedFailureEvidenceOnly;
    return out;
  }
  std::vector<NoSignature> reasons(parameters.size(), NoSignature::None);
  std::vector<std::optional<Spec>> specs(parameters.size());
  std::size_t last = 0;  // behind the last positional parameter with an entry
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    if (parameters[p].receiver && program_.text(info.parameters[p].name) == kReceiver) continue;
    if (parameters[p].receiver || (p == 0 && program_.text(info.parameters[p].name) == kReceiver)) {
      reasons[p] = NoSignature::NonTensorParameter;
    } else if (assumed && !info.parameters[p].default_value.exists()) {
      reasons[p] = parameters[p].annotated            ? NoSignature::TypeHintWithoutDtype
                   : parameters[p].tensor == Tri::No  ? NoSignature::NonTensorParameter
                   : parameters[p].tensor == Tri::Yes ? NoSignature::SpeculativeTensorParameter
                                                      : NoSignature::UnknownDtype;
    } else if (!known) {
      reasons[p] = NoSignature::UnknownDtype;
    } else {
      reasons[p] = entry(function, p, parameters[p], calls, specs[p]);
      // Eager code converts an array to the dtype of the tensor it meets, a graph does not.
      const std::vector<flow::Dtype>& pinned = parameters[p].pinned;
      if (specs[p] && pinned.size() > 1) reasons[p] = NoSignature::HeterogeneousDtype;
      if (specs[p] && pinned.size() == 1) specs[p]->dtype = pinned.front();
      if (specs[p] && specs[p]->is_tensor() && !can_be_specified(specs[p]->dtype))
        reasons[p] = NoSignature::UnknownDtype;
      if (specs[p]) last = p + 1;
    }
  }
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    const bool skipped = parameters[p].receiver || specs[p] || reasons[p] != NoSignature::None;
    if (!skipped && p < last) reasons[p] = NoSignature::DefaultedParameterPrecedesSpec;
    if (specs[p] && reads_open_axis(*specs[p], function, p, static_reads))
      reasons[p] = NoSignature::WithheldStaticallyReadAxes;
  }
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    if (specs[p]) out.specs.push_back(std::move(*specs[p]));
    if (reasons[p] == NoSignature::None) continue;
    out.blocking.push_back(p);
    out.reason = out.blocking.size() == 1 ? reasons[p] : std::min(out.reason, reasons[p]);
  }
  if (out.present() && out.specs.empty()) out.reason = NoSignature::NoTensorParameter;
  if (!out.present()) out.specs.clear();
  return out;
}

// An entry for the parameter, or none where it can be left out.
NoSignature SignatureMaker::entry(FunctionId function, std::size_t parameter,
                                  const ParameterKnowledge& known, std::span<const KnownCall> calls,
                                  std::optional<Spec>& spec) const {
  const FunctionInfo& info = program_.function(function);
  const Parameter& p = info.parameters[parameter];
  const bool supplied = std::any_of(calls.begin(), calls.end(), [&](const KnownCall& call) {
    return parameter >= 64 || (call.supplied >> parameter & 1U) != 0;
  });
  if (p.kind != ParameterKind::Positional)
    return supplied || known.passed_by_framework ? NoSignature::NonTensorParameter
                                                 : NoSignature::None;
  const bool has_default = p.default_value.exists();
  if (p.keyword_only && !has_default) return NoSignature::NonTensorParameter;
  if (has_default) {
    if (known.passed_by_framework) return NoSignature::DefaultedParameterSupplied;
    if (!supplied) return NoSignature::None;
    const ValueId value = engine_.value_of({info.file, p.default_value});
    const ObjectId only = engine_.values().only(value);
    const bool same = only.exists() && is_constant(engine_.values()[only]) &&
                      std::all_of(calls.begin(), calls.end(), [&](const KnownCall& call) {
                        return call.arguments[parameter] == value;
                      });
    if (same) return NoSignature::None;
    if (p.keyword_only) return NoSignature::DefaultedParameterSupplied;
  }
  std::vector<ObjectId> objects;
  for (const KnownCall& call : calls)
    for (ObjectId o : engine_.values().objects(call.arguments[parameter]))
      if (std::find(objects.begin(), objects.end(), o) == objects.end()) objects.push_back(o);
  const flow::Values& values = engine_.values();
  const bool any_tensor = std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    return values[o].kind == ObjectKind::Tensor || is_container(values[o].kind);
  });
  if (known.annotated && !any_tensor) return NoSignature::TypeHintWithoutDtype;
  // Which of them a Variable is makes a difference once it is written to, or watched by a tape.
  const bool variable = std::any_of(objects.begin(), objects.end(), [&](ObjectId o) {
    return values[o].kind == ObjectKind::Tensor && program_.text(values[o].name) == kVariableClass;
  });
  if (variable && !only_read(function, parameter, true)) return NoSignature::NonTensorParameter;
  Spec made;
  NoSignature reason =
      objects.empty() ? NoSignature::UnknownDtype : describe(objects, 0, known.wrapped, made);
  if (reason == NoSignature::NonTensorParameter && has_default)
    reason = NoSignature::DefaultedParameterSupplied;
  const bool annotation_only =
      known.annotated && std::all_of(objects.begin(), objects.end(), [&](ObjectId o) {
        return values[o].kind == ObjectKind::Tensor && values[o].origin == flow::Origin::Annotated;
      });
  if (reason == NoSignature::UnknownDtype && annotation_only)
    reason = NoSignature::TypeHintWithoutDtype;
  if (reason == NoSignature::None) spec = std::move(made);
  return reason;
}

NoSignature SignatureMaker::describe(std::span<const ObjectId> objects, int depth, bool wrapped,
                                     Spec& spec) const {
  const flow::Values& values = engine_.values();
  bool unknown = false;
  bool speculative = false;
  bool container = false;
  bool unknown_rank = false;
  bool heterogeneous_kind = false;
  bool heterogeneous_dtype = false;
  bool tensor = false;
  std::optional<std::size_t> ragged;
  for (ObjectId o : objects) {
    const Object& object = values[o];
    if (object.kind == ObjectKind::Unknown) {
      unknown = true;
      continue;
    }
    if (is_container(object.kind)) {
      container = true;
      continue;
    }
    const std::optional<flow::Dtype> literal =
        wrapped ? dtype_of_literal(object.kind) : std::nullopt;
    const auto kind = literal                             ? Spec::Kind::Dense
                      : object.kind == ObjectKind::Tensor ? tensor_kind(program_.text(object.name))
                                                          : std::nullopt;
    if (!kind) return NoSignature::NonTensorParameter;
    speculative = speculative || object.origin == flow::Origin::Assumed ||
                  object.origin == flow::Origin::Speculative;
    const flow::ArrayType type =
        literal ? flow::ArrayType{*literal, flow::Dims{}} : values.array_type(object);
    if (!can_be_specified(type.dtype)) unknown = true;
    if (!type.dims) unknown_rank = true;
    if (kind == Spec::Kind::Ragged) {
      const std::size_t rank = type.dims ? ragged_rank(*type.dims) : 0;
      if (ragged && *ragged != rank) ragged = 0;
      if (!ragged) ragged = rank;
    }
    if (!tensor) {
      spec.kind = *kind;
      spec.dtype = type.dtype;
      spec.dims = type.dims;
      widen(spec, type.dims);
      tensor = true;
      continue;
    }
    heterogeneous_kind = heterogeneous_kind || spec.kind != *kind;
    heterogeneous_dtype = heterogeneous_dtype || spec.dtype != type.dtype;
    widen(spec, type.dims);
  }
  if (container && (tensor || unknown)) return NoSignature::TensorContainerUnsupported;
  if (container) return describe_containers(objects, depth, spec);
  if (speculative) return NoSignature::SpeculativeTensorParameter;
  if (unknown) return NoSignature::UnknownDtype;
  if (heterogeneous_dtype) return NoSignature::HeterogeneousDtype;
  if (heterogeneous_kind) return NoSignature::HeterogeneousSparsity;
  if (unknown_rank) return NoSignature::UnknownRank;
  if (ragged && (*ragged == 0 || !spec.dims)) return NoSignature::UnknownRaggedRank;
  return NoSignature::None;
}

NoSignature SignatureMaker::describe_containers(std::span<const ObjectId> objects, int depth,
                                                Spec& spec) const {
  const flow::Values& values = engine_.values();
  std::vector<std::vector<ObjectId>> items;
  std::vector<NameId> keys;
  bool fits = depth < kMaxSpecDepth;
  bool same_arity = true;
  const ObjectKind kind = values[objects.front()].kind;
  for (ObjectId o : objects) {
    const Object& object = values[o];
    bool fixed = true;
    const std::vector<ValueId> parts = engine_.parts_of(o, &fixed);
    const bool named = object.kind == ObjectKind::Tuple && object.name.exists();
    if (object.kind != kind || !fixed || named) fits = false;
    if (kind == ObjectKind::Dict) {
      std::vector<NameId> own = engine_.keys_of(o);
      std::sort(own.begin(), own.end(),
                [&](NameId a, NameId b) { return program_.text(a) < program_.text(b); });
      if (o == objects.front()) keys = own;
      same_arity = same_arity && keys == own;
      for (NameId key : own) fits = fits && is_plain(program_.text(key));
      items.resize(std::max(items.size(), own.size()));
      for (std::size_t i = 0; i < own.size(); ++i)
        for (ObjectId part : values.objects(engine_.held(o, own[i]))) items[i].push_back(part);
      continue;
    }
    if (o != objects.front() && parts.size() != items.size()) same_arity = false;
    items.resize(std::max(items.size(), parts.size()));
    for (std::size_t i = 0; i < parts.size(); ++i)
      for (ObjectId part : values.objects(parts[i]))
        if (std::find(items[i].begin(), items[i].end(), part) == items[i].end())
          items[i].push_back(part);
  }
  spec.kind = kind == ObjectKind::List    ? Spec::Kind::List
              : kind == ObjectKind::Tuple ? Spec::Kind::Tuple
                                          : Spec::Kind::Dict;
  for (NameId key : keys) spec.keys.emplace_back(program_.text(key));
  NoSignature reason = NoSignature::None;
  bool any_tensor = false;
  if (depth < kMaxSpecDepth)
    for (const std::vector<ObjectId>& item : items) {
      Spec one;
      const NoSignature inner =
          item.empty() ? NoSignature::UnknownDtype : describe(item, depth + 1, false, one);
      any_tensor = any_tensor || inner != NoSignature::NonTensorParameter;
      if (reason == NoSignature::None) reason = inner;
      spec.items.push_back(std::move(one));
    }
  if (!any_tensor) return NoSignature::NonTensorParameter;
  if (!fits || reason == NoSignature::NonTensorParameter)
    return NoSignature::TensorContainerUnsupported;
  if (!same_arity) return NoSignature::HeterogeneousArity;
  return reason;
}

// A tensor of any rank goes where its rank is not asked for: not into layers, not into what is
// called with it.
bool SignatureMaker::reads_open_axis(const Spec& spec, FunctionId function, std::size_t parameter,
                                     std::span<const AxisUse> reads) const {
  if (!spec.is_tensor()) return false;
  if (!spec.dims) return !only_read(function, parameter, false);
  const auto rank = static_cast<std::int32_t>(spec.dims->size());
  const auto open = [&](std::int32_t axis) {
    return axis >= 0 && axis < rank && !(*spec.dims)[static_cast<std::size_t>(axis)].known();
  };
  if (open(0) && counts_rows(function, parameter)) return true;
  bool any_open = false;
  for (std::int32_t axis = 0; axis < rank; ++axis) any_open = any_open || open(axis);
  if (any_open && takes_shape(function, parameter)) return true;
  return std::any_of(reads.begin(), reads.end(), [&](const AxisUse& read) {
    if (read.parameter != parameter || read.axis == AxisUse::kRank) return false;
    if (read.axis != AxisUse::kEvery) return open(read.axis < 0 ? read.axis + rank : read.axis);
    return any_open;
  });
}

}  // namespace hyb
