#include "core/staging/staged_faults.h"

#include <algorithm>

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::ValueId;
using Kind = StagedValue::Kind;

namespace {

bool typed(const StagedValue& value) {
  return value.kind == Kind::Tensor && value.proved && value.type.dtype != flow::Dtype::Unknown;
}

bool other_lengths(const StagedValue& a, const StagedValue& b) {
  return a.length && b.length && *a.length != *b.length;
}

bool other_structure(const StagedValue& a, const StagedValue& b) {
  const bool lengths = a.kind == Kind::Sequence && b.kind == Kind::Sequence && other_lengths(a, b);
  const bool mixed = (a.kind == Kind::Sequence && b.kind == Kind::Tensor) ||
                     (a.kind == Kind::Tensor && b.kind == Kind::Sequence);
  return lengths || mixed;
}

bool exists(ValueId value) {
  return value.exists();
}

}  // namespace

BranchFault fault_of(const StagedValue& body, const StagedValue& otherwise) {
  if (body.kind == Kind::Unknown || otherwise.kind == Kind::Unknown) return BranchFault::None;
  if (body.kind == Kind::None || otherwise.kind == Kind::None)
    return body.kind != otherwise.kind ? BranchFault::IsNone : BranchFault::None;
  if (body.kind == Kind::Object || otherwise.kind == Kind::Object) return BranchFault::Object;
  if (other_structure(body, otherwise)) return BranchFault::Structure;
  return changes_dtype(body, otherwise) ? BranchFault::Dtype : BranchFault::None;
}

BranchFault fault_of(const Program& program, const flow::Engine& engine, const BranchVariable& v) {
  if (v.unbound && !v.before.exists()) {
    // Bound in both: what an inner branch leaves out is that one's matter.
    const bool some = std::any_of(v.otherwise.begin(), v.otherwise.end(), exists);
    const bool all = std::all_of(v.otherwise.begin(), v.otherwise.end(), exists);
    if (v.in_body != v.in_otherwise)
      return (v.in_body ? v.body.exists() : some) ? BranchFault::Unbound : BranchFault::None;
    if (!v.body.exists() || !all) return BranchFault::None;
  }
  return fault_of(staged_value(program, engine, v.body),
                  staged_value(program, engine, v.otherwise));
}

ReturnFault fault_of_returns(const StagedValue& one, const StagedValue& other) {
  if (one.kind == Kind::Unknown || other.kind == Kind::Unknown) return ReturnFault::None;
  if ((one.kind == Kind::None) != (other.kind == Kind::None)) return ReturnFault::IsNone;
  if ((one.kind == Kind::Sequence) != (other.kind == Kind::Sequence) || other_lengths(one, other))
    return one.kind == Kind::Object || other.kind == Kind::Object ? ReturnFault::None
                                                                  : ReturnFault::Structure;
  return changes_dtype(one, other) ? ReturnFault::Dtype : ReturnFault::None;
}

bool changes_dtype(const StagedValue& before, const StagedValue& after) {
  return typed(before) && typed(after) && before.type.dtype != after.type.dtype;
}

bool outgrows(const StagedValue& before, const StagedValue& after) {
  if (before.kind != Kind::Tensor || after.kind != Kind::Tensor || !before.proved ||
      !after.proved || !before.type.dims || !after.type.dims)
    return false;
  const Dims& from = *before.type.dims;
  const Dims& to = *after.type.dims;
  if (from.size() != to.size()) return true;
  for (std::size_t i = 0; i < from.size(); ++i)
    if (from[i].known() && from[i] != to[i] && (to[i].known() || to[i] == Dim::dynamic()))
      return true;
  return false;
}

}  // namespace hyb
