#pragma once

// Interned identifiers. Files are lowered in parallel with one Interner each; `link` merges them in
// path order into the program's Interner and renumbers the rows, so equal ids mean equal text
// everywhere after `link`, for any thread count. The text of a name lives as long as its Interner.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/hash_index.h"
#include "core/base/id.h"

namespace hyb {

using NameId = Id<struct NameTag>;

class Interner {
 public:
  /// The id of `text`, made on first sight. Ids count up from the first name seen.
  NameId intern(std::string_view text) {
    const std::uint64_t hash = hash_text(text);
    if (const NameId known = find(text, hash); known.exists()) return known;
    const std::string& kept = storage_.emplace_back(text);
    const NameId id = NameId::from_index(names_.size());
    index_.add(hash, static_cast<std::uint32_t>(names_.size()));
    names_.push_back(kept);
    return id;
  }
  /// The id of `text`, or none when nothing of that name was interned.
  NameId find(std::string_view text) const { return find(text, hash_text(text)); }
  /// The text of `id`; "" for none.
  std::string_view text(NameId id) const { return id.exists() ? names_[id.index()] : ""; }
  std::size_t size() const { return names_.size(); }

 private:
  NameId find(std::string_view text, std::uint64_t hash) const {
    const std::uint32_t* row =
        index_.find(hash, [&](std::uint32_t i) { return names_[i] == text; });
    return row == nullptr ? NameId{} : NameId::from_index(*row);
  }

  std::deque<std::string> storage_;  // a deque: growth must not move the texts
  std::vector<std::string_view> names_;
  HashIndex index_;
};

}  // namespace hyb
