// Rules of matrix products and linear algebra.

#include <algorithm>
#include <map>

#include "core/tensorflow/rules/axes.h"

namespace hyb {

using flow::Dim;
using flow::Dims;
using flow::ValueId;

namespace {

// The matrix with its last axes exchanged if one of the two flags says so; nullopt = a flag or the
// rank is not known.
std::optional<Dims> oriented(const RuleCall& call, std::string_view matrix,
                             std::string_view transpose, std::string_view adjoint) {
  auto dims = call.dims(matrix);
  const auto first = call.boolean(transpose);
  const auto second = call.boolean(adjoint);
  if (!dims || !first || !second) return std::nullopt;
  if (dims->size() < 2) {
    call.refuse();
    return std::nullopt;
  }
  if (*first || *second) std::swap((*dims)[dims->size() - 1], (*dims)[dims->size() - 2]);
  return dims;
}

Dim smaller(Dim a, Dim b) {
  if (a == b) return a;
  if (a.known() && b.known()) return Dim::of(std::min(a.size, b.size));
  return a == Dim::dynamic() || b == Dim::dynamic() ? Dim::dynamic() : Dim::fixed();
}

// One operand of an equation: its axes by label, the ones under an ellipsis apart.
struct Operand {
  std::string_view labels;
  Dims dims;
};

// Fits labels to sizes. False: they do not fit, or the rank is not known.
bool assign(const RuleCall& call, const Operand& operand, std::map<char, Dim>& sizes,
            std::optional<Dims>& ellipsis) {
  const std::size_t dots = operand.labels.find("...");
  const bool has = dots != std::string_view::npos;
  const std::size_t named = operand.labels.size() - (has ? 3 : 0);
  if (operand.dims.size() < named || (!has && operand.dims.size() != named)) {
    call.refuse();
    return false;
  }
  const std::size_t hidden = operand.dims.size() - named;
  std::size_t axis = 0;
  for (std::size_t i = 0; i < operand.labels.size(); ++i) {
    if (has && i == dots) {
      const auto first = operand.dims.begin() + static_cast<std::ptrdiff_t>(axis);
      const Dims under(first, first + static_cast<std::ptrdiff_t>(hidden));
      ellipsis = ellipsis ? broadcast_dims(ellipsis, under) : under;
      axis += hidden;
      i += 2;
      continue;
    }
    const Dim size = operand.dims[axis++];
    const auto [at, fresh] = sizes.try_emplace(operand.labels[i], size);
    if (fresh) continue;
    if (at->second == Dim::of(1))
      at->second = size;
    else if (size != Dim::of(1))
      at->second = meet(call, at->second, size);
  }
  return true;
}

}  // namespace

std::optional<Dims> shape_matmul(const RuleCall& call, RuleArguments a) {
  const auto left = oriented(call, a[0], a[2], a[3]);
  const auto right = oriented(call, a[1], a[4], a[5]);
  if (!left || !right) return std::nullopt;
  const Dim inner = left->back();
  const Dim same = (*right)[right->size() - 2];
  if (inner.known() && same.known() && inner != same) {
    call.refuse();
    return std::nullopt;
  }
  return matmul_dims(left, right);
}

std::optional<Dims> shape_matvec(const RuleCall& call, RuleArguments a) {
  const auto matrix = oriented(call, a[0], a[2], a[3]);
  const auto vector = call.dims(a[1]);
  if (!matrix || !vector) return std::nullopt;
  if (vector->empty()) {
    call.refuse();
    return std::nullopt;
  }
  meet(call, matrix->back(), vector->back());
  auto out = broadcast_dims(Dims(matrix->begin(), matrix->end() - 2),
                            Dims(vector->begin(), vector->end() - 1));
  if (out) out->push_back((*matrix)[matrix->size() - 2]);
  return out;
}

std::optional<Dims> shape_tensordot(const RuleCall& call, RuleArguments a) {
  const auto left = call.dims(a[0]);
  const auto right = call.dims(a[1]);
  if (!left || !right) return std::nullopt;
  std::vector<bool> left_gone(left->size());
  std::vector<bool> right_gone(right->size());
  if (const auto count = call.integer(a[2])) {
    const std::size_t n = static_cast<std::size_t>(std::max<std::int64_t>(*count, 0));
    if (*count < 0 || n > left->size() || n > right->size()) {
      call.refuse();
      return std::nullopt;
    }
    for (std::size_t i = 0; i < n; ++i) left_gone[left->size() - n + i] = right_gone[i] = true;
  } else {
    const auto pair = call.items(a[2]);
    if (!pair || pair->size() != 2) return std::nullopt;
    for (std::size_t side = 0; side < 2; ++side) {
      std::vector<bool>& gone = side == 0 ? left_gone : right_gone;
      auto axes = numbers(call, (*pair)[side]);
      if (const auto one = call.engine().number((*pair)[side])) axes = {*one};
      if (!axes) return std::nullopt;
      for (std::int64_t axis : *axes) {
        const auto at = normal_axis(axis, gone.size());
        if (!at) return std::nullopt;
        gone[*at] = true;
      }
    }
  }
  Dims out;
  for (std::size_t i = 0; i < left->size(); ++i)
    if (!left_gone[i]) out.push_back((*left)[i]);
  for (std::size_t i = 0; i < right->size(); ++i)
    if (!right_gone[i]) out.push_back((*right)[i]);
  return out;
}

std::optional<Dims> shape_einsum(const RuleCall& call, RuleArguments a) {
  const auto written = call.string(a[0]);
  if (!written) return std::nullopt;
  std::string equation(*written);
  std::erase(equation, ' ');
  const std::size_t arrow = equation.find("->");
  std::string_view inputs = std::string_view(equation).substr(0, arrow);
  std::map<char, Dim> sizes;
  std::optional<Dims> ellipsis;
  std::map<char, int> uses;
  for (char c : inputs) ++uses[c];
  for (ValueId value : call.rest(1)) {
    const std::size_t comma = inputs.find(',');
    const auto dims = call.array(value).dims;
    const std::string_view labels = inputs.substr(0, comma);
    if (dims) {
      if (!assign(call, {labels, *dims}, sizes, ellipsis)) return std::nullopt;
    } else if (labels.find("...") != std::string_view::npos) {
      return std::nullopt;
    }
    if (comma == std::string_view::npos) break;
    inputs.remove_prefix(comma + 1);
  }
  std::string output;
  if (arrow != std::string::npos) {
    output = equation.substr(arrow + 2);
  } else {  // the labels that stand once, in order
    if (equation.find("...") != std::string::npos) output = "...";
    for (const auto& [label, count] : uses)
      if (count == 1 && label != ',' && label != '.') output += label;
  }
  Dims out;
  for (std::size_t i = 0; i < output.size(); ++i) {
    if (output[i] == '.') {
      if (!ellipsis) return std::nullopt;
      out.insert(out.end(), ellipsis->begin(), ellipsis->end());
      i += 2;
      continue;
    }
    const auto at = sizes.find(output[i]);
    out.push_back(at == sizes.end() ? Dim::dynamic() : at->second);
  }
  return out;
}

std::optional<Dims> shape_solve(const RuleCall& call, RuleArguments a) {
  const auto matrix = call.dims(a[0]);
  const auto rhs = call.dims(a[1]);
  if (!matrix || !rhs) return std::nullopt;
  if (matrix->size() < 2 || rhs->size() != matrix->size()) {
    call.refuse();
    return std::nullopt;
  }
  auto out =
      broadcast_dims(Dims(matrix->begin(), matrix->end() - 2), Dims(rhs->begin(), rhs->end() - 2));
  if (!out) return std::nullopt;
  out->push_back(matrix->back());
  out->push_back(rhs->back());
  return out;
}

std::optional<Dims> shape_orthogonal(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  const auto full = call.boolean(a[1]);
  if (!dims || !full || dims->size() < 2) return std::nullopt;
  const Dim rows = (*dims)[dims->size() - 2];
  dims->back() = *full ? rows : smaller(rows, dims->back());
  return dims;
}

std::optional<Dims> shape_triangular(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  const auto full = call.boolean(a[1]);
  if (!dims || !full || dims->size() < 2) return std::nullopt;
  Dim& rows = (*dims)[dims->size() - 2];
  if (!*full) rows = smaller(rows, dims->back());
  return dims;
}

std::optional<Dims> shape_diag(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  if (dims->empty()) {
    call.refuse();
    return std::nullopt;
  }
  dims->push_back(dims->back());
  return dims;
}

std::optional<Dims> shape_diag_part(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  if (dims->size() < 2) {
    call.refuse();
    return std::nullopt;
  }
  const Dim columns = dims->back();
  dims->pop_back();
  dims->back() = smaller(dims->back(), columns);
  return dims;
}

std::optional<Dims> shape_doubled(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  Dims out = *dims;
  out.insert(out.end(), dims->begin(), dims->end());
  return out;
}

std::optional<Dims> shape_halved(const RuleCall& call, RuleArguments a) {
  auto dims = call.dims(a[0]);
  if (!dims) return std::nullopt;
  if (dims->size() % 2 != 0) {
    call.refuse();
    return std::nullopt;
  }
  dims->resize(dims->size() / 2);
  return dims;
}

}  // namespace hyb
