#pragma once

// Interned identifiers. Files are lowered in parallel with one Interner each; `link` merges them in
// path order into the program's Interner and renumbers the rows, so equal ids mean equal text
// everywhere after `link`, for any thread count. The text of a name lives as long as its Interner.

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/base/id.h"

namespace hyb {

using NameId = Id<struct NameTag>;

class Interner {
 public:
  /// The id of `text`, made on first sight. Ids count up from the first name seen.
  NameId intern(std::string_view text) {
    if (auto found = ids_.find(text); found != ids_.end()) return found->second;
    const std::string& kept = storage_.emplace_back(text);
    const NameId id = NameId::from_index(names_.size());
    names_.push_back(kept);
    ids_.emplace(kept, id);
    return id;
  }
  /// The id of `text`, or none when nothing of that name was interned.
  NameId find(std::string_view text) const {
    auto found = ids_.find(text);
    return found == ids_.end() ? NameId{} : found->second;
  }
  /// The text of `id`; "" for none.
  std::string_view text(NameId id) const { return id.exists() ? names_[id.index()] : ""; }
  std::size_t size() const { return names_.size(); }

 private:
  std::deque<std::string> storage_;  // a deque: growth must not move the texts
  std::vector<std::string_view> names_;
  std::unordered_map<std::string_view, NameId> ids_;
};

}  // namespace hyb
