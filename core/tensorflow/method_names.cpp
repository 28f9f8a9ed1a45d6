#include "core/tensorflow/method_names.h"

#include <algorithm>
#include <vector>

namespace hyb {
namespace {

std::string_view last_word(std::string_view path) {
  return path.substr(path.rfind('.') + 1);
}

bool is_method(const ApiRow& row) {
  const auto dot = row.name.rfind('.');
  if (dot == std::string_view::npos || row.is_class || row.name.ends_with(".*")) return false;
  const std::string_view owner = row.name.substr(0, dot);
  if (owner.starts_with("builtins.")) return true;
  const ApiRow* cls = find_exact_api(owner);
  return cls != nullptr && cls->is_class;
}

/// Methods by name, and in the order of the table where names are the same.
const std::vector<const ApiRow*>& methods() {
  static const std::vector<const ApiRow*> kMethods = [] {
    std::vector<const ApiRow*> out;
    for (const ApiRow& row : api_rows())
      if (is_method(row)) out.push_back(&row);
    std::stable_sort(out.begin(), out.end(), [](const ApiRow* a, const ApiRow* b) {
      return last_word(a->name) < last_word(b->name);
    });
    return out;
  }();
  return kMethods;
}

}  // namespace

std::span<const ApiRow* const> methods_named(std::string_view name) {
  const std::vector<const ApiRow*>& all = methods();
  const auto first = std::lower_bound(
      all.begin(), all.end(), name,
      [](const ApiRow* row, std::string_view n) { return last_word(row->name) < n; });
  auto last = first;
  while (last != all.end() && last_word((*last)->name) == name) ++last;
  return {first, last};
}

}  // namespace hyb
