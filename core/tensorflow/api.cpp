#include "core/tensorflow/api.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <vector>

#include "core/base/hash_index.h"

namespace hyb {
namespace {

struct Alias {
  std::string_view from;
  std::string_view to;
};

#include "api_table.inc"

constexpr std::string_view kTensorFlow = "tensorflow.";
constexpr int kMaxBases = 16;  // depth of a class hierarchy; cycles in the data end there

bool below(std::string_view path, std::string_view prefix) {
  return path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '.');
}

template <class Visit>
void for_words(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    visit(text.substr(0, blank));
    if (blank == std::string_view::npos) return;
    text.remove_prefix(blank + 1);
  }
}

/// Words until `visit` says that this was it.
template <class Visit>
void until_word(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    if (visit(text.substr(0, blank)) || blank == std::string_view::npos) return;
    text.remove_prefix(blank + 1);
  }
}

/// The row of `owner.name`, which is put together without memory of its own where it is short.
const ApiRow* find_inside(std::string_view owner, std::string_view name) {
  std::array<char, 160> buffer;
  const std::size_t size = owner.size() + 1 + name.size();
  if (size > buffer.size()) return find_exact_api(std::string(owner) + "." + std::string(name));
  char* end = std::copy(owner.begin(), owner.end(), buffer.data());
  *end++ = '.';
  std::copy(name.begin(), name.end(), end);
  return find_exact_api(std::string_view(buffer.data(), size));
}

const ApiRow* find_method_at(std::string_view class_path, std::string_view name, int depth) {
  if (const ApiRow* row = find_inside(class_path, name)) return row;
  const ApiRow* cls = find_api(class_path);
  if (cls == nullptr || depth == 0) return nullptr;
  const ApiRow* found = nullptr;
  for_words(cls->bases, [&](std::string_view base) {
    if (found == nullptr) found = find_method_at(base, name, depth - 1);
  });
  // What a function makes may have attributes that are all alike.
  return found == nullptr && !cls->is_class && cls->result == ApiResult::Instance
             ? find_inside(class_path, "*")
             : found;
}

bool class_has_at(std::string_view path, Trait trait, int depth) {
  const ApiRow* row = find_api(path);
  if (row == nullptr) return false;
  if (row->has(trait)) return true;
  if (depth == 0) return false;
  bool found = false;
  for_words(row->bases,
            [&](std::string_view up) { found = found || class_has_at(up, trait, depth - 1); });
  return found;
}

bool derives_at(std::string_view path, std::string_view base, int depth) {
  if (path == base) return true;
  const ApiRow* row = find_api(path);
  if (row == nullptr || depth == 0) return false;
  bool found = false;
  for_words(row->bases,
            [&](std::string_view up) { found = found || derives_at(up, base, depth - 1); });
  return found;
}

}  // namespace

namespace {

/// Places of rows, of other names and of prefixes, by name. Made at the first question.
struct Places {
  HashIndex rows, names, prefixes;
  Places() {
    std::uint32_t at = 0;
    for (const ApiRow& row : kRows) rows.add(hash_text(row.name), at++);
    at = 0;
    for (const Alias& name : kNames) names.add(hash_text(name.from), at++);
    at = 0;
    for (const Alias& prefix : kAliases) prefixes.add(hash_text(prefix.from), at++);
  }
};

const Places& places() {
  static const Places kPlaces;
  return kPlaces;
}

const Alias* find_alias(const HashIndex& index, const Alias* all, std::string_view name) {
  const std::uint32_t* at =
      index.find(hash_text(name), [&](std::uint32_t i) { return all[i].from == name; });
  return at == nullptr ? nullptr : all + *at;
}

/// The longest alias that the path begins with.
const Alias* prefix_of(std::string_view path) {
  for (std::size_t end = path.size(); end != std::string_view::npos && end != 0;
       end = path.rfind('.', end - 1))
    if (const Alias* alias = find_alias(places().prefixes, kAliases, path.substr(0, end)))
      return alias;
  return nullptr;
}

}  // namespace

namespace {

std::string_view resolve_aliases(std::string_view path, std::string& storage) {
  const auto other_name = [](std::string_view name) {
    return find_alias(places().names, kNames, name);
  };
  for (int round = 0; round < 4; ++round) {
    // Another name of a callable; then of the class that a method belongs to.
    if (const Alias* name = other_name(path)) return name->to;
    if (const std::size_t dot = path.rfind('.'); dot != std::string_view::npos)
      if (const Alias* owner = other_name(path.substr(0, dot))) {
        std::string made(owner->to);
        made += path.substr(dot);
        storage = std::move(made);
        return storage;
      }
    const Alias* const alias = prefix_of(path);
    if (alias == nullptr || alias->from == alias->to) break;
    std::string made(alias->to);
    made += path.substr(alias->from.size());
    storage = std::move(made);
    path = storage;
  }
  return path;
}

/// What was asked for last, of the paths that share a place.
struct KnownPath {
  std::string path;
  std::string made;         // its canonical form, where it had to be made
  std::string_view listed;  // … where the table has it; null data: the path itself, or made
};

}  // namespace

std::string_view canonical_path(std::string_view path, std::string& storage) {
  thread_local std::vector<KnownPath> known(std::size_t{1} << 10U);
  KnownPath& place = known[hash_text(path) % known.size()];
  if (place.path != path) {
    place.path = path;
    place.made.clear();
    place.listed = {};
    const std::string_view found = resolve_aliases(place.path, place.made);
    if (found.data() == place.path.data()) place.made.clear();
    if (found.data() != place.path.data() && found.data() != place.made.data())
      place.listed = found;
  }
  if (place.listed.data() != nullptr) return place.listed;
  if (place.made.empty()) return path;
  storage = place.made;
  return storage;
}

