#pragma once

// Tables that map a hash to the number of a row kept elsewhere: open addressing, power-of-two
// sizes, no memory per entry but its slot. Used by whoever interns (names, values, cells). Nothing
// may depend on the order of slots; rows are numbered by their owner, in order of making.

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

namespace hyb {

/// `hash` with one more word mixed in.
constexpr std::uint64_t mix_hash(std::uint64_t hash, std::uint64_t word) {
  hash = (std::rotl(hash, 5) ^ word) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29U);
}

/// Hash of a text; the same on all machines of one byte order.
inline std::uint64_t hash_text(std::string_view text) {
  std::uint64_t hash = text.size();
  while (text.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    hash = mix_hash(hash, word);
    text.remove_prefix(sizeof word);
  }
  std::uint64_t rest = 0;
  if (!text.empty()) std::memcpy(&rest, text.data(), text.size());
  return mix_hash(hash, rest);
}

/// Rows by hash. The owner compares rows: equal hashes need not be equal rows.
class HashIndex {
 public:
  /// The row with that hash for which `same(row)` holds; nullptr = there is none.
  template <class Same>
  const std::uint32_t* find(std::uint64_t hash, Same&& same) const {
    if (slots_.empty()) return nullptr;
    const std::uint32_t folded = fold(hash);
    for (std::size_t at = folded & mask();; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.row == kFree) return nullptr;
      if (slot.hash == folded && same(slot.row)) return &slot.row;
    }
  }
  /// Adds a row that find() does not find.
  void add(std::uint64_t hash, std::uint32_t row) {
    if ((count_ + 1) * 4 > slots_.size() * 3) grow();
    insert({fold(hash), row});
    ++count_;
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t row = kFree;
  };
  static std::uint32_t fold(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash ^ (hash >> 32U));
  }
  std::size_t mask() const { return slots_.size() - 1; }
  void insert(Slot slot) {
    std::size_t at = slot.hash & mask();
    while (slots_[at].row != kFree) at = (at + 1) & mask();
    slots_[at] = slot;
  }
  void grow() {
    const std::vector<Slot> old = std::move(slots_);
    slots_.assign(old.empty() ? 64 : old.size() * 2, {});
    for (const Slot& slot : old)
      if (slot.row != kFree) insert(slot);
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

/// Numbers by 64-bit key; a key is never forgotten.
class KeyIndex {
 public:
  /// The number of `key`, or nullptr.
  const std::uint32_t* find(std::uint64_t key) const {
    if (slots_.empty()) return nullptr;
    for (std::size_t at = place(key);; at = (at + 1) & mask()) {
      const Slot& slot = slots_[at];
      if (slot.number == kFree) return nullptr;
      if (slot.key == key) return &slot.number;
    }
  }
  /// The number of `key`, which is `fresh` if it was not there.
  std::uint32_t find_or_add(std::uint64_t key, std::uint32_t fresh) {
    if ((count_ + 1) * 4 > slots_.size() * 3) grow();
    std::size_t at = place(key);
    for (; slots_[at].number != kFree; at = (at + 1) & mask())
      if (slots_[at].key == key) return slots_[at].number;
    slots_[at] = {key, fresh};
    ++count_;
    return fresh;
  }
  void add(std::uint64_t key, std::uint32_t number) { find_or_add(key, number); }
  /// Calls visit(key, number) for each key, in no order.
  template <class Visit>
  void each(Visit&& visit) const {
    for (const Slot& slot : slots_)
      if (slot.number != kFree) visit(slot.key, slot.number);
  }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = kFree;
  };
  std::size_t mask() const { return slots_.size() - 1; }
  std::size_t place(std::uint64_t key) const { return mix_hash(0, key) & mask(); }
  void grow() {
    const std::vector<Slot> old = std::move(slots_);
    slots_.assign(old.empty() ? 64 : old.size() * 2, {});
    for (const Slot& slot : old) {
      if (slot.number == kFree) continue;
      std::size_t at = place(slot.key);
      while (slots_[at].number != kFree) at = (at + 1) & mask();
      slots_[at] = slot;
    }
  }

  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

}  // namespace hyb
