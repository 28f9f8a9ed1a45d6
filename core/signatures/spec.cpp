#include "core/signatures/spec.h"

#include <algorithm>
#include <cstddef>

namespace hyb {

using flow::Dim;

namespace {

std::string shape_text(const std::optional<flow::Dims>& dims) {
  if (!dims) return "None";
  std::string out = "(";
  for (std::size_t i = 0; i < dims->size(); ++i) {
    if (i > 0) out += ", ";
    const Dim dim = (*dims)[i];
    out += dim.known() ? std::to_string(dim.size) : "None";
  }
  return out + (dims->size() == 1 ? ",)" : ")");
}

std::string tensor_text(const Spec& spec, std::string_view alias) {
  std::string out(alias);
  out += spec.kind == Spec::Kind::Ragged   ? ".RaggedTensorSpec(shape="
         : spec.kind == Spec::Kind::Sparse ? ".SparseTensorSpec(shape="
                                           : ".TensorSpec(shape=";
  out.append(shape_text(spec.dims)).append(", dtype=").append(alias).append(".");
  out += flow::dtype_name(spec.dtype);
  if (spec.kind == Spec::Kind::Ragged && spec.dims) {
    // Left out, every axis but the first counts as ragged.
    std::size_t last = 0;
    for (std::size_t i = 0; i < spec.dims->size(); ++i)
      if ((*spec.dims)[i] == Dim::ragged()) last = i;
    if (last + 1 != spec.dims->size()) out += ", ragged_rank=" + std::to_string(last);
  }
  return out + ")";
}

Relation both(Relation a, Relation b) {
  if (a == Relation::Agrees) return b;
  if (b == Relation::Agrees || a == b) return a;
  return Relation::Incomparable;
}

Relation compare_dims(const std::optional<flow::Dims>& given,
                      const std::optional<flow::Dims>& needed) {
  if (!given || !needed)
    return given ? Relation::Tighter : needed ? Relation::Broader : Relation::Agrees;
  if (given->size() != needed->size()) return Relation::Incomparable;
  Relation out = Relation::Agrees;
  for (std::size_t i = 0; i < given->size(); ++i) {
    const Dim a = (*given)[i];
    const Dim b = (*needed)[i];
    if (a.known() && b.known())
      out = both(out, a == b ? Relation::Agrees : Relation::Incomparable);
    else if (a.known() != b.known())
      out = both(out, a.known() ? Relation::Tighter : Relation::Broader);
  }
  return out;
}

}  // namespace

std::string text_of(const Spec& spec, std::string_view alias) {
  if (spec.is_tensor()) return tensor_text(spec, alias);
  const bool dict = spec.kind == Spec::Kind::Dict;
  std::string out = spec.kind == Spec::Kind::List ? "[" : dict ? "{" : "(";
  for (std::size_t i = 0; i < spec.items.size(); ++i) {
    if (i > 0) out += ", ";
    if (dict) out.append("'").append(spec.keys[i]).append("': ");
    out += text_of(spec.items[i], alias);  // as deep as kMaxSpecDepth
  }
  if (spec.kind == Spec::Kind::Tuple && spec.items.size() == 1) out += ",";
  return out + (spec.kind == Spec::Kind::List ? "]" : dict ? "}" : ")");
}

std::string text_of(const std::vector<Spec>& signature, std::string_view alias) {
  Spec list;
  list.kind = Spec::Kind::List;
  list.items = signature;
  return text_of(list, alias);
}

std::string_view name_of(Relation relation) {
  switch (relation) {
    case Relation::Agrees:
      return "agrees";
    case Relation::Tighter:
      return "tighter";
    case Relation::Broader:
      return "broader";
    case Relation::Incomparable:
      break;
  }
  return "incomparable";
}

Relation compare(const Spec& given, const Spec& needed) {
  if (given.kind != needed.kind || given.keys != needed.keys) return Relation::Incomparable;
  if (!given.is_tensor()) return compare(given.items, needed.items);
  if (given.dtype != needed.dtype) return Relation::Incomparable;
  return compare_dims(given.dims, needed.dims);
}

Relation compare(const std::vector<Spec>& given, const std::vector<Spec>& needed) {
  if (given.size() != needed.size()) return Relation::Incomparable;
  Relation out = Relation::Agrees;
  for (std::size_t i = 0; i < given.size(); ++i) out = both(out, compare(given[i], needed[i]));
  return out;
}

bool can_be_specified(flow::Dtype dtype) {
  using flow::Dtype;
  switch (dtype) {
    case Dtype::Unknown:
    case Dtype::Int4:
    case Dtype::Uint4:
    case Dtype::Float8e5m2:
    case Dtype::Float8e4m3fn:
    case Dtype::Variant:
    case Dtype::Resource:
      return false;
    case Dtype::Bool:
    case Dtype::Int8:
    case Dtype::Int16:
    case Dtype::Int32:
    case Dtype::Int64:
    case Dtype::Uint8:
    case Dtype::Uint16:
    case Dtype::Uint32:
    case Dtype::Uint64:
    case Dtype::Float16:
    case Dtype::Bfloat16:
    case Dtype::Float32:
    case Dtype::Float64:
    case Dtype::Complex64:
    case Dtype::Complex128:
    case Dtype::String:
    case Dtype::Qint8:
    case Dtype::Qint16:
    case Dtype::Qint32:
    case Dtype::Quint8:
    case Dtype::Quint16:
      return true;
  }
  return false;
}

}  // namespace hyb