const ApiRow* find_exact_api(std::string_view canonical) {
  const std::uint32_t* at = places().rows.find(
      hash_text(canonical), [&](std::uint32_t i) { return kRows[i].name == canonical; });
  return at == nullptr ? nullptr : &kRows[*at];
}

const ApiRow* find_api(std::string_view canonical) {
  if (const ApiRow* row = find_exact_api(canonical)) return row;
  // Prefix rules are rows called "tensorflow.math.*".
  std::string rule;
  rule.reserve(canonical.size() + 2);
  rule = canonical;
  for (auto dot = rule.rfind('.'); dot != std::string::npos; dot = rule.rfind('.')) {
    rule.resize(dot);
    rule += ".*";
    if (const ApiRow* row = find_exact_api(rule)) return row;
    rule.resize(dot);
  }
  return nullptr;
}

namespace {

/// A namespace of TensorFlow whose public callables are in the generated files.
bool is_listed(std::string_view owner) {
  constexpr std::string_view kRoot = "tensorflow";
  const std::string inside = std::string(owner) + ".";
  if (!inside.starts_with("tensorflow.") || inside.find("._") != std::string::npos ||
      inside.starts_with("tensorflow.python."))
    return false;
  if (owner == kRoot) return true;
  if (const ApiRow* row = find_exact_api(owner); row != nullptr && row->is_class) return false;
  const auto name = std::lower_bound(
      std::begin(kNames), std::end(kNames), inside,
      [](const Alias& alias, std::string_view wanted) { return alias.from < wanted; });
  if (name != std::end(kNames) && name->from.starts_with(inside)) return true;
  const auto row = std::lower_bound(
      std::begin(kRows), std::end(kRows), inside,
      [](const ApiRow& one, std::string_view wanted) { return one.name < wanted; });
  for (auto at = row; at != std::end(kRows) && at->name.starts_with(inside); ++at)
    if (at->releases != 0) return true;
  return false;
}

}  // namespace

bool is_absent(std::string_view path) {
  const bool is_private =
      path.starts_with("tensorflow.python.") || path.find("._") < path.rfind('.');
  if (!path.starts_with("tensorflow.")) return false;
  std::string storage;
  const std::string_view canonical = canonical_path(path, storage);
  if (find_exact_api(canonical) != nullptr) return false;
  const ApiRow* rule = find_api(canonical);
  if (rule != nullptr && rule->has(Trait::Absent)) return true;
  const auto dot = canonical.rfind('.');
  if (is_private || dot == std::string_view::npos || canonical.substr(dot).starts_with("._"))
    return false;
  return is_listed(canonical.substr(0, dot));
}

const ApiRow* find_method(std::string_view class_path, std::string_view name) {
  return find_method_at(class_path, name, kMaxBases);
}

bool class_has(std::string_view path, Trait trait) {
  return class_has_at(path, trait, kMaxBases);
}

bool derives_from(std::string_view path, std::string_view base) {
  return derives_at(path, base, kMaxBases);
}

bool is_known_package(std::string_view top) {
  const auto at =
      std::lower_bound(std::begin(kRows), std::end(kRows), top,
                       [](const ApiRow& row, std::string_view name) { return row.name < name; });
  return at != std::end(kRows) && below(at->name, top);
}

std::span<const ApiRow> api_rows() {
  return kRows;
}
std::span<const Deprecation> deprecations() {
  return kDeprecations;
}

const Deprecation* find_deprecation(std::string_view path) {
  const auto rows = deprecations();  // by name, the name itself before its arguments
  const auto at = std::lower_bound(
      rows.begin(), rows.end(), path,
      [](const Deprecation& d, std::string_view wanted) { return d.name < wanted; });
  return at == rows.end() || at->name != path || !at->argument.empty() ? nullptr : &*at;
}

namespace {

std::string_view name_in(std::string_view word) {
  return word.substr(0, word.find('='));
}

}  // namespace

int parameter_index(const ApiRow& row, std::string_view name) {
  int index = 0;
  bool found = false;
  until_word(row.params, [&](std::string_view word) {
    if (word == "*" || word == "/") return false;
    found = name_in(word) == name;
    if (!found) ++index;
    return found;
  });
  return found ? index : -1;
}

std::string_view parameter_at(const ApiRow& row, std::size_t position) {
  std::size_t index = 0;
  std::string_view found;
  until_word(row.params, [&](std::string_view word) {
    if (word == "*" || word == "/" || index++ != position) return false;
    found = name_in(word);
    return true;
  });
  return found;
}

std::string written_form(std::string_view path) {
  for (std::string_view prefix : {"tensorflow.compat.v2", "tensorflow._api.v2"})
    if (path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '.'))
      return "tensorflow" + std::string(path.substr(prefix.size()));
  return std::string(path);
}

std::string short_form(std::string_view path) {
  return path.starts_with(kTensorFlow) ? "tf." + std::string(path.substr(kTensorFlow.size()))
                                       : std::string(path);
}

bool is_in_tensorflow(std::string_view path) {
  return path.starts_with(kTensorFlow);
}

bool is_tensorflow(const ApiRow& row) {
  return row.name.starts_with(kTensorFlow);
}

std::string_view default_of(const ApiRow& row, std::string_view name) {
  std::string_view found;
  until_word(row.params, [&](std::string_view word) {
    if (!word.starts_with(name) || word.size() == name.size() || word[name.size()] != '=')
      return false;
    found = word.substr(name.size() + 1);
    return true;
  });
  return found;
}

}  // namespace hyb
