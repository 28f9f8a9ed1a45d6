#pragma once

// Names outside the project as rules know them, remembered by their number: the canonical path and
// the API row. Made by whoever asks often while the program is solved; for one thread.

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/interner.h"
#include "core/tensorflow/api.h"

namespace hyb {

class OutsideNames {
 public:
  /// canonical_path() of the name's text.
  std::string_view path(const Interner& names, NameId name) { return at(names, name).path; }
  /// find_api() of that; nullptr = no row.
  const ApiRow* row(const Interner& names, NameId name) {
    Known& known = at(names, name);
    if (!known.row) known.row = find_api(known.path);
    return *known.row;
  }

 private:
  struct Known {
    std::string_view path;  // null data: not asked for yet
    std::optional<const ApiRow*> row;
  };
  Known& at(const Interner& names, NameId name) {
    const std::size_t index = name.exists() ? name.index() + 1 : 0;
    if (index >= known_.size()) known_.resize(std::max(names.size() + 1, index + 1));
    Known& known = known_[index];
    if (known.path.data() == nullptr) {
      std::string storage;
      known.path = canonical_path(names.text(name), storage);
      if (known.path.data() == storage.data()) known.path = kept_.emplace_back(std::move(storage));
      if (known.path.data() == nullptr) known.path = "";
    }
    return known;
  }

  std::vector<Known> known_;      // by number of the name, the empty one first
  std::deque<std::string> kept_;  // texts that had to be made
};

}  // namespace hyb
