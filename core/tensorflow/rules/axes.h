#pragma once

// What rules on shapes share: axes and sizes that arguments name, and sizes that two things must
// have in common. Used by the rules of core/tensorflow/rules; all of it answers with less, never
// with a guess, where an argument is not known.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/tensorflow/rules/rules.h"

namespace hyb {

/// The axis an int parameter names, counted from the front; `fallback` if it is not given or None,
/// or there is no such parameter ("").
/// nullopt = not known. Out of range: the call is refused.
std::optional<std::size_t> axis_of(const RuleCall& call, std::string_view parameter,
                                   std::size_t rank, std::int64_t fallback);
/// The size that an int or tensor parameter says.
flow::Dim size_of(const RuleCall& call, std::string_view parameter);
/// True if the argument is a tensor, and nothing that becomes one.
bool is_tensor(const RuleCall& call, std::string_view parameter);
/// The ints of a list or tuple value; nullopt = some are not known.
std::optional<std::vector<std::int64_t>> numbers(const RuleCall& call, flow::ValueId value);
/// The size both have; two different numbers refuse the call.
flow::Dim meet(const RuleCall& call, flow::Dim a, flow::Dim b);
/// Axis by axis; one of unknown rank is whatever the other is.
std::optional<flow::Dims> meet(const RuleCall& call, const std::optional<flow::Dims>& a,
                               const std::optional<flow::Dims>& b);
/// So many axes of unknown size.
inline flow::Dims any_dims(std::size_t rank) {
  return flow::Dims(rank, flow::Dim::fixed());
}
/// The sum of two sizes, and the product.
flow::Dim sum(flow::Dim a, flow::Dim b);
flow::Dim product(flow::Dim a, flow::Dim b);
/// The shapes of the parts of a list argument, or of the slices of a tensor; nullopt = how many
/// there are is not known, then `each` says what any of them is.
std::optional<std::vector<std::optional<flow::Dims>>> shapes_of_parts(
    const RuleCall& call, std::string_view parameter, std::optional<flow::Dims>* each);
/// The number that a rule has as its argument.
std::size_t count_of(std::string_view digits);

}  // namespace hyb
